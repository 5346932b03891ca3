"""The bare peer: an ARI controller without a database, everything in memory; what any rival could not undercut.

It tells the caller's phone to ring and rings the longest idle agent at once, both over the events' websocket.
`python -m benchmarks.lib.bare FILE`: the file names the agents' phones, one a line. Runs until SIGTERM.
"""

import asyncio
import collections
import itertools
import json
import os
import signal
import sys
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

import aiohttp
import uvloop

Message = dict[str, Any]


class Bare:
    """Callers in the order they came, phones in the order they became free."""

    def __init__(self, websocket: aiohttp.ClientWebSocketResponse, phones: list[str]) -> None:
        self._websocket = websocket
        self._free = collections.deque(phones)
        self._waiting: dict[str, str] = {}  # caller's channel → number
        self._leg_of: dict[str, str] = {}  # caller's channel → agent's leg
        self._caller_of: dict[str, str] = {}
        self._phone_of: dict[str, str] = {}  # agent's leg → phone
        self._numbers = itertools.count(1)
        self._answers: dict[str, asyncio.Future[int]] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        async for message in self._websocket:
            said = json.loads(message.data)
            match said["type"]:
                case "RESTResponse":
                    self._answers.pop(said["request_id"]).set_result(said["status_code"])
                case "StasisStart" if said["args"] == ["in"]:
                    self._arrived(said["channel"])
                case "StasisStart":
                    self._soon(self._connect(said["channel"]["id"]))
                case "ChannelDestroyed" | "StasisEnd":
                    self._gone(said["channel"]["id"])

    def _arrived(self, channel: Message) -> None:
        self._waiting[channel["id"]] = channel["caller"]["number"]
        self._match()
        self._soon(self._tell("POST", f"channels/{channel['id']}/ring"))

    def _match(self) -> None:
        while self._free and self._waiting:
            caller, number = next(iter(self._waiting.items()))
            del self._waiting[caller]
            phone, leg = self._free.popleft(), f"leg-{caller}"
            self._leg_of[caller], self._caller_of[leg], self._phone_of[leg] = leg, caller, phone
            self._soon(self._ring(leg, phone, number))

    async def _ring(self, leg: str, phone: str, number: str) -> None:
        asked = {"endpoint": f"PJSIP/{phone}", "app": "bare", "appArgs": "leg", "callerId": number, "timeout": "20"}
        if await self._tell("POST", f"channels/{leg}", **asked) >= 400:
            raise RuntimeError(f"{phone} could not be rung: the peer would not be measured rightly.")

    async def _connect(self, leg: str) -> None:
        caller = self._caller_of.get(leg)
        if caller is None:
            return
        await self._tell("POST", f"channels/{caller}/answer")
        await self._tell("POST", f"bridges/bridge-{leg}", type="mixing")
        await self._tell("POST", f"bridges/bridge-{leg}/addChannel", channel=f"{caller},{leg}")

    def _gone(self, channel: str) -> None:
        self._waiting.pop(channel, None)
        if channel in self._phone_of:
            self._free.append(self._phone_of.pop(channel))
            self._match()
            caller = self._caller_of.pop(channel)
            self._leg_of.pop(caller, None)
            self._soon(self._tell("DELETE", f"channels/{caller}"))
            self._soon(self._tell("DELETE", f"bridges/bridge-{channel}"))
        elif channel in self._leg_of:
            self._soon(self._tell("DELETE", f"channels/{self._leg_of.pop(channel)}"))

    async def _tell(self, method: str, path: str, **query: str) -> int:
        number = str(next(self._numbers))
        asked: Message = {"type": "RESTRequest", "request_id": number, "method": method, "uri": path}
        asked["query_strings"] = [{"name": name, "value": value} for name, value in query.items()]
        self._answers[number] = asyncio.get_running_loop().create_future()
        await self._websocket.send_str(json.dumps(asked))
        return await self._answers[number]

    def _soon(self, doing: Coroutine[Any, Any, Any]) -> None:
        task = asyncio.create_task(doing)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


async def main(phones: list[str]) -> None:
    address = os.environ["YESLINE_ARI_URL"] + "/ari/events"
    who = {"app": "bare", "api_key": f"yesline:{os.environ['YESLINE_ARI_PASSWORD']}"}
    async with aiohttp.ClientSession() as session, session.ws_connect(address, params=who, max_msg_size=0) as websocket:
        running = asyncio.create_task(Bare(websocket, phones).run())
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, running.cancel)
        print("ready")
        await asyncio.gather(running, return_exceptions=True)


if __name__ == "__main__":
    uvloop.run(main(Path(sys.argv[1]).read_text().split()))
