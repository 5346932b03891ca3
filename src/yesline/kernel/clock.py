"""The one clock. It is read at the door (a view, the controller, the worker) and passed on as `at`."""

from datetime import UTC, datetime


def now() -> datetime:
    """This moment in UTC."""
    return datetime.now(UTC)
