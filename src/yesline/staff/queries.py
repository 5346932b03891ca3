"""Reads about people who work here; `act_as` is the door through which a signed-in person gets in."""

from dataclasses import dataclass

import psycopg
from django.conf import settings
from django.db import connection

from yesline.kernel import clock, seal, sql
from yesline.kernel.errors import NotYours
from yesline.orgs.models import Organisation, Pool
from yesline.staff.enums import PhoneKind, Role
from yesline.staff.models import Agent, DutyPhone, Membership, Phone


@dataclass(frozen=True)
class Seat:
    """A signed-in agent and what they may see, for one transaction."""

    agent: Agent
    roles: dict[int, str]  # organisation id → role

    def may(self, organisation_id: int, *roles: str) -> bool:
        return self.roles.get(organisation_id) in roles

    @property
    def organisations(self) -> list[int]:
        return sorted(self.roles)

    @property
    def administers(self) -> bool:
        return Role.ADMIN in self.roles.values()

    @property
    def leads(self) -> bool:
        return any(role in {Role.LEAD, Role.ADMIN} for role in self.roles.values())


def act_as(user_id: int) -> Seat:
    """Open this transaction to the organisations of a signed-in user; everything else stays invisible.

    The database itself reads the memberships (function `yesline_act_as`), and believes nobody without proof, so
    the role `yesline_web` can't see more than the person may. Raises NotYours when the user is nobody's agent.
    """
    made_at, proof = proof_of(user_id)
    connection.ensure_connection()
    # The server binds the values: a proof written into the query could be read in pg_stat_activity.
    with connection.wrap_database_errors, psycopg.Cursor(connection.connection) as cursor:
        cursor.execute(
            "SELECT agent_id, organisation_id, role FROM yesline_act_as(%s::integer, %s::bigint, %s)",
            [user_id, made_at, proof],
        )
        rows = cursor.fetchall()
    if not rows:
        raise NotYours("This account belongs to no agent.")
    return Seat(agent=_with_home(rows[0][0]), roles={organisation: role for _, organisation, role in rows})


def proof_of(user_id: int) -> tuple[int, str]:
    """When, and the words by which the database believes that this user has signed in."""
    return seal.proof(settings.SECRET_KEY, user_id=user_id, at=clock.on_the_wall())


def proof_of_email(email: str) -> tuple[int, str]:
    """The same for an e-mail: a provider we trust says that it is this person's."""
    made_at = int(clock.on_the_wall().timestamp())
    return made_at, seal.sealed(settings.SECRET_KEY, f"email {email} at {made_at}")


def agents_led_by(seat: Seat) -> list[int]:
    """Everybody who answers for an organisation this person leads; nobody for those who lead nothing."""
    led = [organisation for organisation, role in seat.roles.items() if role in {Role.LEAD, Role.ADMIN}]
    serve = Membership.objects.filter(organisation_id__in=led).values_list("agent_id", flat=True)
    return sorted(set(serve)) if led else []


def _with_home(agent_id: int) -> Agent:
    home, theirs = sql.columns(Organisation, "home")
    pool, its = sql.columns(Pool, "pool")
    ((agent, more),) = sql.every_with(
        Agent,
        f"{home}, {pool}",
        "JOIN orgs_organisation AS home ON home.id = it.organisation_id JOIN orgs_pool AS pool ON pool.id = it.pool_id"
        " WHERE it.id = %(id)s",
        id=agent_id,
    )
    agent.organisation = sql.made(Organisation, theirs, more)
    agent.pool = sql.made(Pool, its, more[len(theirs) :])
    return agent


def phone_in_use(agent: Agent) -> Phone | None:
    return sql.one(Phone, "WHERE agent_id = %(id)s AND in_use", id=agent.pk)


def mobile_of(agent: Agent) -> Phone | None:
    return Phone.objects.filter(agent=agent, kind=PhoneKind.MOBILE).first()


def phones_in_use() -> list[Phone]:
    return list(Phone.objects.filter(in_use=True).select_related("agent").order_by("id"))


def duty_phones() -> list[DutyPhone]:
    return list(DutyPhone.objects.all())


def people_on_line(slug: str) -> int:
    """How many people answer for an organisation just now: a number anybody may know, past the isolation."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT yesline_people_on_line(%s)", [slug])
        (count,) = cursor.fetchone()
    return int(count)


def is_spoken(organisation_id: int, language: str) -> bool:
    """Whether anybody who answers for an organisation is given callers in this language."""
    able = Agent.objects.filter(memberships__organisation_id=organisation_id, languages__contains=[language])
    return able.exists()


def members(organisation_id: int) -> list[Membership]:
    """Everybody who answers for an organisation, by name. For whom else they may is not told."""
    found = Membership.objects.filter(organisation_id=organisation_id)
    return list(found.select_related("agent", "agent__user").order_by("agent__name"))


def desk_phones(organisation_id: int) -> list[Phone]:
    """Desk phones of those who answer for an organisation: they ring without us, so they can be on duty."""
    found = Phone.objects.filter(kind=PhoneKind.SIP, agent__memberships__organisation_id=organisation_id)
    return list(found.select_related("agent").order_by("agent__name"))


def duty_of(organisation_id: int) -> list[DutyPhone]:
    return list(DutyPhone.objects.filter(organisation_id=organisation_id))
