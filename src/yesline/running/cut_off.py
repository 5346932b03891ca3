"""Asterisk dies, or the supervisor and everything with it: everybody is cut off. Who talked is called back.

Nobody can keep a conversation whose sound is gone. Its caller is called by the same agent; who waited rings again and
has their old place; who calls then is answered.
"""

import contextlib
import signal
import time
from functools import partial
from typing import Any, Protocol

from yesline.example.sip_phone import PhoneTrouble, SipPhone
from yesline.running import children, hearing
from yesline.running.harm import Caller, Desk, Harm, open_calls, pick_up, those
from yesline.running.state import State
from yesline.running.switch_door import Door
from yesline.running.terminal import Terminal
from yesline.running.trial import Trial
from yesline.running.visitor import until

_BACK_WITHIN = 60.0  # seconds until Asterisk answers again
# Seconds from then until the first attempt. With the supervisor all the rest of us has to start too.
_CALLED_BACK_WITHIN = {"asterisk": 10.0, "supervisor": 30.0}
_TALKING_WITHIN = 30.0
_SEND = "UPDATE orgs_trunk SET sends_to = %s WHERE name = 'demo'"
WANTED: dict[str, Any] = {"called_back_in_time": True, "heard_when_called_back": True}


class Scene(Protocol):
    """What is needed of the scene this happens in."""

    trial: Trial
    terminal: Terminal
    anna: Desk
    talking: Caller
    waiting: Caller
    calling: Caller
    seen: dict[str, Any]

    def harmed(self, done_to: Harm) -> None: ...


def cuts_off(done_to: Harm) -> bool:
    """Whether no conversation can survive this."""
    return done_to.part == "asterisk" or (done_to.part == "supervisor" and done_to.signal == signal.SIGKILL)


def play(scene: Scene, done_to: Harm) -> None:
    """From the harm until Anna talks again with the customer she talked with, and both others ring."""
    customer = scene.talking.phone
    with scene.trial.as_owner() as connection:  # the example's line knows no telephone to call
        connection.execute(_SEND, [f"{customer.address}:{customer.port}"])
    with scene.terminal.step(f"In mid-call: {done_to.signal.name} for the {done_to.part}"):
        before = scene.trial.state
        cut_off = {phone: _on_the_line(phone) for phone in (customer, scene.waiting.phone, scene.anna.phone)}
        scene.harmed(done_to)
        if done_to.part == "supervisor":
            scene.trial.begin_again()
        until(lambda: _is_back(scene, before), what="Asterisk to be back", timeout=_BACK_WITHIN)
        back_at = time.monotonic()
        scene.seen["conversation_survived"] = False
        for phone, calls in cut_off.items():
            _hang_up(phone, calls)
    with scene.terminal.step("Who was cut off is called back"):
        scene.waiting.phone.dial(str(before.number))
        scene.calling.phone.dial(str(before.number))
        ring = partial(_rings, scene.anna.phone, customer.user, since=back_at)
        rings = until(ring, what="Anna's phone to ring", timeout=_BACK_WITHIN)
        within, limit = rings[0] - back_at, _CALLED_BACK_WITHIN[done_to.part]
        scene.seen |= {"called_back_within_s": round(within, 1), "called_back_in_time": within <= limit}
        until(lambda: _called(scene.anna.phone, customer), what="the customer's phone to ring", timeout=_TALKING_WITHIN)
        told = len(customer.events)
        customer.answer()
        customer.wait("CALL_ESTABLISHED", timeout=_TALKING_WITHIN, since=told)
        so_far = [hearing.length(phone.hears) for phone in (scene.anna.phone, customer)]  # begun anew with the call
        pair = ((scene.anna.phone, scene.talking.hz), (customer, scene.anna.hz))
        scene.seen["heard_when_called_back"] = all(
            hearing.hears(phone, hz, since=since) for (phone, hz), since in zip(pair, so_far, strict=True)
        )
    scene.trial.wait_ready()


def _is_back(scene: Scene, before: State) -> bool:
    """Another Asterisk answers where the one before did."""
    door = Door(url=str(before.ari), password=scene.trial.home.secret("ari-password"))
    return not children.is_alive(before.parts["Asterisk"]) and door.answers()


def _on_the_line(phone: SipPhone) -> set[str]:
    """The calls a phone made or got that go on."""
    calls = {str(event.particulars["id"]) for event in phone.events if "id" in event.particulars}
    return calls - those(phone, "CALL_CLOSED")


def _hang_up(phone: SipPhone, calls: set[str]) -> None:
    """They hear nothing any more. A phone that was told goodbye has done so, and may be rung again already."""
    if calls & _on_the_line(phone):
        with contextlib.suppress(PhoneTrouble):
            phone.hang_up()


def _called(agent: SipPhone, customer: SipPhone) -> bool:
    """The agent picks up whenever it rings. Does the customer's phone ring?"""
    pick_up(agent)
    return bool(open_calls(customer))


def _rings(phone: SipPhone, user: str, *, since: float) -> list[float]:
    """When this phone rang for that customer since then."""
    incoming = [event for event in phone.events if event.type == "CALL_INCOMING" and event.at > since]
    return [event.at for event in incoming if user in str(event.particulars.get("peeruri"))]
