"""/sip: an agent's browser phone, relayed to the switch's websocket (RFC 7118) and to nothing else."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

from django.conf import settings
from starlette.websockets import WebSocket, WebSocketDisconnect
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidURI
from websockets.typing import Subprotocol

from yesline.front import identity, origin, sip_rules
from yesline.front.identity import CantSay

log = logging.getLogger(__name__)
PROTOCOL = "sip"
# A browser that vanished without a word is noticed in ≤ 10 s (both sides), well within the promised 15 s.
PING_EVERY = PING_FOR = 5.0
CHECK_EVERY = 30.0  # seconds between looks at whether session and phone are still the same
NOT_YOURS, NO_SWITCH, BAD_MESSAGE = 4403, 4503, 1008


async def sip(browser: WebSocket) -> None:
    """Only for a page of ours, signed in, whose agent uses a browser phone."""
    ours = origin.host_is_ours(browser) and origin.page_is_ours(browser) and PROTOCOL in browser.scope["subprotocols"]
    try:
        visitor = await identity.visitor(browser) if ours else None
        if visitor is None or visitor.sip_user is None:
            await browser.close(NOT_YOURS)
            return
        upstream = await switch()
    except (CantSay, OSError, TimeoutError, InvalidHandshake, InvalidURI) as error:
        log.warning("a phone can't be let through now: %r", error)
        await browser.close(NO_SWITCH)
        return
    own = visitor.sip_user

    def passed(text: str) -> str | None:
        return text if sip_rules.check(text, own=own) else None

    async with upstream:
        await browser.accept(subprotocol=PROTOCOL)
        await relay(browser, upstream, passed=passed, until=_no_longer_theirs(browser, own))


async def switch() -> ClientConnection:
    """A websocket to the switch."""
    return await connect(
        switch_address(),
        subprotocols=[Subprotocol(PROTOCOL)],
        ping_interval=PING_EVERY,
        ping_timeout=PING_FOR,
        open_timeout=5,
        close_timeout=2,
        compression=None,
        max_size=sip_rules.LONGEST,
        proxy=None,
    )


async def relay(
    browser: WebSocket, upstream: ClientConnection, *, passed: Callable[[str], str | None], until: Awaitable[int]
) -> None:
    """Carry messages both ways until either side is gone, or `until` says with which code it is over.

    `passed` is what goes to the switch instead of the browser's message: None for a keepalive. It may raise Refused.
    """
    tasks = [
        asyncio.create_task(_outward(browser, upstream, passed)),
        asyncio.create_task(_inward(browser, upstream)),
        asyncio.ensure_future(until),
    ]
    try:
        done, _pending = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        code = max(task.result() for task in done)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    if code:
        await browser.close(code)


async def _outward(browser: WebSocket, upstream: ClientConnection, passed: Callable[[str], str | None]) -> int:
    try:
        while True:
            text = await browser.receive_text()
            try:
                message = passed(text)
            except sip_rules.Refused as reason:
                log.warning("a message to the switch was refused: %s", reason)
                answer = sip_rules.forbidden(text)
                if answer is None:
                    return BAD_MESSAGE
                await browser.send_text(answer)
            else:
                await upstream.send(text if message is None else message)
    except WebSocketDisconnect:
        return 0
    except ConnectionClosed:
        return NO_SWITCH
    except KeyError:  # a binary frame: SIP over websockets may be binary, ours never is
        return BAD_MESSAGE


async def _inward(browser: WebSocket, upstream: ClientConnection) -> int:
    try:
        async for message in upstream:
            await browser.send_text(message if isinstance(message, str) else message.decode(errors="replace"))
    except (WebSocketDisconnect, RuntimeError):
        return 0
    except ConnectionClosed:
        pass
    return NO_SWITCH


async def _no_longer_theirs(browser: WebSocket, own: str) -> int:
    while True:
        await asyncio.sleep(CHECK_EVERY)
        try:
            visitor = await identity.visitor(browser)
        except CantSay:
            continue  # a conversation never ends because the database is away
        if visitor is None or visitor.sip_user != own:
            return NOT_YOURS


def switch_address() -> str:
    """The switch's SIP websocket, beside its ARI."""
    parts = urlsplit(settings.ARI_URL)
    return f"{'wss' if parts.scheme == 'https' else 'ws'}://{parts.netloc}/ws"
