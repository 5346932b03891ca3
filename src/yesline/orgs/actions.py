"""What writes an organisation: its terms, hours, numbers, lines, and who is not with us. Administrators only."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from yesline.journal import actions as journal
from yesline.kernel.errors import NotNow
from yesline.orgs import rules
from yesline.orgs.models import Holiday, Number, Opening, Organisation, Outsider, Phrase, PlanStep, Topic, Trunk

LOGO_BYTES = 100_000
_PNG = b"\x89PNG\r\n\x1a\n"


def change(organisation: Organisation, *, by: int, at: datetime, **fields: Any) -> None:
    """Write new terms; the journal says which changed."""
    changed = {name: value for name, value in fields.items() if getattr(organisation, name) != value}
    if not changed:
        return
    Organisation.objects.filter(pk=organisation.pk).update(**changed)
    for name, value in changed.items():  # not before: it may have been refused
        setattr(organisation, name, value)
    _record("office.terms", organisation, by=by, at=at, changed=sorted(changed))


def say(organisation: Organisation, *, language: str, name: str, sound: str, by: int, at: datetime) -> None:
    """A phrase for those who wait, in the voice of one of the organisation's people."""
    Phrase.objects.update_or_create(organisation=organisation, language=language, name=name, defaults={"sound": sound})
    _record("office.phrase", organisation, by=by, at=at, language=language, phrase=name)


def rename(organisation: Organisation, slug: str, *, by: int, at: datetime) -> None:
    """Another short name. The old one leads to it for good, and is nobody else's."""
    try:
        with transaction.atomic():
            change(organisation, by=by, at=at, slug=slug)
    except IntegrityError as error:
        raise NotNow(_("Another organisation has this short name, or once had it. Choose another.")) from error


def be_common(organisation: Organisation, common: bool, *, by: int, at: datetime) -> None:  # noqa: FBT001
    """The one of its pool for any trouble with anybody; or no more."""
    try:
        with transaction.atomic():
            change(organisation, by=by, at=at, common=common)
    except IntegrityError as error:
        raise NotNow(
            _("Your people have a common organisation already. There is one at most: callers should know one number.")
        ) from error


def show_logo(organisation: Organisation, png: bytes, *, by: int, at: datetime) -> None:
    if len(png) > LOGO_BYTES or not png.startswith(_PNG):
        raise NotNow(_("The logo must be a PNG picture of at most 100 kB."))
    change(organisation, by=by, at=at, logo=png)


def open_on(organisation: Organisation, week: Iterable[tuple[int, time, time]], *, by: int, at: datetime) -> None:
    """The hours of the week, instead of those there were. None at all: always open."""
    Opening.objects.filter(organisation=organisation).delete()
    for weekday, opens, closes in week:
        Opening.objects.create(organisation=organisation, weekday=weekday, opens=opens, closes=closes)
    _record("office.hours", organisation, by=by, at=at)


def plan(organisation: Organisation, steps: Mapping[tuple[str, str], int | None], *, by: int, at: datetime) -> None:
    """After how many seconds which step is taken in which situation; None: it is not."""
    for (situation, step), after in steps.items():
        PlanStep.objects.update_or_create(
            organisation=organisation, situation=situation, step=step, defaults={"after": after}
        )
    _record("office.plan", organisation, by=by, at=at)


def add_holiday(
    organisation: Organisation, *, day: date, name: str, hours: tuple[time, time] | None, by: int, at: datetime
) -> None:
    opens, closes = hours or (None, None)
    try:
        with transaction.atomic():
            Holiday.objects.create(organisation=organisation, day=day, name=name, opens=opens, closes=closes)
    except IntegrityError as error:
        raise NotNow(_("This day is in the list already.")) from error
    _record("office.holiday", organisation, by=by, at=at, day=day.isoformat(), name=name)


def remove_holiday(organisation: Organisation, holiday_id: int, *, by: int, at: datetime) -> None:
    Holiday.objects.filter(organisation=organisation, pk=holiday_id).delete()
    _record("office.holiday_removed", organisation, by=by, at=at)


