"""Reading the environment, with a sentence for every value that cannot be used."""

import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, default)


def flag(name: str, *, default: bool = False) -> bool:
    value = os.environ.get(name, "").strip().lower()
    if value == "":
        return default
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    raise ImproperlyConfigured(f"{name} is '{value}'. Write 1 for yes or 0 for no.")


def path(name: str, default: Path) -> Path:
    value = os.environ.get(name, "")
    return Path(value).expanduser() if value else default


def database(name: str) -> dict[str, Any]:
    """Django's database settings from a postgresql:// URL; a `host` in the query names a socket folder."""
    url = os.environ.get(name, "")
    if not url:
        return {"ENGINE": "django.db.backends.postgresql", "NAME": "yesline"}
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ImproperlyConfigured(f"{name} must begin with postgresql://, not {parts.scheme}://.")
    query = parse_qs(parts.query)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")) or "yesline",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.get("host", [parts.hostname or ""])[0],
        "PORT": query.get("port", [str(parts.port or "")])[0],
    }
