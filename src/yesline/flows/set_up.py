"""An organisation is set up: its terms, hours, numbers and lines, and who is rung when we can't be asked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from yesline.journal import queries as journal
from yesline.journal.models import Entry
from yesline.kernel import phone_numbers
from yesline.kernel.errors import NotNow, NotYours
from yesline.orgs import actions as orgs
from yesline.orgs import queries as org_facts
from yesline.orgs import rules
from yesline.orgs.models import Number, Organisation, Trunk
from yesline.staff import actions as staff
from yesline.staff import queries as people
from yesline.staff.enums import Role
from yesline.staff.invitations import queries as links
from yesline.staff.models import Agent, DutyPhone, Phone
from yesline.staff.queries import Seat

ENTRIES_SHOWN = 200


@dataclass(frozen=True)
class Progress:
    """What an organisation has, and so what is still missing before people can call it."""

    numbers: int
    people: int
    invited: int
    hours: bool
    greeting: bool
    on_duty: int


def administered(*, seat: Seat) -> list[Organisation]:
    """The organisations this person sets up. Raises NotYours when there are none."""
    mine = [key for key, role in seat.roles.items() if role == Role.ADMIN]
    found = list(Organisation.objects.filter(pk__in=mine).order_by("name"))
    if not found:
        raise NotYours
    return found


def opened(*, seat: Seat, slug: str) -> Organisation:
    """One of them. Raises NotYours for every other, whether it exists or not."""
    organisation = Organisation.objects.filter(slug=slug).first()
    if organisation is None or not seat.may(organisation.pk, Role.ADMIN):
        raise NotYours
    return organisation


def progress(*, seat: Seat, organisation: Organisation) -> Progress:
    _check(seat, organisation)
    return Progress(
        numbers=len(org_facts.numbers_of(organisation)),
        people=len(people.members(organisation.pk)),
        invited=len(links.pending(organisation.pk)),
        hours=bool(org_facts.hours_of(organisation).week),
        greeting=bool(organisation.greeting),
        on_duty=len(people.duty_of(organisation.pk)),
    )


@transaction.atomic
def say(
    *,
    seat: Seat,
    organisation: Organisation,
    name: str,
    timezone: str,
    language: str,
    greeting: str,
    colour: str,
    case_due_for: timedelta,
    recordings_kept_for: timedelta,
    topics: Sequence[str],
    at: datetime,
) -> None:
    """What it is called, how it greets, what it promises at the latest, and how long recordings are kept."""
    _check(seat, organisation)
    orgs.change(
        organisation,
        by=seat.agent.pk,
        at=at,
        name=name,
        timezone=timezone,
        language=language,
        greeting=greeting,
        colour=colour,
        case_due_for=case_due_for,
        recordings_kept_for=recordings_kept_for,
    )
    orgs.add_topics(organisation, topics)


@transaction.atomic
def show_logo(*, seat: Seat, organisation: Organisation, png: bytes, at: datetime) -> None:
    _check(seat, organisation)
    orgs.show_logo(organisation, png, by=seat.agent.pk, at=at)


@transaction.atomic
def say_notice(*, seat: Seat, organisation: Organisation, sound: str, at: datetime) -> None:
    """A person's own words, heard by callers while it rings; without a sound none are."""
    _check(seat, organisation)
    orgs.change(organisation, by=seat.agent.pk, at=at, notice_sound=sound)


def phrases(*, seat: Seat, organisation: Organisation, language: str) -> dict[str, str]:
    """What of the phrases for those who wait is recorded in a language, by name."""
    _check(seat, organisation)
    return org_facts.phrases({organisation.pk}).get((organisation.pk, language), {})


@transaction.atomic
def say_phrase(*, seat: Seat, organisation: Organisation, language: str, name: str, sound: str, at: datetime) -> None:
    """A person's own words for those who wait."""
    _check(seat, organisation)
    orgs.say(organisation, language=language, name=name, sound=sound, by=seat.agent.pk, at=at)


@transaction.atomic
def open_on(*, seat: Seat, organisation: Organisation, week: Sequence[tuple[int, time, time]], at: datetime) -> None:
    """The hours of the week; none at all means always."""
    _check(seat, organisation)
    orgs.open_on(organisation, week, by=seat.agent.pk, at=at)


@transaction.atomic
def add_holiday(
    *, seat: Seat, organisation: Organisation, day: date, name: str, hours: tuple[time, time] | None, at: datetime
) -> None:
    """A day with hours of its own, or closed."""
    _check(seat, organisation)
    orgs.add_holiday(organisation, day=day, name=name, hours=hours, by=seat.agent.pk, at=at)


