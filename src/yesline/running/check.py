"""`bin/up --check`: a whole Yesline in a fresh place, a real call through it, and its sound measured.

Nothing is believed that was not measured: the tones are drawn anew at each run, and true means heard.
"""

import json
import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any

import httpx
import soundfile

from yesline.example import people as cast
from yesline.example import tones
from yesline.example.sip_phone import PhoneTrouble, SipPhone
from yesline.running import descendants, faults, harm, hearing, interruption
from yesline.running.terminal import Terminal
from yesline.running.trial import Trial
from yesline.running.trouble import CannotStart
from yesline.running.visitor import CheckFailed, Visitor, until

_CALLERS, _AGENTS = "127.0.0.2", "127.0.0.3"  # addresses of this machine they phone from
_SAID = "No connection since the morning."
_TAMARA, _GENNADY, _IRINA = cast.NEIGHBOURS[cast.NETWORK][:3]
_ALWAYS = {
    "answered": True,
    "audio_caller_to_agent": True,
    "audio_agent_to_caller": True,
    "recording_channels": 2,
    "left_running": [],
}
_PRESENT = ("ring_ms", "card_ms", "case", "owner")


def run(terminal: Terminal, *, kill: str | None = None, stall: str | None = None) -> int:
    """Do it all, and print what was measured as the last line, in JSON. The exit code: 0 if all was as it must be.

    `kill` and `stall` name a part that dies, or hangs, in mid-call.
    """
    began, done_to = time.monotonic(), harm.harm(kill=kill, stall=stall)
    trial = Trial()
    check = Check(terminal, trial)
    try:
        with interruption.heard(), ExitStack() as everybody:
            with terminal.step("A fresh Yesline is started"):
                everybody.enter_context(trial)
            check.go(everybody, done_to)
    except interruption.Asked as request:
        check.seen["failure"] = f"It was asked to stop ({request.signal.name})."
    except (CheckFailed, CannotStart, PhoneTrouble, OSError, httpx.HTTPError) as reason:
        check.seen["failure"] = str(reason)
    left = trial.left + [f"process {pid}" for pid in descendants.own_children()]
    check.seen |= {"left_running": left, "seconds": round(time.monotonic() - began, 1)}
    wrong = shortcomings(check.seen, wanted=_ALWAYS | faults.wanted(done_to))
    for sentence in wrong:
        terminal.refuse(f"Not as it must be: {sentence}")
    terminal.say(json.dumps({"ok": not wrong, **check.seen}, ensure_ascii=False))
    return 1 if wrong else 0


def shortcomings(seen: dict[str, Any], *, wanted: dict[str, Any]) -> list[str]:
    """What was not as it must be, in words."""
    wrong = [str(seen["failure"])] if "failure" in seen else []
    wrong += [f"{name} is {seen.get(name)!r}" for name, value in wanted.items() if seen.get(name) != value]
    return wrong + [f"there is no {name}" for name in _PRESENT if not seen.get(name)]


@dataclass(frozen=True)
class Desk:
    """An agent with a desk phone that hums."""

    visitor: Visitor
    phone: SipPhone
    hz: int


