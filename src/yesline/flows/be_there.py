"""Somebody is there: an agent takes a phone, says ready, takes a break, goes home."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from yesline.calls import actions as calls
from yesline.calls.enums import Verb
from yesline.calls.ports import DutyLine, PushPhone, TrunkLine, Wish, WriteRescue
from yesline.kernel import bells, phone_numbers
from yesline.orgs import queries as orgs
from yesline.orgs import rules as org_rules
from yesline.orgs.models import Number, Organisation, Trunk
from yesline.staff import actions as staff
from yesline.staff import queries as people
from yesline.staff import rules as staff_rules
from yesline.staff.enums import PhoneKind
from yesline.staff.models import Phone
from yesline.staff.queries import Seat
from yesline.staff.rota import queries as rota
from yesline.staff.rota import rules as rota_rules
from yesline.staff.rota.rules import Spell

HOLDS_FOR = timedelta(hours=12)  # how long a rescue plan names those who come on duty


@dataclass(frozen=True)
class Credentials:
    """What a phone registers with; the secret is made anew whenever a browser asks."""

    sip_user: str
    secret: str = field(repr=False)
    kind: str


def mobile_of(*, seat: Seat) -> str:
    """The mobile this agent used last, as a person writes it; empty if there was none."""
    phone = people.mobile_of(seat.agent)
    return phone_numbers.spoken(phone.number) if phone else ""


@transaction.atomic
def take_mobile(*, seat: Seat, number: str, at: datetime) -> str:
    """The agent will be rung on a mobile, and press a key there. Returns its number in full (E.164).

    Refused: what is no ordinary number, and numbers of ours, which would ring us.
    """
    e164 = phone_numbers.e164(number, country=seat.agent.organisation.country)
    ours = e164 in {one.e164 for one in orgs.public_numbers()}
    staff_rules.check_may_be_a_mobile(personal=phone_numbers.is_personal(e164), ours=ours)
    staff.take_phone(agent=seat.agent, kind=PhoneKind.MOBILE, number=e164, at=at)
    return e164


@transaction.atomic
def take_phone(*, seat: Seat, kind: str, at: datetime) -> Credentials:
    """The agent chooses this browser or their desk phone; the controller is asked to bring it into service."""
    phone = staff.take_phone(agent=seat.agent, kind=kind, at=at)
    calls.ask(
        verb=Verb.PUSH_PHONE,
        node=settings.NODE,
        agent=seat.agent,
        organisation_id=seat.agent.organisation_id,
        contact=None,
        at=at,
    )
    return Credentials(sip_user=phone.sip_user, secret=_secret(phone), kind=phone.kind)


@transaction.atomic
def choose(*, seat: Seat, state: str, at: datetime) -> None:
    """The agent says ready, break or going home; being ready may mean a caller at once."""
    staff.choose_state(agent=seat.agent, state=state, at=at)
    bells.ring(bells.MATCH)


@transaction.atomic
def explain_break(*, seat: Seat, reason: str, at: datetime) -> None:
    """The agent says what the break is for."""
    staff.explain_break(agent=seat.agent, reason=reason, at=at)


@transaction.atomic
def phones_and_duty(*, at: datetime) -> list[Wish]:
    """Everything a switch must know that has just started: the phones in use or on the rota, and its rescue plan."""
    known = {phone.pk: phone for phone in [*people.phones_in_use(), *rota.desk_phones_planned()] if not phone.number}
    return [*(push(phone) for phone in known.values()), rescue_plan(at=at)]


def push(phone: Phone, *, command_id: int | None = None) -> PushPhone:
    """What the switch must know of a phone so that it may register."""
    return PushPhone(sip_user=phone.sip_user, secret=_secret(phone), kind=phone.kind, command_id=command_id)


def rescue_plan(*, at: datetime) -> WriteRescue:
    """By which lines calls come in, and whom the switch rings for each number, in turn, when we can't be asked: desk
    phones of those on duty now, then of those who are next, then the phones that are always named.

    It holds for a while without us, so it is made for the hours to come too.
    """
    rotas = {one.pk: _rota_of(one, at=at) for one in rota.with_a_rota_at_all()}
    desk = rota.desk_phones({spell.agent_id for spells in rotas.values() for spell in spells})
    always: dict[int, list[str]] = {}
    for phone in people.duty_phones():
        always.setdefault(phone.organisation_id, []).append(phone.endpoint)

    def endpoints(owner: int, kind: str) -> tuple[str, ...]:
        turns = [one for one in rotas.get(owner, []) if not one.number and one.agent_id in desk]
        wanted = rota_rules.purposes_for(kind)
        now = rota_rules.chain(turns, purposes=wanted, at=at)
        later = [one for one in turns if one.purpose in wanted and one.begins_at > at]
        return tuple(dict.fromkeys([*(desk[one.agent_id].endpoint for one in [*now, *later]), *always.get(owner, ())]))

    numbers = Number.objects.order_by("e164").values_list("e164", "organisation_id", "kind")
    return WriteRescue(
        lines=tuple(DutyLine(dialled=e164, endpoints=endpoints(owner, kind)) for e164, owner, kind in numbers),
        trunks=tuple(_line(trunk) for trunk in Trunk.objects.order_by("name")),
    )


def _rota_of(organisation: Organisation, *, at: datetime) -> list[Spell]:
    return rota_rules.spells(rota.rota_of(organisation), since=at, until=at + HOLDS_FOR)


def _line(trunk: Trunk) -> TrunkLine:
    return TrunkLine(
        name=trunk.name,
        addresses=tuple(trunk.addresses),
        max_calls=trunk.max_calls,
        language=org_rules.language_of(trunk.country),
    )


def _secret(phone: Phone) -> str:
    return staff_rules.phone_secret(settings.SECRET_KEY, sip_user=phone.sip_user, epoch=phone.epoch)
