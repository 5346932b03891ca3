"""`python -m yesline.running COMMAND`: what `bin/up` and `bin/yesline` call."""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from yesline.running import call, check, doctor, harm, home, house, up
from yesline.running.terminal import Terminal


def main(words: Sequence[str] | None = None) -> int:
    chosen = _parser().parse_args(words)
    place = home.from_environment(os.environ, root=chosen.home)
    match chosen.command:
        case "up" if chosen.check:
            return check.run(Terminal(), kill=chosen.kill, stall=chosen.stall)
        case "up":
            return up.run(place, _wishes(chosen), Terminal(), example=chosen.example)
        case "doctor":
            return doctor.run(place, Terminal())
        case "call":
            return call.run(place, Terminal(), many=chosen.many, number=chosen.number, dialled=chosen.dial)
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
    start.add_argument(
        "--example",
        action=argparse.BooleanOptionalAction,
        help="with or without the example to play with; remembered for later starts (at first: with it)",
    )
    start.add_argument("--check", action="store_true", help="start in a fresh place, place a real call, measure it")
    start.add_argument("--kill", choices=harm.KILLED, help="with --check: kill this part in mid-call")
    start.add_argument("--stall", choices=harm.STALLED, help="with --check: let this part hang in mid-call")
    start.add_argument("--json", action="store_true", help="with --check: the last line is JSON, as it always is")
    commands.add_parser("doctor", help="look at every part and say what is wrong, with the mend")
    ring = commands.add_parser("call", help="let somebody of the example phone in, and speak")
    ring.add_argument("--many", type=int, default=1, metavar="N", help="so many at once (1)")
    ring.add_argument("--number", help="who calls, such as +79215550147; else anybody")
    ring.add_argument("--dial", metavar="NUMBER", help="the number to dial; else the example's first")
    for command in commands.choices.values():
        command.add_argument("--home", type=Path, metavar="DIR", help="where everything is kept")
    return parser


if __name__ == "__main__":
    sys.exit(main())
