"""Where processes can be reached, as the kernel knows it: TCP that listens and UDP that is bound."""

import contextlib
import ipaddress
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

Ear = tuple[str, int]  # address, port
_LISTENS = "0A"


def ears(processes: Iterable[int]) -> list[Ear]:
    return [ear for pid in processes for ear in _of(pid)]


def outside(found: Iterable[Ear]) -> list[Ear]:
    """Those that other machines could reach."""
    return [ear for ear in found if not ipaddress.ip_address(ear[0]).is_loopback]


def _of(pid: int) -> list[Ear]:
    found: list[Ear] = []
    own = set(_sockets(pid))
    for table in ("tcp", "tcp6", "udp", "udp6"):
        path = Path(f"/proc/{pid}/net/{table}")
        for line in path.read_text().splitlines()[1:] if path.exists() else []:
            words = line.split()
            if words[9] in own and (table.startswith("udp") or words[3] == _LISTENS):
                found.append(_ear(words[1]))
    return found


def _sockets(pid: int) -> Iterator[str]:
    with contextlib.suppress(FileNotFoundError):  # it ended meanwhile, or closed the file
        for link in Path(f"/proc/{pid}/fd").iterdir():
            if named := re.fullmatch(r"socket:\[(\d+)\]", str(link.readlink())):
                yield named[1]


def _ear(written: str) -> Ear:
    """The kernel writes addresses as hexadecimal words of the machine's byte order (little-endian here)."""
    address, port = written.split(":")
    words = [bytes.fromhex(address[start : start + 8])[::-1] for start in range(0, len(address), 8)]
    address_here = ipaddress.ip_address(b"".join(words))
    return str(getattr(address_here, "ipv4_mapped", None) or address_here), int(port, 16)
