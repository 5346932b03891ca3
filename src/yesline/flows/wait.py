"""Somebody waits: it rings while a person is likely within seconds; then they are told how it stands, as it changes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from yesline.calls.ports import TellWaiting, Wish
from yesline.contacts import actions as contacts
from yesline.contacts import queries as ledger
from yesline.contacts.enums import Event
from yesline.kernel import hints
from yesline.orgs import queries as orgs
from yesline.routing import outlook, telling
from yesline.routing.estimate import Wait
from yesline.routing.outlook import Waiting

# People who are told something anew in one round: what is asked of the switch comes in small portions.
MOST_AT_ONCE = 40


@dataclass(frozen=True)
class Standing:
    """How it stands for one who waits."""

    who: Waiting
    place: int
    wait: Wait | None


def tell(*, node: str, at: datetime) -> list[Wish]:
    """Everybody who waits at this switch hears how it stands, if it is new; one look at each pool, not at each caller.

    Whoever has heard it already hears music: asked for again, it goes on, also after a controller died.
    """
    wishes: list[Wish] = []
    for pool_id in ledger.pools_waiting(at=at):
        wishes += _told(pool_id, node=node, at=at)
    return wishes


def standings(*, pool_id: int, at: datetime) -> list[Standing]:
    """The whole line of a pool, in the order of service."""
    line = outlook.line(pool_id, at=at)
    places, waits = outlook.waits(pool_id, line, at=at) if line else ([], [])
    return [Standing(who, place, wait) for who, place, wait in zip(line, places, waits, strict=True)]


@transaction.atomic
def _told(pool_id: int, *, node: str, at: datetime) -> list[Wish]:
    listening = [one for one in standings(pool_id=pool_id, at=at) if one.who.channel and one.who.node == node]
    new = [one for one in listening if _is_new(one, at=at)][:MOST_AT_ONCE]
    words = _words(new)
    for one in new:
        contacts.note(one.who.contact, Event.TOLD, at=at, place=one.place, minutes=one.wait.said if one.wait else None)
    for organisation_id in {one.who.contact.organisation_id for one in new}:
        hints.tell(hints.organisation(organisation_id))
    return [
        TellWaiting(
            channel=one.who.channel, sounds=words.get(one.who.contact.pk, ()), language=one.who.contact.language
        )
        for one in listening
        if one in new or one.who.told is not None
    ]


def _is_new(one: Standing, *, at: datetime) -> bool:
    if one.wait is None or (one.who.told is None and telling.rings(one.wait)):
        return False
    return telling.is_new(one.place, one.wait, one.who.told, at=at)


def _words(new: Iterable[Standing]) -> dict[int, tuple[str, ...]]:
    """The recordings for each of them, by contact."""
    own = orgs.phrases({one.who.contact.organisation_id for one in new})
    return {
        one.who.contact.pk: telling.words(
            one.place,
            one.wait.said,
            language=one.who.contact.language,
            own=own.get((one.who.contact.organisation_id, one.who.contact.language), {}),
        )
        for one in new
        if one.wait is not None
    }
