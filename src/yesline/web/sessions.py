"""Sessions in the database, under a hash of their key: whoever can read the table can't go on as somebody in it."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.sessions.backends import db
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest
from django.utils import timezone

_BEGAN = "began"


class SessionStore(db.SessionStore):
    """Django's, but the browser's key is never written down. The key has 165 bits by chance, so one hash is enough."""

    def exists(self, session_key: str) -> bool:
        return super().exists(_kept_as(session_key))

    def create_model_instance(self, data: dict[str, Any]) -> Any:
        row = super().create_model_instance(data)
        row.session_key = _kept_as(row.session_key)
        return row

    def delete(self, session_key: str | None = None) -> None:
        key = session_key or self.session_key
        if key is not None:
            super().delete(_kept_as(key))

    def _get_session_from_db(self) -> Any:
        """The row, or None; what is no session of ours is forgotten, as Django does it."""
        try:
            kept = _kept_as(self.session_key or "")
            return self.model.objects.get(session_key=kept, expire_date__gt=timezone.now())
        except (self.model.DoesNotExist, SuspiciousOperation):
            self._session_key = None
            return None


def _kept_as(key: str) -> str:
    """What stands in the table instead of a key: as many characters as the column holds."""
    return hashlib.sha256(key.encode()).hexdigest()[:40]


@dataclass(frozen=True)
class SignedIn:
    """One browser in which somebody is signed in."""

    name: str  # what the table calls it; useless as a key
    browser: str
    since: datetime | None
    this: bool


def remember(request: HttpRequest, *, at: datetime) -> None:
    """Once for each session: since when, and with which browser, for the person's own list."""
    if _BEGAN not in request.session:
        request.session[_BEGAN] = {"at": at.isoformat(), "browser": _browser(request.META.get("HTTP_USER_AGENT", ""))}


def of(user_id: int, *, this: str | None) -> list[SignedIn]:
    """Where a user is signed in, the newest first."""
    found = []
    for row in db.SessionStore.get_model_class().objects.filter(expire_date__gt=timezone.now()):
        data = SessionStore().decode(row.session_data)
        if str(data.get("_auth_user_id")) == str(user_id):
            began = data.get(_BEGAN, {})
            since = datetime.fromisoformat(began["at"]) if "at" in began else None
            mine = this is not None and row.session_key == _kept_as(this)
            found.append(SignedIn(row.session_key, began.get("browser", ""), since, mine))
    return sorted(found, key=lambda one: (not one.this, -(one.since.timestamp() if one.since else 0)))


def end(user_id: int, name: str) -> None:
    """End one of a user's own sessions; any other name ends nothing."""
    if name in {one.name for one in of(user_id, this=None)}:
        db.SessionStore().delete(name)


def _browser(said: str) -> str:
    """Firefox, Linux: as much as helps somebody to know their own."""
    browsers = {"Firefox/": "Firefox", "Edg/": "Edge", "OPR/": "Opera", "Chrome/": "Chrome", "Safari/": "Safari"}
    systems = {"Android": "Android", "iPhone": "iPhone", "Windows": "Windows", "Mac OS": "macOS", "Linux": "Linux"}
    names = [next((name for mark, name in known.items() if mark in said), "") for known in (browsers, systems)]
    return ", ".join(name for name in names if name)
