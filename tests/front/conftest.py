"""The door, open for a test: a real server on a free port, before the tests' own database and a pretended switch."""

import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest
import uvicorn
from django.conf import settings
from django.test import Client
from pytest_django import Settings
from tests.cast import Cast
from websockets.exceptions import ConnectionClosed
from websockets.sync.server import ServerConnection, serve

from yesline.kernel import seal
from yesline.staff.models import Agent, Phone


@dataclass
class Switch:
    """A websocket that speaks the subprotocol `sip` and writes down what it hears."""

    port: int
    heard: list[str] = field(default_factory=list)
    open: list[ServerConnection] = field(default_factory=list)

    def serve(self, phone: ServerConnection) -> None:
        self.open.append(phone)
        try:
            for message in phone:
                self.heard.append(str(message))
                phone.send("SIP/2.0 200 OK\r\nContent-Length: 0\r\n\r\n")
        except ConnectionClosed:
            pass
        finally:
            self.open.remove(phone)


@pytest.fixture
def switch(settings: Settings) -> Iterator[Switch]:
    there = Switch(port=0)
    with serve(there.serve, "127.0.0.1", 0, subprotocols=["sip"]) as server:  # type: ignore[list-item]
        there.port = server.socket.getsockname()[1]
        settings.ARI_URL = f"http://127.0.0.1:{there.port}"
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield there
        server.shutdown()
        thread.join()


@dataclass
class Door:
    port: int

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def session(self, agent: Agent) -> dict[str, str]:
        """The headers of a browser in which this agent has signed in."""
        client = Client()
        client.force_login(agent.user)
        return {"Cookie": f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"}


@pytest.fixture
def cast(transactional_db: None, at: datetime) -> Cast:
    """Written for good: the door reads it through connections of its own."""
    made = Cast(datetime.now(UTC))
    seal.keep(settings.SECRET_KEY)
    return made


@pytest.fixture
def door(cast: Cast) -> Iterator[Door]:
    from yesline.config.asgi import application  # noqa: PLC0415 - needs Django set up

    listening = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(application, log_level="warning", timeout_graceful_shutdown=1, ws_ping_interval=0.5,
                            ws_ping_timeout=0.5)  # fmt: skip
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    yield Door(port=listening.getsockname()[1])
    server.should_exit = True
    thread.join()


@pytest.fixture
def browser_phone(cast: Cast) -> Callable[[Agent], Phone]:
    def take(agent: Agent) -> Phone:
        return Phone.objects.create(
            agent=agent, kind="browser", sip_user=f"{agent.user.username}-b-1", in_use=True, reachable=True
        )

    return take
