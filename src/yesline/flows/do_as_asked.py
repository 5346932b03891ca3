"""What people ask of the switch goes there, and what came of it becomes true."""

from datetime import datetime

from django.db import transaction

from yesline.calls import actions as calls
from yesline.calls import queries as call_facts
from yesline.calls.enums import Verb
from yesline.calls.models import Command
from yesline.calls.ports import (
    DiscardRecording,
    EndCall,
    HangUp,
    HoldCaller,
    Muted,
    TakeBack,
    Unmuted,
    Wish,
)
from yesline.contacts import actions as contacts
from yesline.contacts import queries as ledger
from yesline.contacts.enums import Event, State
from yesline.flows import answer, be_there, call_now, reach_out
from yesline.routing import queries as offers
from yesline.staff import queries as people


@transaction.atomic
def commands_for(*, node: str, at: datetime) -> list[Wish]:
    """What people asked of this switch since the last bell."""
    wishes = []
    for command in calls.take_commands(node):
        if command.verb in {Verb.CALL_BACK, Verb.SETTLE}:
            calls.command_ended(command, at=at, error=call_now.asked(command=command, at=at))
            continue
        if command.verb == Verb.NOT_THERE:
            wishes += _nobody_there(command, at=at)
            continue
        wish = _wish_for(command)
        if wish is None:
            calls.command_ended(command, at=at, error="the conversation was over before the switch could be asked")
        else:
            wishes.append(wish)
    return wishes


_WISHES = {
    Verb.HOLD: HoldCaller,
    Verb.TAKE_BACK: TakeBack,
    Verb.HANG_UP: EndCall,
    Verb.MUTED: Muted,
    Verb.UNMUTED: Unmuted,
}


def _wish_for(command: Command) -> Wish | None:
    if command.verb == Verb.PUSH_PHONE:
        phone = people.phone_in_use(command.agent)
        return be_there.push(phone, command_id=command.pk) if phone else None
    contact = command.contact
    caller = call_facts.caller_leg(contact.pk) if contact else None
    offer = offers.accepted_offer_for(contact.pk) if contact else None
    on_the_line = {State.TALKING, State.CALLING} if command.verb == Verb.HANG_UP else {State.TALKING}
    if contact is None or caller is None or offer is None or contact.state not in on_the_line:
        return None
    if command.verb == Verb.DONT_RECORD:
        return DiscardRecording(channel=caller.channel, command_id=command.pk)
    if command.verb == Verb.HAND_OVER:
        return HangUp(channel=offer.channel, command_id=command.pk)
    wish = _WISHES[Verb(command.verb)]
    return wish(
        contact_id=contact.pk,
        caller_channel=caller.channel,
        agent_channel=offer.channel,
        command_id=command.pk,
    )


def _nobody_there(command: Command, *, at: datetime) -> list[Wish]:
    """A voicemail is no person: the call back is still owed."""
    contact = ledger.locked(command.contact_id or 0)
    over = contact.state != State.TALKING
    calls.command_ended(command, at=at, error="the conversation was over before" if over else "")
    return [] if over else reach_out.came_to_nothing(contact=contact, event=Event.NOT_REACHED, at=at)


@transaction.atomic
def command_done(*, command_id: int, at: datetime) -> list[Wish]:
    """The switch did what a person asked: now it is true."""
    command = Command.objects.select_related("contact").get(pk=command_id)
    if command.contact_id is None:
        calls.command_ended(command, at=at)
        return []
    contact = ledger.locked(command.contact_id)
    if not calls.command_ended(command, at=at):
        return []
    if command.verb == Verb.HANG_UP and contact.state == State.TALKING:
        # What was to be done for these two at the switch has just been done there.
        over = answer.over(contact=contact, event=Event.AGENT_HUNG_UP, caller_channel="", agent_channel="", at=at)
        return [wish for wish in over if not isinstance(wish, EndCall)]
    if command.verb == Verb.HANG_UP and contact.state == State.CALLING:
        reach_out.came_to_nothing(contact=contact, event=Event.AGENT_HUNG_UP, at=at)
    if command.verb == Verb.HOLD:
        contacts.move(contact, Event.HELD, at=at, who=command.agent_id, held=True)
    if command.verb == Verb.TAKE_BACK:
        contacts.move(contact, Event.TAKEN_BACK, at=at, who=command.agent_id, held=False)
    if command.verb == Verb.DONT_RECORD:
        contacts.change(contact, recording_refused=True)
        calls.recording_refused(contact, at=at)
    return []


@transaction.atomic
def command_failed(*, command_id: int, error: str, at: datetime) -> list[Wish]:
    """The switch could not do it: the desk says so, in the agent's language; the switch's own words stay here."""
    calls.command_ended(Command.objects.get(pk=command_id), at=at, error=error or "the switch refused")
    return []
