"""`python -m yesline.front`: serve the door until told to stop. Prints "ready" when it does."""

import os
import socket
import sys

import uvicorn

APPLICATION = "yesline.config.asgi:application"
GRACE = 5  # seconds a page may still take once we are told to stop


class Door(uvicorn.Server):
    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            print("ready", flush=True)  # noqa: T201 - the supervisor waits for this line


def listening_socket(host: str, port: int) -> socket.socket:
    """Bound, or a sentence saying why not."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    bound = socket.socket(family, socket.SOCK_STREAM)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((host, port))
    except OSError as error:
        sys.exit(f"The door can't open at {host}:{port}: {error.strerror}. Choose another port with YESLINE_PORT.")
    return bound


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yesline.config.settings")
    os.environ.setdefault("YESLINE_POOL", "1")
    host = os.environ.get("YESLINE_BIND", "127.0.0.1")
    port = int(os.environ.get("YESLINE_PORT", "8400"))
    config = uvicorn.Config(
        APPLICATION,
        ssl_certfile=os.environ.get("YESLINE_TLS_CERT") or None,
        ssl_keyfile=os.environ.get("YESLINE_TLS_KEY") or None,
        ws_ping_interval=5.0,
        ws_ping_timeout=5.0,
        ws_max_size=64 * 1024,
        ws_per_message_deflate=False,
        access_log=False,
        log_level="warning",
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=GRACE,
    )
    Door(config).run(sockets=[listening_socket(host, port)])


if __name__ == "__main__":
    main()
