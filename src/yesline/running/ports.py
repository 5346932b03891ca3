"""Free ports on this machine."""

import socket

TCP, UDP = socket.SOCK_STREAM, socket.SOCK_DGRAM
_HOW_FAR = 200
_kept: list[socket.socket] = []


def free_tcp(first: int, *, host: str = "127.0.0.1") -> int:
    """The first TCP port from `first` on that nobody has at this moment."""
    return _first(TCP, first, host, kept=False)


def free_udp(first: int, *, host: str = "127.0.0.1") -> int:
    """The same for UDP."""
    return _first(UDP, first, host, kept=False)


def take_tcp(first: int, *, host: str = "127.0.0.1") -> int:
    """The first TCP port from `first` on that nobody has, kept from other Yeslines until this process ends.

    If the next 200 are all taken it is `first`, and whoever opens it will say so.
    """
    return _first(TCP, first, host, kept=True)


def take_udp(first: int, *, host: str = "127.0.0.1") -> int:
    """The same for UDP."""
    return _first(UDP, first, host, kept=True)


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


def _first(kind: socket.SocketKind, first: int, host: str, *, kept: bool) -> int:
    for port in range(first, first + _HOW_FAR):
        if is_free(kind, host, port) and (not kept or _keep(kind, port)):
            return port
    return first


def _keep(kind: socket.SocketKind, port: int) -> bool:
    """Keep the port's name, since the port itself is opened later and by somebody else. False if it is kept."""
    name = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    try:
        name.bind(f"\0yesline-{kind.name}-{port}")  # not a file: the kernel forgets it with this process
    except OSError:
        name.close()
        return False
    _kept.append(name)
    return True
