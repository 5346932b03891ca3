"""It is somebody else's trouble: a directory of organisations that are not with us."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from yesline.kernel import phone_numbers
from yesline.kernel.errors import NotNow, NotYours
from yesline.orgs import actions as orgs
from yesline.orgs import queries as org_facts
from yesline.orgs.models import Organisation, Outsider
from yesline.staff.enums import Role
from yesline.staff.queries import Seat


def search(*, seat: Seat, like: str) -> list[Outsider]:
    """Those whom the organisations this agent answers for know of, by name, number or note."""
    return org_facts.outsiders(seat.organisations, like=like)


def kept_by(*, seat: Seat, organisation: Organisation, like: str) -> list[Outsider]:
    """Those one organisation has written down."""
    _check(seat, organisation)
    return org_facts.outsiders([organisation.pk], like=like)


@transaction.atomic
def note(
    *, seat: Seat, organisation: Organisation, name: str, written: str, hours: str, note: str, at: datetime
) -> None:
    """Write one down."""
    _check(seat, organisation)
    e164 = phone_numbers.e164(written, country=organisation.country)
    if not e164:
        raise NotNow(_("“%(written)s” is no telephone number.") % {"written": written})
    orgs.add_outsider(organisation, name=name, e164=e164, hours=hours, note=note, by=seat.agent.pk, at=at)


@transaction.atomic
def forget(*, seat: Seat, organisation: Organisation, outsider_id: int, at: datetime) -> None:
    _check(seat, organisation)
    orgs.remove_outsider(organisation, outsider_id, by=seat.agent.pk, at=at)


def _check(seat: Seat, organisation: Organisation) -> None:
    if not seat.may(organisation.pk, Role.ADMIN):
        raise NotYours
