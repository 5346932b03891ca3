"""`bin/up` as it is typed, on a home of its own and without a telephone."""

import contextlib
import io
import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import httpx
import psycopg
import pytest
from django.urls import reverse
from tests.story.house import until

from yesline.running import children, doctor, home, roles, state, up
from yesline.running.doctor import Health, Patient
from yesline.running.home import CHECKOUT, Home
from yesline.running.house import Wishes
from yesline.running.postgres import Postgres
from yesline.running.terminal import Terminal


@pytest.fixture
def place() -> Iterator[Home]:
    with tempfile.TemporaryDirectory(prefix="yesline-up-") as folder:
        Path(folder).chmod(0o755)
        yield home.from_environment(root=Path(folder) / "home")


@contextlib.contextmanager
def started(place: Home, *wishes: str) -> Iterator[tuple[str, Path]]:
    """The address of the pages, and what was said meanwhile."""
    words = [sys.executable, "-m", "yesline.running", "up", "--home", str(place.root), "--port", "8470"]
    said = place.root.parent / "said"
    with said.open("wb") as out:
        process = subprocess.Popen(
            [*words, "--no-telephone", *wishes], cwd=CHECKOUT, stdin=subprocess.DEVNULL, stdout=out, stderr=out,
            env={**os.environ, "PYTHONPATH": str(CHECKOUT / "src"), "DJANGO_SETTINGS_MODULE": "", "DATABASE_URL": ""},
        )  # fmt: skip

        def is_ready() -> bool:
            assert process.poll() is None, said.read_text()
            running = state.read(place)
            return running is not None and running.ready

        try:
            until(is_ready, what="the house to be ready", timeout=90)
            yield json.loads((place.root / "running.json").read_text())["origin"], said
        finally:
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
            process.wait(30)


def organisations(place: Home) -> int:
    with psycopg.connect(Postgres(place).url(roles.OWNER)) as connection:
        return (connection.execute("SELECT count(*) FROM orgs_organisation").fetchone() or (-1,))[0]


def sign_in_by_one_click(origin: str) -> int:
    """What the door answers to somebody who says they are Anna."""
    with httpx.Client(base_url=origin) as browser:
        browser.get("/accounts/login/")
        word = browser.cookies.get("csrftoken", "")
        form = {"username": "anna", "csrfmiddlewaretoken": word}
        return browser.post(reverse("sign_in_as"), data=form, headers={"Origin": origin}).status_code


def test_without_the_example_nobody_is_there_and_the_home_remembers_it(place: Home) -> None:
    with started(place, "--no-example") as (origin, said):
        assert (organisations(place), sign_in_by_one_click(origin)) == (0, 404)
        assert "Without the example; `bin/up --example` brings it." in said.read_text()
    with started(place) as (origin, _said):
        assert (organisations(place), sign_in_by_one_click(origin)) == (0, 404)
    with started(place, "--example") as (origin, said):
        assert (organisations(place) > 0, sign_in_by_one_click(origin)) == (True, 302)
        assert "Sign in with one click as:" in said.read_text()


def test_killed_outright_it_starts_again_where_it_was_and_nothing_old_is_left(place: Home) -> None:
    with started(place) as (origin, _said):
        before = json.loads((place.root / "running.json").read_text())
        os.kill(before["parts"]["PostgreSQL"], signal.SIGSTOP)  # it does not hear that it is to end
        os.kill(before["pid"], signal.SIGKILL)
        until(lambda: not children.is_alive(before["pid"]), what="the end of the supervisor")
        with started(place) as (again, said):
            assert again == origin
            assert [name for name, pid in before["parts"].items() if children.is_alive(pid)] == []
            assert "An earlier start was killed; what it left is ended first." in said.read_text()


def test_one_that_was_stopped_is_not_taken_for_one_that_runs(place: Home) -> None:
    with started(place):
        running = state.read(place)
        assert running is not None
        os.kill(running.pid, signal.SIGSTOP)
        until(lambda: not children.runs(running.pid), what="the supervisor to stand still")
        said = io.StringIO()
        refused = up.run(place, Wishes(), Terminal(said))
        found = {finding.part: finding for finding in doctor.processes(Patient(place, running))}
        os.kill(running.pid, signal.SIGCONT)
        assert (refused, f"Let it go on: kill -CONT {running.pid}") == (1, said.getvalue().splitlines()[-1])
        assert (found["Yesline"].health, found["Yesline"].mend) == (Health.BROKEN, said.getvalue().splitlines()[-1])


def test_what_was_chosen_last_counts(tmp_path: Path) -> None:
    place = Home(root=tmp_path, parts=tmp_path)
    chosen = [up.with_example(place, chosen=one) for one in (None, False, None, True, None)]
    assert chosen == [True, False, False, True, True]
