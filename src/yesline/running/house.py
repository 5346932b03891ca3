"""The whole house on one machine: its parts, in the order they are started."""

import contextlib
import datetime as dt
import json
import os
import shutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field

from yesline.running import certificate, children, ports, roles, state
from yesline.running.asterisk import Asterisk
from yesline.running.asterisk import Ports as TelephonePorts
from yesline.running.asterisk import install as install_telephone
from yesline.running.external import External
from yesline.running.home import CHECKOUT, Home
from yesline.running.parts import OwnPart, PostgresPart, TelephonePart
from yesline.running.postgres import Postgres
from yesline.running.supervisor import Part, Supervisor
from yesline.running.terminal import Terminal
from yesline.running.trouble import CannotStart

_FRONT, _SIP, _HTTP, _RTP = 8400, 5160, 8188, 21000
_ROOM_NEEDED = 500_000_000  # bytes
_NO_ROOM = 20_000_000
_EVERYWHERE = "0.0.0.0"  # noqa: S104  that is what --lan asks for
_MAKE_ROOM = "Make room, or choose another place: `bin/up --home DIR`."
_PROCESSES = {
    "watchdog": ("yesline.running.watchdog", roles.NOBODY),
    "controller": ("yesline.telephony", roles.ENGINE),
    "worker": ("yesline.work", roles.ENGINE),
    "front": ("yesline.front", roles.WEB),
    "stagehand": ("yesline.example", roles.OWNER),
}
# Seconds without a sign of life after which a part counts as hung. A false alarm costs a start; conversations go on.
_SILENT_FOR = {"watchdog": 5.0, "controller": 5.0, "front": 10.0, "worker": 30.0}
_OURS_ALONE = ("DATABASE_URL", "DATABASE_URL_WEB", "DATABASE_URL_ENGINE", "DJANGO_SETTINGS_MODULE")


@dataclass(frozen=True, kw_only=True)
class Wishes:
    """What the person who starts us chose."""

    port: int = _FRONT
    lan: bool = False
    telephone: bool = True
    example: bool = True


