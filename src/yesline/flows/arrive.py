"""A contact arrives: somebody dials one of our numbers."""

import logging
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.db import transaction

from yesline.calls import actions as calls
from yesline.calls import queries as call_facts
from yesline.calls.ports import PlayNotice, RingTone, ToRescue, Wish
from yesline.contacts import actions as contacts
from yesline.contacts import queries as ledger
from yesline.contacts.enums import Channel, Event
from yesline.contacts.models import Contact
from yesline.customers import queries as customers
from yesline.flows import on_duty, reach_out, route, visit
from yesline.kernel import phone_numbers
from yesline.orgs import queries as orgs
from yesline.orgs import rules as org_rules
from yesline.orgs.enums import NumberKind
from yesline.orgs.models import Number

log = logging.getLogger(__name__)


def call_arrived(
    *,
    node: str,
    channel: str,
    caller_number: str | None,
    caller_name: str | None = None,
    trunk: str,
    dialled: str,
    ticket: str = "",
    at: datetime,
) -> list[Wish]:
    """A phone call comes in: it is written down, its caller recognised, and the best person rung at once.

    Reported twice, it stays one contact; one that comes back from the rescue plan has kept its place. A call for
    a number that is nobody's goes to the rescue plan: a person will hear it. `ticket` is what a visitor's browser
    brought along from a page of ours.
    """
    try:
        coming = _coming(node, channel, caller_number=caller_number, trunk=trunk, dialled=dialled, at=at)
    except orgs.UnknownNumber as error:
        log.warning("%s It is handed to the rescue plan.", error)
        return [ToRescue(channel=channel)]
    known, owed = _known(coming)
    if owed is not None:
        again = _rang_again(owed, coming)
        if again is not None:
            return again
    contact = _written_down(coming, ticket=ticket) if known is None else None
    if contact is None:
        contact = _returned(node=node, channel=channel, at=at)
    if contact is None:
        return []
    wishes = [coming.ring_tone, *route.match(pool_id=contact.pool_id, at=at)]
    if contact.priority == org_rules.priority(NumberKind.EMERGENCY):
        wishes += on_duty.ring(pool_id=contact.pool_id, at=at)
    if contact.organisation.notice_sound:
        wishes.append(PlayNotice(channel=channel, sound=contact.organisation.notice_sound))
    return wishes


@dataclass(frozen=True)
class _Coming:
    """A call that has just come in: which number of ours, and what is said of the caller's."""

    node: str
    channel: str
    number: Number
    e164: str  # the caller's; empty: withheld or not a number
    shown: str
    trunk: str
    at: datetime

    @property
    def ring_tone(self) -> Wish:
        return RingTone(channel=self.channel, answer_after=self.number.trunk.answer_after.total_seconds())


def _coming(node: str, channel: str, *, caller_number: str | None, trunk: str, dialled: str, at: datetime) -> _Coming:
    number, country = orgs.number_dialled(dialled, trunk=trunk)
    e164 = phone_numbers.e164(caller_number, country=country)
    return _Coming(node, channel, number, e164, (caller_number or "")[:60], trunk, at)


def _known(coming: _Coming) -> tuple[int | None, int | None]:
    return call_facts.known_caller(
        node=coming.node,
        channel=coming.channel,
        organisation_id=coming.number.organisation_id,
        e164=coming.e164,
    )


def _written_down(coming: _Coming, *, ticket: str = "") -> Contact | None:
    """Contact, fact and leg are one statement, which needs no transaction around it; a visitor's own page is more."""
    number, organisation = coming.number, coming.number.organisation
    visitor = visit.visitor(words=ticket, number=number)
    proven = visitor.customer if visitor else None
    known = [proven] if proven else customers.with_number(organisation.pk, coming.e164)
    arriving = partial(
        contacts.begin,
        key=f"{coming.node}/{coming.channel}",
        at=coming.at,
        beside=calls.callers_leg(node=coming.node, channel=coming.channel, at=coming.at),
        organisation=organisation,
        pool_id=organisation.pool_id,
        number=number,
        customer_number=coming.e164,
        number_shown=coming.shown,
        # Several people may share a number: then the agent asks, and nobody is assumed.
        customer=known[0] if len(known) == 1 else None,
        language=(known[0].language if known else _page(visitor)) or number.language or organisation.language,
        priority=org_rules.priority(number.kind),
        channel=Channel.PAGE if coming.trunk == visit.TRUNK else Channel.CALL,
    )
    if proven is None:
        return arriving()
    with transaction.atomic():
        contact = arriving()
        if contact is not None:
            visit.came_by_their_own_page(contact=contact, at=coming.at)
    return contact