@dataclass
class Check:
    """The steps, and what was seen in them."""

    terminal: Terminal
    trial: Trial
    seen: dict[str, Any] = field(default_factory=lambda: {"answered": False})

    def go(self, everybody: ExitStack, done_to: harm.Harm | None) -> None:
        """One call from the first ring to the re-read case; with harm done to a part, two more meanwhile."""
        if self.trial.state.sip is None:
            raise CannotStart(f"There is no telephone. What was said at the start:\n{self.trial.said()}")
        hums, anna_hums = hearing.draw_tones(2)
        self.seen["tones_hz"] = [hums, anna_hums]
        with self.terminal.step(f"Anna is at her desk, {self.trial.state.origin}"):
            anna = self._desk(everybody, "anna", anna_hums)
            caller = self._caller(everybody, _GENNADY, hums)
        with self.terminal.step(f"A call is answered; they hum {hums} and {anna_hums} Hz"):
            contact = self._answered(caller, anna)
            self.seen["audio_caller_to_agent"] = hearing.hears(anna.phone, hums)
            self.seen["audio_agent_to_caller"] = hearing.hears(caller, anna_hums)
        scene = self._scene(everybody, anna, caller) if done_to else None
        if scene and done_to:
            scene.play(done_to)
        with self.terminal.step("The case is written, and read by somebody else"):
            customer = self._case(caller, anna, contact)
            self._reread(everybody, customer)
        with self.terminal.step("Both channels of the recording"):
            self._recording(anna, customer)
        if scene:
            with self.terminal.step("The ledger"):
                scene.settled()

    def _scene(self, everybody: ExitStack, anna: Desk, caller: SipPhone) -> faults.Scene:
        """Oleg is on duty and at his phone, but has not said that he is ready."""
        taken = self.seen["tones_hz"]
        oleg_hums, waiting_hums, calling_hums = hearing.draw_tones(3, but=taken)
        return faults.Scene(
            trial=self.trial,
            terminal=self.terminal,
            anna=anna,
            talking=harm.Caller(caller, taken[0]),
            oleg=self._desk(everybody, "oleg", oleg_hums, ready=False),
            waiting=harm.Caller(self._caller(everybody, _IRINA, waiting_hums), waiting_hums, "waiting_caller"),
            calling=harm.Caller(self._caller(everybody, _TAMARA, calling_hums), calling_hums, "new_caller"),
            seen=self.seen,
        )

    def _desk(self, everybody: ExitStack, username: str, hz: int, *, ready: bool = True) -> Desk:
        visitor = everybody.enter_context(Visitor(self.trial.state.origin, username))
        user, secret = visitor.take_desk_phone()
        phone = self._phone(everybody, user, hz, address=_AGENTS, password=secret)
        if ready:
            visitor.says_ready()
        return Desk(visitor, phone, hz)

    def _caller(self, everybody: ExitStack, who: cast.Neighbour, hz: int) -> SipPhone:
        return self._phone(everybody, who.numbers[0], hz, address=_CALLERS, password=None)

    def _phone(self, everybody: ExitStack, user: str, hz: int, *, address: str, password: str | None) -> SipPhone:
        phone = SipPhone(
            self.trial.home.parts / "asterisk",
            user=user,
            server=str(self.trial.state.sip),
            plays=tones.tone(self.trial.folder / f"{user}.wav", hz, 120),
            hears=self.trial.folder / f"{user}-hears.wav",
            address=address,
            password=password,
            lines=1,
        )
        return everybody.enter_context(phone)

    def _answered(self, caller: SipPhone, anna: Desk) -> int:
        dialled_at = time.monotonic()
        caller.dial(str(self.trial.state.number))
        rang_at = anna.phone.wait("CALL_INCOMING", timeout=10).at
        family_name = _GENNADY.names[2]
        until(lambda: family_name in anna.visitor.page("/desk/"), what="the caller's name on the desk")
        self.seen["ring_ms"] = round((rang_at - dialled_at) * 1000, 1)
        self.seen["card_ms"] = round((time.monotonic() - rang_at) * 1000, 1)
        anna.phone.answer()
        caller.wait("CALL_ESTABLISHED", timeout=10)
        self.seen["answered"] = True
        return until(anna.visitor.contact, what="the conversation on the desk")

    def _case(self, caller: SipPhone, anna: Desk, contact: int) -> int:
        """Written while they talk. Returns the customer it is for."""
        self.seen["case"] = anna.visitor.write_case(contact, _SAID)
        caller.hang_up()
        caller.wait("CALL_CLOSED", timeout=10)
        until(lambda: anna.visitor.may_finish(contact), what="the desk to know that the call is over")
        return until(lambda: anna.visitor.customer_of(self.seen["case"]), what="the case on Anna's list")

    def _reread(self, everybody: ExitStack, customer: int) -> None:
        natalia = everybody.enter_context(Visitor(self.trial.state.origin, "natalia"))
        case, owner, said = natalia.reread(customer)
        if (case, said) != (self.seen["case"], _SAID):
            raise CheckFailed(f"Case № {self.seen['case']} was written, and № {case} is read: {said}")
        self.seen["owner"] = owner

    def _recording(self, anna: Desk, customer: int) -> None:
        file = self.trial.folder / "recording.ogg"
        until(lambda: anna.visitor.recording(customer, file), what="the recording", timeout=60)
        samples, rate = soundfile.read(file, always_2d=True)
        self.seen["recording_channels"] = hearing.pure_channels(samples, rate, self.seen["tones_hz"])
