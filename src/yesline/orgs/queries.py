from dataclasses import dataclass

from django.db import connection

from yesline.kernel import phone_numbers
from yesline.orgs.models import Number, Organisation, Topic, Trunk


class UnknownNumber(LookupError):
    """A call came for a number that no organisation has."""


def trunk_named(name: str) -> Trunk | None:
    return Trunk.objects.filter(name=name).first()


def number_dialled(dialled: str, *, country: str) -> Number:
    """The number somebody rang, whatever its spelling on the trunk.

    Raises UnknownNumber when it is nobody's.
    """
    e164 = phone_numbers.e164(dialled, country=country)
    number = Number.objects.select_related("organisation", "trunk").filter(e164=e164).first()
    if number is None:
        raise UnknownNumber(f"No organisation has the number '{dialled}' ({e164 or 'not a number'}).")
    return number


def topics_of(organisation: Organisation) -> list[Topic]:
    return list(Topic.objects.filter(organisation=organisation))


@dataclass(frozen=True)
class PublicNumber:
    """What anybody may know of an organisation."""

    slug: str
    name: str
    e164: str
    kind: str


def public_numbers() -> list[PublicNumber]:
    """Every organisation's name and numbers: readable without signing in, past the isolation."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT slug, name, e164, kind FROM yesline_public_numbers()")
        return [PublicNumber(*row) for row in cursor.fetchall()]
