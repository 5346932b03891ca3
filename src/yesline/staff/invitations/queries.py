"""Who is invited, and what a link says to whoever has it."""

from dataclasses import dataclass

from django.db import connection

from yesline.staff.models import Invitation


def pending(organisation_id: int) -> list[Invitation]:
    """Those nobody has accepted yet."""
    return list(Invitation.objects.filter(organisation_id=organisation_id, accepted_at=None))


@dataclass(frozen=True)
class Invited:
    """What an invitation says to whoever has the link. No organisation: it founds one."""

    organisation: str | None
    name: str
    email: str
    role: str
    invited_by: str | None


def invited(secret: str) -> Invited | None:
    """The invitation with this secret, past the isolation; None if it was used, or is too old, or never was."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT organisation, name, email, role, invited_by FROM yesline_invitation(%s)", [secret])
        row = cursor.fetchone()
    return Invited(*row) if row else None


def state(secret: str) -> str:
    """What became of the invitation with this secret: open, used, old; an empty word if there is none (any more)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT yesline_invitation_state(%s)", [secret])
        (state,) = cursor.fetchone()
    return str(state or "")