@transaction.atomic
def remove_holiday(*, seat: Seat, organisation: Organisation, holiday_id: int, at: datetime) -> None:
    _check(seat, organisation)
    orgs.remove_holiday(organisation, holiday_id, by=seat.agent.pk, at=at)


@transaction.atomic
def add_number(
    *, seat: Seat, organisation: Organisation, trunk_id: int, written: str, kind: str, language: str, at: datetime
) -> Number:
    """A number people dial, in whatever spelling its line's country uses."""
    _check(seat, organisation)
    trunk = _line(organisation, trunk_id)
    e164 = phone_numbers.e164(written, country=trunk.country)
    if not e164:
        raise NotNow(_("“%(written)s” is no telephone number.") % {"written": written})
    return orgs.add_number(organisation, trunk=trunk, e164=e164, kind=kind, language=language, by=seat.agent.pk, at=at)


@transaction.atomic
def remove_number(*, seat: Seat, organisation: Organisation, number_id: int, at: datetime) -> None:
    _check(seat, organisation)
    number = Number.objects.filter(pk=number_id, organisation=organisation).select_related("organisation").first()
    if number is None:
        raise NotYours
    orgs.remove_number(number, by=seat.agent.pk, at=at)


@transaction.atomic
def add_line(
    *,
    seat: Seat,
    organisation: Organisation,
    name: str,
    addresses: Sequence[str],
    country: str,
    answer_after: timedelta,
    max_calls: int,
    at: datetime,
) -> Trunk:
    """A line calls come in by. The controller brings it to the switch within seconds; nothing is restarted."""
    _check(seat, organisation)
    return orgs.add_trunk(
        organisation,
        name=name,
        addresses=_read(addresses, but=None),
        country=country,
        answer_after=answer_after,
        max_calls=max_calls,
        by=seat.agent.pk,
        at=at,
    )


@transaction.atomic
def change_line(
    *, seat: Seat, organisation: Organisation, trunk_id: int, addresses: Sequence[str], max_calls: int, at: datetime
) -> None:
    """Other addresses, another limit. A line of whoever runs this Yesline is theirs to change."""
    _check(seat, organisation)
    trunk = _line(organisation, trunk_id)
    if trunk.organisation_id != organisation.pk:
        raise NotYours
    orgs.change_trunk(trunk, addresses=_read(addresses, but=trunk.pk), max_calls=max_calls, by=seat.agent.pk, at=at)


@transaction.atomic
def put_on_duty(*, seat: Seat, organisation: Organisation, phone_ids: Sequence[int], at: datetime) -> None:
    """Whose desk phones ring, in this order, when our side is dead."""
    _check(seat, organisation)
    phones = {phone.pk: phone for phone in people.desk_phones(organisation.pk)}
    if not set(phone_ids) <= set(phones):
        raise NotYours
    staff.put_on_duty(organisation.pk, [phones[key] for key in phone_ids], by=seat.agent, at=at)


def duty(*, seat: Seat, organisation: Organisation) -> tuple[list[DutyPhone], list[Phone]]:
    """Who is on duty, in order; and every desk phone that could be."""
    _check(seat, organisation)
    return people.duty_of(organisation.pk), people.desk_phones(organisation.pk)


def looked(*, seat: Seat, organisation: Organisation, verbs: Sequence[str]) -> list[tuple[Entry, str]]:
    """Who did what here, newest first, with the name of whoever it was."""
    _check(seat, organisation)
    rows = list(journal.of_organisation(organisation.pk, verbs=verbs)[:ENTRIES_SHOWN])
    names = dict(Agent.objects.filter(pk__in={row.by_agent_id for row in rows}).values_list("pk", "name"))
    return [(row, names.get(row.by_agent_id or 0, "")) for row in rows]


def _check(seat: Seat, organisation: Organisation) -> None:
    if not seat.may(organisation.pk, Role.ADMIN):
        raise NotYours


def _line(organisation: Organisation, trunk_id: int) -> Trunk:
    for trunk in org_facts.trunks_of(organisation):
        if trunk.pk == trunk_id:
            return trunk
    raise NotYours


def _read(addresses: Sequence[str], *, but: int | None) -> list[str]:
    read = list(dict.fromkeys(rules.address_of_a_trunk(address) for address in addresses if address.strip()))
    if not read:
        raise NotNow(_("Write at least one address from which this line's calls come."))
    rules.check_addresses_are_free(read, taken=org_facts.taken_addresses(but=but))
    return read
