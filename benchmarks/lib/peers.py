"""The peers of `ring` and `free` in the very same Asterisk: `app_queue`, and ARI without a database.

They use the same phones and the same caller's trunk, and record each call too. Only they need what is
added to the configuration here.
"""

import contextlib
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence

from benchmarks.lib.place import Place
from benchmarks.lib.trouble import CannotMeasure
from yesline.running import children
from yesline.running.asterisk import Asterisk
from yesline.running.home import CHECKOUT

BARE = "bare"
_DIALPLAN = """
[from-trunk]
exten => bare,1,MixMonitor({monitor}/${{UNIQUEID}}.raw,bD)
 same => n,Stasis(bare,in)
 same => n,Hangup()
exten => _queue.,1,MixMonitor({monitor}/${{UNIQUEID}}.raw,bD)
 same => n,Queue(${{EXTEN}},r)
 same => n,Hangup()
"""
# Longest idle first, as ours; no pause after a call; a caller is given to each free member at once.
_QUEUE = """
[{name}]
strategy=leastrecent
ringinuse=no
timeout=15
retry=1
wrapuptime=0
joinempty=yes
autofill=yes
"""


def queue_of(agents: int) -> str:
    """The extension, and queue, with that many agents."""
    return f"queue{agents}"


def configure(telephone: Asterisk, phones: Sequence[str], *, sizes: Sequence[int]) -> None:
    """Add both peers to a configuration that was just written: a queue of each size with the first of the phones."""
    etc = telephone.folder / "etc"
    with (etc / "extensions.conf").open("a") as dialplan:
        dialplan.write(_DIALPLAN.format(monitor=telephone.monitor))
    lines = ["[general]\npersistentmembers=no\n"]
    for size in sizes:
        lines.append(_QUEUE.format(name=queue_of(size)))
        lines += [f"member => PJSIP/{phone},0,{phone},PJSIP/{phone}\n" for phone in phones[:size]]
    (etc / "queues.conf").write_text("".join(lines))
    (etc / "queuerules.conf").write_text("[general]\n")


@contextlib.contextmanager
def app_queue(place: Place) -> Iterator[None]:
    """app_queue is loaded while the block runs, and only then: it costs the others nothing."""
    said = place.telephone.console("module load app_queue.so")
    if "Loaded" not in said:
        raise CannotMeasure(f"app_queue could not be loaded: {said.strip()}")
    try:
        yield
    finally:
        place.telephone.console("module unload app_queue.so")


@contextlib.contextmanager
def bare(place: Place, phones: Sequence[str]) -> Iterator[None]:
    """The bare controller runs as a process of its own while the block runs."""
    listing = place.home.root / "bare-phones.txt"
    listing.write_text("\n".join(phones))
    log = place.home.log / "bare.log"
    log.unlink(missing_ok=True)
    process = children.spawn(
        [sys.executable, "-u", "-m", "benchmarks.lib.bare", listing],
        environment=place.outside(),
        log=log,
        death_signal=signal.SIGKILL,
        cwd=CHECKOUT,
    )
    try:
        _wait_ready(process, log.read_text)
        yield
    finally:
        process.terminate()
        process.wait(10)


def _wait_ready(process: subprocess.Popen[bytes], said: Callable[[], str]) -> None:
    until = time.monotonic() + 20
    while "ready" not in said():
        if process.poll() is not None or time.monotonic() > until:
            raise CannotMeasure(f"The bare controller did not start: {said()[-800:]}")
        time.sleep(0.02)
