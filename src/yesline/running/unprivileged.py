"""Whom PostgreSQL runs as when root starts it: it refuses root, and needs folders it can enter."""

import contextlib
import os
import pwd
import stat
from pathlib import Path

from yesline.running import children
from yesline.running.trouble import CannotStart


def user() -> pwd.struct_passwd | None:
    """Somebody the machine knows by name; None if we are not root, and it runs as ourselves."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    raise CannotStart(
        "PostgreSQL refuses to run as root, and this machine has no user `postgres` and no user `nobody`.\n"
        "Make one with `useradd --system postgres`, and start again."
    )


def own(folder: Path, whose: pwd.struct_passwd | None, *, mode: int) -> None:
    """Make the folder, and make it theirs. Nobody else may have made it, nor put a link in its place."""
    folder.mkdir(exist_ok=True)
    found = folder.lstat()
    ours = {os.geteuid(), whose.pw_uid if whose else os.geteuid()}
    if not stat.S_ISDIR(found.st_mode) or found.st_uid not in ours:
        raise CannotStart(
            f"{folder} belongs to another user of this machine: it was made by a start as somebody else.\n"
            "Start as that user, or choose another home with `bin/up --home DIR`."
        )
    if whose:
        os.chown(folder, whose.pw_uid, whose.pw_gid)
        _check_can_enter(folder, whose)
    folder.chmod(mode)


def _check_can_enter(folder: Path, somebody: pwd.struct_passwd) -> None:
    said = children.run(["/bin/sh", "-c", 'cd "$0"', folder], environment={"PATH": "/usr/bin:/bin"}, as_user=somebody)
    if said.returncode:
        raise CannotStart(
            f"PostgreSQL runs as the user `{somebody.pw_name}`, who can't enter {folder}: "
            "one of the folders above it is closed to others.\n"
            "Choose a home that others may pass through, for instance `bin/up --home /var/lib/yesline`."
        )
