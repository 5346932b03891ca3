"""The life of a contact as a table: (state, event) → (state, duties). Pure; drawn in docs/reference/contact-machine.md.

A late event after the end is harmless: it changes nothing and asks for nothing. Only a flow says that a call is owed.
"""

from enum import StrEnum

from yesline.contacts.enums import Event, State


class Duty(StrEnum):
    """What must follow a move. For the reader and the drawing: the flow of that event carries it out."""

    RING_CALLER = "tell the caller's phone that it rings"
    FIND_AGENT = "find somebody"
    RING_AGENT = "ring the agent"
    STOP_RINGING = "stop ringing the agent"
    CONNECT = "connect both"
    DROP_AGENT = "take the lost agent's leg away"
    END_CALL = "end every leg"
    WRAP_UP = "let the agent finish the notes"
    CALL_CUSTOMER = "ring the customer"
    CALL_AGAIN = "call again later"


Move = tuple[State, tuple[Duty, ...]]
BEGIN: Move = (State.WAITING, (Duty.RING_CALLER, Duty.FIND_AGENT))

TABLE: dict[tuple[State, Event], Move] = {
    (State.WAITING, Event.OFFERED): (State.OFFERED, (Duty.RING_AGENT,)),
    (State.WAITING, Event.CALLER_HUNG_UP): (State.ENDED, ()),
    (State.WAITING, Event.CALLER_LOST): (State.ENDED, ()),
    (State.WAITING, Event.RESCUE_TOOK): (State.RESCUED, ()),
    (State.OFFERED, Event.ANSWERED): (State.TALKING, (Duty.CONNECT,)),
    (State.OFFERED, Event.DECLINED): (State.WAITING, (Duty.FIND_AGENT,)),
    (State.OFFERED, Event.NOT_ANSWERED): (State.WAITING, (Duty.STOP_RINGING, Duty.FIND_AGENT)),
    (State.OFFERED, Event.UNREACHABLE): (State.WAITING, (Duty.STOP_RINGING, Duty.FIND_AGENT)),
    (State.OFFERED, Event.CALLER_HUNG_UP): (State.ENDED, (Duty.STOP_RINGING,)),
    (State.OFFERED, Event.CALLER_LOST): (State.ENDED, (Duty.STOP_RINGING,)),
    (State.OFFERED, Event.RESCUE_TOOK): (State.RESCUED, (Duty.STOP_RINGING,)),
    (State.TALKING, Event.CONNECTED): (State.TALKING, ()),
    (State.TALKING, Event.HELD): (State.TALKING, ()),
    (State.TALKING, Event.TAKEN_BACK): (State.TALKING, ()),
    (State.TALKING, Event.AGENT_UNHEARD): (State.TALKING, ()),
    (State.TALKING, Event.AGENT_HEARD): (State.TALKING, ()),
    (State.TALKING, Event.CALLER_UNHEARD): (State.TALKING, ()),
    (State.TALKING, Event.CALLER_HEARD): (State.TALKING, ()),
    (State.TALKING, Event.AGENT_LOST): (State.WAITING, (Duty.DROP_AGENT, Duty.FIND_AGENT)),
    (State.TALKING, Event.AGENT_HUNG_UP): (State.ENDED, (Duty.END_CALL, Duty.WRAP_UP)),
    (State.TALKING, Event.CALLER_HUNG_UP): (State.ENDED, (Duty.END_CALL, Duty.WRAP_UP)),
    (State.TALKING, Event.CALLER_LOST): (State.ENDED, (Duty.END_CALL, Duty.WRAP_UP)),
    (State.RESCUED, Event.RETURNED): (State.WAITING, (Duty.RING_CALLER, Duty.FIND_AGENT)),
    (State.RESCUED, Event.ANSWERED): (State.RESCUED, ()),
    (State.RESCUED, Event.CALLER_HUNG_UP): (State.ENDED, ()),
    (State.RESCUED, Event.CALLER_LOST): (State.ENDED, ()),
    # Who left without having been helped keeps their place; the agent is on the line before their phone rings.
    (State.ENDED, Event.OWED): (State.WAITING, (Duty.FIND_AGENT,)),
    (State.WAITING, Event.RANG_AGAIN): (State.WAITING, (Duty.RING_CALLER, Duty.FIND_AGENT)),
    (State.WAITING, Event.SETTLED): (State.ENDED, ()),
    (State.OFFERED, Event.RANG_AGAIN): (State.OFFERED, (Duty.RING_CALLER,)),
    (State.OFFERED, Event.CALLING): (State.CALLING, (Duty.CALL_CUSTOMER,)),
    (State.CALLING, Event.REACHED): (State.TALKING, (Duty.CONNECT,)),
    (State.CALLING, Event.NOT_REACHED): (State.WAITING, (Duty.END_CALL, Duty.CALL_AGAIN)),
    (State.CALLING, Event.AGENT_HUNG_UP): (State.WAITING, (Duty.END_CALL, Duty.CALL_AGAIN)),
    (State.CALLING, Event.AGENT_LOST): (State.WAITING, (Duty.END_CALL, Duty.FIND_AGENT)),
    (State.TALKING, Event.NOT_REACHED): (State.WAITING, (Duty.END_CALL, Duty.CALL_AGAIN)),
    # People on duty are rung beside those at work, while the caller stays where they are.
    (State.WAITING, Event.DUTY_RUNG): (State.WAITING, (Duty.RING_AGENT,)),
    (State.OFFERED, Event.DUTY_RUNG): (State.OFFERED, (Duty.RING_AGENT,)),
    (State.TALKING, Event.DUTY_RUNG): (State.TALKING, (Duty.RING_AGENT,)),
    (State.WAITING, Event.DUTY_NOT_TAKEN): (State.WAITING, ()),
    (State.OFFERED, Event.DUTY_NOT_TAKEN): (State.OFFERED, ()),
    (State.TALKING, Event.DUTY_NOT_TAKEN): (State.TALKING, ()),
    (State.WAITING, Event.ANSWERED): (State.TALKING, (Duty.CONNECT,)),
    (State.TALKING, Event.JOINED): (State.TALKING, (Duty.CONNECT,)),
    (State.TALKING, Event.PARTED): (State.TALKING, ()),
    (State.TALKING, Event.HANDED_OVER): (State.TALKING, ()),
}


def move(state: str, event: str) -> Move | None:
    """Where an event leads, or None when it means nothing in this state (a late or doubled fact)."""
    return TABLE.get((State(state), Event(event)))


def diagram() -> str:
    """The table as a Mermaid state diagram."""
    lines = ["stateDiagram-v2", "    [*] --> waiting: arrived"]
    lines += [f"    {old} --> {new}: {event}" for (old, event), (new, _) in TABLE.items()]
    return "\n".join([*lines, "    ended --> [*]"])
