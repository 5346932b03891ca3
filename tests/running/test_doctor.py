"""What the doctor says of a house where nothing runs, and of one with a server."""

import io
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from yesline.running import asterisk_sockets, doctor, home
from yesline.running.doctor import Finding, Health
from yesline.running.home import Home
from yesline.running.postgres import Postgres
from yesline.running.terminal import Terminal


@pytest.fixture
def place() -> Iterator[Home]:
    with tempfile.TemporaryDirectory(prefix="yesline-") as folder:
        Path(folder).chmod(0o711)
        made = home.from_environment(root=Path(folder) / "home")
        made.prepare()
        yield made


def findings(place: Home) -> dict[str, Finding]:
    return {finding.part: finding for finding in doctor.examine(place)}


def test_where_nothing_runs_everything_has_its_mend(place: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    found = findings(place)
    broken = {part for part, finding in found.items() if finding.health is Health.BROKEN}
    assert broken == {"Yesline", "Database", "Telephone"}
    assert all(found[part].mend for part in broken)
    assert found["Python"].health is Health.WELL


def test_something_broken_is_an_exit_code_and_a_count(place: Home) -> None:
    shown = io.StringIO()
    assert doctor.run(place, Terminal(shown)) == 1
    assert shown.getvalue().splitlines()[-1] == "3 broken."


def test_who_tried_to_get_in_is_said(place: Home) -> None:
    log = place.asterisk / "log"
    log.mkdir(parents=True)
    (log / "strangers.json").write_text(
        '{"at": "2026-11-23T19:00:00+00:00", "tries": {"192.0.2.9": 40, "192.0.2.7": 2}}'
    )
    found = findings(place)["Strangers"]
    said = "42 tries to get in by SIP, most from 192.0.2.9; nobody got in, nobody is blocked"
    assert (found.health, found.words) == (Health.WORTH_KNOWING, said)


def test_a_server_that_runs_is_asked_as_the_pages_would(place: Home) -> None:
    with Postgres(place, throwaway=True):
        found = findings(place)
    assert found["Database"].words.endswith("reached as yesline_web, sees Cyrillic")
    assert found["Clock"].health is Health.WELL


def test_a_look_that_fails_is_a_finding(place: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    def disk(_patient: doctor.Patient) -> Iterator[Finding]:
        raise OSError("no such disk")

    monkeypatch.setattr(doctor, "LOOKS", (disk,))
    assert list(doctor.examine(place)) == [Finding("Disk", Health.BROKEN, "looking at it failed: no such disk")]


def test_the_doctor_says_when_the_switch_can_not_be_kept_from_hearing_strangers() -> None:
    words, mend = asterisk_sockets.in_words([39001, 41002])
    assert "UDP 39001, 41002 too" in words
    assert "--cap-add SYS_PTRACE" in mend
    assert asterisk_sockets.in_words([])[1] == ""
