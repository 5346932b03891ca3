"""What every room looks like: it says what it is, its rules are pure, and time is an argument."""

import ast
import re
from pathlib import Path

import pytest
from tests.architecture import sources

# A proof of signing in is made now, whatever moment the deed itself carries.
DOORS_OF_TIME = {"kernel/clock.py", "staff/queries.py"}
CLOCKS = {"datetime.now", "datetime.utcnow", "date.today", "timezone.now", "time.time", "clock.now"}


@pytest.mark.parametrize("room", sources.ROOMS)
def test_a_room_says_what_it_is_what_it_is_not_and_what_always_holds(room: str) -> None:
    said = ast.get_docstring(sources.tree(sources.HOUSE / room / "__init__.py")) or ""
    is_, _, rest = said.partition("\n\n")
    is_not, _, invariant = rest.partition("\nInvariant: ")
    assert is_.endswith("."), "the first sentence says what the room is"
    assert re.match(r"It is (not|no) ", is_not), "the second says what it is not"
    assert invariant.endswith("."), "the third says what always holds"


@pytest.mark.parametrize("part", [*sources.ROOMS, *sources.ABOVE_ROOMS, "config", "example"])
def test_every_part_says_what_it_is(part: str) -> None:
    assert ast.get_docstring(sources.tree(sources.HOUSE / part / "__init__.py"))


def pure() -> list[Path]:
    return [path for path in sources.files() if path.name in {"rules.py", "machine.py", "ports.py"}]


@pytest.mark.parametrize("path", pure(), ids=sources.name_of)
def test_a_rule_knows_no_table_and_of_django_only_translation(path: Path) -> None:
    for node in ast.walk(sources.tree(path)):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("django"):
            assert node.module == "django.utils.translation"


@pytest.mark.parametrize("part", [*sources.ROOMS, "flows"])
def test_time_is_an_argument(part: str) -> None:
    found = [
        f"{sources.name_of(path)}:{call.lineno}"
        for path in sources.files(part)
        for call in sources.calls(path)
        if ".".join(sources.chain(call.func)[-2:]) in CLOCKS and sources.name_of(path) not in DOORS_OF_TIME
    ]
    assert found == []


def test_modules_are_imported_as_modules() -> None:
    """A verb is read with its room: `cases.open_(…)`, never `open_(…)`; only nouns are imported by name."""
    found = []
    for path in sources.files():
        for node in ast.walk(sources.tree(path)):
            if isinstance(node, ast.ImportFrom) and (node.module or "").endswith((".actions", ".queries", ".rules")):
                found += [f"{sources.name_of(path)}: {name.name}" for name in node.names if name.name[0].islower()]
    assert found == []


def test_no_import_hides_inside_a_function_of_a_room() -> None:
    for path in sources.files(*sources.ROOMS, "flows"):
        for function in ast.walk(sources.tree(path)):
            if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
                hidden = [node for node in ast.walk(function) if isinstance(node, ast.Import | ast.ImportFrom)]
                assert hidden == [], sources.name_of(path)


def verbs() -> list[tuple[Path, ast.FunctionDef]]:
    """Every public function of `actions.py` and of the flows."""
    paths = [path for path in sources.files(*sources.ROOMS) if path.name == "actions.py"] + list(sources.files("flows"))
    return [
        (path, node)
        for path in paths
        for node in sources.tree(path).body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
    ]


@pytest.mark.parametrize(("path", "verb"), verbs(), ids=lambda part: getattr(part, "name", ""))
def test_a_verb_takes_its_facts_by_name(path: Path, verb: ast.FunctionDef) -> None:
    """At most three say themselves by their place (the noun it is about, the event); all others are named."""
    assert len(verb.args.args) <= 3


def flows() -> list[tuple[Path, ast.FunctionDef]]:
    return [(path, verb) for path, verb in verbs() if path.parent.name == "flows"]


@pytest.mark.parametrize(("path", "verb"), flows(), ids=lambda part: getattr(part, "name", ""))
def test_a_flow_is_called_by_names_alone(path: Path, verb: ast.FunctionDef) -> None:
    helpers = {"push"}  # values for other flows, not sentences of the story
    if verb.name not in helpers:
        assert [one.arg for one in verb.args.args] == []
