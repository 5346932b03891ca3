"""The seal: proof to the database that a signed-in person asks, and not a query somebody smuggled in.

The key never enters a query. The database keeps it where `yesline_web` can't read, and so can check, with the
function `yesline_sealed`, what only a process that knows the secret key can have made.
"""

import hashlib
import hmac
from datetime import datetime

from django.db import connection, transaction

BLOCK = 64  # bytes of a SHA-256 block, for RFC 2104
INNER, OUTER = 0x36, 0x5C


def proof(secret: str, *, user_id: int, at: datetime) -> tuple[int, str]:
    """When it was made (Unix seconds) and the words `yesline_act_as` believes for ten minutes."""
    made_at = int(at.timestamp())
    return made_at, sealed(secret, f"act as {user_id} at {made_at}")


def sealed(secret: str, words: str) -> str:
    return hmac.new(_key(secret), words.encode(), hashlib.sha256).hexdigest()


@transaction.atomic
def keep(secret: str) -> None:
    """Give the database the key, as the owner; whatever key it had is forgotten."""
    key = _key(secret).ljust(BLOCK, b"\0")
    pads = [bytes(byte ^ pad for byte in key) for pad in (INNER, OUTER)]
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM yesline_seal")
        cursor.execute("INSERT INTO yesline_seal (inner_pad, outer_pad) VALUES (%s, %s)", pads)


def _key(secret: str) -> bytes:
    return hashlib.sha256(f"isolation:{secret}".encode()).digest()
