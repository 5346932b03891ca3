"""Reads about contacts; `seen_by` is the one door for people."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max, Q, QuerySet

from yesline.contacts import rules
from yesline.contacts.enums import Event, Outcome, State
from yesline.contacts.models import Contact
from yesline.kernel import sql
from yesline.kernel.errors import NotYours
from yesline.staff.queries import Seat

IN_LINE = Q(state__in=[State.WAITING, State.OFFERED, State.CALLING])
# Whether a contact "it" that waits may be served at %(at)s: on the line, or owed a call that may be made now.
_QUIET = (
    "EXISTS (SELECT 1 FROM orgs_organisation AS o, LATERAL (SELECT (%(at)s AT TIME ZONE o.timezone)::time AS wall) AS w"
    " WHERE o.id = it.organisation_id AND CASE WHEN o.quiet_from <= o.quiet_until"
    " THEN w.wall >= o.quiet_from AND w.wall < o.quiet_until"
    " ELSE w.wall >= o.quiet_from OR w.wall < o.quiet_until END)"
)
DUE = (
    "(it.left_at IS NULL OR (it.call_at <= %(at)s"
    f" AND (it.left_at > %(at)s - interval '{int(rules.JUST_RANG.total_seconds())} seconds' OR NOT {_QUIET})))"
)


def locked(contact_id: int) -> Contact:
    """The row, ours until this transaction ends. Contacts are locked before agents, always."""
    found = sql.one(Contact, "WHERE id = %(id)s FOR NO KEY UPDATE", id=contact_id)
    if found is None:
        raise Contact.DoesNotExist(f"There is no contact {contact_id}.")
    return found


def locked_for(seat: Seat, contact_id: int) -> Contact:
    """A contact this person may see, ours until this transaction ends. Raises NotYours."""
    found = sql.one(
        Contact,
        "WHERE id = %(id)s AND organisation_id = ANY(%(organisations)s) FOR NO KEY UPDATE",
        id=contact_id,
        organisations=seat.organisations,
    )
    if found is None:
        raise NotYours
    return found


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


def came_to_us_at(contact: Contact) -> datetime:
    """When this contact last came into our hands: at its arrival, or back from the rescue plan."""
    comings = contact.facts.filter(event__in=[Event.ARRIVED, Event.RETURNED, Event.RANG_AGAIN]).order_by("-at")
    return comings.values_list("at", flat=True).first() or contact.arrived_at


def is_owed(contact: Contact) -> bool:
    """Whether they left, and wait to be called back."""
    return contact.state == State.WAITING and contact.left_at is not None


def broke(contact: Contact) -> bool:
    """Whether a conversation ended by a fault, and not by a person."""
    last = contact.facts.filter(event__in=[Event.CALLER_LOST, Event.CALLER_HUNG_UP, Event.AGENT_HUNG_UP])
    return last.order_by("-at", "-pk").values_list("event", flat=True).first() == Event.CALLER_LOST


def unheard_in(contact_id: int, *, agent_id: int) -> frozenset[str]:
    """Who of the two is not heard now, "agent" or "caller", in this agent's part of the conversation."""
    found = sql.rows(
        "SELECT DISTINCT ON (whose) whose, event LIKE '%%_unheard' FROM (SELECT split_part(event, '_', 1) AS whose,"
        " event, at, id FROM contacts_fact WHERE contact_id = %(id)s AND agent_id = %(agent)s"
        " AND event = ANY(%(events)s)) AS said ORDER BY whose, at DESC, id DESC",
        id=contact_id,
        agent=agent_id,
        events=[Event.AGENT_UNHEARD, Event.AGENT_HEARD, Event.CALLER_UNHEARD, Event.CALLER_HEARD],
    )
    return frozenset(whose for whose, unheard in found if unheard)


def newest_from(e164: str, *, organisation_id: int, since: datetime) -> Contact | None:
    """The newest contact of a number that is not over, or has come since."""
    if not e164:
        return None
    mine = Contact.objects.filter(organisation_id=organisation_id, customer_number=e164)
    return mine.filter(~Q(state=State.ENDED) | Q(arrived_at__gte=since)).order_by("-arrived_at").first()


def kept_in(pool_id: int, *, at: datetime) -> list[Contact]:
    """Callers who are kept for the agent they were talking to when that agent's phone was lost."""
    kept = Contact.objects.filter(pool_id=pool_id, state=State.WAITING, kept_until__gt=at)
    return list(kept.select_related("agent", "customer").order_by("arrived_at"))


def somebody_waits(organisation_ids: list[int], *, languages: list[str], at: datetime) -> bool:
    """Whether a caller of these organisations, who speaks one of these languages, waits for anybody on the line."""
    found = sql.row(
        "SELECT 1 FROM contacts_contact WHERE state = 'waiting' AND left_at IS NULL"
        " AND coalesce(kept_until <= %(at)s, true)"
        " AND organisation_id = ANY(%(organisations)s) AND language = ANY(%(languages)s) LIMIT 1",
        at=at,
        organisations=organisation_ids,
        languages=languages,
    )
    return found is not None


def pools_waiting(*, at: datetime) -> list[int]:
    """Pools in whose line somebody can be served now."""
    found = sql.rows(f"SELECT DISTINCT pool_id FROM contacts_contact AS it WHERE state = 'waiting' AND {DUE}", at=at)
    return [pool_id for (pool_id,) in found]


def of_customer(customer_id: int, *, before: Contact | None, most: int = 10) -> list[Contact]:
    found = Contact.objects.filter(customer_id=customer_id).select_related("agent", "topic")
    if before is not None:
        found = found.exclude(pk=before.pk)
    return list(found.order_by("-arrived_at")[:most])


def owed() -> QuerySet[Contact]:
    """Those who left before they were helped: we owe them a call, until somebody has talked to them."""
    return Contact.objects.filter(state=State.WAITING, left_at__isnull=False).select_related("decider")


@dataclass(frozen=True)
class Ledger:
    """Every contact that came in, and where it is: nothing may be missing."""

    came: int
    waiting: int  # on the line
    owed: int  # to be called back, or just being called
    talked: int
    left: int  # gone at once or without a number, or settled without a call: nothing is owed
    with_rescue: int

    @property
    def balances(self) -> bool:
        return self.came == self.waiting + self.owed + self.talked + self.left + self.with_rescue


def ledger(organisation_ids: list[int], *, since: datetime) -> Ledger:
    """Counts by where they are; computed apart from the total, so that it can disagree."""
    rows = Contact.objects.filter(organisation_id__in=organisation_ids, arrived_at__gte=since)
    return Ledger(
        came=rows.count(),
        waiting=rows.filter(IN_LINE, left_at__isnull=True).count(),
        owed=rows.filter(IN_LINE, left_at__isnull=False).count(),
        talked=rows.filter(Q(state=State.TALKING) | Q(outcome=Outcome.TALKED)).count(),
        left=rows.filter(outcome__in=[Outcome.ABANDONED, Outcome.SETTLED]).count(),
        with_rescue=rows.filter(state=State.RESCUED).count(),
    )


def last_from(e164: str, *, organisation_ids: Sequence[int]) -> dict[int, datetime]:
    """When each of these organisations last talked with this number."""
    if not e164:
        return {}
    found = Contact.objects.filter(customer_number=e164, organisation_id__in=organisation_ids)
    return dict(found.values_list("organisation_id").annotate(last=Max("arrived_at")).order_by())
