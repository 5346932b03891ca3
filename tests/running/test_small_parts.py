"""Ports, secrets, the note of what runs, the certificate, translations, what the terminal shows."""

import datetime as dt
import io
import os
import socket
import ssl
import threading
from pathlib import Path

import pytest

from yesline.running import certificate, home, ports, state, translations
from yesline.running.home import Home
from yesline.running.state import State
from yesline.running.terminal import Terminal

NOON = dt.datetime(2026, 11, 19, 12, tzinfo=dt.UTC)


@pytest.fixture
def place(tmp_path: Path) -> Home:
    made = Home(root=tmp_path / "home", parts=tmp_path / "parts")
    made.prepare()
    return made


@pytest.mark.parametrize("kind", [ports.TCP, ports.UDP])
def test_a_port_somebody_has_is_passed_over(kind: socket.SocketKind) -> None:
    with socket.socket(socket.AF_INET, kind) as theirs:
        theirs.bind(("127.0.0.1", 0))
        if kind == ports.TCP:
            theirs.listen()
        taken = theirs.getsockname()[1]
        take = ports.take_tcp if kind == ports.TCP else ports.take_udp
        assert take(taken) > taken


def test_a_port_is_given_once_though_nobody_has_opened_it_yet() -> None:
    first = ports.take_udp(23_000)
    assert ports.take_udp(first) > first


def test_a_secret_stays_the_same_and_only_its_owner_reads_it(place: Home) -> None:
    first = place.secret("ari-password")
    assert place.secret("ari-password") == first
    assert place.secret("another") != first
    assert (place.secrets / "ari-password").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in place.secrets.iterdir() if path.name.startswith(".")] == []


def test_the_home_is_what_the_environment_names(tmp_path: Path) -> None:
    named = home.from_environment({"YESLINE_HOME": str(tmp_path), "YESLINE_PARTS": "/opt/parts"})
    assert (named.root, named.parts) == (tmp_path, Path("/opt/parts"))


def test_a_home_is_held_by_one_and_what_runs_is_told_to_others(place: Home) -> None:
    running = State(pid=os.getpid(), origin="http://127.0.0.1:8400", ready=True, parts={"front": 12})
    with state.held(place) as first, state.held(place) as second:
        assert (first, second) == (True, False)
        state.write(place, running)
        assert state.read(place) == running
    assert state.read(place) is None


def test_the_note_of_a_killed_supervisor_is_not_believed(place: Home) -> None:
    state.write(place, State(pid=1, origin="http://127.0.0.1:8400"))
    assert state.read(place) is None


def test_a_machine_that_trusts_the_authority_trusts_the_door(place: Home) -> None:
    now = dt.datetime.now(dt.UTC)
    files = certificate.provide(place, ["127.0.0.1", "localhost"], at=now)
    door = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    door.load_cert_chain(files.chain, files.key)
    visitor = ssl.create_default_context(cafile=str(files.authority))
    visitor.verify_flags |= ssl.VERIFY_X509_STRICT  # as newer Pythons do by themselves
    with socket.create_server(("127.0.0.1", 0)) as listening:
        served = threading.Thread(target=lambda: door.wrap_socket(listening.accept()[0], server_side=True).close())
        served.start()
        with (
            socket.create_connection(listening.getsockname()) as line,
            visitor.wrap_socket(line, server_hostname="localhost") as secured,
        ):
            assert secured.version() == "TLSv1.3"
        served.join()


def test_the_certificate_is_kept_until_names_change_or_it_grows_old(place: Home) -> None:
    names = ["192.168.1.5", "desk.local"]
    first = certificate.provide(place, names, at=NOON).chain.read_bytes()
    assert certificate.provide(place, names, at=NOON + dt.timedelta(days=300)).chain.read_bytes() == first
    moved = certificate.provide(place, ["192.168.1.6"], at=NOON).chain.read_bytes()
    assert moved != first
    assert certificate.provide(place, ["192.168.1.6"], at=NOON + dt.timedelta(days=380)).chain.read_bytes() != moved


def test_keys_are_readable_by_their_owner_only(place: Home) -> None:
    files = certificate.provide(place, ["localhost"], at=NOON)
    for key in (files.key, place.secrets / "authority.key"):
        assert key.stat().st_mode & 0o777 == 0o600


def test_a_translation_is_compiled_when_it_is_newer_and_only_then(tmp_path: Path) -> None:
    folder = tmp_path / "ru" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    head = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n'
    (folder / "django.po").write_text(f'{head}\nmsgid "yes"\nmsgstr "да"\n\nmsgid "no"\nmsgstr ""\n')
    assert translations.compile_stale(tmp_path) == [folder / "django.mo"]
    assert translations.compile_stale(tmp_path) == []
    assert list(translations.untranslated(tmp_path, "ru")) == ["ru/LC_MESSAGES/django.po: no"]


def test_where_nobody_watches_a_step_is_two_plain_lines() -> None:
    shown = io.StringIO()
    with Terminal(shown).step("PostgreSQL [18]"):
        pass
    assert shown.getvalue().splitlines()[0] == "  … PostgreSQL [18]"
    assert shown.getvalue().splitlines()[1].startswith("  ✓ PostgreSQL [18] (0.")
