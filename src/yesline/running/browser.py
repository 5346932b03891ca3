"""A real browser with an agent in it, whose microphone hums. Needs what `bin/test` installs."""

import contextlib
import os
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from yesline.running import descendants
from yesline.running.trouble import CannotStart

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--autoplay-policy=no-user-gesture-required",
]
# A machine without a microphone: Chromium's own pretended one, which plays the agent's tone.
MICROPHONE = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
_PATIENCE = 30_000  # ms


class BrowserDesk:
    """One agent's desk in Chromium."""

    def __init__(self, page: Any) -> None:
        self._page = page

    def sits_down(self, origin: str, username: str) -> None:
        """Sign in with one click, use the browser as the phone, and say ready."""
        self._page.goto(f"{origin}/desk/")
        self._page.locator(f"form:has(input[value={username}]) button").click()
        self._page.locator("body[data-phone-listens]").wait_for()
        self._page.locator("#use-browser").click()
        self._page.locator(".phone .badge.is-ok").wait_for()
        self._page.locator("#be-available").click()
        self._page.locator("#be-available[aria-pressed=true]").wait_for()

    def answers(self) -> None:
        """Pick up when it rings."""
        self._page.locator("#answer").click()
        self._page.locator("[data-stage=talking]").wait_for()


@contextlib.contextmanager
def desk(voice: Path) -> Iterator[BrowserDesk]:
    """A browser whose microphone plays that WAV. Raises `CannotStart` where there is none; ends it, even stopped."""
    try:
        from playwright.sync_api import Error, sync_playwright  # noqa: PLC0415  only with the tools for tests
    except ImportError as reason:
        raise CannotStart("There is no browser to try this with. `bin/test` installs one; start it once.") from reason
    path = os.environ.get("YESLINE_CHROMIUM") or shutil.which("chromium")
    flags = [*FLAGS, *MICROPHONE, f"--use-file-for-fake-audio-capture={voice}"]
    with sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(executable_path=path, args=flags)
        except Error as reason:
            raise CannotStart(f"No browser starts here: {reason.message.splitlines()[0]}") from reason
        page = browser.new_page(permissions=["microphone"])
        page.set_default_timeout(_PATIENCE)
        try:
            yield BrowserDesk(page)
        finally:
            harm(signal.SIGKILL)
            with contextlib.suppress(Error):
                browser.close()


def harm(request: signal.Signals) -> None:
    """Send all processes of our browsers a signal: killed they are a crash, stopped a network that is gone."""
    for pid in descendants.of(os.getpid()):
        with contextlib.suppress(OSError):
            if b"chrom" in Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")[0]:
                os.kill(pid, request)
