"""Style sheets, modules, icons: plain files under one address that changes when any of them does.

`/static/<version>/css/desk.css` may be kept by browsers for ever; modules import each other relatively, so
they need neither a bundler nor a rewritten name.
"""

import hashlib
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent / "parts" / "static"


@cache
def version() -> str:
    """Twelve hex digits over every file's name and content."""
    digest = hashlib.sha256()
    for path in sorted(ROOT.rglob("*")):
        if path.is_file():
            digest.update(path.relative_to(ROOT).as_posix().encode())
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:12]


@cache
def url(name: str) -> str:
    """The address of a file, e.g. `css/desk.css`. A name that is no file is a mistake of ours."""
    if not (ROOT / name).is_file():
        raise FileNotFoundError(f"No file {name} in web/parts/static.")
    return f"/static/{version()}/{name}"


@cache
def modules() -> list[str]:
    """The addresses of every ES module of the desk, so that browsers fetch them at once and not one after another."""
    paths = [path for part in ("js", "phone") for path in sorted((ROOT / part).glob("*.js"))]
    paths += sorted((ROOT / "vendor").glob("jssip-*.js"))
    return [url(path.relative_to(ROOT).as_posix()) for path in paths]
