"""Callers, phones and a rescue plan made of plain values, moved by nothing but the table of moves and the pure rules.

What a duty demands is done here as the flow of that event does it; what no duty demands is not done. So a wrong move
or a missing duty leaves somebody alone. `Floor.trouble` says who.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from yesline.contacts import machine, rules
from yesline.contacts.enums import Event, State
from yesline.contacts.machine import Duty
from yesline.routing import rules as routing

START = datetime(2026, 11, 24, 9, tzinfo=UTC)
NEVER_QUIET = rules.Quiet(ZoneInfo("UTC"), START.time(), START.time())
HOME = 1  # the one organisation


@dataclass
class Person:
    """An agent: free, rung for a contact, on its line, or writing notes about it."""

    id: int
    state: str = "free"
    contact: int | None = None
    talked: bool = False  # heard the customer in the call they are on
    on_duty: bool = False  # rung beside those at work, or called in
    vanished: bool = False  # their phone went while nobody took facts
    since: datetime = START


ON_CALL = (4, 5)


def at_work() -> list[Person]:
    return [Person(one) for one in (1, 2, 3)]


def on_call() -> list[Person]:
    """They are not matched; the rota rings them."""
    return [Person(one, "at home") for one in ON_CALL]


@dataclass
class Call:
    """A contact as the table has it, and beside it what is true at the switch."""

    id: int
    arrived_at: datetime
    state: State = State.WAITING
    # at the switch
    line: str = "with us"  # "with us", "rescue", "rung" (we ring them), "" (nobody is there)
    hears: bool = False  # the ring tone, music, or a person
    together: bool = False  # whoever is on the line for it hears the customer
    helped_by_rescue: bool = False
    # what flows keep of it
    sought: bool = False  # somebody is to be found
    left_at: datetime | None = None
    call_at: datetime | None = None
    with_a_person: bool = False  # a person decides about the next call back
    tries: int = 0
    called_back: bool = False
    heard_a_person: bool = False
    outcome: str = ""
    facts: list[Event] = field(default_factory=list)


class Wrong(AssertionError):
    """The machine did what must not happen."""


@dataclass
class Floor:
    """Everybody, and the clock."""

    at: datetime = START
    people: dict[int, Person] = field(default_factory=lambda: {one.id: one for one in (*at_work(), *on_call())})
    calls: dict[int, Call] = field(default_factory=dict)
    away: bool = False  # nobody takes facts: the controller was killed
    told: int = 0  # facts so far
    story: list[str] = field(default_factory=list)

    # The machine.

    def tell(self, call: Call, event: Event, who: Person | None = None) -> None:
        """What is true is understood: it moves the contact, and its duties are done."""
        found = machine.move(call.state, event)
        if found is None:
            raise Wrong(f"{event} is true of a contact that is {call.state}, and means nothing")
        before, (call.state, duties) = call.state, found
        call.facts.append(event)
        self.told += 1
        self.story.append(f"   contact {call.id}: {event}, {before} → {call.state}")
        if call.state == State.WAITING and before != State.WAITING:
            call.sought, call.call_at, call.with_a_person = False, None, False
        for duty in duties:
            self.do(duty, call, who)
        if call.state == State.ENDED:
            call.sought, call.call_at = False, None
        if call.state in {State.ENDED, State.RESCUED}:
            for one in self.with_(call, "rung"):
                if one.on_duty:
                    self.let_go(one)

    def tell_late(self, call: Call, event: Event) -> None:
        """What is not true any more changes nothing."""
        found = machine.move(call.state, event)
        if found is not None and found != (call.state, ()):
            raise Wrong(f"{event} came late and moved a contact that is {call.state}")

    def do(self, duty: Duty, call: Call, who: Person | None = None) -> None:
        _DO[duty](self, call, who)

    def ring_caller(self, call: Call, _who: Person | None) -> None:
        call.hears = call.line == "with us"

    def find_agent(self, call: Call, _who: Person | None) -> None:
        call.sought = True

    def ring_agent(self, call: Call, who: Person | None) -> None:
        if who is not None:
            who.state, who.contact = "rung", call.id

    def stop_ringing(self, call: Call, _who: Person | None) -> None:
        for one in self.with_(call, "rung"):
            if not one.on_duty:
                self.let_go(one)

    def connect(self, call: Call, who: Person | None) -> None:
        if who is None or call.line != "with us":
            raise Wrong("somebody is connected to nobody")
        call.together = call.hears = call.heard_a_person = True
        for one in [who, *self.with_(call, "on the line")]:
            one.state, one.contact, one.talked = "on the line", call.id, True

    def drop_agent(self, call: Call, who: Person | None) -> None:
        call.together = False
        call.hears = call.line == "with us"
        if who is not None:
            self.let_go(who)

    def end_call(self, call: Call, _who: Person | None) -> None:
        call.line, call.hears, call.together = "", False, False
        for one in self.with_(call, "on the line"):
            if one.talked:
                one.state = "after"
            else:
                self.let_go(one)

    def wrap_up(self, call: Call, _who: Person | None) -> None:
        over = self.with_(call, "after")
        if not over:
            raise Wrong("nobody has anything to note")
        for one in over:
            one.state = "notes"

    def call_customer(self, call: Call, _who: Person | None) -> None:
        call.line = "rung"

    def call_again(self, call: Call, _who: Person | None) -> None:
        call.call_at = rules.next_call(call.tries, at=self.at, quiet=NEVER_QUIET)
        call.with_a_person = call.call_at is None

    # Looking.

    def with_(self, call: Call, *states: str) -> list[Person]:
        return [one for one in self.people.values() if one.contact == call.id and one.state in states]

    def let_go(self, one: Person) -> None:
        one.state, one.contact, one.since = "at home" if one.id in ON_CALL else "free", None, self.at
        one.talked = one.on_duty = one.vanished = False

    def in_state(self, *states: State) -> list[Call]:
        return [call for call in self.calls.values() if call.state in states]

    def match(self) -> None:
        """Whoever is sought is found as matching finds them."""
        if self.away:
            return
        line = sorted((call for call in self.in_state(State.WAITING) if self._in_line(call)), key=lambda one: one.id)
        idle = [
            routing.Idle(one.id, HOME, frozenset({"ru"}), one.since, frozenset({HOME}))
            for one in self.people.values()
            if one.state == "free"
        ]
        waiting = [routing.Waiting(call.id, HOME, "ru") for call in line]
        for one, agent in routing.pairs(waiting, idle, at=self.at):
            self.tell(self.calls[one.contact_id], Event.OFFERED, self.people[agent.agent_id])

    def _in_line(self, call: Call) -> bool:
        return call.sought or (call.call_at is not None and call.call_at <= self.at)

    # What is not right.

    def trouble(self) -> list[str]:
        if self.away:
            return list(self._two_at_once())
        return [*self._lost(), *self._two_at_once(), *self._books(), *self._ledger()]

    def _lost(self) -> Iterable[str]:
        for call in self.calls.values():
            somebody = call.line == "with us"
            if somebody and call.state in {State.ENDED, State.CALLING, State.RESCUED}:
                yield f"contact {call.id} is on the line with us, and {call.state}"
            if somebody and not call.hears:
                yield f"contact {call.id} hears nothing"
            if call.state == State.WAITING and not (call.sought or call.call_at or call.with_a_person):
                yield f"nobody is sought for contact {call.id}"
            if call.state != State.WAITING and call.line == "" and not call.left_at and call.state != State.ENDED:
                yield f"contact {call.id} is {call.state}, and nobody is there"
            if (call.line == "rescue") != (call.state == State.RESCUED):
                yield f"contact {call.id} is {call.state}, and its line is {call.line!r}"

    def _two_at_once(self) -> Iterable[str]:
        for call in self.calls.values():
            came = call.facts.count(Event.JOINED) + 1
            if len(self.with_(call, "on the line")) > came:
                yield f"contact {call.id} is talked to by several nobody has called in"
            if call.together and not self.with_(call, "on the line"):
                yield f"contact {call.id} is connected to nobody"

    def _books(self) -> Iterable[str]:
        """What the table says is what is so at the switch."""
        for call in self.calls.values():
            talks, rung = self.with_(call, "on the line"), self.with_(call, "rung")
            if (call.state in {State.TALKING, State.CALLING}) != bool(talks):
                yield f"contact {call.id} is {call.state}, and {len(talks)} are on the line for it"
            if call.together != (call.state == State.TALKING):
                yield f"contact {call.id} is {call.state}, together: {call.together}"
            if call.state == State.OFFERED and not rung:
                yield f"contact {call.id} is offered, and nobody is rung"
            if (call.line == "rung") != (call.state == State.CALLING):
                yield f"contact {call.id} is {call.state}, and its line is {call.line!r}"
            if rung and call.state not in {State.WAITING, State.OFFERED, State.TALKING}:
                yield f"somebody is rung for contact {call.id}, which is {call.state}"
        for one in self.people.values():
            if one.state == "after":
                yield f"person {one.id} is left with a call that is over"

    def _ledger(self) -> Iterable[str]:
        """All who came in were talked to, wait, are owed a call, or need none any more."""
        for call in self.in_state(State.ENDED):
            if not call.outcome:
                yield f"the ledger misses contact {call.id}"


_DO: dict[Duty, Callable[[Floor, Call, Person | None], None]] = {
    Duty.RING_CALLER: Floor.ring_caller,
    Duty.FIND_AGENT: Floor.find_agent,
    Duty.RING_AGENT: Floor.ring_agent,
    Duty.STOP_RINGING: Floor.stop_ringing,
    Duty.CONNECT: Floor.connect,
    Duty.DROP_AGENT: Floor.drop_agent,
    Duty.END_CALL: Floor.end_call,
    Duty.WRAP_UP: Floor.wrap_up,
    Duty.CALL_CUSTOMER: Floor.call_customer,
    Duty.CALL_AGAIN: Floor.call_again,
}
