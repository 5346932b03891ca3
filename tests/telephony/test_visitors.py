"""The switch's endpoint for visitors: it leads to us and nowhere else, also when nobody of ours is connected."""

import json
import socket
import time
from pathlib import Path
from uuid import uuid4

import pytest
from tests.telephony.conftest import CALLER, Table, wait_until
from websockets.sync.client import ClientConnection, connect

pytestmark = pytest.mark.asterisk
NUMBER = "+78182550100"


def invite(target: str, *, transport: str = "WS", port: int = 0, ticket: str = "") -> str:
    """A visitor's INVITE, as our door passes it on; without a description of sound the switch offers its own."""
    via = f"SIP/2.0/{transport} {CALLER}:{port}" if port else f"SIP/2.0/{transport} a.invalid"
    return "\r\n".join(
        [
            f"INVITE sip:{target}@yesline SIP/2.0", *([f"X-Yesline-Ticket: {ticket}"] if ticket else []),
            f"Via: {via};branch=z9hG4bK{uuid4().hex}", "Max-Forwards: 70",
            "From: <sip:page-visitor@yesline>;tag=1", f"To: <sip:{target}@yesline>", f"Call-ID: {target}-{transport}",
            "CSeq: 1 INVITE", "Contact: <sip:page-visitor@a.invalid;transport=ws>", "Content-Length: 0", "", "",
        ]
    )  # fmt: skip


def line(table: Table) -> ClientConnection:
    url = f"{table.telephone.ari_url.replace('http', 'ws')}/ws"
    return connect(url, subprotocols=["sip"], proxy=None)  # type: ignore[list-item]


def answer(line: ClientConnection) -> str:
    """The first answer that is more than "trying"."""
    while True:
        said = str(line.recv(10)).split("\r\n", maxsplit=1)[0]
        if "100 Trying" not in said:
            return said


def test_a_visitor_is_never_left_alone_and_has_no_number(table: Table) -> None:
    log: Path = table.telephone.folder / "spool" / "rescue.log"
    log.unlink(missing_ok=True)
    with line(table) as visitor:
        visitor.send(invite(NUMBER, ticket="abc:def-_1"))
        assert answer(visitor) == "SIP/2.0 180 Ringing"
        [said] = wait_until(lambda: log.exists() and log.read_text().splitlines(), what="the rescue plan to begin")
        row = json.loads(said)
        assert (row["step"], row["trunk"], row["dialled"], row["caller"]) == ("arrived", "page", NUMBER, "")


def nobody_rings(table: Table) -> None:
    """Whoever is on the line leaves, and it is another second: calls are counted anew."""
    table.telephone.console("channel request hangup all")
    wait_until(lambda: not table.telephone.console("core show channels concise").strip(), what="silence")
    the_next_second()


def the_next_second() -> None:
    second = int(time.time())
    wait_until(lambda: int(time.time()) > second, what="the next second")


def test_the_twenty_first_visitor_at_once_hears_busy(table: Table) -> None:
    def another() -> str:
        return invite(NUMBER).replace(f"Call-ID: {NUMBER}-WS", f"Call-ID: {uuid4().hex}")

    nobody_rings(table)
    with line(table) as visitor:
        for _ in range(20):
            visitor.send(another())
            assert answer(visitor) == "SIP/2.0 180 Ringing"
        the_next_second()
        visitor.send(another())
        said = answer(visitor)
    nobody_rings(table)
    assert said == "SIP/2.0 486 Busy Here"


@pytest.mark.parametrize("target", ["anna-b", "oleg-desk", "start", "s", "line"])
def test_whatever_is_no_number_is_nowhere(table: Table, target: str) -> None:
    with line(table) as visitor:
        visitor.send(invite(target))
        assert answer(visitor) == "SIP/2.0 404 Not Found"


def test_who_comes_by_another_way_than_our_door_is_refused(table: Table) -> None:
    """From another address, in the visitors' name: asked for a password there is none of."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as outside:
        outside.bind((CALLER, 0))
        outside.settimeout(5)
        message = invite(NUMBER, transport="UDP", port=outside.getsockname()[1])
        outside.sendto(message.encode(), ("127.0.0.1", table.telephone.ports.sip))
        said = outside.recv(4096).decode().split("\r\n", maxsplit=1)[0]
    assert said == "SIP/2.0 401 Unauthorized"
