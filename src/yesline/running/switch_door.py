"""Asterisk's door for whoever must get in when nothing else of ours works: plain HTTP, a deadline, no event loop."""

import http.client
import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

_PATIENCE = 2.0  # seconds for one answer


class Closed(Exception):
    """Asterisk did not answer in time, or refused; the message says which."""


@dataclass(frozen=True, kw_only=True)
class Door:
    """ARI of one Asterisk, at http://HOST:PORT."""

    url: str
    password: str = field(repr=False)
    user: str = "yesline"

    def ask(self, method: str, path: str, **query: str) -> Any:
        """One request; what came back, read. Raises `Closed`."""
        place = urlsplit(self.url)
        words = urlencode(query | {"api_key": f"{self.user}:{self.password}"})
        connection = http.client.HTTPConnection(place.hostname or "", place.port, timeout=_PATIENCE)
        try:
            connection.request(method, f"/ari/{quote(path)}?{words}")
            said = connection.getresponse()
            body = said.read()
        except (OSError, http.client.HTTPException) as error:
            raise Closed(f"Asterisk did not answer '{method} {path}': {error}") from error
        finally:
            connection.close()
        if said.status >= http.HTTPStatus.BAD_REQUEST:
            raise Closed(f"Asterisk refused '{method} {path}' ({said.status}).")
        return json.loads(body) if body else None

    def answers(self) -> bool:
        """Whether it does so at all."""
        try:
            self.ask("GET", "asterisk/ping")
        except Closed:
            return False
        return True
