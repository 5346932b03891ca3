"""What each process is told, and nothing more."""

import io
import subprocess
from pathlib import Path

import pytest

from yesline.running import roles, state
from yesline.running.home import Home
from yesline.running.house import House, Wishes
from yesline.running.postgres import Postgres
from yesline.running.state import State
from yesline.running.supervisor import Supervisor
from yesline.running.terminal import Terminal
from yesline.running.trouble import CannotStart


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> House:
    monkeypatch.setenv("DATABASE_URL", "postgresql://boss:secret@db/yesline")
    home = Home(root=tmp_path / "home", parts=tmp_path / "parts")
    home.prepare()
    terminal = Terminal(io.StringIO())
    made = House(home=home, wishes=Wishes(), terminal=terminal, supervisor=Supervisor(terminal))
    made.database = Postgres(home)
    made.port, made.origin = 8400, "http://127.0.0.1:8400"
    return made


@pytest.mark.parametrize("role", [roles.WEB, roles.ENGINE, roles.OWNER])
def test_a_process_knows_its_own_role_and_never_the_administrators_url(house: House, role: str) -> None:
    told = house.environment(role)
    assert told["YESLINE_DATABASE_URL"].startswith(f"postgresql://{role}:")
    assert [name for name, value in told.items() if "secret@db" in value] == []


def test_without_a_telephone_the_processes_are_told_so_and_there_is_no_controller(house: House) -> None:
    told = house.environment(roles.WEB)
    assert (told["YESLINE_ARI_URL"], told["YESLINE_SIP"]) == ("", "")
    assert house._own_parts() == ["worker", "front", "stagehand"]


def test_the_door_opens_on_loopback_unless_the_network_is_wished_for(house: House) -> None:
    assert house.environment(roles.WEB)["YESLINE_BIND"] == "127.0.0.1"
    house.wishes = Wishes(lan=True)
    told = house.environment(roles.WEB)
    assert (told["YESLINE_BIND"], told["YESLINE_LAN"]) == ("0.0.0.0", "1")  # noqa: S104
    assert Path(told["YESLINE_TLS_CERT"]).exists()


def test_secrets_are_not_what_the_environment_says(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YESLINE_SECRET_KEY", "guessable")
    assert house.environment(roles.WEB)["YESLINE_SECRET_KEY"] == house.home.secret("secret-key")


def test_too_little_room_is_said_before_anything_is_started(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    class Usage:
        free = 314_000_000

    monkeypatch.setattr("yesline.running.house.shutil.disk_usage", lambda _path: Usage)
    with pytest.raises(CannotStart, match=r"Only 314 MB are free .* needs 500 MB"):
        house.start()
    assert house.supervisor.processes() == {}


def test_the_watchdog_is_told_nothing_of_the_database(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("YESLINE_DATABASE_URL", raising=False)
    assert "YESLINE_DATABASE_URL" not in house.environment(roles.NOBODY)


def test_after_a_supervisor_was_killed_phones_find_us_where_we_were(house: House) -> None:
    assert house._ports_before() == (5160, 8188)
    killed = subprocess.Popen(["true"])
    killed.wait()
    state.write(house.home, State(pid=killed.pid, origin="", sip="127.0.0.1:5163", ari="http://127.0.0.1:8190"))
    house._before = state.left_behind(house.home)
    assert house._ports_before() == (5163, 8190)
