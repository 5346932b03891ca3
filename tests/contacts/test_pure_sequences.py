"""Whatever happens in whatever order: the table of moves and the pure rules alone lose nobody.

The same for flows, tables and killed processes is in test_random_sequences.py. Here thousands of steps take a second,
and every duty of the table is needed: without it somebody is left alone.
"""

from collections.abc import Callable
from datetime import timedelta
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as some
from tests.contacts.pure import Call, Floor, Person

from yesline.contacts import machine, rules
from yesline.contacts.enums import Event, State

TALK = (
    Event.CONNECTED,
    Event.HELD,
    Event.TAKEN_BACK,
    Event.AGENT_UNHEARD,
    Event.AGENT_HEARD,
    Event.CALLER_UNHEARD,
    Event.CALLER_HEARD,
)
# A fact that comes late means something in these states only; offers and legs have names, so flows know theirs.
ONLY_IN = {
    **{key: {State.TALKING} for key in (*TALK, Event.JOINED, Event.PARTED, Event.HANDED_OVER)},
    Event.REACHED: {State.CALLING},
    Event.RETURNED: {State.RESCUED},
    Event.CALLING: {State.OFFERED},
    Event.DECLINED: {State.OFFERED},
    Event.NOT_ANSWERED: {State.OFFERED},
    Event.UNREACHABLE: {State.OFFERED},
    Event.OFFERED: {State.WAITING},
    Event.RESCUE_TOOK: {State.WAITING, State.OFFERED},
    Event.SETTLED: {State.WAITING},
    Event.RANG_AGAIN: {State.WAITING, State.OFFERED},
}


