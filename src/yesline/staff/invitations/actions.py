"""What makes, takes back and accepts invitations."""

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from yesline.journal import actions as journal
from yesline.kernel.errors import NotNow
from yesline.staff import queries as people
from yesline.staff import rules
from yesline.staff.invitations import queries
from yesline.staff.models import Agent, Invitation

LASTS = timedelta(days=7)


def invite(
    *,
    organisation_id: int | None,
    name: str,
    email: str,
    role: str,
    fluency: dict[str, str],
    by: Agent | None,
    at: datetime,
) -> str:
    """Somebody may become an agent by following a link with this secret, within a week; only its hash is kept."""
    secret = secrets.token_urlsafe(24)
    Invitation.objects.create(
        organisation_id=organisation_id,
        name=name,
        email=email,
        role=role,
        fluency=fluency,
        secret_hash=hashlib.sha256(secret.encode()).hexdigest(),
        invited_by=by,
        invited_at=at,
        expires_at=at + LASTS,
    )
    if by is not None and organisation_id is not None:
        _record("invitation.made", organisation_id=organisation_id, by=by, at=at, name=name, role=role)
    return secret


def take_back(invitation_id: int, *, organisation_id: int, by: Agent, at: datetime) -> None:
    open_ = Invitation.objects.filter(pk=invitation_id, organisation_id=organisation_id, accepted_at=None)
    if open_.delete()[0]:
        _record("invitation.taken_back", organisation_id=organisation_id, by=by, at=at)


def accept(secret: str, *, username: str, password: str, name: str, organisation: str = "", slug: str = "") -> int:
    """Whoever has the secret becomes an agent with an account of their own; returns the user's id.

    `password` is hashed already. `organisation` and its `slug` are what a founder calls it.
    """
    words = "SELECT user_id FROM yesline_accept_invitation(%s, %s, %s, %s, %s, %s)"
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(words, [secret, username, password, name, organisation, slug])
            row = cursor.fetchone()
    except IntegrityError as error:
        if "auth_user" in str(error):
            raise NotNow(_("Somebody has this user name already. Choose another.")) from error
        raise NotNow(_("There is an organisation with this name already. Choose another.")) from error
    if row is None:
        raise NotNow(rules.why_not_invited(queries.state(secret)))
    return int(row[0])


def join(secret: str, *, user_id: int) -> str:
    """Somebody who has an account answers for one organisation more, as what the invitation says; returns that role.

    What they are elsewhere stays. Refused beyond the pool in which their organisations share people.
    """
    made_at, proof = people.proof_of(user_id)
    with transaction.atomic(), connection.cursor() as cursor:
        words = "SELECT outcome, role FROM yesline_join(%s, %s::integer, %s::bigint, %s)"
        cursor.execute(words, [secret, user_id, made_at, proof])
        outcome, role = cursor.fetchone() or ("gone", "")
    if outcome == "gone":
        raise NotNow(rules.why_not_invited(queries.state(secret)))
    rules.check_has_joined(outcome)
    return str(role)


def come_by_email(email: str) -> int:
    """Who a proven e-mail belongs to, by their account or by an invitation, which is used up; the user's id."""
    made_at, proof = people.proof_of_email(email)
    with transaction.atomic(), connection.cursor() as cursor:
        words = "SELECT outcome, user_id FROM yesline_come_by_email(%s, %s::bigint, %s)"
        cursor.execute(words, [email, made_at, proof])
        outcome, user_id = cursor.fetchone()
    rules.check_has_come(outcome, email)
    return int(user_id)


def forget_founders() -> None:
    """Links that would have made a first administrator are good no more."""
    Invitation.objects.filter(organisation=None, accepted_at=None).delete()


def _record(verb: str, *, organisation_id: int, by: Agent, at: datetime, **details: Any) -> None:
    journal.record(verb, noun="agent", noun_id=by.pk, organisation_id=organisation_id, by=by.pk, at=at, **details)
