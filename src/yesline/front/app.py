"""The door, put together: what answers under which address."""

import asyncio
import contextlib
import functools
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

from a2wsgi import WSGIMiddleware
from django.conf import settings
from starlette.applications import Starlette
from starlette.routing import Mount, Route, WebSocketRoute

from yesline.front.files import Files
from yesline.front.health import healthz
from yesline.front.hub import Hub
from yesline.front.live import live
from yesline.front.sip_relay import sip
from yesline.front.visitor_relay import visitor
from yesline.kernel.pulse import EVERY, Pulse

THREADS = 12  # pages at a time; fewer than the pool's connections, so that none waits for one


def build(*, pages: Any, files: Path, version: str, warm_up: Callable[[], None]) -> Starlette:
    """The ASGI application. `pages` is Django's WSGI application; `files` and `version` are the static ones;
    `warm_up` is done before anybody is let in."""
    return Starlette(
        routes=[
            Route("/live", live),
            WebSocketRoute("/sip", sip),
            WebSocketRoute("/sip/visitor", visitor),
            Route("/healthz", healthz),
            Mount("/static", Files(files, version)),
            Mount("/", WSGIMiddleware(pages, workers=THREADS)),  # type: ignore[arg-type]
        ],
        lifespan=functools.partial(_lifespan, warm_up),
    )


@contextlib.asynccontextmanager
async def _lifespan(warm_up: Callable[[], None], app: Starlette) -> AsyncIterator[None]:
    warm_up()
    app.state.hub = Hub()
    tasks = [asyncio.create_task(app.state.hub.run()), asyncio.create_task(_beat())]
    yield
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def _beat() -> None:
    """Show that the loop goes round."""
    signs = Pulse(settings.PULSE)
    while True:
        signs.beat()
        await asyncio.sleep(EVERY)
