"""One throw-away PostgreSQL for the whole run, translations as people see them, the clock, and the cast."""

import os
import shutil
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from tests.cast import Cast

from yesline.config import env

SERVER = "YESLINE_TEST_SERVER"
# A busy machine is slow: that says nothing about what is tested.
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")


def pytest_configure(config: pytest.Config) -> None:
    """Start the server before anything asks for a connection; workers of xdist find it by its URL."""
    from django.conf import settings as of_django  # noqa: PLC0415 - not to be read before pytest-django is ready

    if SERVER not in os.environ:
        _start(config)
    os.environ["YESLINE_DATABASE_URL"] = os.environ[SERVER]
    options = of_django.DATABASES["default"]["OPTIONS"]
    of_django.DATABASES["default"].update(env.database("YESLINE_DATABASE_URL"))
    of_django.DATABASES["default"]["OPTIONS"] = options


def _start(config: pytest.Config) -> None:
    from django.utils.translation.reloader import translation_file_changed  # noqa: PLC0415

    from yesline.running import translations  # noqa: PLC0415
    from yesline.running.home import CHECKOUT, from_environment  # noqa: PLC0415
    from yesline.running.postgres import Postgres  # noqa: PLC0415

    for compiled in translations.compile_stale(CHECKOUT / "src" / "yesline"):
        translation_file_changed(None, compiled)  # Django has looked already, and remembers that there were none
    folder = Path(tempfile.mkdtemp(prefix="yesline-tests-"))
    folder.chmod(0o755)
    server = Postgres(from_environment(root=folder), throwaway=True)
    server.start()
    config.add_cleanup(lambda: shutil.rmtree(folder, ignore_errors=True))
    config.add_cleanup(server.stop)
    os.environ[SERVER] = server.url("yesline_owner")
    os.environ["YESLINE_TEST_SUPERUSER"] = server.url("postgres")


@pytest.fixture
def at() -> datetime:
    """Thursday afternoon; tests add to it."""
    return datetime(2026, 11, 19, 11, 47, tzinfo=UTC)


@pytest.fixture
def cast(db: None, at: datetime) -> Cast:
    return Cast(at)


@pytest.fixture(autouse=True)
def no_hints_leave(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Hints are collected instead of sent: the tests' transactions never commit."""
    from yesline.kernel import hints  # noqa: PLC0415

    told: list[str] = []
    monkeypatch.setattr(hints, "_put", told.append)
    return told
