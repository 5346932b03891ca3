"""`bin/up --check --kill PART` and `--stall PART`: what becomes of who talks, who waits and who calls just then.

One scene for every part. Anna talks. Somebody waits, and Oleg, who is on duty, has not said that he is ready. The harm
is done, and somebody else calls. Then Oleg picks up whenever his phone rings, and says ready as soon as pages let him:
both must reach him, by whichever way.
"""

import contextlib
import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any

import httpx

from yesline.example import tones
from yesline.example.sip_phone import Event, SipPhone
from yesline.running import browser, cut_off, hearing
from yesline.running.harm import Caller, Desk, Harm, open_calls, pick_up, those
from yesline.running.terminal import Terminal
from yesline.running.trial import Trial
from yesline.running.visitor import CheckFailed, until

_LOCK = "LOCK TABLE contacts_contact IN ACCESS EXCLUSIVE MODE"  # what a careless administrator may do
_CALL = ("CALL_INCOMING", "CALL_ESTABLISHED", "CALL_CLOSED")
_REACHED_WITHIN = 60.0  # seconds for each, with a machine that has other work
WANTED = {
    "conversation_survived": True,
    "waiting_caller_reached_a_person": True,
    "new_caller_reached_a_person": True,
    "ledger_balances": True,
    "rung_twice": 0,
}


def wanted(done_to: Harm | None) -> dict[str, Any]:
    """What must have been seen after this, besides what must be seen anyway."""
    if done_to is None:
        return {}
    if cut_off.cuts_off(done_to):
        return {**{name: value for name, value in WANTED.items() if name != "conversation_survived"}, **cut_off.WANTED}
    return WANTED


