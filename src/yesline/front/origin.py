"""Where a request says it comes from."""

from urllib.parse import urlsplit

from django.conf import settings
from django.http.request import split_domain_port, validate_host
from starlette.requests import HTTPConnection


def host_is_ours(door: HTTPConnection) -> bool:
    """The name the browser used is one we serve under (else another site's name points at us)."""
    domain, _port = split_domain_port(door.headers.get("host", ""))
    return bool(domain) and validate_host(domain, settings.ALLOWED_HOSTS)


def page_is_ours(door: HTTPConnection) -> bool:
    """The page that opens a websocket came from this very origin; browsers always say so."""
    origin = urlsplit(door.headers.get("origin", ""))
    secure = door.url.scheme in {"https", "wss"}
    return origin.netloc == door.headers.get("host", "") and origin.scheme == ("https" if secure else "http")
