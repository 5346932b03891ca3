import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, time
from zoneinfo import ZoneInfo

import psycopg
from django.conf import settings
from django.db import connection
from django.db.models import Q

from yesline.kernel import clock, phone_numbers, seal, sql
from yesline.orgs.models import Holiday, Number, Opening, Organisation, Outsider, Phrase, PlanStep, Topic, Trunk
from yesline.orgs.rules import Hours

_HOME = "RU"  # the country of a trunk that is not in the table


class UnknownNumber(LookupError):
    """A call came for a number that no organisation has."""


_COUNTRIES: dict[str, str] = {}  # of trunks as last seen: a guess, which every answer checks


def number_dialled(dialled: str, *, trunk: str) -> tuple[Number, str]:
    """The number somebody rang, whatever its spelling on the trunk, and the country whose spelling that is.

    Raises UnknownNumber when it is nobody's.
    """
    guess = _COUNTRIES.get(trunk, _HOME)
    e164 = phone_numbers.e164(dialled, country=guess)
    number, country = _number(e164, trunk=trunk)
    if country != guess:
        _COUNTRIES[trunk] = country
        e164 = phone_numbers.e164(dialled, country=country)
        number, _country = _number(e164, trunk=trunk)
    if number is None:
        raise UnknownNumber(f"No organisation has the number '{dialled}' ({e164 or 'not a number'}).")
    return number, country


def _number(e164: str, *, trunk: str) -> tuple[Number | None, str]:
    """The number with its organisation and its own line; and the country of the trunk the call came by."""
    number, names = sql.columns(Number, "number")
    organisation, theirs = sql.columns(Organisation, "organisation")
    own, its = sql.columns(Trunk, "own")
    found = sql.row(
        f"SELECT coalesce((SELECT country FROM orgs_trunk WHERE name = %(trunk)s), %(home)s), {number}, {organisation},"
        f" {own} FROM (VALUES (1)) AS one LEFT JOIN orgs_number AS number ON number.e164 = %(e164)s"
        " LEFT JOIN orgs_organisation AS organisation ON organisation.id = number.organisation_id"
        " LEFT JOIN orgs_trunk AS own ON own.id = number.trunk_id",
        trunk=trunk,
        home=_HOME,
        e164=e164,
    )
    country, *columns = found or (_HOME, None)
    if columns[0] is None:
        return None, country
    made = sql.made(Number, names, columns)
    made.organisation = sql.made(Organisation, theirs, columns[len(names) :])
    made.trunk = sql.made(Trunk, its, columns[len(names) + len(theirs) :])
    return made, country


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


@dataclass(frozen=True)
class PublicPage:
    """What anybody may know of one organisation."""

    slug: str
    name: str
    language: str
    country: str
    colour: str
    has_logo: bool
    numbers: tuple[tuple[str, str], ...]  # E.164, what it is for; the first one is the one to ring
    hours: Hours


def public_page(slug: str) -> PublicPage | None:
    """An organisation as it shows itself: readable without signing in, past the isolation; None for an unknown name."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM yesline_public_page(%s)", [slug])
        row = cursor.fetchone()
    if row is None:
        return None
    name, language, country, zone, colour, has_logo, *lists = row
    numbers, week, holidays = map(json.loads, lists)
    hours = Hours(
        zone=ZoneInfo(zone),
        week=tuple((day, time.fromisoformat(opens), time.fromisoformat(closes)) for day, opens, closes in week),
        holidays=tuple((date.fromisoformat(day), _time(opens), _time(closes)) for day, opens, closes in holidays),
    )
    ordered = tuple((e164, kind) for e164, kind in sorted(numbers, key=lambda number: number[1] != "trouble"))
    return PublicPage(slug, name, language, country, colour, has_logo, ordered, hours)


def public_logo(slug: str) -> bytes | None:
    """The PNG an organisation shows on its page, if it has one."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT yesline_public_logo(%s)", [slug])
        (logo,) = cursor.fetchone()
    return bytes(logo) if logo is not None else None


def present_slug(former: str) -> str | None:
    """The short name of the organisation that once had this one, past the isolation."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT yesline_present_slug(%s)", [former])
        (slug,) = cursor.fetchone()
    return slug


def phrases(organisation_ids: Collection[int]) -> dict[tuple[int, str], dict[str, str]]:
    """By organisation and language: the names of the phrases its people have recorded, and their sounds."""
    found: dict[tuple[int, str], dict[str, str]] = {}
    rows = Phrase.objects.filter(organisation_id__in=organisation_ids) if organisation_ids else []
    for phrase in rows:
        found.setdefault((phrase.organisation_id, phrase.language), {})[phrase.name] = phrase.sound
    return found


def act_as_visitor(slug: str) -> Organisation | None:
    """Open this transaction to the one organisation whose page is visited; None for an unknown name.

    As in `staff.queries.act_as`, the database believes nobody without proof.
    """
    made_at = int(clock.on_the_wall().timestamp())
    proof = seal.sealed(settings.SECRET_KEY, f"visit {slug} at {made_at}")
    connection.ensure_connection()
    # The server binds the values: a proof written into the query could be read in pg_stat_activity.
    with connection.wrap_database_errors, psycopg.Cursor(connection.connection) as cursor:
        cursor.execute("SELECT yesline_act_as_visitor(%s, %s::bigint, %s)", [slug, made_at, proof])
        (organisation_id,) = cursor.fetchone() or (None,)
    return Organisation.objects.filter(pk=organisation_id).first() if organisation_id else None


def _time(said: str | None) -> time | None:
    return time.fromisoformat(said) if said is not None else None


def hours_of(organisation: Organisation) -> Hours:
    """When an organisation is open, for `rules.open_at`."""
    week = Opening.objects.filter(organisation=organisation).values_list("weekday", "opens", "closes")
    holidays = Holiday.objects.filter(organisation=organisation).values_list("day", "opens", "closes")
    return Hours(zone=ZoneInfo(organisation.timezone), week=tuple(week), holidays=tuple(holidays))


def plan_of(organisation_id: int) -> dict[tuple[str, str], int | None]:
    """What was set in an organisation's plan, for `rules.step_after`."""
    steps = PlanStep.objects.filter(organisation_id=organisation_id)
    return {(situation, step): after for situation, step, after in steps.values_list("situation", "step", "after")}


def numbers_of(organisation: Organisation) -> list[Number]:
    return list(Number.objects.filter(organisation=organisation).select_related("trunk").order_by("e164"))


def trunks_of(organisation: Organisation) -> list[Trunk]:
    """The lines an organisation may have numbers on: its own, and those of whoever runs this Yesline."""
    return list(Trunk.objects.filter(Q(organisation=organisation) | Q(organisation=None)).order_by("name"))


def taken_addresses(*, but: int | None = None) -> list[tuple[str, str]]:
    """Every address of every line, and the line's name."""
    lines = Trunk.objects.exclude(pk=but or 0).values_list("addresses", "name")
    return [(address, name) for addresses, name in lines for address in addresses]


def holidays_of(organisation: Organisation) -> list[Holiday]:
    return list(Holiday.objects.filter(organisation=organisation))


def outsiders(organisation_ids: Collection[int], *, like: str = "") -> list[Outsider]:
    """Organisations that are not with us, by name, number or note."""
    found = Outsider.objects.filter(organisation_id__in=organisation_ids)
    for word in like.split():
        found = found.filter(Q(name__icontains=word) | Q(e164__contains=word) | Q(note__icontains=word))
    return list(found)
