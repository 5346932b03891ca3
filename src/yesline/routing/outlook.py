"""What an estimate looks at: everybody who waits in a pool, everybody at work there, how long conversations take."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from yesline.contacts import queries as ledger
from yesline.contacts.models import Contact
from yesline.kernel import sql
from yesline.routing import estimate, paces, rules
from yesline.routing.futures import AtWork, Caller, Stage
from yesline.routing.paces import Pace
from yesline.routing.telling import Told

OF_LATE = timedelta(minutes=10)
_REMEMBERED = 200  # conversations of an organisation
_LONGEST_NOTES = 1800  # seconds; beyond, somebody forgot to press a button
_MOST = 1000
_LONG = 100  # in a longer line half the draws will do: there the wait is known better, and the processor is needed
_STAGES = {"available": Stage.READY, "offered": Stage.RINGING, "talking": Stage.TALKING, "wrap_up": Stage.NOTES}
_LINE = (
    "LEFT JOIN LATERAL (SELECT leg.node, leg.channel FROM calls_leg AS leg WHERE leg.contact_id = it.id"  # noqa: S608  constants
    " AND leg.party = 'caller' AND leg.state <> 'gone' ORDER BY leg.id DESC LIMIT 1) AS leg"
    " ON it.left_at IS NULL AND coalesce(it.kept_until <= %(at)s, true)"
    " LEFT JOIN LATERAL (SELECT details ->> 'place', details ->> 'minutes', fact.at FROM contacts_fact AS fact"
    " WHERE fact.contact_id = it.id AND fact.event = 'told' ORDER BY fact.at DESC LIMIT 1)"
    " AS told (place, minutes, at) ON true"
    " WHERE it.pool_id = %(pool)s AND it.state = 'waiting' AND "
    + ledger.DUE
    + " ORDER BY it.priority, it.arrived_at, it.id LIMIT %(most)s"
)
_PEOPLE = (
    "SELECT agent.id, agent.organisation_id, agent.languages, agent.state_since, agent.state,"
    " array(SELECT organisation_id FROM staff_membership WHERE agent_id = agent.id),"
    " (SELECT organisation_id FROM contacts_contact AS mine WHERE mine.agent_id = agent.id"
    " AND mine.wrapped_up_at IS NULL ORDER BY mine.id DESC LIMIT 1)"
    " FROM staff_agent AS agent WHERE agent.pool_id = %(pool)s AND agent.state = ANY(%(states)s)"
    " AND (agent.reachable OR agent.state <> 'available') ORDER BY agent.id"
)
_LATELY = (
    "SELECT of.id, array_agg(talk), array_agg(notes) FROM unnest(%(organisations)s::bigint[]) AS of (id), LATERAL"
    " (SELECT extract(epoch FROM it.ended_at - it.answered_at)::float8 AS talk,"
    " extract(epoch FROM it.wrapped_up_at - it.ended_at)::float8 AS notes FROM contacts_contact AS it"
    " WHERE it.organisation_id = of.id AND it.outcome = 'talked' AND it.wrapped_up_at >= it.ended_at"
    " ORDER BY it.arrived_at DESC LIMIT %(remembered)s) AS last GROUP BY of.id"
)
_COMING = (
    "SELECT priority, count(*) FROM contacts_contact WHERE arrived_at > %(since)s AND arrived_at <= %(at)s"
    " AND organisation_id IN (SELECT id FROM orgs_organisation WHERE pool_id = %(pool)s) GROUP BY priority"
)


@dataclass(frozen=True)
class Waiting:
    """Somebody in line; `channel` at `node` where they listen to us, both empty for who is owed a call or is kept for
    an agent who may be back.
    """

    contact: Contact
    node: str
    channel: str
    told: Told | None

    @property
    def caller(self) -> Caller:
        return Caller(self.contact.organisation_id, self.contact.language, self.contact.priority)


def line(pool_id: int, *, at: datetime) -> list[Waiting]:
    """Everybody who waits in a pool, in the order of service, with what they were told last. One read."""
    more = "coalesce(leg.node, ''), coalesce(leg.channel, ''), told.place::int, told.minutes::int, told.at"
    found = sql.every_with(Contact, more, _LINE, pool=pool_id, at=at, most=_MOST)
    return [
        Waiting(contact, node, channel, Told(place, minutes, told_at) if told_at else None)
        for contact, (node, channel, place, minutes, told_at) in found
    ]


def waits(pool_id: int, waiting: list[Waiting], *, at: datetime) -> tuple[list[int], list[estimate.Wait | None]]:
    """Everybody's place among those who wait for the same people, and how long they wait still."""
    people = _people(pool_id, at=at)
    callers = [one.caller for one in waiting]
    organisations = {one.organisation_id for one in callers} | {one.organisation_id for one in people}
    draws = estimate.DRAWS if len(callers) <= _LONG else estimate.DRAWS // 2
    found = estimate.waits(callers, people, _paces(organisations), coming=_coming(pool_id, at=at), draws=draws)
    return estimate.places(callers, people), found


def _people(pool_id: int, *, at: datetime) -> list[AtWork]:
    return [
        AtWork(
            who=rules.Idle(
                agent_id=agent_id,
                organisation_id=home,
                languages=frozenset(languages),
                available_since=since,
                serves=frozenset(serves),
            ),
            stage=_STAGES[state],
            so_far=max(0.0, (at - since).total_seconds()),
            organisation_id=whose or home,
        )
        for agent_id, home, languages, since, state, serves, whose in sql.rows(
            _PEOPLE, pool=pool_id, states=list(_STAGES)
        )
    ]


def _paces(organisation_ids: Collection[int]) -> dict[int, Pace]:
    found = sql.rows(_LATELY, organisations=list(organisation_ids), remembered=_REMEMBERED)
    return {
        organisation_id: paces.pace(talks, [min(seconds, _LONGEST_NOTES) for seconds in notes])
        for organisation_id, talks, notes in found
    }


def _coming(pool_id: int, *, at: datetime) -> dict[int, float]:
    found = sql.rows(_COMING, pool=pool_id, since=at - OF_LATE, at=at)
    return {priority: calls / OF_LATE.total_seconds() for priority, calls in found}
