"""The one clock: real everywhere; in the example it may be put forward, for all processes at once."""

import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pytest_django import Settings

from yesline.kernel import clock

CLOSE = timedelta(seconds=5)
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def example(settings: Settings, tmp_path: Path) -> Settings:
    settings.EXAMPLE = True
    settings.HOME = tmp_path
    return settings


def ahead() -> timedelta:
    return clock.now() - datetime.now(UTC)


def test_it_shows_the_time(settings: Settings) -> None:
    assert abs(ahead()) < CLOSE
    settings.EXAMPLE = False
    assert abs(ahead()) < CLOSE


def test_put_forward_it_stays_ahead_and_goes_on() -> None:
    clock.wind(3 * HOUR)
    assert abs(ahead() - 3 * HOUR) < CLOSE
    clock.wind(HOUR)
    assert abs(ahead() - 4 * HOUR) < CLOSE
    assert abs(clock.on_the_wall() - datetime.now(UTC)) < CLOSE


def test_it_is_never_put_back_and_never_too_far() -> None:
    clock.wind(-HOUR)
    assert clock.wound_by() == timedelta(0)
    clock.wind(timedelta(days=400))
    assert clock.wound_by() == clock.FARTHEST


def test_put_back_with_the_example_it_is_real_again() -> None:
    clock.wind(HOUR)
    clock.unwind()
    clock.unwind()
    assert abs(ahead()) < CLOSE


def test_outside_the_example_nothing_moves_it(settings: Settings) -> None:
    clock.wind(HOUR)
    settings.EXAMPLE = False
    assert clock.wound_by() == timedelta(0)
    assert abs(ahead()) < CLOSE
    clock.wind(HOUR)
    settings.EXAMPLE = True
    assert clock.wound_by() == HOUR


def test_a_spoilt_file_means_the_real_time(tmp_path: Path) -> None:
    (tmp_path / "clock-put-forward").write_text("tomorrow")
    assert abs(ahead()) < CLOSE


@pytest.mark.parametrize(("flag", "moved"), [("1", 3600), ("", 0)])
def test_other_processes_see_it_too(tmp_path: Path, flag: str, moved: int) -> None:
    clock.wind(HOUR)
    told = "import django; django.setup(); from yesline.kernel import clock; print(clock.wound_by().seconds)"
    said = subprocess.run(
        [sys.executable, "-c", told], capture_output=True, text=True, check=True,
        env={"YESLINE_EXAMPLE": flag, "YESLINE_HOME": str(tmp_path), "PYTHONPATH": ":".join(sys.path),
             "DJANGO_SETTINGS_MODULE": "yesline.config.settings", "YESLINE_DATABASE_URL": "postgresql://u@/d?host=/tmp"},
    )  # fmt: skip
    assert said.stdout.strip() == str(moved)
