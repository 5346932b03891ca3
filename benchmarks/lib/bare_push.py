"""The peer of `phones`: pushes made-up phones over ARI, from memory, 16 at a time. Prints the seconds it took."""

import asyncio
import os
import sys
import time

import aiohttp
import uvloop

AT_ONCE = 16


async def push(count: int) -> float:
    """Put `count` phones into Asterisk."""
    who = aiohttp.BasicAuth("yesline", os.environ["YESLINE_ARI_PASSWORD"])
    base = os.environ["YESLINE_ARI_URL"] + "/ari/asterisk/config/dynamic/res_pjsip"
    turn = asyncio.Semaphore(AT_ONCE)
    async with aiohttp.ClientSession(auth=who) as session:

        async def put(kind: str, name: str, **fields: str) -> None:
            body = {"fields": [{"attribute": key, "value": value} for key, value in fields.items()]}
            async with session.put(f"{base}/{kind}/{name}", json=body) as said:
                said.raise_for_status()

        async def phone(name: str) -> None:
            async with turn:
                await put("auth", name, auth_type="userpass", username=name, password="made-up-by-the-benchmark")
                await put("aor", name, max_contacts="1", remove_existing="yes")
                await put(
                    "endpoint", name, auth=name, aors=name, context="from-agent", disallow="all", allow="alaw",
                    transport="transport-udp", direct_media="no",
                )  # fmt: skip

        began = time.monotonic()
        await asyncio.gather(*(phone(f"bare-{place}") for place in range(count)))
        return time.monotonic() - began


if __name__ == "__main__":
    print(uvloop.run(push(int(sys.argv[1]))))
