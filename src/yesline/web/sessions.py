"""Sessions in the database, under a hash of their key: whoever can read the table can't go on as somebody in it."""

import hashlib
from typing import Any

from django.contrib.sessions.backends import db
from django.core.exceptions import SuspiciousOperation
from django.utils import timezone


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
