"""A place with agents at their phones: what `ring`, `free` and `calls` begin with."""

import contextlib
import itertools
import json
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.lib import peers, recordings, report, switch
from benchmarks.lib.place import Place, place
from benchmarks.lib.rings import Freed
from benchmarks.lib.sip_log import Message
from benchmarks.lib.sipp import Ended, Sipp
from benchmarks.lib.trouble import CannotMeasure
from yesline.kernel import clock
from yesline.running import children, roles
from yesline.running.home import CHECKOUT

CUSTOMERS = 20_000  # half of the callers are among them


@dataclass
class Staffed:
    """Agents whose phones are registered and proved reachable; nobody is signed in yet."""

    here: Place
    sipp: Sipp
    phones: list[str]
    number: str  # what callers dial to reach ours
    heard: list[Message]  # filled when the block is over
    _numbers: Iterator[str]

    @property
    def caller_sound(self) -> Path:
        """The tone callers say, as a file for SIPp."""
        return recordings.spoken(self.sipp.folder / "caller.alaw", recordings.CALLER_HZ)

    def callers(self, count: int) -> list[str]:
        """Numbers nobody has called from yet: known customers and strangers by turns."""
        return list(itertools.islice(self._numbers, count))

    def call(self, number: str, callers: Sequence[str], **how: Any) -> Ended:
        return self.sipp.call(number, callers=callers, **how)

    @contextlib.contextmanager
    def yesline(self, *, agents: int) -> Iterator["Finisher"]:
        """Ours, with the first so many agents signed in, and somebody who ends their notes for them."""
        self.sign_in(agents)
        with self.notes_ended() as finishing:
            yield finishing

    def sign_in(self, agents: int) -> None:
        """The first so many agents are ready to take ours' calls."""
        from benchmarks.lib import people  # noqa: PLC0415  tables are known only after django.setup()

        self._serving()
        people.sign_in(self.phones[:agents])

    @contextlib.contextmanager
    def notes_ended(self) -> Iterator["Finisher"]:
        """Somebody ends the agents' notes while the block runs; when it is over all are free again."""
        from benchmarks.lib import people  # noqa: PLC0415  tables are known only after django.setup()

        with finisher(self.here) as finishing:
            yield finishing
            switch.until("all agents are free again", people.nobody_busy, patience=15, look_every=0.1)

    def stop_yesline(self) -> None:
        """Peers are measured without our controller in the same Asterisk."""
        self.here.stop("controller")

    def _serving(self) -> None:
        """Start the controller if it is away, and wait until it has told flows of every phone."""
        from benchmarks.lib import people  # noqa: PLC0415  tables are known after django.setup()

        if self.here.is_running("controller"):
            return
        began_at = clock.now()
        self.here.start("controller")
        switch.until(
            "every phone is heard of", lambda: people.heard_of_all_since(began_at), patience=90, look_every=0.2
        )


@dataclass(frozen=True)
class Finisher:
    """The log of agents who ended their notes."""

    log: Path

    def freed(self, moment: str) -> list[Freed]:
        """When each became free; `moment` is one of the finisher's three."""
        lines = [json.loads(line) for line in self.log.read_text().splitlines()] if self.log.exists() else []
        return [Freed(at=line[moment], phone=line["phone"]) for line in lines]


@contextlib.contextmanager
def staffed(
    *, agents: int, sizes: Sequence[int], ring_ms: int, talk_ms: tuple[int, int], speaks: bool = False
) -> Iterator[Staffed]:
    """That many agents, all at their phones. `sizes`: for which numbers of agents app_queue has a queue.

    `speaks`: the phones say a tone all the time.
    """
    with place() as here:
        here.start_database()
        number, numbers = _loaded(here, agents)
        from benchmarks.lib import people  # noqa: PLC0415  tables are known after django.setup()

        secrets = people.secrets(here.key)
        here.start_telephone(
            most_calls=2000, also=lambda telephone: peers.configure(telephone, list(secrets), sizes=sizes)
        )
        sipp = Sipp(here)
        report.say("The controller, and the phones …")
        here.start("controller")
        sound = recordings.spoken(sipp.folder / "agent.alaw", recordings.AGENT_HZ) if speaks else None
        with sipp.phones(ring_ms=ring_ms, talk_ms=talk_ms, sound=sound) as heard:
            _register(sipp, secrets)
            yield Staffed(here, sipp, list(secrets), number, heard, numbers)


def _loaded(here: Place, agents: int) -> tuple[str, Iterator[str]]:
    here.use_django_as(roles.ENGINE)
    from benchmarks.lib import customers, people  # noqa: PLC0415  tables are known after django.setup()

    firms = people.organisations(1, agents_each=agents)
    customers.load(customers.Generator(firms, CUSTOMERS, seed=2026), here.database.url(roles.SUPERUSER))
    known = (customers.number_of(place) for place in range(1, CUSTOMERS + 1))
    strangers = (f"+7495{place:07d}" for place in itertools.count(1))
    return firms[0].number.e164, itertools.chain.from_iterable(zip(known, strangers, strict=False))


def _register(sipp: Sipp, secrets: dict[str, str]) -> None:
    from benchmarks.lib import people  # noqa: PLC0415  tables are known after django.setup()

    accepted = sipp.register(secrets)
    if accepted < len(secrets):
        raise CannotMeasure(f"Of {len(secrets)} phones only {accepted} could register.")
    switch.until("all phones are proved reachable", people.all_reachable, patience=90, look_every=0.2)


@contextlib.contextmanager
def finisher(here: Place) -> Iterator[Finisher]:
    """Agents end their notes at once while the block runs."""
    from benchmarks.lib import people  # noqa: PLC0415  tables are known after django.setup()

    listing = here.home.root / "agents.json"
    listing.write_text(json.dumps(people.users_and_phones()))
    target = here.home.root / f"finished-{time.time_ns()}.jsonl"
    said = here.home.log / "finisher.log"
    said.unlink(missing_ok=True)
    process = children.spawn(
        [sys.executable, "-m", "benchmarks.lib.finisher", listing, target],
        environment=here.house.environment(roles.WEB) | {"PYTHONPATH": f"{CHECKOUT}:{CHECKOUT / 'src'}"},
        log=said,
        death_signal=signal.SIGKILL,
        cwd=CHECKOUT,
    )
    try:
        switch.until("the finisher listens", lambda: "ready" in said.read_text(), patience=20)
        yield Finisher(target)
    finally:
        process.terminate()
        process.wait(10)
