"""What is done to a part, and what counts as having been rung twice."""

import signal
import subprocess
from types import SimpleNamespace
from typing import Any

import pytest

from yesline.example.baresip import Event
from yesline.running import faults
from yesline.running.state import State


@pytest.mark.parametrize(("part", "name"), [("database", "PostgreSQL"), ("worker", "worker")])
def test_the_part_that_is_named_is_harmed(part: str, name: str) -> None:
    with subprocess.Popen(["sleep", "60"]) as victim:
        running = State(pid=1, origin="", parts={name: victim.pid, "front": 1})
        faults.Harm(part, signal.SIGKILL).do(running)
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