class Steps:
    """One thing happens; `chance` says to whom."""

    def __init__(self) -> None:
        self.floor = Floor()
        self.unwritten: list[Call] = []
        self.chance = 0

    def take(self, step: str, chance: int) -> None:
        """That step, or the next one that can happen now."""
        self.chance, told = chance, self.floor.told
        first = STEPS.index(step)
        for name in STEPS[first:] + STEPS[:first]:
            self.floor.story.append(f"{self.floor.at:%H:%M:%S} {name}")
            getattr(self, name)()
            if self.floor.told > told or name in ALWAYS:
                break
            self.floor.story.pop()
        self.floor.match()
        assert list(self.floor.trouble()) == [], "\n".join(self.floor.story)

    # Callers.

    def somebody_calls(self) -> None:
        call = Call(id=len(self.floor.calls) + len(self.unwritten) + 1, arrived_at=self.floor.at)
        if self.floor.away:
            call.line = "rescue"
            self.unwritten.append(call)
        else:
            self._begin(call)

    def a_caller_leaves(self) -> None:
        call = self._call(lambda one: one.line in {"with us", "rescue"})
        if call:
            talked = call.together or call.helped_by_rescue
            call.line, call.hears = "", False
            if self.floor.away:
                return
            self._left(call, (Event.CALLER_HUNG_UP, Event.CALLER_LOST)[self.chance // 97 % 2], talked=talked)

    def somebody_rings_again(self) -> None:
        call = self._call(lambda one: one.line == "" and one.left_at is not None, State.WAITING, State.OFFERED)
        if call and not self.floor.away:
            call.line, call.left_at, call.call_at, call.with_a_person, call.sought = "with us", None, None, False, False
            self.floor.tell(call, Event.RANG_AGAIN)

    def a_customer_picks_up(self) -> None:
        call = self._call(lambda one: one.line == "rung")
        if call and not self.floor.away:
            call.line, call.left_at, call.called_back = "with us", None, True
            self.floor.tell(call, Event.REACHED, self._on_the_line(call))

    def a_customer_is_not_reached(self) -> None:
        call = self._call(lambda one: one.line == "rung")
        if call and not self.floor.away:
            call.tries += 1
            self.floor.tell(call, Event.NOT_REACHED)

    def a_voicemail_picked_up(self) -> None:
        call = self._call(lambda one: one.called_back and one.together)
        if call and not self.floor.away and len(self.floor.with_(call, "on the line")) == 1:
            call.tries += 1
            call.left_at = self.floor.at
            for one in self.floor.with_(call, "on the line"):
                one.talked = False
            self.floor.tell(call, Event.NOT_REACHED)

    def nothing_is_owed_any_more(self) -> None:
        call = self._call(lambda one: one.line == "" and one.left_at is not None, State.WAITING)
        if call and not self.floor.away:
            call.outcome = "settled"
            self.floor.tell(call, Event.SETTLED)

    # Agents, and people on duty.

    def somebody_answers(self) -> None:
        one = self._person("rung")
        if one is None or one.vanished or self.floor.away:
            return
        call = self.floor.calls[one.contact or 0]
        if call.state == State.TALKING:
            self.floor.tell(call, Event.JOINED, one)
            assert one.state == "on the line", "whoever was called in is not joined"
        elif call.left_at is not None:
            one.state = "on the line"
            self.floor.tell(call, Event.CALLING, one)
        else:
            one.state = "on the line"
            self.floor.tell(call, Event.ANSWERED, one)
            for other in self.floor.with_(call, "rung"):
                self.floor.let_go(other)

    def somebody_declines(self) -> None:
        self._not_taken(Event.DECLINED, stops=True)

    def nobody_answers(self) -> None:
        self._not_taken(Event.NOT_ANSWERED, stops=False)

    def a_phone_can_t_be_reached(self) -> None:
        self._not_taken(Event.UNREACHABLE, stops=False)

    def an_agent_hangs_up(self) -> None:
        one = self._person("on the line")
        if one and not self.floor.away:
            call = self.floor.calls[one.contact or 0]
            if len(self.floor.with_(call, "on the line")) > 1:
                self.floor.let_go(one)
                self.floor.tell(call, (Event.PARTED, Event.HANDED_OVER)[self.chance // 97 % 2])
            elif call.line == "rung":
                call.tries += 1
                self.floor.tell(call, Event.AGENT_HUNG_UP)
            else:
                call.outcome = "talked"
                self.floor.tell(call, Event.AGENT_HUNG_UP)

    def an_agent_is_lost(self) -> None:
        one = self._person("on the line")
        if one and self.floor.away:
            one.vanished = True
        elif one:
            self._agent_lost(one)

    def somebody_on_duty_is_rung(self) -> None:
        call = self._call(lambda one: one.line == "with us", State.WAITING, State.OFFERED, State.TALKING)
        one = self._person("at home")
        if call and one and not self.floor.away:
            one.on_duty = True
            self.floor.tell(call, Event.DUTY_RUNG, one)
            assert (one.state, one.contact) == ("rung", call.id)

    def an_agent_ends_the_notes(self) -> None:
        one = self._person("notes")
        if one:
            self.floor.let_go(one)

    def something_happens_while_they_talk(self) -> None:
        call = self._call(lambda one: one.together)
        if call and not self.floor.away:
            self.floor.tell(call, TALK[self.chance // 97 % len(TALK)])

    # The rescue plan; time; a controller that is killed; facts that come late and doubled.

    def the_rescue_plan_takes_somebody(self) -> None:
        call = self._call(lambda one: one.line == "with us", State.WAITING, State.OFFERED)
        if call and not self.floor.away:
            call.line = "rescue"
            self.floor.tell(call, Event.RESCUE_TOOK)

    def somebody_answers_at_the_rescue_plan(self) -> None:
        call = self._call(lambda one: one.line == "rescue")
        if call and not self.floor.away:
            call.helped_by_rescue = True
            self.floor.tell(call, Event.ANSWERED)

    def the_rescue_plan_gives_somebody_back(self) -> None:
        call = self._call(lambda one: one.line == "rescue" and not one.helped_by_rescue)
        if call and not self.floor.away:
            call.line, call.hears = "with us", False
            self.floor.tell(call, Event.RETURNED)

    def time_goes_by(self) -> None:
        self.floor.at += timedelta(seconds=self.chance % 5000)

    def the_controller_is_killed(self) -> None:
        self.floor.away = True

    def the_controller_comes_back(self) -> None:
        """What is so at the switch is told, callers first."""
        self.floor.away = False
        for call in list(self.floor.calls.values()):
            known = call.state in {State.WAITING, State.OFFERED, State.TALKING, State.RESCUED}
            if known and call.line == "" and call.left_at is None:
                self._left(call, Event.CALLER_LOST, talked=call.together or call.helped_by_rescue)
            elif call.state == State.TALKING and call.line == "":
                self._left(call, Event.CALLER_LOST, talked=True)
        for one in self.floor.people.values():
            if one.vanished and one.state == "on the line":
                self._agent_lost(one)
            one.vanished = False
        for call in self.unwritten:
            self._begin(call, line="with us")
            call.line = "rescue"
            self.floor.tell(call, Event.RESCUE_TOOK)
        self.unwritten.clear()

    def a_fact_comes_late(self) -> None:
        """Or once more: of a call that is over nothing is news, and of a living one only what is so."""
        call = self._call(lambda one: bool(one.facts))
        if call is None:
            return
        event = call.facts[self.chance // 97 % len(call.facts)]
        over = call.state == State.ENDED and event != Event.OWED
        if over or call.state not in ONLY_IN.get(event, set(State)):
            self.floor.tell_late(call, event)

    def _begin(self, call: Call, *, line: str = "with us") -> None:
        call.state, duties = machine.BEGIN
        call.line = line
        self.floor.calls[call.id] = call
        for duty in duties:
            self.floor.do(duty, call)

    def _left(self, call: Call, event: Event, *, talked: bool) -> None:
        call.together = False
        self.floor.tell(call, event)
        if talked:
            call.outcome = "talked"
        elif rules.is_owed(arrived_at=call.arrived_at, left_at=self.floor.at, lost=False, numbers=["+1"]):
            call.left_at = self.floor.at
            self.floor.tell(call, Event.OWED)
        else:
            call.outcome = "slip"

    def _agent_lost(self, one: Person) -> None:
        call = self.floor.calls[one.contact or 0]
        if len(self.floor.with_(call, "on the line")) > 1:
            self.floor.let_go(one)
            self.floor.tell(call, Event.PARTED)
        else:
            self.floor.tell(call, Event.AGENT_LOST, one)

    def _not_taken(self, event: Event, *, stops: bool) -> None:
        """A phone that was declined rings no more by itself; one that nobody answers must be let go."""
        one = self._person("rung")
        if one is None or self.floor.away:
            return
        call = self.floor.calls[one.contact or 0]
        if one.on_duty:
            self.floor.let_go(one)
            self.floor.tell(call, Event.DUTY_NOT_TAKEN)
            return
        if stops:
            self.floor.let_go(one)
        self.floor.tell(call, event, one)

    def _call(self, fits: Callable[[Call], bool], *states: State) -> Call | None:
        found = [one for one in self.floor.calls.values() if fits(one) and (not states or one.state in states)]
        return found[self.chance % len(found)] if found else None

    def _person(self, state: str) -> Person | None:
        found = [one for one in self.floor.people.values() if one.state == state]
        return found[self.chance % len(found)] if found else None

    def _on_the_line(self, call: Call) -> Person | None:
        return next(iter(self.floor.with_(call, "on the line")), None)


STEPS = sorted(name for name in vars(Steps) if not name.startswith("_") and name != "take")
ALWAYS = {"somebody_calls", "time_goes_by", "the_controller_is_killed"}
OFTEN = ["somebody_calls", "somebody_answers", "an_agent_ends_the_notes", "something_happens_while_they_talk"]
LENGTH = 300


@settings(max_examples=100)
@given(some.integers(0, 2**32))
def test_nobody_is_lost_whatever_happens_in_whatever_order(seed: int) -> None:
    """A failure prints its own story."""
    chance, steps = Random(seed), Steps()
    for _ in range(LENGTH):
        rare = chance.random() < 0.97 and not steps.floor.away
        steps.take(
            chance.choice([name for name in STEPS if name != "the_controller_is_killed" or not rare] + OFTEN * 2),
            chance.randrange(10_000),
        )
    steps.take("the_controller_comes_back", 0)
