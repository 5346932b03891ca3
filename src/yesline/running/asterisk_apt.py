"""Debian packages by apt's own means, in a folder of ours: nothing of the host's packages is touched."""

import os
import re
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

from yesline.running.trouble import CannotStart

SUITE = "forky"  # the oldest Debian that has Asterisk 22
_KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
_CONFIGURATION = """
Dir::State "{folder}/state";
Dir::State::status "{folder}/status";
Dir::Cache "{folder}/cache";
APT::Install-Recommends "0";
APT::Sandbox::User "root";
Acquire::Languages "none";
Acquire::Retries "3";
Acquire::Check-Valid-Until "false";
Debug::NoLocking "1";
"""
_OWN_SOURCES = """
Dir::Etc::sourcelist "{folder}/sources.list";
Dir::Etc::sourceparts "-";
"""


@dataclass(frozen=True, order=True)
class Package:
    """One package as apt's signed lists name it."""

    name: str
    version: str


class PrivateApt:
    """An apt with lists and a cache of its own. Of the host it uses the mirror, the proxy and the keys.

    Works without root. An expired list is accepted (mirrors are frozen or late), an unsigned one never.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for place in ("state/lists/partial", "cache/archives/partial"):
            (folder / place).mkdir(parents=True)
        (folder / "status").touch()
        mirror = _debian_mirror()
        self.source = f"Debian {SUITE}" if mirror else "this machine's own package sources"
        configuration = _CONFIGURATION + (_OWN_SOURCES if mirror else "")
        (folder / "apt.conf").write_text(configuration.format(folder=folder))
        if mirror:
            line = f"deb [signed-by={_keyring()}] {mirror} {SUITE} main\n"
            (folder / "sources.list").write_text(line)

    def update(self) -> None:
        """Fetch the signed lists."""
        self._run("apt-get", "-qq", "update", "--error-on=any")

    def resolve(self, names: Sequence[str]) -> list[Package]:
        """The named packages and all they depend on, as if nothing were installed here, in order of name."""
        said = self._run("apt-get", "install", "-qq", "-y", "--print-uris", *names)
        return sorted(of_file(line.split()[1]) for line in said.splitlines() if line.startswith("'"))

    def download(self, packages: Iterable[Package], into: Path) -> list[Path]:
        """Fetch the packages into a folder; apt compares each with its signed list."""
        into.mkdir(parents=True, exist_ok=True)
        self._run("apt-get", "-qq", "download", *(f"{p.name}={p.version}" for p in packages), cwd=into)
        return sorted(into.glob("*.deb"))

    def _run(self, *words: str, cwd: Path | None = None) -> str:
        environment = {**os.environ, "APT_CONFIG": str(self.folder / "apt.conf"), "LC_ALL": "C.UTF-8"}
        said = subprocess.run(words, env=environment, cwd=cwd, capture_output=True, text=True, check=False)
        if said.returncode:
            reason = (said.stderr or said.stdout).strip()
            raise CannotStart(f"The telephone's packages could not be fetched: apt says\n{reason}")
        return said.stdout


def of_file(name: str) -> Package:
    """The package in a file called NAME_VERSION_ARCHITECTURE.deb, as apt names them."""
    package, version, _ = unquote(name).split("_")
    return Package(package, version)


def _debian_mirror() -> str | None:
    """The Debian mirror this machine's apt already uses; None where it uses another distribution's."""
    try:
        said = subprocess.run(
            ["apt-get", "indextargets", "--format", "$(REPO_URI) $(ORIGIN) $(SUITE)", "Created-By: Packages"],
            capture_output=True,
            text=True,
            check=True,
        ).stdout
    except FileNotFoundError:
        raise CannotStart(
            "There is no apt on this machine, and the telephone's parts come as Debian packages. "
            "Yesline's telephone runs on Debian 12, Debian 13 and Ubuntu 24.04."
        ) from None
    except subprocess.CalledProcessError as error:
        raise CannotStart(f"apt on this machine has a trouble of its own: {error.stderr.strip()}") from error
    known = [line.split() for line in said.splitlines() if "security" not in line]
    said_by_themselves = [words[0] for words in known if words[1:2] == ["Debian"]]
    if said_by_themselves:
        return sorted(said_by_themselves)[0]
    if _release().get("ID") == "debian":  # before the first `apt-get update` no list says whose it is
        named = [words[0] for words in known if words[0].rstrip("/").endswith("/debian")]
        return sorted(named)[0] if named else None
    return None


def _keyring() -> Path:
    if not _KEYRING.exists():
        raise CannotStart(
            "Debian's archive keys are missing, and without them no package can be trusted.\n"
            "Install them with `apt-get install debian-archive-keyring`, and start again."
        )
    return _KEYRING


def _release() -> Mapping[str, str]:
    try:
        text = Path("/etc/os-release").read_text()
    except FileNotFoundError:
        return {}
    return {name: value.strip('"') for name, value in re.findall(r"^(\w+)=(.*)$", text, re.MULTILINE)}
