"""`bin/yesline doctor`: every part in words, with the mend for what is wrong."""

import json
import os
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum

import httpx
import psycopg

from yesline.running import asterisk_sockets, children, external, ports, roles, state
from yesline.running.external import External
from yesline.running.home import CHECKOUT, Home
from yesline.running.postgres import Postgres
from yesline.running.state import State
from yesline.running.terminal import Terminal
from yesline.running.trouble import CannotStart


class Health(Enum):
    """How a part is."""

    WELL = "✓"
    WORTH_KNOWING = "·"
    BROKEN = "✗"


@dataclass(frozen=True)
class Finding:
    """One part, what was seen, and what mends it."""

    part: str
    health: Health
    words: str
    mend: str = ""


@dataclass(frozen=True)
class Patient:
    """The home that is looked at, and what runs on it."""

    home: Home
    running: State | None


Look = Callable[[Patient], Iterator[Finding]]
_STYLES = {Health.WELL: "green", Health.WORTH_KNOWING: "", Health.BROKEN: "red"}


def run(home: Home, terminal: Terminal) -> int:
    """Say how every part is. The exit code: 1 if something is broken."""
    broken = 0
    for finding in examine(home):
        terminal.say(f"{finding.health.value} {finding.part}: {finding.words}", style=_STYLES[finding.health])
        if finding.mend:
            terminal.say(f"    {finding.mend}")
        broken += finding.health is Health.BROKEN
    terminal.say("Nothing is broken." if not broken else f"{broken} broken.")
    return 1 if broken else 0


def examine(home: Home) -> Iterator[Finding]:
    """Look at every part. A look that fails is a finding itself."""
    patient = Patient(home, state.read(home))
    for look in LOOKS:
        try:
            yield from look(patient)
        except CannotStart as reason:
            yield Finding(_name(look), Health.BROKEN, str(reason))
        except (OSError, psycopg.Error, httpx.HTTPError) as reason:
            yield Finding(_name(look), Health.BROKEN, f"looking at it failed: {reason}")


def python(_: Patient) -> Iterator[Finding]:
    version = ".".join(str(number) for number in sys.version_info[:3])
    yield Finding("Python", Health.WELL, f"{version} in {sys.prefix}")


def processes(patient: Patient) -> Iterator[Finding]:
    home, running = patient.home, patient.running
    if running is None:
        yield Finding("Yesline", Health.BROKEN, f"does not run on {home.root}", "Start it: bin/up")
        return
    if children.runs(running.pid):
        yield Finding("Yesline", Health.WELL, f"{running.origin}, process {running.pid}")
    else:
        words = f"its supervisor, process {running.pid}, is stopped: calls go on, and nobody replaces a part that ends"
        yield Finding("Yesline", Health.BROKEN, words, f"Let it go on: kill -CONT {running.pid}")
    for name, pid in running.parts.items():
        if children.is_alive(pid):
            yield Finding(name, Health.WELL, f"process {pid}")
        else:
            yield Finding(
                name,
                Health.BROKEN,
                "is down; it is started again within a second",
                f"Its log is in {home.log}",
            )


def database(patient: Patient) -> Iterator[Finding]:
    url = os.environ.get("DATABASE_URL")
    server = External(patient.home, url, os.environ) if url else Postgres(patient.home)
    if isinstance(server, Postgres) and not server.is_running():
        yield Finding("Database", Health.BROKEN, "is not running", "It starts with the rest: bin/up")
        return
    with psycopg.connect(server.url(roles.WEB), connect_timeout=5) as connection:
        external.check_server(connection)
        external.check_search(connection)
        (now,) = connection.execute("SELECT extract(epoch FROM clock_timestamp())").fetchone() or (0,)
        version = connection.info.parameter_status("server_version")
    yield Finding("Database", Health.WELL, f"PostgreSQL {version}, reached as {roles.WEB}, sees Cyrillic")
    yield _clock(apart=abs(float(now) - time.time()))


def telephone(patient: Patient) -> Iterator[Finding]:
    home, running = patient.home, patient.running
    program = home.parts / "asterisk" / "bin" / "asterisk"
    if not program.exists():
        yield Finding(
            "Telephone",
            Health.BROKEN,
            "Asterisk is not installed",
            "bin/up installs it; it needs the network once",
        )
        return
    if running is None or running.ari is None or running.sip is None:
        yield Finding("Telephone", Health.BROKEN, "Asterisk is not running", "Start without --no-telephone: bin/up")
        return
    login = ("yesline", home.secret("ari-password"))
    about = httpx.get(f"{running.ari}/ari/asterisk/info", auth=login, timeout=5).raise_for_status().json()
    yield Finding("Telephone", Health.WELL, f"Asterisk {about['system']['version']} answers at {running.ari}")
    yield _sip(running.sip)
    applications = httpx.get(f"{running.ari}/ari/applications", auth=login, timeout=5).raise_for_status().json()
    yield _controller(connected=any(application["name"] == "yesline" for application in applications))


