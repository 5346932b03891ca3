"""What would have been sent if this were no example: mails lie in a folder of the home and go nowhere."""

import email
import email.policy
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

from django.conf import settings

MOST = 50
_BETWEEN = b"-" * 79 + b"\n"  # Django's file backend writes several into one file


@dataclass(frozen=True)
class Sent:
    """One message nobody got."""

    to: str
    subject: str
    text: str
    at: datetime | None


def sent() -> list[Sent]:
    """The newest messages first."""
    folder = Path(settings.EMAIL_FILE_PATH)
    files = sorted(folder.glob("*.log"), key=lambda file: file.stat().st_mtime, reverse=True) if folder.is_dir() else []
    found = [_read(part) for file in files[:MOST] for part in file.read_bytes().split(_BETWEEN)[::-1] if part.strip()]
    return found[:MOST]


def empty() -> None:
    folder = Path(settings.EMAIL_FILE_PATH)
    for file in folder.glob("*.log") if folder.is_dir() else ():
        file.unlink()


def _read(written: bytes) -> Sent:
    message = email.message_from_bytes(written, policy=email.policy.default)
    assert isinstance(message, EmailMessage)  # noqa: S101 - the default policy makes these
    body = message.get_body(("plain", "html"))
    date = message["Date"]
    return Sent(
        to=str(message["To"] or ""),
        subject=str(message["Subject"] or ""),
        text=body.get_content().strip() if body else "",
        at=_aware(date.datetime) if date else None,
    )


def _aware(moment: datetime) -> datetime:
    """A mail may say "-0000": the time in UTC, the sender's zone unknown."""
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
