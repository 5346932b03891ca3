"""Organisations stand beside each other: each has a short name of its own, one may be common, another may join them."""

from datetime import datetime
from uuid import uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from yesline.customers.models import Customer
from yesline.kernel.errors import NotNow, NotYours
from yesline.orgs import actions as orgs
from yesline.orgs import queries as org_facts
from yesline.orgs import rules
from yesline.orgs.models import Organisation
from yesline.staff import actions as staff
from yesline.staff.enums import Role
from yesline.staff.queries import Seat


@transaction.atomic
def rename(*, seat: Seat, organisation: Organisation, slug: str, at: datetime) -> None:
    """Another short name: it stands in the address of the page. The old address leads to the new one."""
    _check(seat, organisation)
    orgs.rename(organisation, slug, by=seat.agent.pk, at=at)


def moved(*, slug: str) -> str | None:
    """The short name today of an organisation that once had this one; readable without signing in."""
    return org_facts.present_slug(slug)


@transaction.atomic
def be_common(*, seat: Seat, organisation: Organisation, common: bool, at: datetime) -> None:
    """It is, or is no more, the one whose number is for any trouble with anybody. Such a one has no customers."""
    _check(seat, organisation)
    if common and Customer.objects.filter(organisation=organisation).exists():
        raise NotNow(
            _("This organisation has customers; the common one has none. Set up another one beside it for this.")
        )
    orgs.be_common(organisation, common, by=seat.agent.pk, at=at)


@transaction.atomic
def found_beside(*, seat: Seat, organisation: Organisation, name: str) -> str:
    """Another organisation that shares its people with this one; returns its short name."""
    _check(seat, organisation)
    slug = short_name(name=name, language=organisation.language)
    staff.found_beside(organisation.pk, name=name, slug=slug, by=seat.agent)
    return slug


def short_name(*, name: str, language: str) -> str:
    """What a new organisation is called in addresses, until somebody says otherwise."""
    return rules.short_name(name, language=language) or f"organisation-{uuid4().hex[:6]}"


def _check(seat: Seat, organisation: Organisation) -> None:
    if not seat.may(organisation.pk, Role.ADMIN):
        raise NotYours