def strangers(patient: Patient) -> Iterator[Finding]:
    """Who has tried to get in by SIP since the controller was started (telephony/crowds.py)."""
    written = patient.home.asterisk / "log" / "strangers.json"
    if not written.exists():
        return
    tries: dict[str, int] = json.loads(written.read_text())["tries"]
    most = max(tries, key=tries.__getitem__)
    words = f"{sum(tries.values())} tries to get in by SIP, most from {most}; nobody got in, nobody is blocked"
    yield Finding("Strangers", Health.WORTH_KNOWING, words, "What a firewall can do: docs/runbooks/flood.md")


def ears(patient: Patient) -> Iterator[Finding]:
    running = patient.running
    if running is None or running.sip is None or "Asterisk" not in running.parts:
        return
    sip = int(running.sip.rpartition(":")[2])
    words, mend = asterisk_sockets.said_of(running.parts["Asterisk"], patient.home.asterisk, sip=sip)
    yield Finding("Ears", Health.BROKEN if mend else Health.WELL, words, mend)


def sounds(patient: Patient) -> Iterator[Finding]:
    folder = next(patient.home.parts.glob("asterisk/**/sounds"), None)
    languages = sorted({path.name[:2] for path in folder.glob("??_*")}) if folder else []
    if languages:
        yield Finding("Sounds", Health.WELL, f"recorded by people, in {', '.join(languages)}")
    else:
        yield Finding(
            "Sounds",
            Health.WORTH_KNOWING,
            "there are no recorded prompts; callers hear ring tone only",
            "bin/up fetches them",
        )


def door(patient: Patient) -> Iterator[Finding]:
    home, running = patient.home, patient.running
    if running is None:
        return
    trusted = home.root / "yesline-authority.pem"
    verify = str(trusted) if running.origin.startswith("https") else True
    began = time.monotonic()
    answer = httpx.get(running.origin, timeout=10, follow_redirects=True, verify=verify)
    took = (time.monotonic() - began) * 1000
    if answer.is_success:
        yield Finding("Pages", Health.WELL, f"{running.origin} answers in {took:.0f} ms")
    else:
        yield Finding(
            "Pages",
            Health.BROKEN,
            f"{running.origin} answers {answer.status_code}",
            f"See {home.log}/front.log",
        )


def room(patient: Patient) -> Iterator[Finding]:
    free = shutil.disk_usage(patient.home.root if patient.home.root.exists() else CHECKOUT).free
    words = f"{free / 1e9:.1f} GB free for {patient.home.root}"
    if free < 1_000_000_000:
        yield Finding("Disk", Health.BROKEN, words, "Make room: a recorded hour takes 115 MB until it is packed")
    else:
        yield Finding("Disk", Health.WELL, words)


def tests(_: Patient) -> Iterator[Finding]:
    if shutil.which("chromium") is None:
        words = "chromium is not installed; only the story tests miss it"
        yield Finding("Tests", Health.WORTH_KNOWING, words, "apt-get install chromium, or run bin/test as root")


LOOKS: tuple[Look, ...] = (python, room, processes, database, telephone, ears, strangers, sounds, door, tests)


def _name(look: Look) -> str:
    return look.__name__.capitalize()


def _clock(*, apart: float) -> Finding:
    if apart > 1:
        return Finding(
            "Clock",
            Health.BROKEN,
            f"this machine and the database are {apart:.1f} s apart",
            "Run NTP on both",
        )
    return Finding("Clock", Health.WELL, "this machine and the database agree")


def _sip(sip: str) -> Finding:
    host, _, port = sip.rpartition(":")
    if ports.is_free(ports.UDP, host, int(port)):
        return Finding("SIP", Health.BROKEN, f"nobody listens on {sip}", "Restart: Ctrl-C, then bin/up")
    return Finding("SIP", Health.WELL, f"calls come in at {sip} (UDP)")


def _controller(*, connected: bool) -> Finding:
    if connected:
        return Finding("Controller", Health.WELL, "is connected to the switch")
    return Finding(
        "Controller",
        Health.BROKEN,
        "is not connected to the switch; callers reach the on-duty phones only",
        "See controller.log",
    )
