"""What a benchmark says: progress on stderr, figures on stdout, its last line one JSON object."""

import argparse
import datetime as dt
import json
import os
import platform
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.lib import priority
from benchmarks.lib.trouble import CannotMeasure
from yesline.running import interruption
from yesline.running.home import CHECKOUT
from yesline.running.trouble import CannotStart

Result = dict[str, Any]


def arguments(about: str | None, prog: str) -> argparse.ArgumentParser:
    """The options every benchmark has; each adds its own."""
    parser = argparse.ArgumentParser(
        prog=f"bin/bench {prog}", description=about, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--json", action="store_true", help="print nothing on stdout but the JSON object")
    parser.add_argument("--nice", type=int, default=0, help="run everything at this nice value (below 0: root only)")
    return parser


def say(sentence: str) -> None:
    """Progress, for whoever waits."""
    print(f"{time.strftime('%H:%M:%S')}  {sentence}", file=sys.stderr, flush=True)


def run(name: str, measure: Callable[[argparse.Namespace], Result], options: argparse.Namespace) -> int:
    """Measure, print, and return the exit code: 0 measured, 1 it could not be measured, 130 asked to stop."""
    began, load = time.monotonic(), os.getloadavg()[0]
    try:
        with interruption.heard(), priority.of(options.nice):
            result = measure(options)
    except (CannotMeasure, CannotStart) as reason:
        print(f"This could not be measured: {reason}", file=sys.stderr)
        return 1
    except interruption.Asked:
        print("Stopped.", file=sys.stderr)
        return 130
    if not options.json:
        print("\n".join(table(result)))
    took = round(time.monotonic() - began, 1)
    print(
        json.dumps(
            {"benchmark": name, **result, "took_s": took, "where": _where(load) | {"nice": options.nice}},
            ensure_ascii=False,
        )
    )
    return 0


def table(result: Mapping[str, Any], *, indent: str = "") -> list[str]:
    """The figures as lines for people."""
    lines = []
    for name, value in result.items():
        if isinstance(value, Mapping) and any(isinstance(inner, Mapping) for inner in value.values()):
            lines += [f"{indent}{name}", *table(value, indent=indent + "  ")]
        elif isinstance(value, Mapping):
            lines.append(f"{indent}{name:22} " + "  ".join(f"{key} {inner}" for key, inner in value.items()))
        else:
            lines.append(f"{indent}{name:22} {value}")
    return lines


def goal(reached: float | None, *, at_most: float | None = None, at_least: float | None = None) -> bool:
    """Whether a figure keeps its goal; what was not measured does not."""
    if reached is None:
        return False
    return (at_most is None or reached <= at_most) and (at_least is None or reached >= at_least)


def _where(load_before: float) -> Result:
    return {
        "at": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        "commit": commit(),
        "cores": os.cpu_count(),
        "processor": _processor(),
        "system": _system(),
        "python": platform.python_version(),
        "load_before": round(load_before, 2),
        "load_after": round(os.getloadavg()[0], 2),
    }


def commit() -> str:
    """The checkout's commit, with a plus when files of it were changed since."""
    mark = _git("rev-parse", "--short=10", "HEAD")
    return f"{mark}+" if mark and _git("status", "--porcelain", "--untracked-files=no") else mark


def _git(*words: str) -> str:
    try:
        said = subprocess.run(["git", *words], cwd=CHECKOUT, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        return ""
    return said.stdout.strip()


def _system() -> str:
    return platform.freedesktop_os_release().get("PRETTY_NAME", platform.platform())


def _processor() -> str:
    lines: Sequence[str] = Path("/proc/cpuinfo").read_text().splitlines()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "")
