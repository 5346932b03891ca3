"""Asterisk, SIPp and baresip in a folder of their own, run by their own loader and libraries.

The packages are those of `deploy/asterisk/packages.lock`, where Debian still has them.
"""

import contextlib
import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from yesline.running import asterisk_apt as apt
from yesline.running import asterisk_sounds as sounds
from yesline.running.trouble import CannotStart

Report = Callable[[str], None]
LOCK = Path(__file__).resolve().parents[3] / "deploy" / "asterisk" / "packages.lock"
WANTED = (
    "asterisk",
    "asterisk-core-sounds-en-gsm",
    "asterisk-core-sounds-ru-gsm",
    "asterisk-moh-opsound-gsm",
    "sip-tester",
    "baresip-core",
)
PROGRAMS = {"asterisk": "usr/sbin/asterisk", "sipp": "usr/bin/sipp", "baresip": "usr/bin/baresip"}
_LAYOUT = 1  # raised when this file lays the parts out differently
_UNREAD = ("doc", "man", "locale", "lintian", "bug", "info", "bash-completion")
_WRAPPER = """#!/bin/sh
# Runs this folder's own program with this folder's own loader and libraries.
root=$(dirname -- "$(dirname -- "$(readlink -f -- "$0")")")/root
libraries=$(echo "$root"/usr/lib/*-linux-gnu*)
for loader in "$root"/usr/lib64/ld-linux-*.so.* "$root"/usr/lib/ld-linux-*.so.*; do [ -f "$loader" ] && break; done
export OPENSSL_MODULES="$libraries/ossl-modules" OPENSSL_CONF=/dev/null
exec "$loader" --argv0 {name} --library-path "$libraries:$root/usr/lib" "$root/{program}" "$@"
"""


@dataclass(frozen=True, kw_only=True)
class Lock:
    """What this version was tested with: packages with their hashes, and the dependencies nothing of ours loads."""

    taken: Mapping[apt.Package, str]
    left_out: frozenset[str]

    @classmethod
    def read(cls, path: Path = LOCK) -> "Lock":
        taken: dict[apt.Package, str] = {}
        left_out = set()
        for line in path.read_text().splitlines():
            match line.split():
                case ["-", name]:
                    left_out.add(name)
                case [name, version, sha256] if not name.startswith("#"):
                    taken[apt.Package(name, version)] = sha256
        return cls(taken=taken, left_out=frozenset(left_out))


