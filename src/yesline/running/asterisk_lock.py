"""Works out anew which packages the telephone needs, and writes deploy/asterisk/packages.lock.

`python -m yesline.running.asterisk_lock`: run it on Debian when the parts are to be renewed, and test what comes.
"""

import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from yesline.running import asterisk_apt as apt
from yesline.running import asterisk_install as installing

MODULES = installing.LOCK.parent / "etc" / "modules.conf"
PHONE_MODULES = ("account", "aufile", "ctrl_tcp", "g711", "menu", "srtp", "stdio", "uuid")  # baresip's
_DATA = ("asterisk-core-sounds-", "asterisk-moh-", "ca-certificates-")
_HEAD = """# The Debian packages the telephone was tested with: name, version, SHA-256 of the file.
# Below them, after a dash: dependencies that nothing of ours loads. Written by yesline.running.asterisk_lock.
"""


def write() -> int:
    """Write the lock from what Debian has today. Returns how many packages it names."""
    with tempfile.TemporaryDirectory(prefix="yesline-lock-") as scratch:
        source = apt.PrivateApt(Path(scratch) / "apt")
        source.update()
        resolved = source.resolve(installing.WANTED)
        files = {apt.of_file(f.name): f for f in source.download(resolved, Path(scratch) / "packages")}
        root = Path(scratch) / "root"
        installing.unpack(files.values(), root)
        needed = _needed(root, files)
    kept = [p for p in resolved if p.name in needed]
    lines = [f"{p.name} {p.version} {needed[p.name]}\n" for p in kept]
    lines += [f"- {p.name}\n" for p in resolved if p.name not in needed]
    installing.LOCK.write_text(_HEAD + "".join(lines))
    return len(kept)


def _needed(root: Path, files: Mapping[apt.Package, Path]) -> dict[str, str]:
    """The hash of each package that holds a file our programs read, by its name."""
    read = {path.resolve().relative_to(root.resolve()) for path in _libraries(root)}
    needed = {}
    for package, file in files.items():
        said = subprocess.run(["dpkg-deb", "-c", file], capture_output=True, text=True, check=True).stdout
        held = {Path(line.split(" -> ")[0].split(None, 5)[5]) for line in said.splitlines()}
        merged = {Path("usr") / path if path.parts[:1] in {("lib",), ("lib64",)} else path for path in held}
        if read & merged or package.name.startswith(_DATA) or package.name in installing.WANTED:
            needed[package.name] = installing.sha256(file)
    return needed


def _libraries(root: Path) -> Iterator[Path]:
    """Every file the loader opens for our programs and modules, themselves and the loader included."""
    libraries = next((root / "usr" / "lib").glob("*-linux-gnu*"))
    loader = next(path for path in (root / "usr").glob("lib*/ld-linux-*.so.*"))
    for start in _starts(root, libraries):
        words: list[str | Path] = [loader, "--library-path", libraries, "--list", start]
        said = subprocess.run(words, capture_output=True, text=True, check=True).stdout
        yield start
        for found in re.findall(r"=> (/\S+)", said):
            yield Path(found)
    yield loader


def _starts(root: Path, libraries: Path) -> Iterable[Path]:
    for program in installing.PROGRAMS.values():
        yield root / program
    for module in re.findall(r"^load = (\S+)$", MODULES.read_text(), re.MULTILINE):
        yield libraries / "asterisk" / "modules" / module
    for module in PHONE_MODULES:
        yield root / "usr" / "lib" / "baresip" / "modules" / f"{module}.so"


if __name__ == "__main__":
    print(f"{installing.LOCK.name} names {write()} packages.", file=sys.stderr)
