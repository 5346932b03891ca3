"""What is done to a part, and what counts as having been rung twice."""

import signal
import subprocess
from types import SimpleNamespace
from typing import Any

import pytest

from yesline.example.baresip import Event
from yesline.running import cut_off, faults, harm
from yesline.running.state import State


@pytest.mark.parametrize(("part", "name"), [("database", "PostgreSQL"), ("worker", "worker")])
def test_the_part_that_is_named_is_harmed(part: str, name: str) -> None:
    with subprocess.Popen(["sleep", "60"]) as victim:
        running = State(pid=1, origin="", parts={name: victim.pid, "front": 1})
        harm.Harm(part, signal.SIGKILL).do(running)
        assert victim.wait(5) == -signal.SIGKILL


def phone(*events: tuple[str, str, float]) -> Any:
    said = [Event(kind, {"id": str(at), "peeruri": f"sip:{who}@127.0.0.1:5160"}, at) for kind, who, at in events]
    return SimpleNamespace(phone=SimpleNamespace(events=said))


def rung_twice(*, anna: Any, oleg: Any, reached_at: dict[str, float]) -> int:
    scene: Any = SimpleNamespace(anna=anna, oleg=oleg, _reached_at=reached_at)
    return faults.Scene._rung_twice(scene)


def test_a_ring_for_somebody_who_was_spoken_to_is_one_too_many() -> None:
    oleg = phone(("CALL_INCOMING", "+79215550163", 1.0), ("CALL_INCOMING", "+79215550163", 9.0))
    anna = phone(("CALL_INCOMING", "+79215550147", 9.0))
    assert rung_twice(anna=anna, oleg=oleg, reached_at={"+79215550163": 5.0}) == 1


def test_a_ring_that_was_taken_back_before_is_none() -> None:
    oleg = phone(("CALL_INCOMING", "+79215550163", 1.0), ("CALL_INCOMING", "+79215550163", 2.0))
    assert rung_twice(anna=phone(), oleg=oleg, reached_at={"+79215550163": 5.0}) == 0


@pytest.mark.parametrize(
    ("part", "request_", "cut"),
    [
        ("asterisk", signal.SIGSTOP, True),
        ("supervisor", signal.SIGKILL, True),
        ("supervisor", signal.SIGSTOP, False),
        ("database", signal.SIGKILL, False),
    ],
)
def test_nobody_can_keep_a_conversation_whose_sound_is_gone(part: str, request_: signal.Signals, cut: bool) -> None:
    wanted = faults.wanted(harm.Harm(part, request_))
    assert ("conversation_survived" in wanted, "called_back_in_time" in wanted) == (not cut, cut)
    assert {"waiting_caller_reached_a_person", "new_caller_reached_a_person", "ledger_balances"} <= set(wanted)


def test_without_harm_nothing_more_is_wanted() -> None:
    assert faults.wanted(None) == {}


class Told:
    """A phone that counts how often it was asked to hang up."""

    def __init__(self, *events: tuple[str, str]) -> None:
        self.events = [Event(kind, {"id": call}, 1.0) for kind, call in events]
        self.asked = 0

    def hang_up(self) -> None:
        self.asked += 1


def test_who_was_told_goodbye_or_is_rung_anew_does_not_hang_up() -> None:
    told = Told(("CALL_OUTGOING", "1"), ("CALL_CLOSED", "1"))
    rung_anew = Told(("CALL_OUTGOING", "1"), ("CALL_CLOSED", "1"), ("CALL_INCOMING", "2"))
    left_alone = Told(("CALL_OUTGOING", "1"))
    phones: list[Any] = [told, rung_anew, left_alone]
    for phone in phones:
        cut_off._hang_up(phone, {"1"})
    assert [phone.asked for phone in phones] == [0, 0, 1]
