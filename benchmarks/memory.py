"""What everything takes when nothing happens: `bin/up` in a fresh place, some time after it is ready.

The sum of PSS (proportional set size: shared pages divided among those who share them) of the supervisor and all its
descendants: PostgreSQL with its backends, Asterisk, controller, worker, front. The example is loaded, nobody is signed
in, no page has been opened.
"""

import argparse
import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from benchmarks.lib import processes, report, switch
from benchmarks.lib.trouble import CannotMeasure
from yesline.running import children, state
from yesline.running.home import CHECKOUT, Home, from_environment

GOAL = 700  # MB of a million bytes


def measure(options: argparse.Namespace) -> report.Result:
    with _running(options) as supervisor:
        report.say(f"All is ready; {options.seconds} s of rest …")
        time.sleep(options.seconds)
        everything = [processes.alone(supervisor), *processes.below(supervisor)]
        parts: Counter[str] = Counter()
        for process in everything:
            parts[process.part] += processes.pss(process)
    total = round(sum(parts.values()) / 1e6, 1)
    return {
        "pss_mb": total,
        "parts_mb": {part: round(size / 1e6, 1) for part, size in parts.most_common()},
        "processes": len(everything),
        "rested_s": options.seconds,
        "goal": {"pss_mb_at_most": GOAL, "kept": report.goal(total, at_most=GOAL)},
    }


@contextlib.contextmanager
def _running(options: argparse.Namespace) -> Iterator[int]:
    """`bin/up` as people start it; gives the supervisor's process id."""
    folder = Path(tempfile.mkdtemp(prefix="yesline-bench-"))
    folder.chmod(0o755)
    home = Home(root=folder / "home", parts=from_environment().parts)
    log = folder / "up.log"
    process = children.spawn(
        [CHECKOUT / "bin" / "up", "--port", str(options.port)],
        environment=dict(os.environ) | {"YESLINE_HOME": str(home.root), "YESLINE_PARTS": str(home.parts)},
        log=log,
        cwd=CHECKOUT,
    )
    try:
        report.say("bin/up …")
        switch.until("bin/up is ready", lambda: _is_ready(home, process, log), patience=120, look_every=0.2)
        running = state.read(home)
        if running is None or running.sip is None:
            raise CannotMeasure(f"Not everything runs: {log.read_text()[-800:]}")
        yield running.pid
    finally:
        process.terminate()
        process.wait(60)
        shutil.rmtree(folder, ignore_errors=True)


def _is_ready(home: Home, process: "subprocess.Popen[bytes]", log: Path) -> bool:
    if process.poll() is not None:
        raise CannotMeasure(f"bin/up ended: {log.read_text()[-800:]}")
    running = state.read(home)
    return running is not None and running.ready


def main() -> int:
    parser = report.arguments(__doc__, "memory")
    parser.add_argument("--seconds", type=int, default=20, help="how long everything rests before it is measured")
    parser.add_argument("--port", type=int, default=8600, help="where the pages are served meanwhile")
    return report.run("memory", measure, parser.parse_args())


if __name__ == "__main__":
    sys.exit(main())
