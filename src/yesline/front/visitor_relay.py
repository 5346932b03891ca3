"""/sip/visitor: a browser without an account, relayed to the switch for one call to one number of ours."""

import asyncio
import logging
from collections import Counter

from django.core.cache import cache
from starlette.websockets import WebSocket
from websockets.exceptions import InvalidHandshake, InvalidURI

from yesline.flows import visit
from yesline.front import origin, sip_relay
from yesline.front.sip_rules import Refused
from yesline.front.visitor_rules import Line
from yesline.kernel import clock

log = logging.getLogger(__name__)
AT_ONCE = 6  # lines of one address
KNOWN_FOR = 4 * 3600  # seconds a ticket's call is remembered: longer than a call, so that it can be ended
LONGEST = 3 * 3600.0  # seconds a line stays open
TOO_MANY = 4429
_lines: Counter[str] = Counter()


async def visitor(browser: WebSocket) -> None:
    """Only for a page of ours with a ticket of ours. One ticket is one call; a lost line may come back to it."""
    ours = origin.host_is_ours(browser) and origin.page_is_ours(browser)
    line = _line(browser) if ours and sip_relay.PROTOCOL in browser.scope["subprotocols"] else None
    address = browser.client.host if browser.client else ""
    if line is None or _lines[address] >= AT_ONCE:
        await browser.close(sip_relay.NOT_YOURS if line is None else TOO_MANY)
        return
    _lines[address] += 1
    try:
        await _let_through(browser, line)
    finally:
        _lines[address] -= 1


def _line(browser: WebSocket) -> Line | None:
    words = browser.cookies.get(visit.COOKIE, "")
    ticket = visit.ticket_of(words=words)
    if ticket is None:
        return None
    call = cache.get(_used(words), "")
    may_begin = not call and ticket.may_begin(clock.now())
    return Line(number=ticket.number, ticket=words, may_begin=may_begin, call=call) if call or may_begin else None


def _used(ticket: str) -> str:
    """Where it is remembered which call a ticket has become."""
    return f"ticket:{ticket}"


async def _let_through(browser: WebSocket, line: Line) -> None:
    try:
        upstream = await sip_relay.switch()
    except (OSError, TimeoutError, InvalidHandshake, InvalidURI) as error:
        log.warning("a visitor can't be let through now: %r", error)
        await browser.close(sip_relay.NO_SWITCH)
        return

    def passed(text: str) -> str | None:
        had = line.call
        message = line.passed(text)
        # Two lines at once with the same ticket: the second comes too late.
        if line.call != had and not cache.add(_used(line.ticket), line.call, KNOWN_FOR):
            raise Refused("one ticket is one call")
        return message

    async with upstream:
        await browser.accept(subprotocol=sip_relay.PROTOCOL)
        await sip_relay.relay(browser, upstream, passed=passed, until=_long_enough())


async def _long_enough() -> int:
    await asyncio.sleep(LONGEST)
    return sip_relay.NOT_YOURS
