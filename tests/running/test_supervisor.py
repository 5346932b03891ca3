"""Parts that are plain shell scripts: kept alive, started again, stopped in order."""

import contextlib
import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from yesline.kernel import pulse
from yesline.running import children, home
from yesline.running.supervisor import ending, keep_small, pause_before


def test_the_first_end_is_answered_at_once_and_later_ones_more_and_more_patiently() -> None:
    assert [pause_before(ends) for ends in range(1, 9)] == [0, 0.5, 1, 2, 4, 8, 16, 30]


def test_how_a_process_ended_is_said_in_words() -> None:
    assert (ending(3), ending(-signal.SIGKILL)) == ("exit code 3", "killed by SIGKILL")


def test_a_log_that_grew_large_is_moved_aside_and_its_writer_goes_on(tmp_path: Path) -> None:
    log = tmp_path / "front.log"
    with log.open("ab") as writer:
        writer.truncate(20_000_001)
        keep_small(log)
        writer.write(b"after\n")
    assert log.read_bytes() == b"after\n"
    assert (tmp_path / "front.old.log").stat().st_size == 20_000_001


_SUPERVISED = """
    import os, sys, time
    from pathlib import Path
    from yesline.running import interruption, children
    from yesline.running.supervisor import Supervisor
    from yesline.running.terminal import Terminal
    from yesline.running.parts import OwnPart

    folder = Path(sys.argv[1])

    class Script(OwnPart):
        may_be_silent_for = None
        def __init__(self, name, script):
            self.name, self.log, self.script = name, folder / f"{name}.log", script
            self._process, self._log_began_at, self._pulse = None, 0, folder / f"{name}.pulse"
        def start(self):
            self._log_began_at = self.log.stat().st_size if self.log.exists() else 0
            words = ["/bin/sh", "-c", self.script]
            self._process = children.spawn(words, environment=os.environ, log=self.log, cwd=folder)
            draft = folder / f"{self.name}.draft"
            draft.write_text(str(self._process.pid))
            draft.replace(folder / f"{self.name}.pid")  # whoever reads it reads the whole
            return self._process

    SAYS = "trap 'echo {0} >>stopped; exit 0' TERM; echo ready; while :; do sleep 0.05; done"
    SLOW = "trap 'echo {0} >>stopped; exit 0' TERM; while :; do sleep 0.05; done"
    words = sys.argv[3:]
    (folder / "beating.py").write_text(sys.argv[2])
    supervisor = Supervisor(Terminal())
    with interruption.heard():
        try:
            supervisor.start(Script("first", SAYS.format("first")))
            supervisor.start(Script("second", "setsid sleep 300 & echo $! >orphan; " + SAYS.format("second")))
            if "beating" in words:
                beating = Script("beating", f"exec {sys.executable} {folder}/beating.py")
                beating.may_be_silent_for = 1.0
                supervisor.start(beating)
            if "slow" in words:
                print("starting", flush=True)
                supervisor.start(Script("third", SLOW.format("third")))
            print("up", flush=True)
            supervisor.watch()
        except interruption.Asked:
            pass
        finally:
            interruption.deaf()
            supervisor.stop()
"""

_BEATING = """
import time
from pathlib import Path
from yesline.kernel.pulse import Pulse

signs = Pulse(Path(__file__).with_suffix(".pulse"))
print("ready", flush=True)
while True:
    signs.beat()
    time.sleep(0.1)
"""