@dataclass(kw_only=True)
class House:
    """Everything that runs on one home. `start` fills in where it is reached."""

    home: Home
    wishes: Wishes
    terminal: Terminal
    supervisor: Supervisor
    database: Postgres | External = field(init=False)
    telephone: Asterisk | None = None
    port: int = 0
    origin: str = ""
    number: str = ""
    founder: str = ""  # the secret of the link for the first administrator, while there is none
    people: Sequence[Sequence[str]] = ()
    _before: state.State | None = None

    def start(self) -> None:
        """Start all parts, in order. On `CannotStart` the supervisor still has to stop those it started."""
        self.home.prepare()
        self._before = state.left_behind(self.home)
        self._check_room()
        self._choose_address()
        with self.terminal.step("PostgreSQL"):
            self._start_database()
        self._start_telephone()
        with self.terminal.step("Tables, example, static files"):
            self._prepare()
        for name in self._own_parts():
            with self.terminal.step(name.capitalize()):
                self.supervisor.start(self._own_part(name))
        self._write_down(ready=True)

    def is_disk_full(self) -> str:
        """A sentence if that is why things fail, else nothing."""
        full = shutil.disk_usage(self.home.root).free < _NO_ROOM
        return f"The disk where {self.home.root} lies is full. {_MAKE_ROOM}" if full else ""

    def note(self) -> None:
        """Write down anew which processes run, after one was started again. A full disk stops nothing."""
        with contextlib.suppress(OSError):
            self._write_down(ready=True)

    def environment(self, role: str) -> dict[str, str]:
        """What a process of ours is told, besides what this one was."""
        inherited = {name: value for name, value in os.environ.items() if name not in _OURS_ALONE}
        database = {"YESLINE_DATABASE_URL": self.database.url(role)} if role != roles.NOBODY else {}
        return inherited | self._place() | self._line() | database

    def _place(self) -> dict[str, str]:
        return {
            "PYTHONPATH": str(CHECKOUT / "src"),
            "PYTHONUNBUFFERED": "1",
            "DJANGO_SETTINGS_MODULE": "yesline.config.settings",
            "YESLINE_HOME": str(self.home.root),
            "YESLINE_PARTS": str(self.home.parts),
            "YESLINE_SECRET_KEY": self.home.secret("secret-key"),
            "YESLINE_ORIGIN": self.origin,
            "YESLINE_EXAMPLE": "1" if self.wishes.example else "",
            "YESLINE_POOL": "1",
            "YESLINE_RECORDINGS": str(self.home.recordings),
        } | self._door()

    def _door(self) -> dict[str, str]:
        if not self.wishes.lan:
            return {"YESLINE_BIND": self._bind, "YESLINE_PORT": str(self.port)}
        address = ports.own_address()
        files = certificate.provide(self.home, certificate.own_names(address), at=dt.datetime.now(dt.UTC))
        return {
            "YESLINE_BIND": self._bind,
            "YESLINE_PORT": str(self.port),
            "YESLINE_LAN": "1",
            "YESLINE_TLS_CERT": str(files.chain),
            "YESLINE_TLS_KEY": str(files.key),
        }

    @property
    def _bind(self) -> str:
        return _EVERYWHERE if self.wishes.lan else "127.0.0.1"

    def _line(self) -> dict[str, str]:
        if self.telephone is None:
            return {"YESLINE_ARI_URL": "", "YESLINE_SIP": ""}
        return {
            "YESLINE_ARI_URL": self.telephone.ari_url,
            "YESLINE_ARI_PASSWORD": self.telephone.ari_password,
            "YESLINE_SIP": self.sip or "",
            "YESLINE_SIP_SEEN": f"{self._seen}:{self.telephone.ports.sip}",
            "YESLINE_MONITOR": str(self.telephone.monitor),
            "YESLINE_SERVED": str(self.home.log / "served.pulse"),
        }

    @property
    def sip(self) -> str | None:
        if self.telephone is None:
            return None
        return f"{self._here}:{self.telephone.ports.sip}"

    @property
    def _seen(self) -> str:
        """Where telephones elsewhere find us."""
        named = os.environ.get("YESLINE_MEDIA_ADDRESS")
        return named or ports.own_address() if self._sip_bind == _EVERYWHERE else self._sip_bind

    @property
    def _here(self) -> str:
        """Where telephones on this very machine find us."""
        return "127.0.0.1" if self._sip_bind == _EVERYWHERE else self._sip_bind

    @property
    def _sip_bind(self) -> str:
        return os.environ.get("YESLINE_SIP_BIND") or self._bind

    def _check_room(self) -> None:
        free = shutil.disk_usage(self.home.root).free
        if free < _ROOM_NEEDED:
            raise CannotStart(
                f"Only {free // 1_000_000} MB are free where {self.home.root} lies; Yesline needs "
                f"{_ROOM_NEEDED // 1_000_000} MB to start, and more for recordings.\n{_MAKE_ROOM}"
            )

    def _choose_address(self) -> None:
        found = ports.take_tcp(self.wishes.port, host=self._bind)
        self.port = self._free("pages", self.wishes.port, found)
        address = ports.own_address() if self.wishes.lan else "127.0.0.1"
        self.origin = f"{'https' if self.wishes.lan else 'http'}://{address}:{self.port}"
        self._write_down(ready=False)

    def _start_database(self) -> None:
        url = os.environ.get("DATABASE_URL")
        if url:
            self.database = External(self.home, url, os.environ)
            self.database.start()
        else:
            self.database = Postgres(self.home)
            self.supervisor.start(PostgresPart(self.database))

    def _start_telephone(self) -> None:
        """Without a telephone the rest is still worth having, so its troubles are said and lived with."""
        if not self.wishes.telephone:
            return
        try:
            with self.terminal.step("Asterisk"):
                install_telephone(self.home.parts, self.terminal.say)
                self.telephone = self._prepared_telephone()
                self.supervisor.start(TelephonePart(self.telephone, self.home))
        except (CannotStart, OSError) as reason:
            self.telephone = None
            self.terminal.warn(f"There is no telephone: {reason}\nThe rest runs without it.")

    def _prepared_telephone(self) -> Asterisk:
        at_sip, at_http = self._ports_before()
        sip = self._free("telephone calls (SIP)", at_sip, ports.take_udp(at_sip, host=self._sip_bind))
        http = self._free("the switch (ARI)", at_http, ports.take_tcp(at_http))
        sound = _RTP + 1000 * (sip - _SIP) % 40_000  # two homes on one machine: two ranges
        telephone = Asterisk(
            self.home,
            ports=TelephonePorts(sip=sip, http=http, rtp_first=sound, rtp_last=sound + 999, sip_address=self._sip_bind),
            trunks=(),  # the controller brings those of the table
            media_address=os.environ.get("YESLINE_MEDIA_ADDRESS") or None,
        )
        telephone.prepare()
        return telephone

    def _ports_before(self) -> tuple[int, int]:
        """After a supervisor was killed, phones look for us where we were."""
        if self._before is None or not (self._before.sip and self._before.ari):
            return _SIP, _HTTP
        return int(self._before.sip.rpartition(":")[2]), int(self._before.ari.rpartition(":")[2])

    def _free(self, what: str, wanted: int, found: int) -> int:
        if found != wanted:
            self.terminal.warn(f"Port {wanted} is taken by another program; {what} use {found}.")
        return found

    def _prepare(self) -> None:
        words = [sys.executable, "-m", "yesline.running.prepare"]
        said = children.run(words, environment=self.environment(roles.OWNER) | {"YESLINE_POOL": ""}, cwd=CHECKOUT)
        if said.returncode:
            log = self.home.log / "prepare.log"
            with contextlib.suppress(OSError):
                log.write_text(said.stdout)
            reason = said.stdout.strip().rpartition("\n")[2]
            raise CannotStart(f"Tables and example could not be made ready: {reason}\nMore is in {log}.")
        example = json.loads(said.stdout.splitlines()[-1])
        self.people, self.number = example.get("people", []), example.get("number", "")
        self.founder = example.get("founder", "")

    def _own_parts(self) -> list[str]:
        switch = ["watchdog", "controller"] if self.telephone else []
        return [*switch, "worker", "front", *(["stagehand"] if self.wishes.example else [])]

    def _own_part(self, name: str) -> Part:
        module, role = _PROCESSES[name]
        environment = self.environment(role)
        return OwnPart(name, module, environment=environment, home=self.home, may_be_silent_for=_SILENT_FOR.get(name))

    def _write_down(self, *, ready: bool) -> None:
        now = state.State(
            pid=os.getpid(),
            origin=self.origin,
            sip=self.sip,
            ari=self.telephone.ari_url if self.telephone else None,
            ready=ready,
            number=self.number,
            parts=self.supervisor.processes(),
        )
        state.write(self.home, now)
