"""For whom people on duty are rung, and who was."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from yesline.contacts.models import Contact
from yesline.kernel import sql
from yesline.routing.enums import OfferState, SummonsState
from yesline.routing.models import Offer, Summons
from yesline.staff.rota.rules import Rung

MOST = 60  # callers looked at at once


@dataclass(frozen=True)
class Uncared:
    """A caller on the line whom no living offer to people on duty is for, and how they came."""

    contact: Contact
    name: str
    kind: str  # what the number they dialled is for
    dialled: str  # E.164
    trunk: str
    trunk_address: str


_HOW_THEY_CAME = (
    "concat_ws(' ', nullif(customer.given_name, ''), nullif(customer.patronymic, ''),"
    " nullif(customer.family_name, '')),"
    " number.kind, number.e164, trunk.name, coalesce(nullif(trunk.sends_to, ''), trunk.addresses[1])"
)
_BY_A_LINE = (
    "JOIN orgs_number AS number ON number.id = it.number_id JOIN orgs_trunk AS trunk ON trunk.id = number.trunk_id"
    " LEFT JOIN customers_customer AS customer ON customer.id = it.customer_id"
)
_ON_THE_LINE = (
    "it.state IN ('waiting', 'offered') AND it.left_at IS NULL"
    " AND EXISTS (SELECT 1 FROM staff_turn WHERE organisation_id = it.organisation_id)"
    " AND NOT EXISTS (SELECT 1 FROM routing_offer AS rings WHERE rings.contact_id = it.id AND rings.state = 'live'"
    " AND rings.duty)"
)


def pools_without_duty() -> list[int]:
    """Pools with callers for whom somebody on duty might be rung."""
    return [pool for (pool,) in sql.rows(f"SELECT DISTINCT pool_id FROM contacts_contact AS it WHERE {_ON_THE_LINE}")]


def without_duty(pool_id: int, *, at: datetime) -> list[Uncared]:
    """Callers of a pool for whom somebody on duty might be rung, in the order of service."""
    found = sql.every_with(
        Contact,
        _HOW_THEY_CAME,
        f"{_BY_A_LINE} WHERE it.pool_id = %(pool)s AND {_ON_THE_LINE} AND coalesce(it.kept_until <= %(at)s, true)"
        " ORDER BY it.priority, it.arrived_at, it.id LIMIT %(most)s",
        pool=pool_id,
        at=at,
        most=MOST,
    )
    return [Uncared(contact, *how) for contact, how in found]


def how_they_came(contact_id: int) -> Uncared:
    """The same of one contact, whatever becomes of it."""
    ((contact, how),) = sql.every_with(Contact, _HOW_THEY_CAME, f"{_BY_A_LINE} WHERE it.id = %(id)s", id=contact_id)
    return Uncared(contact, *how)


def duty_rung(contact_id: int, *, since: datetime | None = None) -> list[Rung]:
    """Who on duty was rung for a contact, in that order."""
    rung = Offer.objects.filter(contact_id=contact_id, duty=True)
    rung = rung if since is None else rung.filter(offered_at__gte=since)
    return [Rung(*one) for one in rung.order_by("pk").values_list("agent_id", "ended_at")]


_BY_DUTY_ALONE = "o.agent_id = agent.id AND o.duty AND o.agent_was = 'offline'"


def at_work(organisation_id: int, language: str) -> bool:
    """Whether anybody is signed in who answers for an organisation in this language, busy or not. Whoever was woken
    by the rota is not at work.
    """
    found = sql.row(
        "SELECT 1 FROM staff_agent AS agent JOIN staff_membership AS serves ON serves.agent_id = agent.id"
        " WHERE serves.organisation_id = %(organisation)s AND agent.state <> 'offline'"
        " AND agent.languages @> ARRAY[%(language)s::varchar]"
        f" AND NOT EXISTS (SELECT 1 FROM routing_offer AS o WHERE o.state = 'live' AND {_BY_DUTY_ALONE})"
        " AND NOT EXISTS (SELECT 1 FROM contacts_contact AS it JOIN routing_offer AS o ON o.contact_id = it.id"
        f" AND o.state = 'accepted' AND {_BY_DUTY_ALONE} WHERE it.agent_id = agent.id AND it.state = 'talking')"
        " LIMIT 1",
        organisation=organisation_id,
        language=language,
    )
    return found is not None


def proved_mobiles(numbers: Collection[str]) -> set[tuple[int, str]]:
    """Who has answered on which of these mobiles, by pressing a key."""
    if not numbers:
        return set()
    accepted = Offer.objects.filter(number__in=numbers, state=OfferState.ACCEPTED)
    return set(accepted.values_list("agent_id", "number").distinct())


def ringing() -> list[Summons]:
    """Where an agent has asked for somebody on duty and nobody has come yet."""
    return list(Summons.objects.filter(state=SummonsState.RINGING).select_related("contact").order_by("pk"))


def summons_of(contact_id: int) -> Summons | None:
    """The last time somebody on duty was asked to join a conversation."""
    return Summons.objects.filter(contact_id=contact_id).order_by("-pk").first()