def add_number(
    organisation: Organisation, *, trunk: Trunk, e164: str, kind: str, language: str, by: int, at: datetime
) -> Number:
    try:
        with transaction.atomic():
            number = Number.objects.create(
                organisation=organisation, trunk=trunk, e164=e164, kind=kind, language=language
            )
    except IntegrityError as error:  # perhaps of an organisation that may not be seen from here
        raise NotNow(
            _("%(number)s is in use already. A number belongs to one organisation.") % {"number": e164}
        ) from error
    _record("office.number", organisation, by=by, at=at, number=e164)
    return number


def remove_number(number: Number, *, by: int, at: datetime) -> None:
    """Only one that was never called: conversations keep naming the number they came by."""
    try:
        with transaction.atomic():
            Number.objects.filter(pk=number.pk).delete()
    except IntegrityError as error:
        raise NotNow(_("People have called this number; it can't be removed any more.")) from error
    _record("office.number_removed", number.organisation, by=by, at=at, number=number.e164)


def add_trunk(
    organisation: Organisation,
    *,
    name: str,
    addresses: Sequence[str],
    country: str,
    answer_after: timedelta,
    max_calls: int,
    by: int,
    at: datetime,
) -> Trunk:
    """The database looks at every address itself: whoever is at one calls as this line."""
    rules.check_names_a_line(name)
    words = "SELECT yesline_add_line(%s::bigint, %s, %s::text[], %s, make_interval(secs => %s), %s::integer)"
    rings = answer_after.total_seconds()
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(words, [organisation.pk, name, list(addresses), country, rings, max_calls])
            (made,) = cursor.fetchone()
    except IntegrityError as error:
        raise _no_line(error) from error
    trunk = Trunk.objects.get(pk=made)
    _record("office.trunk", organisation, by=by, at=at, trunk=name, addresses=list(addresses))
    return trunk


def change_trunk(trunk: Trunk, *, addresses: Sequence[str], max_calls: int, by: int, at: datetime) -> None:
    words = "SELECT yesline_change_line(%s::bigint, %s::text[], %s::integer)"
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(words, [trunk.pk, list(addresses), max_calls])
    except IntegrityError as error:
        raise _no_line(error) from error
    journal.record(
        "office.trunk",
        noun="trunk",
        noun_id=trunk.pk,
        organisation_id=trunk.organisation_id,
        by=by,
        at=at,
        trunk=trunk.name,
        addresses=list(addresses),
    )


def add_topics(organisation: Organisation, names: Iterable[str]) -> None:
    """What a contact may have been about: those that are new, behind those that are there."""
    there = set(Topic.objects.filter(organisation=organisation).values_list("name", flat=True))
    for position, name in enumerate(names, start=len(there)):
        if name not in there:
            Topic.objects.create(organisation=organisation, name=name[:60], position=position)


def add_outsider(
    organisation: Organisation, *, by: int, at: datetime, name: str, e164: str, hours: str, note: str
) -> None:
    try:
        with transaction.atomic():
            Outsider.objects.create(organisation=organisation, name=name, e164=e164, hours=hours, note=note)
    except IntegrityError as error:
        raise NotNow(_("“%(name)s” is in the directory already.") % {"name": name}) from error
    _record("office.outsider", organisation, by=by, at=at, name=name)


def remove_outsider(organisation: Organisation, outsider_id: int, *, by: int, at: datetime) -> None:
    Outsider.objects.filter(organisation=organisation, pk=outsider_id).delete()
    _record("office.outsider_removed", organisation, by=by, at=at)


def _no_line(error: IntegrityError) -> NotNow:
    if "orgs_trunk_name" in str(error):
        return NotNow(_("There is a line with this name already. Choose another."))
    return NotNow(_("One of these addresses can't be this line's, or is another's by now. Look at them again."))


def _record(verb: str, organisation: Organisation, *, by: int, at: datetime, **details: Any) -> None:
    journal.record(
        verb, noun="organisation", noun_id=organisation.pk, organisation_id=organisation.pk, by=by, at=at, **details
    )
