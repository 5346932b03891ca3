"""Only a room's `actions.py` writes tables; and nothing happens by signal, behind anybody's back."""

import ast
from pathlib import Path

import pytest
from tests.architecture import sources

ALWAYS_A_WRITE = {
    "save",
    "create",
    "bulk_create",
    "bulk_update",
    "get_or_create",
    "update_or_create",
    "acreate",
    "asave",
    "adelete",
}
A_WRITE_ON_A_QUERY = {"update", "delete", "aupdate"}
A_QUERY = {"objects", "filter", "exclude", "all", "select_for_update"}
FLOWS = {path.stem for path in sources.files("flows")}  # `open_case.save(…)` is a sentence of the story
# The example's people are written as the owner, before anybody signs in.
MAY_WRITE = {"example/facts.py", "example/load.py", "example/reset.py"}


def writes(path: Path) -> list[str]:
    """Every write to a table in a file, as "file:line verb"."""
    found = []
    for call in sources.calls(path):
        *before, verb = sources.chain(call.func) or [""]
        if before and before[0] in FLOWS:
            continue
        if (before and verb in ALWAYS_A_WRITE) or (verb in A_WRITE_ON_A_QUERY and A_QUERY & set(before)):
            found.append(f"{path.name}:{call.lineno} {verb}")
    return found


@pytest.mark.parametrize("part", sources.ABOVE_ROOMS)
def test_nobody_above_the_rooms_writes_tables(part: str) -> None:
    assert [found for path in sources.files(part) for found in writes(path)] == []


@pytest.mark.parametrize("room", sources.ROOMS)
def test_in_a_room_only_actions_write(room: str) -> None:
    others = [path for path in sources.files(room) if path.name != "actions.py"]
    assert [found for path in others for found in writes(path)] == []


def test_the_example_is_the_only_exception() -> None:
    assert {sources.name_of(path) for path in sources.files("example") if writes(path)} == MAY_WRITE


def test_a_planted_write_would_be_seen(tmp_path: Path) -> None:
    planted = tmp_path / "planted.py"
    planted.write_text("Case.objects.filter(pk=1).update(title='')\ncase.save()\ncase.facts.create()\n{}.update(a=1)\n")
    assert writes(planted) == ["planted.py:1 update", "planted.py:2 save", "planted.py:3 create"]


def test_there_are_no_signals() -> None:
    for path in sources.files():
        imported = [node.module or "" for node in ast.walk(sources.tree(path)) if isinstance(node, ast.ImportFrom)]
        assert [name for name in imported if name.endswith(("signals", "dispatch"))] == [], path
