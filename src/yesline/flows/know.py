"""What we know to be so: facts written down once, each with an owner and a date, read while somebody is on the line."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from yesline.kernel.errors import NotNow, NotYours
from yesline.knowledge import actions as knowledge
from yesline.knowledge import queries as facts
from yesline.knowledge import rules
from yesline.knowledge.enums import Standing
from yesline.knowledge.models import Fact, Wording
from yesline.knowledge.rules import Written
from yesline.orgs.models import Organisation
from yesline.staff import queries as people
from yesline.staff.enums import Role
from yesline.staff.queries import Seat


@dataclass(frozen=True)
class Known:
    """A fact as one reader sees it now: one of its wordings, and whether it may be relied on."""

    fact: Fact
    wording: Wording
    standing: Standing
    may_confirm: bool = False

    @property
    def holds(self) -> bool:
        return self.standing == Standing.HOLDS

    @property
    def others(self) -> list[Wording]:
        """The same in other languages."""
        return [one for one in self.fact.wordings.all() if one.pk != self.wording.pk]


def told(*, seat: Seat, fact_id: int, language: str, at: datetime) -> Known:
    """One fact, in the reader's language if it has been written in it. Raises NotYours for another organisation's."""
    return _known(facts.seen_by(seat, fact_id), seat, language, at)


def find(
    *, seat: Seat, words: Sequence[str], otherwise: Sequence[str], language: str, at: datetime, most: int
) -> list[Known]:
    """Facts that hold all these words (or, if there are none, those other ones), as this reader reads them.

    What was found in a language is shown in it if the reader's own has no wording.
    """
    today = today_of(organisation=seat.agent.organisation, at=at)
    found = facts.find(words, otherwise=otherwise, today=today, most=most)
    whole = facts.in_order(list(found)) if found else []
    return [_known(one, seat, _read_in(one, language, found[one.pk]), at) for one in whole]


def kept_by(*, seat: Seat, organisation: Organisation, language: str, at: datetime) -> list[Known]:
    """Everything one organisation knows, for those who write it."""
    _check(seat, organisation)
    return [_known(one, seat, language, at) for one in facts.of(organisation.pk)]


def written_here(*, seat: Seat, organisation: Organisation, fact_id: int) -> Fact:
    """One of them, to be changed. Raises NotYours for another organisation's."""
    _check(seat, organisation)
    fact = facts.seen_by(seat, fact_id)
    if fact.organisation_id != organisation.pk:
        raise NotYours
    return fact


def today_of(*, organisation: Organisation, at: datetime) -> date:
    """By the organisation's calendar: from when a fact holds if nothing else is said."""
    return at.astimezone(ZoneInfo(organisation.timezone)).date()


@transaction.atomic
def write(*, seat: Seat, organisation: Organisation, written: Written, at: datetime) -> Fact:
    """A new fact."""
    _check(seat, organisation)
    _check_owner(organisation, written.owner_id)
    return knowledge.write(organisation, written, by=seat.agent.pk, at=at)


@transaction.atomic
def change(*, seat: Seat, organisation: Organisation, fact_id: int, written: Written, at: datetime) -> None:
    """Say it otherwise, or in one more language."""
    fact = written_here(seat=seat, organisation=organisation, fact_id=fact_id)
    _check_owner(organisation, written.owner_id)
    knowledge.change(fact, written, by=seat.agent.pk, at=at)


@transaction.atomic
def confirm(*, seat: Seat, fact_id: int, at: datetime) -> None:
    """It has been looked through and is still right: said by its owner, or by an administrator."""
    fact = facts.seen_by(seat, fact_id)
    if not _may_confirm(seat, fact):
        raise NotYours
    knowledge.confirm(fact, by=seat.agent.pk, at=at)


@transaction.atomic
def forget(*, seat: Seat, organisation: Organisation, fact_id: int, at: datetime) -> None:
    """It is known no more."""
    fact = written_here(seat=seat, organisation=organisation, fact_id=fact_id)
    knowledge.forget(fact, title=_wording(fact, "").title, by=seat.agent.pk, at=at)


def _read_in(fact: Fact, wanted: str, found: str) -> str:
    return wanted if any(one.language == wanted for one in fact.wordings.all()) else found


def _known(fact: Fact, seat: Seat, language: str, at: datetime) -> Known:
    zone = ZoneInfo(fact.organisation.timezone)
    standing = rules.standing(
        valid_from=fact.valid_from,
        valid_until=fact.valid_until,
        checked_on=fact.checked_at.astimezone(zone).date(),
        today=at.astimezone(zone).date(),
    )
    return Known(fact, _wording(fact, language), standing, _may_confirm(seat, fact))


def _wording(fact: Fact, language: str) -> Wording:
    there = {one.language: one for one in fact.wordings.all()}
    return there[rules.language_to_read(there, wanted=language, usual=fact.organisation.language)]


def _check_owner(organisation: Organisation, agent_id: int) -> None:
    if agent_id not in {one.agent_id for one in people.members(organisation.pk)}:
        raise NotNow(_("The owner must be somebody who answers for this organisation."))


def _check(seat: Seat, organisation: Organisation) -> None:
    if not seat.may(organisation.pk, Role.ADMIN):
        raise NotYours


def _may_confirm(seat: Seat, fact: Fact) -> bool:
    return fact.owner_id == seat.agent.pk or seat.may(fact.organisation_id, Role.ADMIN)
