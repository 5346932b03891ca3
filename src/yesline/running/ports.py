"""Free ports on this machine."""

import socket
from collections.abc import Iterable

TCP, UDP = socket.SOCK_STREAM, socket.SOCK_DGRAM
_HOW_FAR = 200


def free_tcp(first: int, *, host: str = "127.0.0.1", taken: Iterable[int] = ()) -> int:
    """The first TCP port from `first` on that nobody listens on; `first` if the next 200 are all taken."""
    return _free(TCP, first, host, taken)


def free_udp(first: int, *, host: str = "127.0.0.1", taken: Iterable[int] = ()) -> int:
    """The same for UDP."""
    return _free(UDP, first, host, taken)


def is_free(kind: socket.SocketKind, host: str, port: int) -> bool:
    with socket.socket(socket.AF_INET, kind) as attempt:
        if kind == TCP:  # else connections that ended lately would look like a listener
            attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            attempt.bind((host, port))
        except OSError:
            return False
    return True


def own_address() -> str:
    """This machine's address on its network, 127.0.0.1 if it has none. Nothing is sent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as attempt:
        try:
            attempt.connect(("192.0.2.1", 9))
        except OSError:
            return "127.0.0.1"
        return str(attempt.getsockname()[0])


def _free(kind: socket.SocketKind, first: int, host: str, taken: Iterable[int]) -> int:
    avoid = set(taken)
    for port in range(first, first + _HOW_FAR):
        if port not in avoid and is_free(kind, host, port):
            return port
    return first
