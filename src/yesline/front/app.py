"""The door, put together: what answers under which address."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from a2wsgi import WSGIMiddleware
from starlette.applications import Starlette
from starlette.routing import Mount, Route, WebSocketRoute

from yesline.front.files import Files
from yesline.front.health import healthz
from yesline.front.hub import Hub
from yesline.front.live import live
from yesline.front.sip_relay import sip
from yesline.front.visitor_relay import visitor

THREADS = 12  # pages at a time; fewer than the pool's connections, so that none waits for one


def build(*, pages: Any, files: Path, version: str) -> Starlette:
    """The ASGI application. `pages` is Django's WSGI application; `files` and `version` are the static ones."""
    return Starlette(
        routes=[
            Route("/live", live),
            WebSocketRoute("/sip", sip),
            WebSocketRoute("/sip/visitor", visitor),
            Route("/healthz", healthz),
            Mount("/static", Files(files, version)),
            Mount("/", WSGIMiddleware(pages, workers=THREADS)),  # type: ignore[arg-type]
        ],
        lifespan=_lifespan,
    )


@contextlib.asynccontextmanager
async def _lifespan(app: Starlette) -> AsyncIterator[None]:
    app.state.hub = Hub()
    listening = asyncio.create_task(app.state.hub.run())
    yield
    listening.cancel()
    await asyncio.gather(listening, return_exceptions=True)
