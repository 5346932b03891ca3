"""Reading the environment, with a sentence for every value that cannot be used."""

import os
import re
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import psycopg
from django.core.exceptions import ImproperlyConfigured
from psycopg.conninfo import conninfo_to_dict

_PLACE = {"dbname", "user", "password", "host", "port"}  # what Django has names of its own for


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


def mail_server(name: str) -> dict[str, Any]:
    """Django's settings of mail from an smtp:// or smtps:// URL; empty: whatever this machine takes at port 25."""
    parts = urlsplit(os.environ.get(name, "") or "smtp://localhost:25")
    if parts.scheme not in {"smtp", "smtps"}:
        raise ImproperlyConfigured(f"{name} must begin with smtp:// or smtps://, not {parts.scheme}://.")
    return {
        "EMAIL_HOST": parts.hostname or "localhost",
        "EMAIL_PORT": parts.port or (465 if parts.scheme == "smtps" else 587),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_USE_TLS": parts.scheme == "smtp" and bool(parts.username),
        "EMAIL_TIMEOUT": 10,
    }


_THIS_MACHINE = {"localhost", "127.0.0.1", "::1"}


def identity_provider() -> dict[str, Any]:
    """allauth's settings of the OpenID Connect provider YESLINE_OIDC_SERVER; nothing without one."""
    server, client = text("YESLINE_OIDC_SERVER").rstrip("/"), text("YESLINE_OIDC_CLIENT")
    if not server:
        return {}
    parts = urlsplit(server)
    if parts.scheme != "https" and parts.hostname not in _THIS_MACHINE:
        raise ImproperlyConfigured("YESLINE_OIDC_SERVER must begin with https://, or anybody on the way could sign in.")
    if not client:
        raise ImproperlyConfigured("YESLINE_OIDC_SERVER is set: say in YESLINE_OIDC_CLIENT as whom it knows Yesline.")
    app = {
        # Who somebody is there says nothing of who they are elsewhere: another provider must have another name.
        "provider_id": re.sub(r"[^a-z0-9.]+", "-", f"{parts.netloc}{parts.path}".lower()).strip("-"),
        "name": text("YESLINE_OIDC_NAME") or parts.hostname,
        "client_id": client,
        "secret": text("YESLINE_OIDC_SECRET"),
        "settings": {"server_url": server, "oauth_pkce_enabled": True},
    }
    return {"openid_connect": {"APPS": [app]}}


def database(name: str) -> dict[str, Any]:
    """Django's database settings from a postgresql:// URL; a `host` in the query names a socket folder."""
    given = _address(name)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": given.get("dbname", "yesline"),
        "USER": given.get("user", ""),
        "PASSWORD": given.get("password", ""),
        "HOST": given.get("host", ""),
        "PORT": given.get("port", ""),
    }


def database_options(name: str) -> dict[str, Any]:
    """What else that URL asks of the connection: sslmode, sslrootcert, target_session_attrs …"""
    return {option: value for option, value in _address(name).items() if option not in _PLACE}


def _address(name: str) -> dict[str, str]:
    url = os.environ.get(name, "")
    if not url:
        return {}
    scheme = url.partition(":")[0]
    if scheme not in {"postgres", "postgresql"}:
        raise ImproperlyConfigured(f"{name} must begin with postgresql://, not {scheme}://.")
    try:
        return {option: str(value) for option, value in conninfo_to_dict(url).items()}
    except psycopg.Error as error:
        raise ImproperlyConfigured(f"{name} can't be read: {str(error).strip()}.") from error
