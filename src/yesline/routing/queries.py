"""What matching looks at. Every read here is bounded, and none hides somebody who could help behind those who can't."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from yesline.contacts import queries as ledger
from yesline.contacts.models import Contact
from yesline.kernel import sql
from yesline.routing import rules
from yesline.routing.enums import OfferState
from yesline.routing.models import Offer
from yesline.staff.models import Phone

MOST = 60  # agents or contacts looked at in one matching
SPARE = 15  # looked at besides as many as are needed: some have just declined each other

_READY = "pool_id = %(pool)s AND state = 'available' AND reachable"
_WAITS = "it.pool_id = %(pool)s AND it.state = 'waiting'"
_KEPT = "coalesce(it.kept_until > %(at)s, false)"  # for an agent who may be back in a moment
_FREE = f"NOT {_KEPT} AND {ledger.DUE}"
# As plain values: making whole agents of them would cost more than all the rest of a matching.
_IDLE = (
    "agent.id, agent.organisation_id, agent.languages, agent.available_since,"
    " array(SELECT organisation_id FROM staff_membership WHERE agent_id = agent.id), phone.sip_user, phone.number"
)
_ABLE = (
    f"SELECT id FROM staff_agent WHERE {_READY} AND languages @> ARRAY[wanted.language] AND EXISTS (SELECT 1"
    " FROM staff_membership AS serves WHERE serves.agent_id = staff_agent.id"
    " AND serves.organisation_id = wanted.organisation_id)"
)
_LONGEST = f"ORDER BY available_since LIMIT least({MOST}, wanted.callers + {SPARE})"
_LOOK = (
    "WITH wanted AS (SELECT organisation_id, language,"
    f" count(*) FILTER (WHERE {_FREE}) AS callers, count(*) FILTER (WHERE {_KEPT}) AS kept"
    f" FROM contacts_contact AS it WHERE {_WAITS} GROUP BY organisation_id, language)"
    f" SELECT wanted.organisation_id, wanted.language, wanted.kept, {_IDLE} FROM wanted"
    # Own people and all people each by its own index.
    f" LEFT JOIN LATERAL (({_ABLE} AND organisation_id = wanted.organisation_id {_LONGEST})"
    f" UNION ({_ABLE} {_LONGEST})) AS able ON wanted.callers > 0"
    " LEFT JOIN staff_agent AS agent ON agent.id = able.id"
    " LEFT JOIN staff_phone AS phone ON phone.agent_id = agent.id AND phone.in_use"
)


@dataclass(frozen=True)
class InLine:
    """A caller who waits, their name if known, who has just declined them, and by which line they came."""

    contact: Contact
    name: str
    declined_by: frozenset[int]
    dialled: str  # E.164
    trunk: str
    trunk_address: str


@dataclass(frozen=True)
class Look:
    """A pool at one moment: who is idle and could help somebody in line, with what, and whether callers are kept."""

    idle: dict[int, rules.Idle]
    helped: set[tuple[int, str]]  # organisations and languages
    some_kept: bool


def look(pool_id: int, *, at: datetime) -> Look:
    """For each organisation and language that is wanted, and as many as want it: the longest idle of its own people,
    and of all who can help. One read.
    """
    found = Look(idle={}, helped=set(), some_kept=False)
    for organisation_id, language, kept, *agent in sql.rows(_LOOK, pool=pool_id, at=at):
        found = replace(found, some_kept=found.some_kept or kept > 0)
        if agent[0] is not None:
            found.helped.add((organisation_id, language))
            found.idle[agent[0]] = _idle(agent)
    return found


def ready_of(pool_id: int, agent_ids: set[int]) -> list[rules.Idle]:
    """Those of these agents who are idle."""
    if not agent_ids:
        return []
    rows = sql.rows(
        f"SELECT {_IDLE} FROM staff_agent AS agent LEFT JOIN staff_phone AS phone"
        " ON phone.agent_id = agent.id AND phone.in_use"
        f" WHERE agent.id IN (SELECT id FROM staff_agent WHERE {_READY} AND id = ANY(%(agents)s))",
        pool=pool_id,
        agents=list(agent_ids),
    )
    return [_idle(row) for row in rows]


def _idle(row: Sequence[Any]) -> rules.Idle:
    agent_id, organisation_id, languages, available_since, serves, sip_user, mobile = row
    return rules.Idle(
        agent_id=agent_id,
        organisation_id=organisation_id,
        languages=frozenset(languages),
        available_since=available_since,
        serves=frozenset(serves),
        sip_user=sip_user,
        mobile=mobile or "",
    )


def line(pool_id: int, *, helped: Collection[tuple[int, str]], at: datetime, most: int) -> list[InLine]:
    """Who waits in a pool for something that somebody idle can help with, in the order of service."""
    found = sql.every_with(
        Contact,
        "concat_ws(' ', nullif(customer.given_name, ''), nullif(customer.patronymic, ''),"
        " nullif(customer.family_name, '')), array(SELECT offer.agent_id FROM routing_offer AS offer"
        " WHERE offer.contact_id = it.id AND offer.state = 'declined' AND offer.ended_at > %(declined_since)s),"
        " number.e164, trunk.name, trunk.addresses[1]",
        "JOIN orgs_number AS number ON number.id = it.number_id JOIN orgs_trunk AS trunk ON trunk.id = number.trunk_id"
        " LEFT JOIN customers_customer AS customer ON customer.id = it.customer_id"
        f" WHERE {_WAITS} AND {_FREE} AND (it.organisation_id, it.language) IN"
        " (SELECT * FROM unnest(%(organisations)s::bigint[], %(languages)s::text[]))"
        " ORDER BY it.priority, it.arrived_at, it.id LIMIT %(most)s",
        pool=pool_id,
        at=at,
        declined_since=at - rules.DECLINED_FOR,
        organisations=[organisation_id for organisation_id, _ in helped],
        languages=[language for _, language in helped],
        most=most,
    )
    return [InLine(contact, name, frozenset(declined), *line) for contact, (name, declined, *line) in found]


def declined(contact_ids: list[int], *, at: datetime) -> dict[int, frozenset[int]]:
    """Who has just declined which of these contacts."""
    rows = Offer.objects.filter(
        contact_id__in=contact_ids, state=OfferState.DECLINED, ended_at__gt=at - rules.DECLINED_FOR
    ).values_list("contact_id", "agent_id")
    found: dict[int, set[int]] = defaultdict(set)
    for contact_id, agent_id in rows:
        found[contact_id].add(agent_id)
    return {contact_id: frozenset(agents) for contact_id, agents in found.items()}


def ringing_at(agent_id: int) -> int | None:
    """The offer an agent is rung for."""
    found = sql.row("SELECT id FROM routing_offer WHERE agent_id = %(agent)s AND state = 'live'", agent=agent_id)
    return found[0] if found else None


def live_offer_of(agent_id: int) -> Offer | None:
    return (
        Offer.objects.filter(agent_id=agent_id, state=OfferState.LIVE)
        .select_related("contact__organisation", "contact__customer", "contact__number")
        .first()
    )


def accepted_offer_for(contact_id: int) -> Offer | None:
    """That of the agent whose contact it is; somebody on duty may have joined them."""
    return sql.one(
        Offer,
        "WHERE contact_id = %(id)s AND state = 'accepted' ORDER BY"
        " agent_id IS DISTINCT FROM (SELECT agent_id FROM contacts_contact WHERE id = %(id)s), id DESC LIMIT 1",
        id=contact_id,
    )


def in_conversation(node: str) -> set[str]:
    """The legs of all who talk at a switch, as the tables have it: the caller's and the agent's whose call it is.

    Asked at once, for a controller that comes back must not ask for each of a hundred.
    """
    rows = sql.rows(
        "SELECT leg.channel, 'offer-' || accepted.id FROM contacts_contact it"
        " JOIN calls_leg leg ON leg.contact_id = it.id AND leg.party = 'caller' AND leg.state <> 'gone'"
        " CROSS JOIN LATERAL (SELECT id FROM routing_offer WHERE contact_id = it.id AND state = 'accepted'"
        " ORDER BY agent_id IS DISTINCT FROM it.agent_id, id DESC LIMIT 1) accepted"
        " WHERE it.state = 'talking' AND it.left_at IS NULL AND leg.node = %(node)s",
        node=node,
    )
    return {channel for legs in rows for channel in legs}


def offer(offer_id: int) -> tuple[Offer, Contact] | None:
    """An offer and its contact, which is ours until this transaction ends."""
    contact, names = sql.columns(Contact, "contact")
    found = sql.every_with(
        Offer,
        contact,
        "JOIN contacts_contact AS contact ON contact.id = it.contact_id WHERE it.id = %(id)s"
        " FOR NO KEY UPDATE OF contact",
        id=offer_id,
    )
    return (found[0][0], sql.made(Contact, names, found[0][1])) if found else None


def overdue(*, at: datetime) -> list[Offer]:
    """Offers that should have ended by themselves; their controller must have died."""
    return sql.every(Offer, "WHERE state = 'live' AND ends_at < %(at)s LIMIT %(most)s", at=at, most=MOST)


def rang_in_vain(contact_id: int, phone: Phone | None) -> bool:
    """Whether this phone could not be reached for this contact since it was last seen."""
    if phone is None:
        return True
    offers = Offer.objects.filter(contact_id=contact_id, agent_id=phone.agent_id, state=OfferState.UNREACHABLE)
    return (offers.filter(ended_at__gte=phone.seen_at) if phone.seen_at else offers).exists()
