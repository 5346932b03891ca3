"""When somebody may be asked whether it is over, and how long their silence has to last."""

from datetime import datetime, time, timedelta

from django.utils.translation import gettext as _

from yesline.cases.enums import AskedBy
from yesline.kernel.errors import NotNow

TIMES = 2  # asked, at least
ASK_AGAIN_AFTER = timedelta(hours=20)  # not twice on one day
SILENT_FOR = timedelta(hours=48)  # after the second time
DECENT = (time(9), time(20))  # on the organisation's wall


def check_can_ask(*, how: str, silences: int, silent_since: datetime | None, wall: time, at: datetime) -> None:
    """Whether they may be asked now. `wall`: the time of day where they are."""
    if how not in AskedBy.values:
        raise NotNow(_("Say how you asked."))
    if silences >= TIMES:
        raise NotNow(_("They have been asked twice. If they stay silent it ends by itself."))
    if silent_since is not None and at < silent_since + ASK_AGAIN_AFTER:
        raise NotNow(_("They were asked less than a day ago. Ask again tomorrow."))
    if not DECENT[0] <= wall < DECENT[1]:
        raise NotNow(_("Ask at a decent time: from 9 to 20 o'clock where they are."))


def ends_at(silences: int, at: datetime) -> datetime | None:
    """When their silence ends it, asked so often by now; None: not yet."""
    return at + SILENT_FOR if silences >= TIMES else None
