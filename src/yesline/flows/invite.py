"""People come to an organisation: they are invited, make their own account, are given roles, and leave."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils.translation import gettext as _

from yesline.flows import own
from yesline.kernel.errors import NotNow, NotYours
from yesline.orgs.models import Organisation
from yesline.staff import actions as staff
from yesline.staff import queries as people
from yesline.staff import rules
from yesline.staff.enums import Fluency, Role
from yesline.staff.invitations import actions as invitations
from yesline.staff.invitations import queries as links
from yesline.staff.invitations.queries import Invited
from yesline.staff.models import Invitation, Membership
from yesline.staff.queries import Seat


@dataclass(frozen=True)
class People:
    """Who answers for an organisation, and who may soon."""

    members: list[Membership]
    invitations: list[Invitation]


def people_of(*, seat: Seat, organisation: Organisation) -> People:
    _check(seat, organisation)
    return People(people.members(organisation.pk), links.pending(organisation.pk))


@transaction.atomic
def invite(
    *,
    seat: Seat,
    organisation: Organisation,
    name: str,
    email: str,
    role: str,
    fluency: Mapping[str, str],
    at: datetime,
) -> str:
    """The secret of a link that makes somebody an agent, once, within a week. It is shown now and never again."""
    _check(seat, organisation)
    known = dict(fluency) or {organisation.language: str(Fluency.NATIVE)}
    return invitations.invite(
        organisation_id=organisation.pk, name=name, email=email, role=role, fluency=known, by=seat.agent, at=at
    )


@transaction.atomic
def take_back(*, seat: Seat, organisation: Organisation, invitation_id: int, at: datetime) -> None:
    """The link is good no more."""
    _check(seat, organisation)
    invitations.take_back(invitation_id, organisation_id=organisation.pk, by=seat.agent, at=at)


@transaction.atomic
def change_person(
    *, seat: Seat, organisation: Organisation, agent_id: int, role: str, fluency: Mapping[str, str], at: datetime
) -> None:
    """What they are here, and how well they speak what."""
    member = _member(seat, organisation, agent_id)
    if role != member.role:
        staff.give_role(member, role, by=seat.agent, at=at)
    if dict(fluency) != member.agent.fluency:
        staff.speak(member.agent, dict(fluency), organisation_id=organisation.pk, by=seat.agent, at=at)


@transaction.atomic
def let_go(*, seat: Seat, organisation: Organisation, agent_id: int, at: datetime) -> None:
    """They answer for this organisation no more, from their next click on."""
    member = _member(seat, organisation, agent_id)
    own.leaves(agent=member.agent, organisation=organisation, by=seat.agent, at=at)
    staff.leave(member, by=seat.agent, at=at)


def invited(*, secret: str) -> Invited:
    """What an invitation says. Refuses one that was used, or is too old, or never was, in as many words."""
    found = links.invited(secret)
    if found is None:
        raise NotNow(rules.why_not_invited(links.state(secret)))
    return found


@transaction.atomic
def accept(*, secret: str, username: str, password: str, name: str, organisation: str = "", slug: str = "") -> int:
    """Whoever follows the link makes an account; a founder also names the organisation. Returns the user's id."""
    return invitations.accept(
        secret,
        username=username,
        password=make_password(password),
        name=name,
        organisation=organisation,
        slug=slug,
    )


@transaction.atomic
def join(*, secret: str, user_id: int) -> str:
    """Somebody who is signed in answers for one organisation more; returns as what. What else they are stays theirs."""
    return invitations.join(secret, user_id=user_id)


@transaction.atomic
def come_by_email(*, email: str) -> int:
    """Somebody of whom a provider we trust says that this e-mail is theirs; returns the id of their account.

    That is the account with this e-mail, which nothing from before opens any more, or the one an open invitation to it
    makes. An empty e-mail, and one nobody of ours has named, is refused.
    """
    if not email:
        raise NotNow(_("Your provider doesn't vouch for your e-mail, so we can't know who you are here."))
    return invitations.come_by_email(email)


@transaction.atomic
def found(*, at: datetime) -> str | None:
    """The secret of a link for the first administrator of all; None when there is an organisation already."""
    if Organisation.objects.exists():
        return None
    invitations.forget_founders()
    return invitations.invite(organisation_id=None, name="", email="", role=Role.ADMIN, fluency={}, by=None, at=at)


def _check(seat: Seat, organisation: Organisation) -> None:
    if not seat.may(organisation.pk, Role.ADMIN):
        raise NotYours


def _member(seat: Seat, organisation: Organisation, agent_id: int) -> Membership:
    _check(seat, organisation)
    for member in people.members(organisation.pk):
        if member.agent_id == agent_id:
            return member
    raise NotYours
