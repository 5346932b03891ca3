"""Calls that heard the busy tone because their number calls too often: told beside the contact of that number."""

from datetime import datetime, timedelta

from yesline.calls.ports import Wish
from yesline.contacts import actions as contacts
from yesline.contacts import queries as ledger
from yesline.contacts.enums import Event
from yesline.kernel import hints, phone_numbers
from yesline.orgs import queries as orgs

_RECENT = timedelta(hours=1)


def turned_away(*, number: str, trunk: str, dialled: str, calls: int, at: datetime) -> list[Wish]:
    """So many further calls of a number heard "busy". The contact it has keeps its place, and shows them."""
    try:
        found, country = orgs.number_dialled(dialled, trunk=trunk)
    except orgs.UnknownNumber:
        return []
    e164 = phone_numbers.e164(number, country=country)
    contact = ledger.newest_from(e164, organisation_id=found.organisation_id, since=at - _RECENT)
    if contact is not None:
        contacts.note(contact, Event.CROWDED, at=at, calls=calls)
        hints.tell(hints.organisation(contact.organisation_id))
    return []
