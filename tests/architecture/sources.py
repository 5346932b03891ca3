"""Reading our own source: what the architecture tests look at."""

import ast
from collections.abc import Iterator
from configparser import ConfigParser
from functools import cache
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
HOUSE = CHECKOUT / "src" / "yesline"
# From the least to the most dependent; the linter's own contract is the one list.
ROOMS = ("kernel", "journal", "orgs", "customers", "staff", "contacts", "calls", "routing", "knowledge", "cases",
         "promises", "reports")  # fmt: skip
ABOVE_ROOMS = ("flows", "web", "front", "telephony", "work", "running")


def layers() -> list[str]:
    """The layers of `.importlinter`, from the lowest up."""
    linter = ConfigParser()
    linter.read(CHECKOUT / ".importlinter")
    lines = linter["importlinter:contract:story"]["layers"].split("\n")
    return [line.strip() for line in reversed(lines) if line.strip()]


def files(*parts: str) -> Iterator[Path]:
    """Python files of these parts of the house (of all without any), without migrations."""
    for folder in [HOUSE / part for part in parts] or [HOUSE]:
        yield from (path for path in sorted(folder.rglob("*.py")) if "migrations" not in path.parts)


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(), filename=str(path))


def name_of(path: Path) -> str:
    return str(path.relative_to(HOUSE))


def calls(path: Path) -> Iterator[ast.Call]:
    yield from (node for node in ast.walk(tree(path)) if isinstance(node, ast.Call))


def chain(node: ast.expr) -> list[str]:
    """The names in `Contact.objects.filter(…).update`, from the left to the right."""
    if isinstance(node, ast.Call):
        return chain(node.func)
    if isinstance(node, ast.Attribute):
        return [*chain(node.value), node.attr]
    return [node.id] if isinstance(node, ast.Name) else []
