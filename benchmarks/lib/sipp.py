"""SIPp as callers and as the agents' phones, beside the Asterisk of a place."""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.lib import scenarios, sip_log
from benchmarks.lib.place import CALLERS, PHONES, Place
from benchmarks.lib.trouble import CannotMeasure
from yesline.running import children, ports

_PHONES, _CALLERS, _REGISTRAR = 15080, 15070, 15090  # the first ports tried
_GRACE = 3.0  # seconds for SIPp to write its last figures


@dataclass(frozen=True)
class Ended:
    """A load that is over: how its calls ended, and every message as SIPp saw it."""

    calls: sip_log.Calls
    messages: list[sip_log.Message]


class Sipp:
    """SIPp processes of one place; files lie in `folder`."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self.folder = place.home.root / "sipp"
        self.folder.mkdir(mode=0o755, exist_ok=True)
        self._runs = 0
        self._phones_at = ports.free_udp(_PHONES, host=PHONES)

    def register(self, secrets: Mapping[str, str], *, per_second: int = 150) -> int:
        """Register these phones (name → password) at the address of `phones`; how many were accepted."""
        where = f"{PHONES}:{self._phones_at}"
        lines = [
            f"{name};{where};[authentication username={name} password={secret}]" for name, secret in secrets.items()
        ]
        ended = self._load(
            "registration",
            scenarios.registration(self.folder),
            self._injected("phones.csv", lines),
            [
                "-i",
                PHONES,
                "-p",
                str(ports.free_udp(_REGISTRAR, host=PHONES)),
                "-r",
                str(per_second),
                "-m",
                str(len(lines)),
            ],
            patience=20 + len(lines) / per_second,
        )
        return ended.calls.successful

    @contextlib.contextmanager
    def phones(
        self, *, ring_ms: int, talk_ms: tuple[int, int], sound: Path | None = None
    ) -> Iterator[list[sip_log.Message]]:
        """The agents' phones answer while the block runs. The list is filled when it is over."""
        scenario = scenarios.phone(self.folder, ring_ms=ring_ms, talk_ms=talk_ms, sound=sound)
        log = self._file("phones.log")
        where = ["-i", PHONES, "-p", str(self._phones_at), "-mi", PHONES, *_media(41000)]
        process = self._spawn("phones", [*where, "-sf", str(scenario), "-trace_msg", "-message_file", str(log)])
        heard: list[sip_log.Message] = []
        try:
            _listening(process, self._phones_at)
            yield heard
        finally:
            _end(process)
            heard += sip_log.messages(log)

    def call(
        self,
        number: str,
        *,
        callers: Sequence[str],
        per_second: float,
        at_once: int,
        patience: float,
        sound: Path | None = None,
    ) -> Ended:
        """Each of these callers calls `number` once, at most `at_once` at a time; at most `patience` seconds.

        Who is not connected and said goodbye to by then counts as failed.
        """
        where = [
            "-i",
            CALLERS,
            "-p",
            str(ports.free_udp(_CALLERS, host=CALLERS)),
            "-mi",
            CALLERS,
            *_media(51000),
            "-s",
            number,
        ]
        how = ["-r", str(per_second), "-m", str(len(callers)), "-l", str(at_once)]
        scenario = scenarios.caller(self.folder, sound=sound)
        return self._load(
            "callers", scenario, self._injected("callers.csv", callers), [*where, *how], patience=patience
        )

    def _load(self, name: str, scenario: Path, injected: Path, words: Sequence[str], *, patience: float) -> Ended:
        log, statistics = self._file(f"{name}.log"), self._file(f"{name}.csv")
        words = [*words, "-sf", str(scenario), "-inf", str(injected), "-trace_msg", "-message_file", str(log)]
        words += ["-trace_stat", "-stf", str(statistics), "-fd", "1", "-timeout", f"{int(patience)}"]
        process = self._spawn(name, words)
        until = time.monotonic() + patience + _GRACE
        while process.poll() is None and time.monotonic() < until:
            time.sleep(0.05)
        _end(process)
        if not statistics.exists():
            raise CannotMeasure(f"SIPp did not work: {self._last_words(name)}")
        ended = Ended(calls=sip_log.calls(statistics), messages=list(sip_log.messages(log)))
        if ended.calls.successful + ended.calls.failed == 0:
            raise CannotMeasure(f"SIPp called nobody: {self._last_words(name)}")
        return ended

    def _spawn(self, name: str, words: Sequence[str]) -> subprocess.Popen[bytes]:
        return children.spawn(
            [self._place.sipp, self._place.sip, "-nostdin", "-buff_size", "4000000", *words],
            environment={"PATH": os.environ["PATH"], "TERM": "dumb", "TZ": "UTC"},
            log=self.folder / f"{name}.out",
            death_signal=signal.SIGKILL,
            cwd=self.folder,
        )

    def _injected(self, name: str, lines: Sequence[str]) -> Path:
        path = self._file(name)
        path.write_text("SEQUENTIAL\n" + "".join(f"{line}\n" for line in lines))
        return path

    def _file(self, name: str) -> Path:
        self._runs += 1
        return self.folder / f"{self._runs:03d}-{name}"

    def _last_words(self, name: str) -> str:
        return (self.folder / f"{name}.out").read_text(errors="replace")[-500:]


def _media(first: int) -> list[str]:
    """Where SIPp takes its media ports from."""
    return ["-min_rtp_port", str(first), "-max_rtp_port", str(first + 3999)]


def _listening(process: subprocess.Popen[bytes], port: int) -> None:
    """Wait until SIPp has bound its port."""
    until = time.monotonic() + 10
    wanted = f":{port:04X} "
    while wanted not in Path("/proc/net/udp").read_text():
        if process.poll() is not None or time.monotonic() > until:
            raise CannotMeasure(f"The phones could not take port {port} of {PHONES}.")
        time.sleep(0.02)


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(_GRACE)
    if process.poll() is None:
        process.kill()
        process.wait()
