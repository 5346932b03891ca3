"""/static/<version>/…: our own files; under their own version browsers keep them for ever."""

from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Receive, Scope, Send

FOR_EVER = "public, max-age=31536000, immutable"


class Files:
    """Serves a folder. Another version's address is answered too (a page of before an update), but not kept."""

    def __init__(self, folder: Path, version: str) -> None:
        self._files = StaticFiles(directory=folder)
        self._version = version

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        version, _, name = scope["path"].removeprefix(scope.get("root_path", "")).lstrip("/").partition("/")
        if scope["type"] != "http" or not name:
            raise HTTPException(404)
        response: Response = await self._files.get_response(name, scope)
        response.headers["Cache-Control"] = FOR_EVER if version == self._version else "no-cache"
        response.headers["X-Content-Type-Options"] = "nosniff"
        await response(scope, receive, send)
