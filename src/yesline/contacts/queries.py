"""Reads about contacts; `seen_by` is the one door for people."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import reduce
from operator import or_

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from yesline.contacts.enums import Event, Outcome, State
from yesline.contacts.models import Contact
from yesline.kernel.errors import NotYours
from yesline.staff.queries import Seat

SHORT_LEAVING = timedelta(seconds=5)  # who hangs up sooner is owed no callback


def locked(contact_id: int) -> Contact:
    """The row, ours until this transaction ends. Contacts are locked before agents, always."""
    return Contact.objects.select_for_update(no_key=True).get(pk=contact_id)


def seen_by(seat: Seat, contact_id: int) -> Contact:
    """A contact this person may see. Raises NotYours without saying whether it exists."""
    found = (
        Contact.objects.select_related("organisation", "number", "customer", "agent", "topic")
        .filter(pk=contact_id, organisation_id__in=seat.organisations)
        .first()
    )
    if found is None:
        raise NotYours
    return found


def in_hand_of(agent_id: int) -> Contact | None:
    """What an agent talks about, or has talked about and not finished writing down."""
    mine = Contact.objects.filter(agent_id=agent_id, wrapped_up_at__isnull=True).exclude(outcome=Outcome.ABANDONED)
    return mine.select_related("organisation", "customer", "number").order_by("-answered_at").first()


def line_of(
    pool_id: int, *, kinds: set[tuple[frozenset[str], frozenset[int]]], at: datetime, most: int
) -> list[Contact]:
    """Who waits in a pool and could be helped, in the order of service.

    `kinds` are the kinds of people who are idle: the languages they speak, the organisations they serve.
    """
    could = reduce(or_, (Q(language__in=spoken, organisation_id__in=served) for spoken, served in kinds), Q(pk=None))
    waiting = _free_to_offer(pool_id, at=at).filter(could).select_related("customer")
    return list(waiting.order_by("priority", "arrived_at", "id")[:most])


def came_to_us_at(contact: Contact) -> datetime:
    """When this contact last came into our hands: at its arrival, or back from the rescue plan."""
    comings = contact.facts.filter(event__in=[Event.ARRIVED, Event.RETURNED]).order_by("-at")
    return comings.values_list("at", flat=True).first() or contact.arrived_at


@dataclass(frozen=True)
class Line:
    """Who waits in a pool: how many want an organisation and a language, and whether callers are kept for somebody."""

    wanted: dict[tuple[int, str], int]
    some_kept: bool


def line_in(pool_id: int, *, at: datetime) -> Line:
    """The line as a whole, in one read."""
    kept = Q(kept_until__gt=at)
    rows = (
        Contact.objects.filter(pool_id=pool_id, state=State.WAITING)
        .order_by()
        .values_list("organisation_id", "language")
        .annotate(callers=Count("pk", filter=~kept), kept=Count("pk", filter=kept))
    )
    found = list(rows)
    wanted = {(organisation_id, language): callers for organisation_id, language, callers, _ in found if callers}
    return Line(wanted=wanted, some_kept=any(count for *_, count in found))


def _free_to_offer(pool_id: int, *, at: datetime) -> QuerySet[Contact]:
    return Contact.objects.filter(pool_id=pool_id, state=State.WAITING).exclude(kept_until__gt=at)


def kept_in(pool_id: int, *, at: datetime) -> list[Contact]:
    """Callers who are kept for the agent they were talking to when that agent's phone was lost."""
    kept = Contact.objects.filter(pool_id=pool_id, state=State.WAITING, kept_until__gt=at)
    return list(kept.select_related("agent", "customer").order_by("arrived_at"))


def pools_waiting() -> list[int]:
    return list(Contact.objects.filter(state=State.WAITING).order_by().values_list("pool_id", flat=True).distinct())


def of_customer(customer_id: int, *, before: Contact | None, most: int = 10) -> list[Contact]:
    found = Contact.objects.filter(customer_id=customer_id).select_related("agent", "topic", "recording")
    if before is not None:
        found = found.exclude(pk=before.pk)
    return list(found.order_by("-arrived_at")[:most])


def owed() -> QuerySet[Contact]:
    """Those who left before a person answered and have not been talked to since: we owe them a call."""
    longer = Q(ended_at__gte=F("arrived_at") + SHORT_LEAVING)
    since = Contact.objects.filter(
        Q(state=State.TALKING) | Q(outcome=Outcome.TALKED),
        organisation=OuterRef("organisation"),
        customer_number=OuterRef("customer_number"),
        arrived_at__gt=OuterRef("arrived_at"),
    )
    left = Contact.objects.filter(state=State.ENDED, outcome=Outcome.ABANDONED).filter(longer)
    return left.exclude(customer_number="").exclude(Exists(since))


@dataclass(frozen=True)
class Ledger:
    """Every contact that came in, and where it is: nothing may be missing."""

    came: int
    waiting: int
    talked: int
    left: int
    with_rescue: int

    @property
    def balances(self) -> bool:
        return self.came == self.waiting + self.talked + self.left + self.with_rescue


def ledger(organisation_ids: list[int], *, since: datetime) -> Ledger:
    """Counts by where they are; computed apart from the total, so that it can disagree."""
    rows = Contact.objects.filter(organisation_id__in=organisation_ids, arrived_at__gte=since)
    return Ledger(
        came=rows.count(),
        waiting=rows.filter(state__in=[State.WAITING, State.OFFERED]).count(),
        talked=rows.filter(Q(state=State.TALKING) | Q(outcome=Outcome.TALKED)).count(),
        left=rows.filter(outcome=Outcome.ABANDONED).count(),
        with_rescue=rows.filter(state=State.RESCUED).count(),
    )
