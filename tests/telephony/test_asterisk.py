"""Our own Asterisk: nobody's service, nobody's root, and no way out for anybody."""

import os
import pwd
from pathlib import Path

import pytest
from tests.telephony.conftest import CALLER, Table, wait_until

from yesline.running import asterisk_apt, asterisk_install
from yesline.running.asterisk import Asterisk, Ports, Trunk, install
from yesline.running.home import Home
from yesline.running.trouble import CannotStart

pytestmark = pytest.mark.asterisk


def test_a_second_installation_takes_no_network(telephone: Asterisk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    said: list[str] = []
    assert install(telephone.home.parts, said.append) == telephone.prefix
    assert said == []


def test_started_by_root_it_runs_as_nobody_special(telephone: Asterisk) -> None:
    assert telephone.process is not None
    owner = Path(f"/proc/{telephone.process.pid}").stat().st_uid
    assert owner != 0
    if os.geteuid() == 0:
        assert pwd.getpwuid(owner).pw_name in {"postgres", "nobody"}


def test_its_secrets_are_not_for_everybody(telephone: Asterisk) -> None:
    etc = telephone.folder / "etc"
    assert etc.stat().st_mode & 0o077 == 0
    assert telephone.ari_password in (etc / "ari.conf").read_text()


def test_sip_and_ari_listen_on_loopback_only(telephone: Asterisk) -> None:
    assert telephone.process is not None
    for kind, port in (("udp", telephone.ports.sip), ("tcp", telephone.ports.http)):
        lines = Path(f"/proc/{telephone.process.pid}/net/{kind}").read_text().splitlines()[1:]
        bound = [line.split()[1] for line in lines if line.split()[1].endswith(f":{port:04X}")]
        assert {address.partition(":")[0] for address in bound} == {"0100007F"}


def test_nothing_it_needs_is_missing(telephone: Asterisk) -> None:
    log = (telephone.folder / "log" / "messages.log").read_text()
    assert [line for line in log.splitlines() if "ERROR" in line and "loader" in line] == []


def test_a_phone_may_dial_nothing_by_itself(telephone: Asterisk) -> None:
    said = telephone.console("dialplan show from-agent")
    assert "0 extensions" in said or "There is no existence" in said


def test_a_stranger_is_not_let_in(table: Table) -> None:
    stranger = table.phone("stranger", address="127.0.0.9")
    stranger.dial("+78182550100")
    stranger.wait("CALL_CLOSED")
    assert "401" in stranger.ended_because()


def test_a_full_trunk_hears_busy_and_it_is_written_down(
    another_home: Home, telephone: Asterisk, tmp_path: Path
) -> None:
    ports = Ports(sip=telephone.ports.sip + 1, http=telephone.ports.http + 1, rtp_first=42000, rtp_last=42099)
    narrow = Trunk(name="narrow", addresses=(CALLER,), max_calls=1)
    with Asterisk(another_home, ports=ports, trunks=[narrow]) as other:
        table = Table(other, tmp_path)
        with table.used:
            first, second = table.caller("+79215550147"), table.caller("+79215550163")
            first.dial("+78182550100")
            first.wait("CALL_RINGING")
            second.dial("+78182550100")
            second.wait("CALL_CLOSED")
            assert "486" in second.ended_because()
            log = other.folder / "spool" / "rescue.log"
            wait_until(lambda: "refused" in log.read_text(), what="a line about the refused call")


def test_a_port_in_use_is_said(telephone: Asterisk, another_home: Home) -> None:
    other = Asterisk(another_home, ports=telephone.ports)
    other.prepare()
    other.start()
    try:
        with pytest.raises(CannotStart, match="did not become ready"):
            other.wait_ready(3)
    finally:
        other.stop()


def test_the_lock_names_what_was_tested() -> None:
    lock = asterisk_install.Lock.read()
    names = {package.name for package in lock.taken}
    assert {"asterisk", "asterisk-modules", "baresip-core", "sip-tester", "libc6"} <= names
    assert all(len(sha256) == 64 for sha256 in lock.taken.values())
    assert not names & lock.left_out


def test_a_package_changed_under_its_version_is_refused() -> None:
    lock = asterisk_install.Lock.read()
    package = next(iter(lock.taken))
    with pytest.raises(CannotStart, match="is not the one this version of Yesline was tested with"):
        asterisk_install.compare(lock, {package: "0" * 64}, "Debian", lambda _: None)


def test_a_suite_that_moved_on_is_said_and_taken() -> None:
    said: list[str] = []
    newer = {asterisk_apt.Package("asterisk", "1:22.99"): "0" * 64}
    asterisk_install.compare(asterisk_install.Lock.read(), newer, "Debian forky", said.append)
    assert len(said) == 1
    assert "Debian forky has moved on" in said[0]
    assert "→ 1:22.99" in said[0]
