"""The one clock. It is read at the door (a view, the controller, the worker) and passed on as `at`."""

from datetime import UTC, datetime


def now() -> datetime:
    """This moment in UTC."""
    return on_the_wall()


def on_the_wall() -> datetime:
    """What every other clock in the world shows too: for proofs that another machine compares with its own."""
    return datetime.now(UTC)
