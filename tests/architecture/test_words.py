"""What people read: through gettext, with English in the code and other languages in their files."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.architecture import sources

CYRILLIC = re.compile("[А-яЁёЇїІіЄєҐґ]")
TRANSLATED = {"_", "gettext", "gettext_lazy", "ngettext", "pgettext"}
# Names of languages are written in their own; the example's people are Russian; signs of money, the keys of a
# keyboard and the letters of an alphabet are no words.
MAY_HOLD_CYRILLIC = (
    "config/example_pages.py", "config/settings.py", "customers/rules.py", "example/", "orgs/rules.py", "running/",
    "web/words.py",
)  # fmt: skip


def is_translated(value: ast.expr) -> bool:
    """A call of gettext, `_("…") % …` and `_("…").format(…)` included, or something said elsewhere."""
    if isinstance(value, ast.BinOp):
        return is_translated(value.left)
    if isinstance(value, ast.Call):
        return bool(TRANSLATED & set(sources.chain(value.func))) or (
            isinstance(value.func, ast.Attribute) and is_translated(value.func.value)
        )
    return not isinstance(value, ast.Constant | ast.JoinedStr)


@pytest.mark.parametrize("part", [*sources.ROOMS, "flows", "web"])
def test_a_refusal_is_said_in_the_readers_language(part: str) -> None:
    found = [
        f"{sources.name_of(path)}:{call.lineno}"
        for path in sources.files(part)
        for call in sources.calls(path)
        if sources.chain(call.func)[-1:] == ["NotNow"] and not all(map(is_translated, call.args))
    ]
    assert found == []


def labels(path: Path) -> list[tuple[int, ast.expr]]:
    """The labels of a file's choices: the second of each pair."""
    return [
        (node.lineno, node.value.elts[1])
        for one in ast.walk(sources.tree(path))
        if isinstance(one, ast.ClassDef)
        for node in one.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Tuple) and len(node.value.elts) == 2
    ]


def test_every_state_has_a_name_in_the_readers_language() -> None:
    enums = [path for path in sources.files() if path.name == "enums.py"]
    empty = ast.dump(ast.Constant(""))
    said = {
        f"{sources.name_of(path)}:{line}"
        for path in enums
        for line, label in labels(path)
        if not is_translated(label) and ast.dump(label) != empty
    }
    assert (len(enums) > 5, said) == (True, set())


def strings(path: Path) -> Iterator[ast.Constant]:
    """Every string of a file that is no docstring."""
    definitions = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    nodes = list(ast.walk(sources.tree(path)))
    first = [node.body[0] for node in nodes if isinstance(node, definitions) and node.body]
    docstrings = {id(node.value) for node in first if isinstance(node, ast.Expr)}
    for node in nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            yield node


def test_our_code_speaks_english() -> None:
    """Words of another language in code would be words nobody can translate."""
    ours = [path for path in sources.files() if not sources.name_of(path).startswith(MAY_HOLD_CYRILLIC)]
    found = [
        f"{sources.name_of(path)}:{string.lineno} {string.value!r}"
        for path in ours
        for string in strings(path)
        if CYRILLIC.search(str(string.value))
    ]
    assert found == []


def test_templates_speak_english() -> None:
    found = [
        f"{path.relative_to(sources.HOUSE)}: {line.strip()}"
        for path in sorted((sources.HOUSE / "web").rglob("*.html"))
        for line in path.read_text().splitlines()
        if CYRILLIC.search(line)
    ]
    assert found == []
