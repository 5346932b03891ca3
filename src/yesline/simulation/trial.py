"""What callers are told, held against what becomes of them."""

from dataclasses import dataclass

from yesline.routing import estimate
from yesline.simulation import theory, world
from yesline.simulation.day import Call, Day, day

SAID_FROM = 20.0  # seconds; whoever is likely answered sooner hears ringing and is told nothing
SHARE = 0.9
_THEORY_FOR_EVERY = 25  # of those who are told something: theory takes its time


@dataclass(frozen=True)
class Trial:
    """A day of calls. `told` are those who had to wait and heard a number of minutes."""

    calls: list[Call]
    told: list[Call]

    def within(self, calls: list[Call]) -> float | None:
        """The share of them that were answered within what they were told."""
        kept = [call for call in calls if call.told and _waited(call) <= call.told.said * 60]
        return len(kept) / len(calls) if calls else None

    def within_likely(self) -> float | None:
        """The same for the 90 % point as it is, before it becomes a step."""
        kept = [call for call in self.told if call.told and _waited(call) <= call.told.likely]
        return len(kept) / len(self.told) if self.told else None

    def within_theirs(self) -> float | None:
        """The same for app_queue, of those to whom it would have told a number of minutes."""
        told = [call for call in self.calls if call.theirs]
        return sum(_waited(call) <= call.theirs * 60 for call in told) / len(told) if told else None

    def width(self) -> float | None:
        """What was told, in sum, as a multiple of the theoretical quantiles."""
        compared = [(call.told.said * 60, call.theory) for call in self.told if call.told and call.theory]
        theoretical = sum(quantile for _, quantile in compared)
        return sum(said for said, _ in compared) / theoretical if theoretical else None


def trial(load: world.Load, *, calls: int, seed: int) -> Trial:
    """Let so many people ring, and remember what each who waits is told at the beginning."""
    told: list[Call] = []

    def look(now: Day, call: Call) -> None:
        call.told = now.wait(call)
        call.theirs = now.theirs(call)
        if call.told is None or call.told.likely < SAID_FROM or call.told.said == estimate.LONGER:
            return
        told.append(call)
        if len(told) % _THEORY_FOR_EVERY == 0:
            call.theory = theory.quantile(now, call, SHARE)

    virtual = day(load, seed=seed)
    virtual.run(calls, look=look)
    return Trial(calls=virtual.calls, told=told)


def _waited(call: Call) -> float:
    return (call.answered or float("inf")) - call.arrived
