"""A whole Yesline for the stories: started by the same command people use, with callers and agents at it."""

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import psycopg
from playwright.sync_api import Browser, ConsoleMessage, Page, Playwright, expect
from tests.browser import chromium

from yesline.example import tones
from yesline.example.sip_phone import SipPhone
from yesline.running.asterisk import install
from yesline.running.browser import FLAGS, MICROPHONE
from yesline.running.hearing import share
from yesline.running.home import CHECKOUT, Home, from_environment
from yesline.running.postgres import Postgres

T = TypeVar("T")
expect.set_options(timeout=20_000)  # a busy machine may be slow; what is waited for is a condition, never a time


def until(question: Callable[[], T], *, what: str, timeout: float = 20) -> T:
    """Ask until the answer is true; fails with `what` was waited for. The only place that pauses."""
    end = time.monotonic() + timeout
    while True:
        answer = question()
        if answer:
            return answer
        if time.monotonic() > end:
            raise AssertionError(f"Waited {timeout:.0f} s in vain for {what}; the last answer was {answer!r}.")
        time.sleep(0.05)


class House:
    """`bin/up` on a fresh home, with the example in it unless `words` say otherwise."""

    def __init__(self, folder: Path, *words: str) -> None:
        self.folder = folder
        self.words = words
        self.home: Home = from_environment(root=folder / "home")
        self.process: subprocess.Popen[bytes] | None = None
        self.state: dict[str, Any] = {}

    def start(self) -> None:
        self.folder.chmod(0o755)
        log = (self.folder / "up.log").open("wb")
        words = ["-m", "yesline.running", "up", "--home", str(self.home.root), "--port", "8460", *self.words]
        self.process = subprocess.Popen(
            [sys.executable, *words],
            cwd=CHECKOUT,
            env={**os.environ, "PYTHONPATH": str(CHECKOUT / "src"), "DJANGO_SETTINGS_MODULE": ""},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        until(self._is_ready, what=f"the house to be ready, see {log.name}", timeout=180)

    def _is_ready(self) -> bool:
        assert self.process is not None
        assert self.process.poll() is None, (self.folder / "up.log").read_text()
        with contextlib.suppress(OSError, ValueError):
            self.state = json.loads((self.home.root / "running.json").read_text())
        return bool(self.state.get("ready"))

    def stop(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(60)

    @property
    def origin(self) -> str:
        return str(self.state["origin"])

    @property
    def sip(self) -> str:
        return str(self.state["sip"])

    @property
    def phones(self) -> Path:
        """Where the telephones' programs are."""
        return install(self.home.parts, lambda _said: None)

    def rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """What the database says, as its owner."""
        with psycopg.connect(Postgres(self.home).url("yesline_owner")) as connection:
            return connection.execute(query, values).fetchall()  # type: ignore[arg-type]

    def write(self, query: str, *values: object) -> None:
        with psycopg.connect(Postgres(self.home).url("yesline_owner")) as connection:
            connection.execute(query, values)  # type: ignore[arg-type]

    def raw(self, channel: str) -> Path:
        """Where the switch writes what is said on that caller's channel: 8 kHz, two channels of 16 bit."""
        return self.home.asterisk / "spool" / "monitor" / f"{channel}.raw"

    def part(self, name: str) -> int:
        """The process id of a part as it runs now."""
        self.state = json.loads((self.home.root / "running.json").read_text())
        return int(self.state["parts"][name])


class Caller:
    """Somebody with a telephone who dials one of our numbers and hums a tone of their own."""

    def __init__(self, house: House, number: str, *, hz: float, name: str = "", loudness: float = 0.3) -> None:
        self.hz = hz
        self.folder = Path(tempfile.mkdtemp(dir=house.folder))
        self.heard = self.folder / "heard.wav"
        self.phone = SipPhone(
            house.phones,
            user=number,
            name=name,
            server=house.sip,
            address="127.0.0.2",
            plays=tones.tone(self.folder / "hums.wav", hz, 120, loudness=loudness),
            hears=self.heard,
        ).start()

    def dials(self, number: str) -> None:
        self.phone.dial(number)

    def hears(self, hz: float) -> None:
        """The last second of what reached this phone is that tone."""
        until(lambda: share(self.heard, hz) > 0.8, what=f"{hz} Hz at {self.phone.user}")

    def hears_no_more(self, hz: float) -> None:
        until(lambda: share(self.heard, hz) < 0.2, what=f"no {hz} Hz at {self.phone.user}")

    def hangs_up(self) -> None:
        self.phone.hang_up()

    def is_connected(self) -> None:
        self.phone.wait("CALL_ESTABLISHED", timeout=20)

    def was_not_hung_up_on(self) -> None:
        assert [event for event in self.phone.events if event.type == "CALL_CLOSED"] == []

    def leaves(self) -> None:
        self.phone.stop()


LISTEN = """() => {
  const stream = document.getElementById('far-end').srcObject;
  if (!stream || !stream.getAudioTracks().length) return 0;
  if (!window.ear || window.ear.stream !== stream) {
    const context = new AudioContext(), node = context.createAnalyser();
    node.fftSize = 8192;
    context.createMediaStreamSource(stream).connect(node);
    window.ear = {stream, context, node};
  }
  const {context, node} = window.ear, bins = new Float32Array(node.frequencyBinCount);
  node.getFloatFrequencyData(bins);
  let best = 2;
  bins.forEach((power, bin) => { if (bin > 2 && power > bins[best]) best = bin; });
  return bins[best] < -70 ? 0 : best * context.sampleRate / node.fftSize;
}"""


class Agent:
    """An agent at a desk in Chromium, whose microphone hums a tone of their own."""

    def __init__(self, house: House, playwright: Playwright, username: str, *, hz: float, deaf: bool = False) -> None:
        self.house, self.username, self.hz = house, username, hz
        self.folder = Path(tempfile.mkdtemp(dir=house.folder))
        voice = tones.tone(self.folder / "voice.wav", hz, 60)
        flags = [] if deaf else [*MICROPHONE, f"--use-file-for-fake-audio-capture={voice}"]
        self.browser: Browser = playwright.chromium.launch(executable_path=chromium(), args=[*FLAGS, *flags])
        self.complaints: list[str] = []
        self.context = self.browser.new_context(
            viewport={"width": 1440, "height": 900}, locale="ru-RU", permissions=["microphone"]
        )
        self.page = self.sits_down()

    def sits_down(self) -> Page:
        """A new tab; at the gate, one click signs in."""
        self.page = self.context.new_page()
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.goto(f"{self.house.origin}/desk/")
        as_this = self.page.locator(f"form:has(input[value={self.username}]) button")
        if as_this.count():
            as_this.click()
        expect(self.page.locator("body[data-phone-listens]")).to_be_visible()
        return self.page

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.complaints.append(message.text)

    def is_ready(self) -> None:
        """Uses this browser as the phone and says so when the switch can reach it."""
        self.page.locator("#use-browser").click()
        expect(self.page.locator(".phone .badge.is-ok")).to_be_visible(timeout=20_000)
        self.page.locator("#be-available").click()
        expect(self.page.locator("#be-available")).to_have_attribute("aria-pressed", "true")

    def stage(self, name: str, *, timeout: float = 15) -> None:
        """Their phone bar shows idle, ringing, talking, lost or wrap_up."""
        expect(self.page.locator(f"[data-stage={name}]")).to_be_visible(timeout=timeout * 1000)

    def rings(self, name: str) -> None:
        """It rings, and the screen says who it is."""
        self.stage("ringing")
        self.sees(name)

    def answers(self) -> None:
        self.page.locator("#answer").click()
        self.stage("talking")

    def declines(self) -> None:
        self.page.locator("#decline").click()

    def sees(self, text: str) -> None:
        expect(self.page.get_by_text(text).first).to_be_visible(timeout=15_000)

    def hears(self, hz: float) -> None:
        """What comes out of their headset is that tone."""
        until(lambda: abs(self.page.evaluate(LISTEN) - hz) < 15, what=f"{hz} Hz in {self.username}'s headset")

    def is_photographed(self, name: str) -> None:
        """Keep the screen as docs/screenshots/<name>.png when YESLINE_PICTURES names that folder."""
        folder = os.environ.get("YESLINE_PICTURES")
        if folder:
            Path(folder).mkdir(parents=True, exist_ok=True)
            self.page.screenshot(path=Path(folder) / f"{name}.png", animations="disabled")

    def ends_the_call(self) -> None:
        self.page.locator("#hang-up").click()
        self.stage("wrap_up")

    def finishes(self) -> None:
        """Done, and now: without the ten seconds in which it could be undone."""
        self.page.locator("#finish").click()
        self.page.locator("#pending-now").click()
        self.stage("idle")

    def finishes_and_rings(self) -> None:
        """Done with the notes; the next caller has been waiting, so nothing is put off."""
        self.page.locator("#finish").click()
        self.stage("ringing")

    def leaves(self) -> None:
        self.browser.close()


@contextlib.contextmanager
def running_house(*words: str) -> Iterator[House]:
    folder = Path(tempfile.mkdtemp(prefix="yesline-story-"))
    house = House(folder, *words)
    try:
        house.start()
        yield house
    finally:
        house.stop()
        shutil.rmtree(folder, ignore_errors=True)
