"""`python -m yesline.running COMMAND`: what `bin/up` and `bin/yesline` call."""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from yesline.running import check, doctor, home, house, up
from yesline.running.terminal import Terminal


def main(words: Sequence[str] | None = None) -> int:
    chosen = _parser().parse_args(words)
    place = home.from_environment(os.environ, root=chosen.home)
    match chosen.command:
        case "up" if chosen.check:
            return check.run(Terminal(), kill=chosen.kill)
        case "up":
            return up.run(place, _wishes(chosen), Terminal())
        case "doctor":
            return doctor.run(place, Terminal())
        case _:
            raise AssertionError(chosen.command)


def _wishes(chosen: argparse.Namespace) -> house.Wishes:
    return house.Wishes(port=chosen.port, lan=chosen.lan, telephone=not chosen.no_telephone)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="bin/yesline")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    start = commands.add_parser("up", help="start everything, until Ctrl-C (the same as bin/up)")
    start.add_argument("--lan", action="store_true", help="let other machines of this network in, over HTTPS")
    start.add_argument("--port", type=int, default=8400, help="where the pages are (8400)")
    start.add_argument("--no-telephone", action="store_true", help="start all but the telephone")
    start.add_argument("--check", action="store_true", help="start in a fresh place, place a real call, measure it")
    start.add_argument("--kill", choices=["controller"], help="with --check: kill this part in mid-call")
    start.add_argument("--json", action="store_true", help="with --check: the last line is JSON, as it always is")
    commands.add_parser("doctor", help="look at every part and say what is wrong, with the mend")
    for command in commands.choices.values():
        command.add_argument("--home", type=Path, metavar="DIR", help="where everything is kept")
    return parser


if __name__ == "__main__":
    sys.exit(main())
