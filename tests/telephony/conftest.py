"""A real Asterisk with real telephones at it, for the tests of this folder."""

import asyncio
import socket
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any, TypeVar

import pytest

from yesline.example import tones
from yesline.example.sip_phone import SipPhone
from yesline.running import home
from yesline.running.asterisk import Asterisk, Ports, install
from yesline.running.home import Home
from yesline.telephony.ari import client as ari
from yesline.telephony.switch.phones import Place
from yesline.telephony.switch.switch import Switch

T = TypeVar("T")
CALLER, DESK = "127.0.0.2", "127.0.0.3"  # where the trunk's calls come from; where desk phones are


def free_port(kind: socket.SocketKind) -> int:
    with socket.socket(socket.AF_INET, kind) as trying:
        trying.bind(("127.0.0.1", 0))
        return int(trying.getsockname()[1])


def wait_until(question: Callable[[], T], *, what: str, within: float = 20) -> T:
    """Ask until the answer is true. Here and in `until` are the only pauses of this folder."""
    end = time.monotonic() + within
    while True:
        answer = question()
        if answer:
            return answer
        assert time.monotonic() < end, f"waited {within} s in vain for {what}"
        time.sleep(0.05)


async def until(question: Callable[[], T], *, what: str, within: float = 20) -> T:
    end = asyncio.get_running_loop().time() + within
    while True:
        answer = question()
        if answer:
            return answer
        assert asyncio.get_running_loop().time() < end, f"waited {within} s in vain for {what}"
        await asyncio.sleep(0.05)


def run(story: Coroutine[Any, Any, T]) -> T:
    """Run a story that talks to the switch; none may take longer than a minute."""
    return asyncio.run(asyncio.wait_for(story, 60))


@contextmanager
def a_home() -> Iterator[Home]:
    """Somewhere others may enter too: Asterisk runs as one of them."""
    with tempfile.TemporaryDirectory(prefix="yesline-telephone-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        yield home.from_environment(root=Path(folder))


@pytest.fixture
def another_home() -> Iterator[Home]:
    with a_home() as place:
        yield place


@pytest.fixture(scope="session")
def telephone() -> Iterator[Asterisk]:
    """Our own Asterisk on free ports, in a home of its own."""
    with a_home() as place:
        install(place.parts, print)
        sip, http = free_port(socket.SOCK_DGRAM), free_port(socket.SOCK_STREAM)
        with Asterisk(place, ports=Ports(sip=sip, http=http, rtp_first=24000, rtp_last=24999)) as running:
            yield running


class Table:
    """A table full of telephones; they are put away at the end of the test."""

    def __init__(self, telephone: Asterisk, folder: Path) -> None:
        self.telephone = telephone
        self.folder = folder
        self.used = ExitStack()

    @property
    def server(self) -> str:
        return f"127.0.0.1:{self.telephone.ports.sip}"

    def phone(self, user: str, *, hz: float = 440, address: str = DESK, **more: Any) -> SipPhone:
        plays = tones.tone(self.folder / f"{user}-{hz:.0f}.wav", hz, 90)
        hears = self.folder / f"{user}-heard.wav"
        made = SipPhone(
            self.telephone.prefix, user=user, server=self.server, address=address, plays=plays, hears=hears, **more
        )
        return self.used.enter_context(made)

    def caller(self, number: str = "+79215550147", *, hz: float = 440) -> SipPhone:
        return self.phone(number, hz=hz, address=CALLER)

    @asynccontextmanager
    async def switch(self) -> AsyncIterator[Switch]:
        """The switch's verbs and facts, as the controller has them."""
        address = ari.Address(url=self.telephone.ari_url, password=self.telephone.ari_password)
        folder = self.telephone.folder
        place = Place(
            monitor=self.telephone.monitor,
            rescue_plan=folder / "etc" / "rescue.conf",
            desk_media_address="127.0.0.1",
        )
        async with ari.connected(address) as connection:
            switch = Switch(connection, place)
            reading = asyncio.create_task(switch.read())
            try:
                yield switch
            finally:
                reading.cancel()


@pytest.fixture
def table(telephone: Asterisk, tmp_path: Path) -> Iterator[Table]:
    table = Table(telephone, tmp_path)
    with table.used:
        yield table
