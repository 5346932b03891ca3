"""Pure decisions about promises."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from yesline.kernel.errors import NotNow
from yesline.promises.enums import PromiseState, Told

REMIND_BEFORE = timedelta(minutes=10)
QUIET_FOR = timedelta(minutes=5)  # between two alarms to one person: what fell due meanwhile is in the next one


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


def check_can_be_moved(state: str, *, due_at: datetime, to: datetime | None, told: str, at: datetime) -> datetime:
    """The new time. A promise is moved before it is late, and together with telling the customer; never silently."""
    if state != PromiseState.DUE:
        raise NotNow(_("This promise is settled already."))
    if due_at <= at:
        raise NotNow(_("It is late already and can't be moved. Keep it now; a lead sees it too."))
    if told not in Told.values:
        raise NotNow(_("Tell the customer first, and say how you did."))
    if to is None:
        raise NotNow(_("A promise needs a time: say by when."))
    if to <= at:
        raise NotNow(_("This time has passed already. Choose a later one."))
    return to


def check_can_be_released(state: str, *, why: str) -> None:
    """The customer doesn't want it any more: only they can say so."""
    if state != PromiseState.DUE:
        raise NotNow(_("This promise is settled already."))
    if not why.strip():
        raise NotNow(_("Write what the customer said."))


def may_be_reminded(last_at: datetime | None, *, at: datetime) -> bool:
    """Whether somebody may be alarmed again: one alarm for all that falls due, then quiet for a while."""
    return last_at is None or at - last_at >= QUIET_FOR
