"""What SIPp wrote down is read as it was."""

from pathlib import Path

import pytest
from benchmarks.lib import sip_log
from benchmarks.lib.sip_log import Message

LOG = """----------------------------------------------- 2026-11-23T12:10:13.664447Z
UDP message sent [509] bytes:

INVITE sip:+78182550000@127.0.0.1:5160 SIP/2.0\r
Via: SIP/2.0/UDP 127.0.0.2:5981;branch=z9hG4bK-1\r
From: <sip:+79215550147@127.0.0.2:5981>;tag=1\r
Call-ID: 1-32006@127.0.0.2\r
CSeq: 1 INVITE\r
\r
v=0\r

----------------------------------------------- 2026-11-23T12:10:14.000000Z
UDP message received [309] bytes:

SIP/2.0 180 Ringing\r
Call-ID: 1-32006@127.0.0.2\r
CSeq: 1 INVITE\r
\r
"""


@pytest.fixture
def log(tmp_path: Path) -> Path:
    path = tmp_path / "messages.log"
    path.write_bytes(LOG.encode())
    return path


def test_each_message_has_its_time_its_way_and_its_text(log: Path) -> None:
    invite, ringing = sip_log.messages(log)
    assert (invite.sent, invite.method, invite.status) == (True, "INVITE", 0)
    assert (ringing.sent, ringing.method, ringing.status) == (False, "", 180)
    assert round(ringing.at - invite.at, 6) == 0.335553
    assert invite.at == pytest.approx(1795435813.664447, abs=1e-6)


def test_headers_and_users(log: Path) -> None:
    invite, _ = sip_log.messages(log)
    assert invite.header("call-id") == "1-32006@127.0.0.2"
    assert invite.header("X-Nothing") == ""
    assert (invite.user(), invite.user("From")) == ("+78182550000", "+79215550147")


def test_a_log_that_was_never_written_has_no_messages(tmp_path: Path) -> None:
    assert list(sip_log.messages(tmp_path / "none.log")) == []


def test_the_last_line_of_the_statistics_counts(tmp_path: Path) -> None:
    statistics = tmp_path / "calls.csv"
    names = "StartTime;SuccessfulCall(P);SuccessfulCall(C);FailedCall(P);FailedCall(C);Retransmissions(C);"
    statistics.write_text(f"{names}\nx;1;3;0;0;0;\nx;0;7;1;2;5;\n")
    assert sip_log.calls(statistics) == sip_log.Calls(successful=7, failed=2, retransmissions=5)


def test_an_address_without_a_user_names_nobody() -> None:
    assert Message(at=0.0, sent=True, text="REGISTER sip:127.0.0.1 SIP/2.0\r\n").user() == ""
