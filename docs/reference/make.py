"""Writes the pages of this folder that are drawn from the code; with --check says which are out of date."""

import sys
from collections.abc import Callable
from pathlib import Path

from yesline.contacts import machine

FOLDER = Path(__file__).parent


def contact() -> str:
    """The life of a contact."""
    duties = "\n".join(
        f"| {old} | {event} | {new} | {', '.join(duties) or '–'} |"
        for (old, event), (new, duties) in machine.TABLE.items()
    )
    return (
        "# The life of a contact\n\n"
        "Drawn from `src/yesline/contacts/machine.py` by `docs/reference/make.py`. "
        "What is not drawn here means nothing and changes nothing.\n\n"
        f"```mermaid\n{machine.diagram()}\n```\n\n"
        f"| in state | happens | next state | what must follow |\n| --- | --- | --- | --- |\n{duties}\n"
    )


PAGES: dict[str, Callable[[], str]] = {"contact.md": contact}


def main() -> int:
    stale = [name for name, make in PAGES.items() if _text(FOLDER / name) != make()]
    if "--check" in sys.argv:
        for name in stale:
            sys.stdout.write(f"docs/reference/{name} is out of date: run python docs/reference/make.py\n")
        return 1 if stale else 0
    for name in stale:
        (FOLDER / name).write_text(PAGES[name]())
    return 0


def _text(path: Path) -> str:
    return path.read_text() if path.exists() else ""


if __name__ == "__main__":
    sys.exit(main())
