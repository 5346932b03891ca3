"""Small files and functions, kept by a ratchet: what is over budget is named here and may only shrink."""

import ast
import statistics

from tests.architecture import sources

FILE_LINES, FUNCTION_LINES = 250, 40
# What outgrew the budget, with its size; take a line away when it has shrunk. Adding one needs a reason.
LARGE_FILES = {
    "running/house.py": 258,  # one whole installation: what it needs, in which order
    "cases/actions.py": 300,  # all that may be done to a case; only this file of the room writes
    "cases/models.py": 350,  # all there is of a case: Django wants a room's tables in one place
    "cases/queries.py": 310,  # who has it, how its clock stands
}
LARGE_FUNCTIONS = {"telephony/switch/switch.py:_carry_out": 46}  # one line for each thing a switch can do


def lines_of_files() -> dict[str, int]:
    return {sources.name_of(path): len(path.read_text().splitlines()) for path in sources.files()}


def lines_of_functions() -> dict[str, int]:
    found = {}
    for path in sources.files():
        for node in ast.walk(sources.tree(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                found[f"{sources.name_of(path)}:{node.name}"] = (node.end_lineno or 0) - node.lineno + 1
    return found


def over(found: dict[str, int], *, budget: int, named: dict[str, int]) -> dict[str, int]:
    return {name: lines for name, lines in found.items() if lines > named.get(name, budget)}


def test_files_are_small() -> None:
    assert over(lines_of_files(), budget=FILE_LINES, named=LARGE_FILES) == {}


def test_functions_are_small() -> None:
    assert over(lines_of_functions(), budget=FUNCTION_LINES, named=LARGE_FUNCTIONS) == {}


def test_the_ratchet_names_nothing_that_has_shrunk() -> None:
    files, functions = lines_of_files(), lines_of_functions()
    assert [name for name in LARGE_FILES if files.get(name, 0) <= FILE_LINES] == []
    assert [name for name in LARGE_FUNCTIONS if functions.get(name, 0) <= FUNCTION_LINES] == []


def test_most_are_much_smaller() -> None:
    files, functions = sorted(lines_of_files().values()), sorted(lines_of_functions().values())
    assert statistics.median(files) <= 65
    assert files[int(len(files) * 0.9)] <= 200
    assert statistics.median(functions) <= 10
    assert functions[int(len(functions) * 0.9)] <= 25
