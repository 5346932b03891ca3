"""/healthz: do the parts behind this door answer?"""

import asyncio
import base64

import aiohttp
import psycopg
from django.conf import settings
from starlette.requests import Request
from starlette.responses import JSONResponse

from yesline.front import hub

PATIENCE = 2.0  # seconds


async def healthz(_request: Request) -> JSONResponse:
    """200 when database and switch answer, 503 otherwise; in words which does not."""
    database, switch = await asyncio.gather(_database(), _switch())
    parts = {"database": database, "switch": switch}
    whole = all(answer == "answers" for answer in parts.values())
    return JSONResponse(parts, status_code=200 if whole else 503, headers={"Cache-Control": "no-store"})


async def _database() -> str:
    try:
        async with asyncio.timeout(PATIENCE):
            async with await psycopg.AsyncConnection.connect(hub.conninfo()) as connection:
                await connection.execute("SELECT 1")
    except (psycopg.Error, OSError, TimeoutError):
        return "doesn't answer"
    return "answers"


async def _switch() -> str:
    if not settings.ARI_URL:
        return "not configured"
    words = base64.b64encode(f"yesline:{settings.ARI_PASSWORD}".encode()).decode()
    headers = {"Authorization": f"Basic {words}"}
    try:
        async with (
            aiohttp.ClientSession(headers=headers, timeout=aiohttp.ClientTimeout(total=PATIENCE)) as session,
            session.get(f"{settings.ARI_URL}/ari/asterisk/ping") as answer,
        ):
            return "answers" if answer.ok else f"refuses: {answer.status}"
    except (aiohttp.ClientError, OSError, TimeoutError):
        return "doesn't answer"