def install(parts: Path, report: Report) -> Path:
    """Put the telephone's programs under `parts`, unless they are there. Returns their folder.

    `report` gets a sentence for each step. The second call returns at once and needs no network.
    Without a network the programs of an earlier version are kept, if there are any.
    """
    prefix = parts / "asterisk"
    parts.mkdir(parents=True, exist_ok=True)
    with (parts / ".asterisk.lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        if _is_current(prefix):
            return prefix
        try:
            _install(prefix, report)
        except CannotStart as trouble:
            if not (prefix / "installed").exists():
                raise
            report(f"The telephone stays as it was installed before: {trouble}")
    return prefix


def _install(prefix: Path, report: Report) -> None:
    lock = Lock.read()
    draft = prefix.with_name(f"{prefix.name}.{os.getpid()}")
    with tempfile.TemporaryDirectory(prefix="yesline-install-") as scratch, _removed_on_failure(draft):
        source = apt.PrivateApt(Path(scratch) / "apt")
        report(f"Fetching the telephone's packages from {source.source} …")
        source.update()
        chosen = [package for package in source.resolve(WANTED) if package.name not in lock.left_out]
        files = source.download(chosen, Path(scratch) / "packages")
        taken = {apt.of_file(file.name): sha256(file) for file in files}
        compare(lock, taken, source.source, report)
        report(f"Unpacking {len(files)} packages …")
        unpack(files, draft / "root")
        _write_programs(draft)
        report("Preparing music and prompts …")
        sounds.prepare(draft, Path(scratch))
        lines = [f"{package.name} {package.version} {sha256}\n" for package, sha256 in sorted(taken.items())]
        (draft / "packages.taken").write_text("".join(lines))
        (draft / "installed").write_text(_stamp())
        _replace(prefix, draft)
    report(f"The telephone is installed: {_version(prefix)}.")


def unpack(files: Iterable[Path], root: Path) -> None:
    """Lay Debian packages out under `root`, without their scripts and papers."""
    for folder in ("lib", "lib64", "bin", "sbin"):
        (root / "usr" / folder).mkdir(parents=True)
        (root / folder).symlink_to(f"usr/{folder}")
    for file in files:
        _unpack_one(file, root)


def _unpack_one(file: Path, root: Path) -> None:
    words = ["tar", "-x", "--no-same-owner", "--keep-directory-symlink", "-C", str(root), "-f", "-"]
    words += [f"--exclude=./usr/share/{paper}/*" for paper in _UNREAD]
    with subprocess.Popen(["dpkg-deb", "--fsys-tarfile", str(file)], stdout=subprocess.PIPE) as archive:
        unpacked = subprocess.run(words, stdin=archive.stdout, capture_output=True, text=True, check=False)
    if unpacked.returncode or archive.returncode:
        raise CannotStart(
            f"The package {file.name} could not be unpacked into {root}: {unpacked.stderr.strip()}\n"
            "Make room on that disk, or name another place in YESLINE_PARTS, and start again."
        )


def compare(lock: Lock, taken: Mapping[apt.Package, str], source: str, report: Report) -> None:
    """Refuse a package that changed under its version; say which versions have moved on since they were pinned."""
    for package, sha256 in taken.items():
        if lock.taken.get(package, sha256) != sha256:
            raise CannotStart(
                f"The package {package.name} {package.version} is not the one this version of Yesline was tested "
                f"with: its SHA-256 is {sha256}, and {lock.taken[package]} was expected. Nothing was installed."
            )
    moved = [package for package in taken if package not in lock.taken]
    if moved:
        known = {package.name: package.version for package in lock.taken}
        said = ", ".join(f"{p.name} {known.get(p.name, 'not needed')} → {p.version}" for p in sorted(moved)[:5])
        report(
            f"{source} has moved on since this version was tested: {len(moved)} of {len(taken)} packages differ "
            f"({said}{' …' if len(moved) > 5 else ''}). Taking what apt's signatures prove; "
            "packages.taken beside the programs says what that was."
        )


def _write_programs(prefix: Path) -> None:
    (prefix / "bin").mkdir()
    for name, program in PROGRAMS.items():
        wrapper = prefix / "bin" / name
        wrapper.write_text(_WRAPPER.format(name=name, program=program))
        wrapper.chmod(0o755)


def _is_current(prefix: Path) -> bool:
    try:
        return (prefix / "installed").read_text() == _stamp()
    except FileNotFoundError:
        return False


def _stamp() -> str:
    return f"layout {_LAYOUT}, packages {hashlib.sha256(LOCK.read_bytes()).hexdigest()}\n"


def sha256(file: Path) -> str:
    """The SHA-256 of a file, in hexadecimal digits."""
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _version(prefix: Path) -> str:
    said = subprocess.run([prefix / "bin" / "asterisk", "-V"], capture_output=True, text=True, check=False)
    if said.returncode:
        raise CannotStart(f"Asterisk was unpacked into {prefix} and does not run: {said.stderr.strip()}")
    return said.stdout.strip()


def _replace(prefix: Path, draft: Path) -> None:
    old = prefix.with_name(f"{prefix.name}.old.{os.getpid()}")
    if prefix.exists():
        prefix.rename(old)
    draft.rename(prefix)
    shutil.rmtree(old, ignore_errors=True)


@contextlib.contextmanager
def _removed_on_failure(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise CannotStart(f"The telephone could not be installed under {folder.parent}: {error}") from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def main(words: Sequence[str]) -> int:
    """`python -m yesline.running.asterisk_install FOLDER`: install the parts under FOLDER."""
    try:
        print(install(Path(words[0]).absolute(), lambda sentence: print(sentence, flush=True)))
    except CannotStart as trouble:
        print(trouble, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