@dataclass
class Scene:
    """Who is in it. What is seen goes into `seen`."""

    trial: Trial
    terminal: Terminal
    anna: Desk
    talking: Caller
    oleg: Desk
    waiting: Caller
    calling: Caller
    seen: dict[str, Any]
    _reached_at: dict[str, float] = field(default_factory=dict)
    _harmed_at: float = 0.0
    _asked_at: float = 0.0

    def play(self, done_to: Harm) -> None:
        """Everything but the end of Anna's conversation."""
        with ExitStack() as until_reached:
            if done_to.part == "browser":
                with self.terminal.step("Somebody talks to Pavel, who sits at a browser"):
                    self._talks_to_pavel(until_reached)
            else:
                with self.terminal.step("Somebody waits"):
                    self.waiting.phone.dial(str(self.trial.state.number))
                    until(self._somebody_waits, what="the second caller to wait")
            if done_to.part == "tables":
                until_reached.enter_context(self.trial.as_owner()).execute(_LOCK)
            if cut_off.cuts_off(done_to):
                cut_off.play(self, done_to)
            else:
                with self.terminal.step(f"In mid-call: {done_to.signal.name} for the {done_to.part}"):
                    self._harm(done_to)
            self._reach_everybody()
        with self.terminal.step("Pages are served"):
            until(self._pages, what="pages to be served again", timeout=30)
        self.seen["rung_twice"] = self._rung_twice()

    def harmed(self, done_to: Harm) -> None:
        """Do it, now."""
        done_to.do(self.trial.state)
        self._harmed_at = time.monotonic()

    def _reach_everybody(self) -> None:
        left = [self.waiting, self.calling]
        with self.terminal.step("Who waits and who calls now reach somebody"):
            while left:
                left.remove(self._reached(left))

    def settled(self) -> None:
        """To be asked when all is over: every call is one contact, talked to, and nothing is left open."""
        table = "SELECT count(*) FROM contacts_contact"
        talked = f"{table} WHERE state = 'ended' AND outcome = 'talked'"
        until(lambda: self.trial.count(talked) == 3, what="every call to be settled in the ledger", timeout=30)
        self.seen["ledger_balances"] = self.trial.count(table) == 3
        self.seen["rung_twice"] = self._rung_twice()

    def _talks_to_pavel(self, until_reached: ExitStack) -> None:
        """Then whoever waits is the one who has lost their agent, and was never hung up on."""
        (hums,) = hearing.draw_tones(1, but=[self.talking.hz, self.anna.hz, self.oleg.hz])
        desk = until_reached.enter_context(browser.desk(tones.tone(self.trial.folder / "pavel.wav", hums, 60)))
        desk.sits_down(self.trial.state.origin, "pavel")
        self.waiting.phone.dial(str(self.trial.state.number))
        desk.answers()
        if not hearing.hears(self.waiting.phone, hums):
            raise CheckFailed("Pavel, at his browser, is not heard.")

    def _somebody_waits(self) -> bool:
        return self.trial.count("SELECT count(*) FROM contacts_contact WHERE state = 'waiting'") == 1

    def _harm(self, done_to: Harm) -> None:
        """Another caller dials at once, while those who talk must hear each other as before."""
        pair = ((self.anna.phone, self.talking.hz), (self.talking.phone, self.anna.hz))
        so_far = [hearing.length(phone.hears) for phone, _ in pair]
        self.harmed(done_to)
        self.calling.phone.dial(str(self.trial.state.number))
        self.seen["conversation_survived"] = all(
            hearing.hears(phone, hz, since=since) for (phone, hz), since in zip(pair, so_far, strict=True)
        )

    def _reached(self, left: list[Caller]) -> Caller:
        """The next of them to reach Oleg; they must hear each other, then hang up."""
        waits, *_ = until(lambda: self._connected(left), what="somebody to reach a person", timeout=_REACHED_WITHIN)
        # Neither has heard the other's tone before, so the whole of what each wrote down counts.
        pairs = ((waits.phone, self.oleg.hz), (self.oleg.phone, waits.hz))
        unheard = [hearing.heard_instead(phone, hz) for phone, hz in pairs if not hearing.hears(phone, hz)]
        self._reached_at[waits.phone.user] = time.monotonic()
        self.seen[f"{waits.key}_reached_a_person"] = not unheard
        if unheard:
            self.seen[f"{waits.key}_unheard"] = unheard
        self.seen[f"{waits.key}_after_s"] = round(time.monotonic() - self._harmed_at, 1)
        if waits is self.waiting and those(waits.phone, "CALL_CLOSED") & those(waits.phone, "CALL_ESTABLISHED"):
            raise CheckFailed("Who waited was hung up on.")
        waits.phone.hang_up()
        until(lambda: not open_calls(self.oleg.phone), what="Oleg's phone to know that the call is over")
        return waits

    def _connected(self, left: list[Caller]) -> list[Caller]:
        """Oleg picks up if it rings, and becomes ready if he can. Who of them is connected now?"""
        if not open_calls(self.oleg.phone) and time.monotonic() - self._asked_at > 1:
            self.oleg.visitor.is_free()
            self._asked_at = time.monotonic()
        pick_up(self.oleg.phone)
        talks_to = [_peer(event) for event in self.oleg.phone.events if _is_open(self.oleg.phone, event)]
        return [one for one in left if any(one.phone.user in peer for peer in talks_to)]

    def _pages(self) -> bool:
        with contextlib.suppress(httpx.TransportError, CheckFailed):  # 503 while the database is away
            return bool(self.anna.visitor.page("/desk/"))
        return False

    def _rung_twice(self) -> int:
        """How often a phone rang for somebody who had been spoken to already."""
        rings = [event for desk in (self.anna, self.oleg) for event in desk.phone.events if event.type == _CALL[0]]
        late = [
            event for event in rings for user, at in self._reached_at.items() if user in _peer(event) and event.at > at
        ]
        return len(late)


def _is_open(phone: SipPhone, event: Event) -> bool:
    """Whether it says that a call was picked up which still goes on."""
    return event.type == "CALL_ESTABLISHED" and event.particulars["id"] in open_calls(phone)


def _peer(event: Event) -> str:
    """Who is at the other end, as the phone shows it."""
    return str(event.particulars.get("peeruri"))
