"""Arrows between rooms run one way. The linter keeps them; here it is shown that it would notice."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tests.architecture.sources import CHECKOUT, HOUSE, ROOMS, layers

LINT = "from importlinter.cli import lint_imports_command; lint_imports_command()"


def lint(config: Path, source: Path) -> tuple[int, str]:
    """Run import-linter on a source folder; its exit code and what it said."""
    run = subprocess.run(
        [sys.executable, "-c", LINT, "--config", str(config), "--no-cache"],
        cwd=source,
        env=os.environ | {"PYTHONPATH": str(source), "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )
    return run.returncode, run.stdout + run.stderr


def test_every_arrow_of_ours_runs_the_right_way() -> None:
    code, said = lint(CHECKOUT / ".importlinter", CHECKOUT / "src")
    assert code == 0, said


# Where, what is planted there, and what the linter must say of it.
PLANTED = {
    "an earlier room looks up": (
        "contacts/rules.py",
        "import yesline.cases.enums\n",
        "contacts.rules -> yesline.cases.enums",
    ),
    "a room calls a flow": ("cases/rules.py", "import yesline.flows.route\n", "cases.rules -> yesline.flows.route"),
    "a way in knows another": ("web/planted.py", "import yesline.telephony\n", "web.planted -> yesline.telephony"),
    "the controller reads tables": (
        "telephony/planted.py",
        "import yesline.contacts.models\n",
        "telephony.planted -> yesline.contacts.models",
    ),
    "a rule reads the clock": (
        "promises/rules.py",
        "import yesline.kernel.clock\n",
        "promises.rules -> yesline.kernel.clock",
    ),
    "a rule asks the database": ("routing/rules.py", "import psycopg\n", "routing.rules -> psycopg"),
    "a flow has an event loop": ("flows/route.py", "import asyncio\n", "flows.route -> asyncio"),
    "a model writes": ("cases/models.py", "import yesline.cases.actions\n", "cases.models -> yesline.cases.actions"),
    "somebody passes the switch": (
        "telephony/planted.py",
        "import yesline.telephony.ari\n",
        "telephony.planted -> yesline.telephony.ari",
    ),
    "a new kind of file in a room": ("orgs/utils.py", "", "yesline.orgs.utils"),
    "a new room nobody placed": ("helpers/__init__.py", "", "yesline.helpers"),
}


@pytest.fixture(scope="module")
def said_of_planted(tmp_path_factory: pytest.TempPathFactory) -> str:
    """All violations at once in a copy of the house; what the linter says of them."""
    source = tmp_path_factory.mktemp("house")
    shutil.copytree(HOUSE, source / "yesline", ignore=shutil.ignore_patterns("__pycache__", "static", "locale"))
    for where, text, _ in PLANTED.values():
        path = source / "yesline" / where
        path.parent.mkdir(exist_ok=True)
        path.write_text((path.read_text() if path.exists() else "") + text)
    code, said = lint(CHECKOUT / ".importlinter", source)
    assert code == 1, said
    return said


@pytest.mark.parametrize("violation", PLANTED)
def test_a_violation_is_noticed(said_of_planted: str, violation: str) -> None:
    assert PLANTED[violation][2] in said_of_planted


def test_the_rooms_of_these_tests_are_those_of_the_linter() -> None:
    known = layers()
    assert tuple(known[: len(ROOMS)]) == ROOMS
