"""A Yesline of its own for one measurement: fresh home, free ports, the product's own processes."""

import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import django

from benchmarks.lib import report
from benchmarks.lib.trouble import CannotMeasure
from yesline.config import env
from yesline.running import children, ports, roles
from yesline.running.asterisk import Asterisk, Ports, Trunk, install
from yesline.running.home import CHECKOUT, Home, from_environment
from yesline.running.house import House, Wishes
from yesline.running.parts import OwnPart, PostgresPart, TelephonePart
from yesline.running.postgres import Postgres
from yesline.running.supervisor import Supervisor
from yesline.running.terminal import Terminal

CALLERS, PHONES = "127.0.0.2", "127.0.0.3"  # the trunk's address, and that of the agents' phones
_MODULES = {"controller": ("yesline.telephony", roles.ENGINE), "worker": ("yesline.work", roles.ENGINE)}


class Place:
    """Database with tables, telephone if wanted; `start` and `stop` own processes by name."""

    def __init__(self, home: Home) -> None:
        self.home = home
        self.supervisor = Supervisor(Terminal(sys.stderr))
        self.database = Postgres(home)
        self.house = House(
            home=home, wishes=Wishes(example=False), terminal=Terminal(sys.stderr), supervisor=self.supervisor
        )
        self.house.database = self.database
        self.house.port = ports.free_tcp(8500)
        self.house.origin = f"http://127.0.0.1:{self.house.port}"
        self._own: dict[str, OwnPart] = {}

    @property
    def telephone(self) -> Asterisk:
        if self.house.telephone is None:
            raise CannotMeasure("This measurement was started without a telephone.")
        return self.house.telephone

    @property
    def key(self) -> str:
        """The secret key of its processes."""
        return self.home.secret("secret-key")

    @property
    def sip(self) -> str:
        """Where Asterisk takes calls, address:port."""
        return f"{self.telephone.ports.sip_address}:{self.telephone.ports.sip}"

    @property
    def sipp(self) -> Path:
        """SIPp, which comes with our Asterisk."""
        return self.telephone.prefix / "bin" / "sipp"

    def start_database(self) -> None:
        report.say("PostgreSQL and the tables …")
        self.supervisor.start(PostgresPart(self.database))
        said = children.run(
            [sys.executable, "-m", "yesline.running.prepare"],
            environment=self.house.environment(roles.OWNER),
            cwd=CHECKOUT,
        )
        if said.returncode:
            raise CannotMeasure(f"The tables could not be made:\n{said.stdout[-2000:]}")

    def start_telephone(self, *, most_calls: int, also: Callable[[Asterisk], None] | None = None) -> None:
        """Start our Asterisk; `also` may add to its written configuration what only the peer needs."""
        report.say("Asterisk …")
        install(self.home.parts, report.say)
        sip = ports.free_udp(15160)
        first = 30000 + 4000 * (sip % 5)
        where = Ports(sip=sip, http=ports.free_tcp(18188), rtp_first=first, rtp_last=first + 3999)
        trunk = Trunk(name="demo", addresses=(CALLERS,), max_calls=most_calls)
        self.house.telephone = Asterisk(self.home, ports=where, trunks=[trunk], media_address="127.0.0.1")
        self.telephone.prepare()
        if also is not None:
            also(self.telephone)
        self.supervisor.start(TelephonePart(self.telephone, self.home))

    def start(self, name: str) -> int:
        """Start the controller or the worker and wait until it serves; returns its process id."""
        module, role = _MODULES[name]
        part = OwnPart(name, module, environment=self.house.environment(role), home=self.home)
        self._own[name] = part
        process = part.start()
        part.wait_ready()
        return process.pid

    def stop(self, name: str) -> None:
        """Stop one of those."""
        self._own.pop(name).stop()

    def is_running(self, name: str) -> bool:
        return name in self._own

    def stop_everything(self) -> None:
        for part in self._own.values():
            part.stop()
        self.supervisor.stop()

    def outside(self) -> dict[str, str]:
        """The environment of a process of the benchmark's own: it knows Asterisk, and no database."""
        known = self.house.environment(roles.ENGINE) | {"PYTHONPATH": f"{CHECKOUT}:{CHECKOUT / 'src'}"}
        del known["YESLINE_DATABASE_URL"]
        return known

    def use_django_as(self, role: str) -> None:
        """From now on this very process reads and writes tables as that role."""
        os.environ.update(self.house.environment(role))
        django.setup()
        from django.db import connection  # noqa: PLC0415  settings are there only now

        connection.close()
        connection.close_pool()  # type: ignore[attr-defined] # PostgreSQL's has it
        connection.settings_dict |= env.database("YESLINE_DATABASE_URL")


@contextmanager
def place() -> Iterator[Place]:
    """A place that is gone afterwards, with all its processes and files."""
    folder = Path(tempfile.mkdtemp(prefix="yesline-bench-"))
    folder.chmod(0o755)
    made = Place(Home(root=folder / "home", parts=from_environment().parts))
    try:
        yield made
    finally:
        made.stop_everything()
        shutil.rmtree(folder, ignore_errors=True)
