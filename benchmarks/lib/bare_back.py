"""The least a controller can do on its return: connect, ask Asterisk for every call, and be obeyed once.

`python -m benchmarks.lib.bare_back CHANNEL`: sets a variable on that channel, says "ready" and ends.
"""

import os
import sys

import aiohttp
import uvloop


async def main(channel: str) -> None:
    url = os.environ["YESLINE_ARI_URL"] + "/ari"
    key = {"api_key": f"yesline:{os.environ['YESLINE_ARI_PASSWORD']}"}
    async with (
        aiohttp.ClientSession() as session,
        session.ws_connect(f"{url}/events", params={"app": "bare", **key}, max_msg_size=0),
    ):
        for what in ("channels", "bridges"):
            async with session.get(f"{url}/{what}", params=key) as said:
                await said.json()
        asked = {"variable": "BARE", "value": "back", **key}
        async with session.post(f"{url}/channels/{channel}/variable", params=asked) as said:
            said.raise_for_status()
    print("ready")


if __name__ == "__main__":
    uvloop.run(main(sys.argv[1]))
