from datetime import datetime
from typing import Any

from yesline.journal import actions as journal
from yesline.knowledge import rules
from yesline.knowledge.models import Fact, Wording
from yesline.knowledge.rules import Written
from yesline.orgs.models import Organisation


def write(organisation: Organisation, written: Written, *, by: int, at: datetime) -> Fact:
    """A new fact with its first wording. Refused without a title, or if it ends before it begins."""
    rules.check_can_be_written(written)
    fact = Fact.objects.create(organisation=organisation, checked_at=at, **_terms(written))
    _word(fact, written)
    _record("knowledge.written", fact, by=by, at=at, title=written.title)
    return fact


def change(fact: Fact, written: Written, *, by: int, at: datetime) -> None:
    """Say it otherwise, or in one more language. Who changes a fact has looked it through."""
    rules.check_can_be_written(written)
    Fact.objects.filter(pk=fact.pk).update(checked_at=at, **_terms(written))
    _word(fact, written)
    _record("knowledge.changed", fact, by=by, at=at, title=written.title)


def confirm(fact: Fact, *, by: int, at: datetime) -> None:
    """Somebody has looked it through, and it is still right."""
    Fact.objects.filter(pk=fact.pk).update(checked_at=at)
    _record("knowledge.confirmed", fact, by=by, at=at)


def forget(fact: Fact, *, title: str, by: int, at: datetime) -> None:
    """It is known no more, in any language. The journal keeps that it was."""
    _record("knowledge.forgotten", fact, by=by, at=at, title=title)
    Fact.objects.filter(pk=fact.pk).delete()


def _terms(written: Written) -> dict[str, Any]:
    return {
        "owner_id": written.owner_id,
        "valid_from": written.valid_from,
        "valid_until": written.valid_until,
    }


def _word(fact: Fact, written: Written) -> None:
    """The wording in one language, instead of what it was."""
    said = {"title": written.title.strip()[:120], "text": written.text.strip()}
    if not Wording.objects.filter(fact=fact, language=written.language).update(**said):
        Wording.objects.create(organisation_id=fact.organisation_id, fact=fact, language=written.language, **said)


def _record(verb: str, fact: Fact, *, by: int, at: datetime, **details: str) -> None:
    journal.record(verb, noun="fact", noun_id=fact.pk, organisation_id=fact.organisation_id, by=by, at=at, **details)
