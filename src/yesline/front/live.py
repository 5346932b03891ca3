"""/live: the names of topics that changed, as server-sent events. Never what changed: pages ask for that."""

from collections.abc import AsyncIterator

from sse_starlette import EventSourceResponse
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from yesline.front import identity, origin
from yesline.front.hub import Hub
from yesline.front.identity import CantSay, Visitor

AGAIN = "again"  # you may have missed something: ask for everything
CHECK_EVERY = 60.0  # seconds between looks at whether this session still is what it was
PING_EVERY = 15  # seconds


async def live(request: Request) -> Response:
    if not origin.host_is_ours(request):
        return PlainTextResponse("This name is not ours.", status_code=400)
    try:
        visitor = await identity.visitor(request)
    except CantSay:
        return PlainTextResponse("The database doesn't answer.", status_code=503, headers={"Retry-After": "5"})
    if visitor is None:
        # 204 tells an EventSource to stop asking; a signed-in page will open a new one.
        return Response(status_code=204)
    hub: Hub = request.app.state.hub
    return EventSourceResponse(_hints(request, hub, visitor), ping=PING_EVERY, headers={"Cache-Control": "no-store"})


async def _hints(request: Request, hub: Hub, visitor: Visitor) -> AsyncIterator[dict[str, str]]:
    with hub.listening(visitor.topics) as listener:
        # Between the page and this stream something may have happened.
        yield {"event": AGAIN, "data": "-"}
        while True:
            for topic in sorted(await listener.changed(within=CHECK_EVERY)):
                yield {"event": topic, "data": "-"}
            if listener.is_stale(CHECK_EVERY):
                if not await _may_still_hear(request, visitor):
                    return
                listener.checked()


async def _may_still_hear(request: Request, visitor: Visitor) -> bool:
    """Still signed in, and not for fewer organisations than before; a database that is away changes nothing."""
    try:
        now = await identity.visitor(request)
    except CantSay:
        return True
    return now is not None and now.topics >= visitor.topics
