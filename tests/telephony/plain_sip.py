"""A telephone of bare datagrams, for what no decent telephone does: no sound, floods, broken messages."""

import asyncio
import re
from collections import Counter
from uuid import uuid4

_SDP = (
    "v=0\r\no=- 1 1 IN IP4 {host}\r\ns=-\r\nc=IN IP4 {host}\r\nt=0 0\r\n"
    "m=audio {rtp} RTP/AVP 8\r\na=rtpmap:8 PCMA/8000\r\n"
)


class PlainSip(asyncio.DatagramProtocol):
    """Sends what it is told to one server. Finals of an INVITE are acknowledged; requests within a call are answered
    with 200, so it lives although it is never heard. `said` counts what came: codes and methods.
    """

    def __init__(self, server: str, user: str) -> None:
        host, _, port = server.rpartition(":")
        self.server = (host, int(port))
        self.user = user
        self.said: Counter[str] = Counter()
        self.first = asyncio.Event()
        self._transport: asyncio.DatagramTransport

    async def open(self, address: str) -> "PlainSip":
        loop = asyncio.get_running_loop()
        self._transport, _ = await loop.create_datagram_endpoint(lambda: self, local_addr=(address, 0))
        return self

    def close(self) -> None:
        self._transport.close()

    @property
    def here(self) -> str:
        host, port = self._transport.get_extra_info("sockname")
        return f"{host}:{port}"

    def send(self, message: str | bytes) -> None:
        self._transport.sendto(message if isinstance(message, bytes) else message.encode(), self.server)

    def request(self, method: str, to: str, *, user: str = "", body: str = "", more: str = "") -> str:
        """A whole request of a new call; returns its Call-ID."""
        call = uuid4().hex
        sender = user or self.user
        lines = [
            f"{method} sip:{to}@{self.server[0]}:{self.server[1]} SIP/2.0",
            f"Via: SIP/2.0/UDP {self.here};branch=z9hG4bK{uuid4().hex};rport",
            "Max-Forwards: 70",
            f"From: <sip:{sender}@{self.here.split(':')[0]}>;tag={uuid4().hex[:8]}",
            f"To: <sip:{to}@{self.server[0]}>",
            f"Call-ID: {call}",
            f"CSeq: 1 {method}",
            f"Contact: <sip:{sender}@{self.here}>",
            *([more] if more else []),
            *(["Content-Type: application/sdp"] if body else []),
            f"Content-Length: {len(body)}",
        ]
        self.send("\r\n".join([*lines, "", body]))
        return call

    def invite(self, number: str, *, user: str = "") -> str:
        host = self.here.split(":")[0]
        return self.request("INVITE", number, user=user, body=_SDP.format(host=host, rtp=9))

    def datagram_received(self, data: bytes, _address: tuple[str, int]) -> None:
        text = data.decode(errors="replace")
        words = text.split(" ", 2)
        what = words[1] if words[0] == "SIP/2.0" else words[0]
        self.said[what] += 1
        self.first.set()
        if words[0] != "SIP/2.0" and what != "ACK":
            self.send(_answer(text))
        elif words[0] == "SIP/2.0" and what >= "200" and "CSeq: 1 INVITE" in text:
            self.send(_ack(text, self.server))


def _header(text: str, name: str) -> str:
    found = re.search(rf"(?im)^{name}: (.*?)\r?$", text)
    return found[1] if found else ""


def _answer(request: str) -> str:
    vias = re.findall(r"(?im)^Via: .*?\r?$", request)
    kept = [f"{name}: {_header(request, name)}" for name in ("From", "To", "Call-ID", "CSeq")]
    return "\r\n".join(["SIP/2.0 200 OK", *(via.strip() for via in vias), *kept, "Content-Length: 0", "", ""])


def _ack(response: str, server: tuple[str, int]) -> str:
    target = re.search(r"(?im)^Contact: <(.*?)>", response)
    line = target[1] if target else f"sip:{server[0]}:{server[1]}"
    via = _header(response, "Via")
    if response.split(" ", 2)[1] == "200":
        via = re.sub(r"branch=[^;]+", f"branch=z9hG4bK{uuid4().hex}", via)
    kept = [f"{name}: {_header(response, name)}" for name in ("From", "To", "Call-ID")]
    return "\r\n".join(
        [f"ACK {line} SIP/2.0", f"Via: {via}", "Max-Forwards: 70", *kept, "CSeq: 1 ACK", "Content-Length: 0", "", ""]
    )
