"""Pure decisions about promises."""

from datetime import datetime

from django.utils.translation import gettext as _

from yesline.kernel.errors import NotNow
from yesline.promises.enums import PromiseState


def check_can_be_made(*, what: str, due_at: datetime | None, at: datetime) -> datetime:
    """The time by which it can be promised. Raises NotNow when there is none, or it has passed."""
    if not what.strip():
        raise NotNow(_("Write what we promise."))
    if due_at is None:
        raise NotNow(_("A promise needs a time: say by when."))
    if due_at <= at:
        raise NotNow(_("This time has passed already. Choose a later one."))
    return due_at


def check_can_be_kept(state: str) -> None:
    if state != PromiseState.DUE:
        raise NotNow(_("This promise has been kept already."))
