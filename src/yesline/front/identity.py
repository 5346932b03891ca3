"""Who stands at the door: the session in a cookie, turned into what it may hear and which phone is its own."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib import import_module

from django.conf import settings
from django.contrib.auth import get_user
from django.db import Error, close_old_connections, connection, transaction
from django.http import HttpRequest
from starlette.requests import HTTPConnection

from yesline.kernel import hints
from yesline.kernel.errors import NotYours
from yesline.staff import queries as staff
from yesline.staff.enums import PhoneKind

# Apart from the pages' threads: a rush of pages must not hold up a phone that registers.
_threads = ThreadPoolExecutor(max_workers=4, thread_name_prefix="identity")


class CantSay(Exception):
    """The database doesn't answer. Who is in stays in; who comes anew must wait."""


@dataclass(frozen=True)
class Visitor:
    """A signed-in agent: whose hints they may hear, and the browser phone they use (or none)."""

    agent_id: int
    topics: frozenset[str]
    sip_user: str | None


async def visitor(door: HTTPConnection) -> Visitor | None:
    """The agent whose session this is, read from the database now; None for anybody else. May raise CantSay."""
    key = door.cookies.get(settings.SESSION_COOKIE_NAME)
    if not key:
        return None
    return await asyncio.get_running_loop().run_in_executor(_threads, _look_up, key)


def _look_up(session_key: str) -> Visitor | None:
    close_old_connections()
    request = HttpRequest()
    request.session = import_module(settings.SESSION_ENGINE).SessionStore(session_key)
    try:
        user = get_user(request)
        if not user.is_authenticated:
            return None
        with transaction.atomic():
            seat = staff.act_as(user.pk)
            phone = staff.phone_in_use(seat.agent)
            # A lead's screen shows what their people do, down to a break that begins.
            led = staff.agents_led_by(seat)
    except NotYours:
        return None
    except Error as away:
        raise CantSay from away
    finally:
        connection.close()
    topics = {hints.agent(seat.agent.pk), *map(hints.agent, led), *map(hints.organisation, seat.organisations)}
    sip_user = phone.sip_user if phone and phone.kind == PhoneKind.BROWSER else None
    return Visitor(agent_id=seat.agent.pk, topics=frozenset(topics), sip_user=sip_user)