class Supervised:
    """A supervisor in a process of its own, with two parts; the second leaves a child of its own behind."""

    def __init__(self, folder: Path, *words: str, hangup: signal.Handlers = signal.SIG_DFL) -> None:
        self.folder = folder
        surroundings = os.environ | {"PYTHONPATH": str(home.CHECKOUT / "src")}
        argv = [sys.executable, "-c", textwrap.dedent(_SUPERVISED), str(folder), _BEATING, *words]
        # The tests themselves may run under nohup; what is ignored is inherited.
        before = signal.signal(signal.SIGHUP, hangup)
        try:
            self.process = subprocess.Popen(argv, env=surroundings, stdout=subprocess.PIPE, text=True)
        finally:
            signal.signal(signal.SIGHUP, before)
        assert self.process.stdout is not None
        self.said = self.process.stdout.readline().strip()

    def pid(self, name: str) -> int:
        return int((self.folder / name).read_text())

    def everybody(self) -> list[int]:
        return [self.pid(path.name) for path in [*self.folder.glob("*.pid"), self.folder / "orphan"]]

    def end(self) -> None:
        self.process.kill()
        self.process.wait()
        assert self.process.stdout is not None
        self.process.stdout.close()
        for pid in self.everybody():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)


@pytest.fixture
def supervised(tmp_path: Path) -> Iterator[Supervised]:
    running = Supervised(tmp_path)
    yield running
    running.end()


@pytest.mark.parametrize("asked", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_asked_to_stop_it_stops_all_in_order_and_leaves_nothing(supervised: Supervised, asked: signal.Signals) -> None:
    everybody = supervised.everybody()
    supervised.process.send_signal(asked)
    assert supervised.process.wait(10) == 0
    assert (supervised.folder / "stopped").read_text().split() == ["second", "first"]
    assert [pid for pid in everybody if children.is_alive(pid)] == []


def test_a_part_that_is_killed_runs_again(supervised: Supervised) -> None:
    killed = supervised.pid("first.pid")
    os.kill(killed, signal.SIGKILL)
    assert _soon(lambda: supervised.pid("first.pid") != killed, within=5)
    assert _soon(lambda: children.is_alive(supervised.pid("first.pid")), within=5)


def test_a_part_that_hangs_is_ended_and_started_again_and_the_others_left_in_peace(hung: Supervised) -> None:
    mute, stopped = hung.pid("first.pid"), hung.pid("beating.pid")
    assert _soon(lambda: pulse.last(hung.folder / "beating.pulse") is not None, within=10)
    os.kill(stopped, signal.SIGSTOP)
    assert _soon(lambda: hung.pid("beating.pid") != stopped, within=10)
    assert not children.is_alive(stopped)
    assert _soon(lambda: children.is_alive(hung.pid("beating.pid")), within=5)
    assert hung.pid("first.pid") == mute


@pytest.fixture
def hung(tmp_path: Path) -> Iterator[Supervised]:
    running = Supervised(tmp_path, "beating")
    yield running
    running.end()


@pytest.fixture
def starting(tmp_path: Path) -> Iterator[Supervised]:
    running = Supervised(tmp_path, "slow")
    yield running
    running.end()


def test_asked_while_a_part_is_still_starting_it_stops_what_there_is(starting: Supervised, tmp_path: Path) -> None:
    assert starting.said == "starting"
    assert _soon((tmp_path / "third.pid").exists, within=5)
    everybody = starting.everybody()
    starting.process.send_signal(signal.SIGTERM)
    assert starting.process.wait(10) == 0
    assert [pid for pid in everybody if children.is_alive(pid)] == []


def test_under_nohup_the_closing_of_the_terminal_changes_nothing(tmp_path: Path) -> None:
    running = Supervised(tmp_path, hangup=signal.SIG_IGN)
    running.process.send_signal(signal.SIGHUP)
    with pytest.raises(subprocess.TimeoutExpired):
        running.process.wait(0.5)
    running.end()


def test_killed_outright_its_parts_die_with_it(supervised: Supervised) -> None:
    parts = [supervised.pid("first.pid"), supervised.pid("second.pid")]
    supervised.process.kill()
    assert _soon(lambda: not any(children.is_alive(pid) for pid in parts), within=5)


def _soon(happened: Callable[[], bool], *, within: float) -> bool:
    until = time.monotonic() + within
    while not happened() and time.monotonic() < until:
        time.sleep(0.01)
    return happened()
