"""What is known of the rota."""

from collections.abc import Collection
from datetime import date
from zoneinfo import ZoneInfo

from django.db.models import Exists, F, OuterRef, Q

from yesline.kernel.errors import NotYours
from yesline.orgs.models import Organisation
from yesline.staff.enums import PhoneKind, SwapState
from yesline.staff.models import Agent, Membership, Phone, Swap, Turn
from yesline.staff.rota.rules import Planned, Rota, TakenOver


def turns_of(organisation_id: int) -> list[Turn]:
    """Every turn of people who still answer for the organisation."""
    still = Membership.objects.filter(agent_id=OuterRef("agent_id"), organisation_id=organisation_id)
    turns = Turn.objects.filter(Exists(still), organisation_id=organisation_id).select_related("agent")
    return list(turns.order_by("purpose", F("day").asc(nulls_first=True), "weekday", "begins", "position", "id"))


def rota_of(organisation: Organisation) -> Rota:
    """The rota, for `rules.spells`."""
    taken = Swap.objects.filter(organisation=organisation, state=SwapState.ACCEPTED)
    return Rota(
        zone=ZoneInfo(organisation.timezone),
        planned=tuple(_planned(turn) for turn in turns_of(organisation.pk)),
        taken_over=tuple(TakenOver(*one) for one in taken.values_list("turn_id", "day", "asked_of_id", "number")),
    )


def with_a_rota(organisation_ids: Collection[int]) -> list[Organisation]:
    """Those of these organisations that have planned any duty."""
    planned = Turn.objects.filter(organisation_id__in=organisation_ids).values("organisation_id")
    return list(Organisation.objects.filter(pk__in=planned).order_by("pk"))


def with_a_rota_at_all() -> list[Organisation]:
    """For the switch, which serves everybody."""
    return list(Organisation.objects.filter(pk__in=Turn.objects.values("organisation_id")).order_by("pk"))


def _planned(turn: Turn) -> Planned:
    return Planned(
        turn_id=turn.pk,
        agent_id=turn.agent_id,
        purpose=turn.purpose,
        position=turn.position,
        weekday=turn.weekday,
        day=turn.day,
        begins=turn.begins,
        ends=turn.ends,
        number=turn.number,
    )


def turn_of(organisation_id: int, turn_id: int) -> Turn:
    """A turn of that organisation. Raises NotYours for any other."""
    found = Turn.objects.filter(pk=turn_id, organisation_id=organisation_id).select_related("agent").first()
    if found is None:
        raise NotYours
    return found


def swap_for(agent_id: int, swap_id: int) -> Swap:
    """A swap this person asked for or is asked for, ours until this transaction ends. Raises NotYours."""
    mine = Q(asked_by_id=agent_id) | Q(asked_of_id=agent_id)
    locked = Swap.objects.select_for_update(no_key=True, of=("self",)).select_related("turn", "asked_by", "asked_of")
    found = locked.filter(mine, pk=swap_id).first()
    if found is None:
        raise NotYours
    return found


def swaps_asked(agent_id: int, *, since: date) -> list[Swap]:
    """What this person asks of others, and others of them, and nobody has answered."""
    mine = Q(asked_by_id=agent_id) | Q(asked_of_id=agent_id)
    found = Swap.objects.filter(mine, state=SwapState.ASKED, day__gte=since)
    return list(found.select_related("turn", "asked_by", "asked_of", "organisation"))


def desk_phone_of(agent_id: int) -> Phone | None:
    return Phone.objects.filter(agent_id=agent_id, kind=PhoneKind.SIP).first()


def desk_phones(agent_ids: Collection[int]) -> dict[int, Phone]:
    """Whoever of these has a desk phone, and which."""
    return {phone.agent_id: phone for phone in Phone.objects.filter(kind=PhoneKind.SIP, agent_id__in=agent_ids)}


def desk_phones_planned() -> list[Phone]:
    """Desk phones that may be rung by the rota, in use now or not."""
    on_duty = Turn.objects.filter(number="").values("agent_id")
    taken_over = Swap.objects.filter(number="", state=SwapState.ACCEPTED).values("asked_of_id")
    mine = Q(agent_id__in=on_duty) | Q(agent_id__in=taken_over)
    return list(Phone.objects.filter(mine, kind=PhoneKind.SIP).select_related("agent").order_by("id"))


def people(agent_ids: Collection[int]) -> dict[int, Agent]:
    return Agent.objects.in_bulk(list(agent_ids))
