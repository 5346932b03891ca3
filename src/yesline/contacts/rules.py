"""Who is owed a call back, when, and at which number: pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

SHORT_LEAVING = timedelta(seconds=5)  # who hangs up sooner is owed no call back
BREATH = timedelta(seconds=10)  # whoever has just hung up gets the hand off the phone
JUST_RANG = timedelta(minutes=30)  # so long quiet hours don't hold: who rang tonight is answered tonight
ONE_CLICK = timedelta(seconds=15)  # an agent who chose whom to call is the only one to be rung for so long
# After each call that reached nobody. After the last one a person decides: nobody is dropped.
PAUSES = (
    timedelta(minutes=2),
    timedelta(minutes=15),
    timedelta(hours=1),
    timedelta(hours=4),
    timedelta(days=1),
)


@dataclass(frozen=True)
class Quiet:
    """When an organisation's customers are left in peace, by its own clocks; never if both are the same."""

    zone: ZoneInfo
    since: time
    until: time

    def holds(self, moment: datetime) -> bool:
        wall = moment.astimezone(self.zone).time()
        if self.since <= self.until:
            return self.since <= wall < self.until
        return wall >= self.since or wall < self.until

    def over(self, moment: datetime) -> datetime:
        """That moment, or when the quiet hours it falls into end."""
        if not self.holds(moment):
            return moment
        wall = moment.astimezone(self.zone)
        morning = wall.replace(hour=self.until.hour, minute=self.until.minute, second=0, microsecond=0)
        if morning <= wall:
            morning = (wall + timedelta(days=1)).replace(
                hour=self.until.hour, minute=self.until.minute, second=0, microsecond=0
            )
        return morning.astimezone(moment.tzinfo)


def is_owed(*, arrived_at: datetime, left_at: datetime, lost: bool, numbers: Sequence[str]) -> bool:
    """Whoever waited longer than a slip of the finger, or did not hang up at all but was lost; and has a number."""
    return bool(numbers) and (lost or left_at - arrived_at >= SHORT_LEAVING)


def next_call(tries: int, *, at: datetime, quiet: Quiet) -> datetime | None:
    """When to call again after so many calls that reached nobody; None: a person decides."""
    return quiet.over(at + PAUSES[tries - 1]) if 0 < tries <= len(PAUSES) else None


def number_to_call(tries: int, numbers: Sequence[str]) -> str:
    """The one they rang from twice, then every other of theirs in turn with it."""
    return numbers[0] if tries < 2 else numbers[(tries - 1) % len(numbers)]
