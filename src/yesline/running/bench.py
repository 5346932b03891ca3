"""`bin/bench`: lists and runs the scripts in `benchmarks/`."""

import ast
import runpy
import sys
from collections.abc import Sequence
from pathlib import Path

from yesline.running.home import CHECKOUT

FOLDER = CHECKOUT / "benchmarks"


def main(words: Sequence[str]) -> int:
    known = {script.stem: script for script in sorted(FOLDER.glob("[!_]*.py"))}
    if not words:
        for name, script in known.items():
            print(f"{name:12} {_first_line(script)}")
        return 0
    name, *rest = words
    if name not in known:
        print(f"There is no benchmark {name}. There are: {', '.join(known) or 'none yet'}.", file=sys.stderr)
        return 2
    sys.argv = [str(known[name]), *rest]
    sys.path.insert(0, str(CHECKOUT))
    runpy.run_path(str(known[name]), run_name="__main__")
    return 0


def _first_line(script: Path) -> str:
    said = ast.get_docstring(ast.parse(script.read_text()))
    return (said or "").partition("\n")[0]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