def _page(visitor: visit.Visitor | None) -> str:
    """The language of the page somebody came from, if one of us speaks it."""
    return visitor.language if visitor else ""


def _rang_again(contact_id: int, coming: _Coming) -> list[Wish] | None:
    """Somebody whom we owe a call rings us: they have their old place at once. None if nothing is owed any more."""
    with transaction.atomic():
        contact = ledger.locked(contact_id)
        wishes = reach_out.rang_again(contact=contact, node=coming.node, channel=coming.channel, at=coming.at)
    if wishes is None:
        return None
    return [coming.ring_tone, *wishes, *route.match(pool_id=contact.pool_id, at=coming.at)]


@transaction.atomic
def _returned(*, node: str, channel: str, at: datetime) -> Contact | None:
    """A caller whom nobody on duty has answered is offered to us again; None if they were ours all the time."""
    contact = call_facts.contact_on(node, channel)
    if contact is None:
        return None
    return None if contacts.move(contact, Event.RETURNED, at=at) is None else contact


@transaction.atomic
def gone_to_rescue(*, node: str, channel: str, at: datetime) -> list[Wish]:
    """The controller gave this caller to the switch's rescue plan because we were too slow."""
    contact = call_facts.contact_on(node, channel)
    return [] if contact is None else _rescue_took(contact, at=at)


@transaction.atomic
def rescued_call(
    *,
    node: str,
    key: str,
    caller_number: str | None,
    trunk: str,
    dialled: str,
    arrived_at: datetime,
    answered_at: datetime | None,
    answered_by: str | None,
    ended_at: datetime | None,
    at: datetime,
) -> list[Wish]:
    """What the rescue plan did while we were away is read in as a contact; read twice, it is one.

    `key` is the channel's id. Without `ended_at` the call is still going on.
    """
    try:
        coming = _coming(node, key, caller_number=caller_number, trunk=trunk, dialled=dialled, at=arrived_at)
    except orgs.UnknownNumber as error:
        log.warning("%s What the rescue plan did with it stays in the switch's log.", error)
        return []
    contact, wishes = _rescued(coming)
    if contact is None:
        return []
    if max(filter(None, (arrived_at, answered_at, ended_at))) < ledger.came_to_us_at(contact):
        # The caller is in our hands again since; only their place in line is older than we knew.
        contacts.change(contact, arrived_at=min(arrived_at, contact.arrived_at))
        return []
    if contact.left_at is None:
        wishes += _rescue_took(contact, at=arrived_at)
    if answered_at is not None and contact.answered_at is None:
        _answered_on_duty(contact, by=answered_by or "", node=node, key=key, at=answered_at)
    if ended_at is not None:
        _rescue_over(contact, node=node, key=key, at=ended_at)
    return wishes


def _rescue_over(contact: Contact, *, node: str, key: str, at: datetime) -> None:
    """The caller's end. Of those who are to be called back it was heard before: what they do now is another leg's."""
    here = contact.left_at is None
    if here and contacts.move(contact, Event.CALLER_HUNG_UP, at=at) is not None and contact.answered_at is None:
        reach_out.left(contact=contact, lost=False, at=at)
    calls.leg_gone(contact.pk, key, at=at)
    calls.recording_raw(node=node, channel=key, at=at)


def _rescued(coming: _Coming) -> tuple[Contact | None, list[Wish]]:
    """The contact of a call the rescue plan took; perhaps one to whom a call was owed, and who rang again."""
    known, owed = _known(coming)
    again = None
    if known is None and owed is not None:
        contact = ledger.locked(owed)
        again = reach_out.rang_again(contact=contact, node=coming.node, channel=coming.channel, at=coming.at)
    if known is None and again is None:
        _written_down(coming)
    return call_facts.contact_on(coming.node, coming.channel), again or []


def _answered_on_duty(contact: Contact, *, by: str, node: str, key: str, at: datetime) -> None:
    """Somebody on duty talked to the caller, whose end may have been reported before the log was read."""
    if contact.left_at is not None or contacts.move(contact, Event.ANSWERED, at=at, answered_at=at) is None:
        contacts.answered_after_all(contact, at=at)
    contacts.note(contact, Event.CONNECTED, at=at, answered_by=by)
    calls.recording_began(contact, node=node, channel=key, at=at)


def _rescue_took(contact: Contact, *, at: datetime) -> list[Wish]:
    """Whoever was rung for this caller is left in peace."""
    if contacts.move(contact, Event.RESCUE_TOOK, at=at) is None:
        return []
    return on_duty.leave_in_peace(contact_id=contact.pk, at=at)
