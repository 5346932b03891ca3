"""The connection to one Asterisk."""

import asyncio
import itertools
import json
import logging
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Self

import aiohttp

from yesline.telephony.ari import events

log = logging.getLogger(__name__)
_FIRST_PAUSE, _LONGEST_PAUSE = 0.1, 2.0  # seconds between attempts to connect
_GOODBYE_WITHIN = 1.0  # seconds
_PATIENCE = 10.0  # seconds for an answer to one request
NOT_THERE = 404  # HTTP's
_CAN_SPEAK_REST_SINCE = {20: (20, 15), 21: (21, 10), 22: (22, 5)}  # REST over the events' websocket


class Refused(Exception):
    """Asterisk did not do what was asked. `status` is HTTP's: 404 gone, 409 not in that state, 500 unreachable."""

    def __init__(self, status: int, request: str, reason: str) -> None:
        super().__init__(f"Asterisk refused '{request}': {reason} ({status}).")
        self.status = status


class Disconnected(ConnectionError):
    """Asterisk can't be reached now; conversations go on without us."""


@dataclass(frozen=True, kw_only=True)
class Address:
    """Where Asterisk's REST interface is, and who we are there."""

    url: str
    password: str = field(repr=False)
    user: str = "yesline"
    app: str = "yesline"


class Connection:
    """One living connection. Requests from many tasks go over it at once; events are read by one."""

    def __init__(self, address: Address, session: aiohttp.ClientSession) -> None:
        self.address = address
        self.started_at: datetime
        self._session = session
        self._websocket: aiohttp.ClientWebSocketResponse
        self.speaks_rest = False
        self._answers: dict[str, asyncio.Future[Mapping[str, Any]]] = {}
        self._numbers = itertools.count(1)
        self._events: asyncio.Queue[events.Event | None] = asyncio.Queue()

    async def open(self) -> Self:
        """Connect, and ask for the events we need of everything in this Asterisk."""
        info = await self._over_http("GET", "asterisk/info", {}, None)
        self.started_at = datetime.fromisoformat(info["status"]["startup_time"])
        self.speaks_rest = can_speak_rest(info["system"]["version"])
        secret = f"{self.address.user}:{self.address.password}"
        where = {"app": self.address.app, "subscribeAll": "true", "api_key": secret}
        self._websocket = await self._session.ws_connect(
            f"{self.address.url}/ari/events", params=where, heartbeat=10, max_msg_size=0
        )
        return self

    async def close(self) -> None:
        """Say goodbye."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._websocket.close(), _GOODBYE_WITHIN)

    async def choose_events(self) -> None:
        """Spare both sides the events nobody reads. Needs the connection to be read already."""
        # Asterisk's filter would swallow its own answers to our requests too.
        wanted = {"allowed": [{"type": name} for name in (*events.TYPES, "RESTResponse")]}
        await self.request("PUT", f"applications/{self.address.app}/eventFilter", body=wanted)

    async def read(self) -> None:
        """Read until the connection ends; everybody who waits for an answer is told then."""
        try:
            async for message in self._websocket:
                if message.type == aiohttp.WSMsgType.TEXT:
                    self._take(json.loads(message.data))
        finally:
            self._events.put_nowait(None)
            for answer in self._answers.values():
                if not answer.done():
                    answer.set_exception(Disconnected("Asterisk closed the connection."))
            self._answers.clear()

    async def events(self) -> AsyncIterator[events.Event]:
        """The events in order, until the connection ends."""
        while (event := await self._events.get()) is not None:
            yield event

    async def request(self, method: str, path: str, *, body: object = None, **query: object) -> Any:
        """Ask something. Raises Refused with Asterisk's reason, or Disconnected."""
        asked = {name: str(value) for name, value in query.items() if value is not None}
        if self.speaks_rest:
            return await self._over_websocket(method, path, asked, body)
        return await self._over_http(method, path, asked, body)

    def _take(self, said: Mapping[str, Any]) -> None:
        if said["type"] == "RESTResponse":
            answer = self._answers.pop(said["request_id"], None)
            if answer and not answer.done():
                answer.set_result(said)
        elif (event := events.read(said)) is not None:
            self._events.put_nowait(event)

    async def _over_websocket(self, method: str, path: str, query: Mapping[str, str], body: object) -> Any:
        number = str(next(self._numbers))
        message: dict[str, object] = {
            "type": "RESTRequest",
            "request_id": number,
            "method": method,
            "uri": path,
            "query_strings": [{"name": name, "value": value} for name, value in query.items()],
        }
        if body is not None:
            message |= {"content_type": "application/json", "message_body": json.dumps(body)}
        self._answers[number] = asyncio.get_running_loop().create_future()
        try:
            await self._websocket.send_str(json.dumps(message))
            said = await asyncio.wait_for(self._answers[number], _PATIENCE)
        except (TimeoutError, aiohttp.ClientError, ConnectionError) as error:
            raise Disconnected(f"Asterisk did not answer '{method} {path}'.") from error
        finally:
            self._answers.pop(number, None)
        return _answer(said["status_code"], f"{method} {path}", said.get("message_body", ""))

    async def _over_http(self, method: str, path: str, query: Mapping[str, str], body: object) -> Any:
        url = f"{self.address.url}/ari/{path}"
        try:
            async with self._session.request(method, url, params=query, json=body) as said:
                return _answer(said.status, f"{method} {path}", await said.text())
        except aiohttp.ClientError as error:
            raise Disconnected(f"Asterisk can't be reached: {error}.") from error


@asynccontextmanager
async def connected(address: Address) -> AsyncIterator[Connection]:
    """A connection that is being read, opened with growing pauses for as long as it takes."""
    who = {"Authorization": aiohttp.encode_basic_auth(address.user, address.password)}
    patience = aiohttp.ClientTimeout(total=None, connect=_PATIENCE)
    async with aiohttp.ClientSession(headers=who, timeout=patience) as session:
        connection = await _opened(address, session)
        reading = asyncio.create_task(connection.read(), name="ari")
        try:
            await connection.choose_events()
            yield connection
        finally:
            reading.cancel()
            await asyncio.gather(reading, return_exceptions=True)
            await connection.close()


async def _opened(address: Address, session: aiohttp.ClientSession) -> Connection:
    pause = _FIRST_PAUSE
    while True:
        try:
            return await Connection(address, session).open()
        except (aiohttp.ClientError, OSError, Refused) as error:
            log.warning("Asterisk can't be reached at %s (%s); trying again.", address.url, error)
            await asyncio.sleep(pause)
            pause = min(pause * 2, _LONGEST_PAUSE)


def _answer(status: int, request: str, body: str) -> Any:
    if status >= 400:
        try:
            said = json.loads(body)
            reason = said.get("message") or said.get("error") or "no reason given"
        except (ValueError, AttributeError):
            reason = body or "no reason given"
        raise Refused(status, request, reason)
    return json.loads(body) if body else None


def can_speak_rest(version: str) -> bool:
    """Whether this version takes REST requests over the websocket, some five times faster than over HTTP."""
    numbers = tuple(int(part) for part in re.findall(r"\d+", version)[:2])
    since = _CAN_SPEAK_REST_SINCE.get(numbers[0] if numbers else 0)
    return numbers[:1] > (22,) if since is None else numbers >= since
