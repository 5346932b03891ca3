"""What the floor says in words: why somebody waits, what happened to a call, what threatens a promise."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import formats
from django.utils.translation import get_language_info, ngettext
from django.utils.translation import gettext as _

from yesline.contacts.enums import Event, State
from yesline.contacts.models import Contact, Fact
from yesline.flows.look_back import Story
from yesline.flows.oversee import AtRisk, Waits
from yesline.reports import rules
from yesline.reports.rules import Risk, Span, Why
from yesline.routing import estimate
from yesline.routing import rules as routing
from yesline.routing.models import Offer
from yesline.staff.enums import AgentState
from yesline.web import words

SHORT = timedelta(seconds=1)
NEARLY_FREE = [AgentState.WRAP_UP, AgentState.TALKING, AgentState.OFFERED, AgentState.BREAK, AgentState.OFFLINE]


def why(waits: Waits, at: datetime) -> str:
    """One sentence beside somebody who waits."""
    contact, reason = waits.contact, waits.reason
    if contact.left_at is not None:
        left = _("Hung up %(when)s.") % {"when": words.at_moment(contact.left_at, at)}
        return f"{left} {_owed(waits, at)}"
    if contact.state == State.RESCUED:
        return _("With the people on duty: the switch rings them by itself.")
    if waits.ringing is not None:
        return _("Rings at %(who)s.") % {"who": waits.ringing.name}
    return _reason(reason, contact, at) if reason else _("Is being put through.")


def told(waits: Waits) -> str:
    """What they have heard last of how it stands; empty before they were told."""
    return "" if waits.contact.left_at is not None else _told(waits.told)


def _told(details: dict[str, int | None]) -> str:
    place, minutes = details.get("place"), details.get("minutes")
    if place is None or minutes is None:
        return ""
    if minutes == estimate.LONGER:
        return _("Told: number %(place)d, more than half an hour.") % {"place": place}
    return _("Told: number %(place)d, about %(minutes)d min.") % {"place": place, "minutes": minutes}


def _owed(waits: Waits, at: datetime) -> str:
    contact, reason = waits.contact, waits.reason
    if contact.state == State.CALLING:
        return _("Is being called back by %(who)s.") % {"who": contact.agent.name if contact.agent else ""}
    if waits.ringing is not None:
        return _("Rings at %(who)s.") % {"who": waits.ringing.name}
    if reason is None or reason.why in {Why.LATER, Why.DECIDE}:
        return words.tied(words.next_call(contact, at)).capitalize() + "."
    return _reason(reason, contact, at)


def _reason(reason: rules.Reason, contact: Contact, at: datetime) -> str:
    names = ", ".join(reason.names)
    if reason.why == Why.KEPT and contact.kept_until is not None:
        given = {"who": names, "span": words.span(contact.kept_until - at)}
        return _("Kept for %(who)s, whose phone was lost, for another %(span)s.") % given
    if reason.why == Why.NOBODY_CAN:
        given = {
            "language": get_language_info(contact.language)["name_translated"],
            "organisation": contact.organisation.name,
        }
        return _("Nobody answers for %(organisation)s in this language: %(language)s.") % given
    if reason.why == Why.BUSY:
        return _("All who could help are busy: %(states)s.") % {"states": _states(reason)}
    if reason.why == Why.PAUSE:
        return _("All who could help are away: %(states)s.") % {"states": _states(reason)}
    return _named()[reason.why] % {"who": names}


def _named() -> dict[Why, str]:
    return {
        Why.NOBODY_IN: _("Nobody who could help is working. They are: %(who)s."),
        Why.DECLINED: _("Those who are free have just declined: %(who)s."),
        Why.UNREACHABLE: _("Those who are ready have no phone that can be reached: %(who)s."),
        Why.FREE: _("%(who)s could answer at once: it rings in a moment."),
    }


def _states(reason: rules.Reason) -> str:
    """`2 are talking, 1 is finishing notes`: the nearest to being free come first."""
    return ", ".join(in_state(state, reason.states[state]) for state in NEARLY_FREE if reason.states.get(state))


def in_state(state: str, n: int) -> str:
    """How many are in a state: `2 are talking`."""
    said = {
        AgentState.TALKING: ngettext("%(n)d is talking", "%(n)d are talking", n),
        AgentState.OFFERED: ngettext("it rings at %(n)d", "it rings at %(n)d of them", n),
        AgentState.WRAP_UP: ngettext("%(n)d is finishing notes", "%(n)d are finishing notes", n),
        AgentState.AVAILABLE: ngettext("%(n)d is ready", "%(n)d are ready", n),
        AgentState.BREAK: ngettext("%(n)d is on a break", "%(n)d are on a break", n),
        AgentState.OFFLINE: ngettext("%(n)d is not working", "%(n)d are not working", n),
    }[AgentState(state)]
    return words.tied(said % {"n": n})


def risk(one: AtRisk) -> str:
    return {
        Risk.LATE: _("late"),
        Risk.SOON: _("within the hour"),
        Risk.KEEPER_AWAY: _("the keeper is not working now"),
        None: "",
    }[one.risk]


def column(index: int) -> str:
    """The name of a column of the histogram: `to 0.5 s`, `longer`."""
    if index == len(rules.ENDS):
        return _("longer")
    end = rules.ENDS[index]
    return words.tied(_("to %(n)s s") % {"n": formats.number_format(end, 1 if end < 1 else 0)})


def seconds(length: timedelta | None) -> str:
    """A short wait to a tenth: `0.6 s`; a long one as usual."""
    if length is None:
        return ""
    if length >= timedelta(seconds=10):
        return words.span(length)
    return words.tied(_("%(n)s s") % {"n": formats.number_format(length.total_seconds(), 1)})


@dataclass(frozen=True)
class Step:
    """One line of a call's story. A wait lasts; everything else is a moment."""

    when: datetime
    what: str
    more: str = ""
    glyph: str = "clock"
    state: str = ""  # "", ok, warn, bad


def steps(story: Story, at: datetime) -> list[Step]:
    """Facts and the waits between them, in the order in which they happened."""
    contact = story.contact
    found = [_fact(fact, story) for fact in story.facts]
    waits = [_wait(one, contact, at) for one in story.waits if (one.ended_at or at) - one.began_at >= SHORT]
    merged = [(step.when, 0, step) for step in found] + [(step.when, 1, step) for step in waits]
    return [step for _when, _after, step in sorted(merged, key=lambda one: one[:2])]


def _wait(span: Span, contact: Contact, at: datetime) -> Step:
    length = seconds((span.ended_at or at) - span.began_at)
    busy = []
    if span.talking:
        busy.append(_("Others were talking: %(who)s.") % {"who": ", ".join(span.talking)})
    if span.writing:
        busy.append(_("Others were finishing notes: %(who)s.") % {"who": ", ".join(span.writing)})
    if not busy:
        busy.append(_("Nobody of those you may see had another caller then: nobody was ready."))
    what = _("waited %(span)s") if span.ended_at or contact.ended_at else _("has been waiting for %(span)s")
    return Step(span.began_at, what % {"span": length}, " ".join(busy), glyph="circle-dashed", state="warn")


def _fact(fact: Fact, story: Story) -> Step:
    who = fact.agent.name if fact.agent else _("the on-duty people")
    offer = story.offers.get((fact.agent_id or 0, fact.at))
    what, glyph, state = _events().get(fact.event, (str(fact.get_event_display()), "clock", ""))
    more = _because(offer) if offer and fact.event == Event.OFFERED else ""
    more = _told(fact.details) if fact.event == Event.TOLD else more
    return Step(fact.at, what % {"who": who}, more, glyph, state)


def _because(offer: Offer) -> str:
    return {
        routing.Why.OWNER: _("they own an open case of this caller"),
        routing.Why.OWN: _("of the organisation's own people the one who had waited longest for a call"),
        routing.Why.POOL: _("nobody of its own was free: of the pool the one who had waited longest for a call"),
        routing.Why.CHOSEN: _("they chose whom to call back"),
        routing.Why.DUTY: _("by the rota: nobody at work could, or somebody asked for them"),
        routing.Why.REJOIN: _("they were talking already, and their phone came back"),
    }.get(routing.Why(offer.why), "")


def _events() -> dict[str, tuple[str, str, str]]:
    return {
        Event.ARRIVED: (_("The call came in"), "phone-incoming", ""),
        Event.OFFERED: (_("Rang at %(who)s"), "phone", ""),
        Event.DECLINED: (_("%(who)s declined"), "x", "warn"),
        Event.NOT_ANSWERED: (_("%(who)s did not answer"), "phone-off", "bad"),
        Event.UNREACHABLE: (_("The phone could not be reached: %(who)s"), "wifi-off", "bad"),
        Event.ANSWERED: (_("Answered: %(who)s"), "check", "ok"),
        Event.CONNECTED: (_("Both could hear each other"), "headphones", "ok"),
        Event.AGENT_LOST: (_("The phone was lost in mid-conversation: %(who)s"), "wifi-off", "bad"),
        Event.AGENT_UNHEARD: (_("Nothing was heard of %(who)s"), "mic-off", "bad"),
        Event.AGENT_HEARD: (_("%(who)s was heard again"), "mic", "ok"),
        Event.CALLER_UNHEARD: (_("Nothing was heard of the caller"), "mic-off", "bad"),
        Event.CALLER_HEARD: (_("The caller was heard again"), "mic", "ok"),
        Event.TOLD: (_("Heard how it stands"), "volume-2", ""),
        Event.CROWDED: (_("Further calls of the same number heard the busy tone"), "phone-off", "warn"),
        Event.HELD: (_("Put on hold: %(who)s"), "pause", ""),
        Event.TAKEN_BACK: (_("Taken back from hold: %(who)s"), "play", ""),
        Event.RESCUE_TOOK: (_("Handed to the people on duty: our side did not answer in time"), "life-buoy", "bad"),
        Event.RETURNED: (_("Came back from the people on duty"), "refresh-cw", ""),
        Event.AGENT_HUNG_UP: (_("Ended by the agent"), "phone-off", ""),
        Event.CALLER_HUNG_UP: (_("The caller hung up"), "phone-off", ""),
        Event.OWED: (_("Keeps the place in line and is called back"), "refresh-cw", ""),
        Event.RANG_AGAIN: (_("Rang again, at the old place"), "phone-incoming", ""),
        Event.CALLING: (_("On the line, their phone rings: %(who)s"), "phone-outgoing", ""),
        Event.REACHED: (_("The customer picked up"), "check", "ok"),
        Event.NOT_REACHED: (_("The customer was not reached"), "phone-off", "warn"),
        Event.SETTLED: (_("Needs no call back any more"), "check", ""),
        Event.CALLER_LOST: (_("The caller's line was lost"), "phone-off", "bad"),
    }


def outcome(contact: Contact, at: datetime) -> str:
    """How long this caller waited, in one sentence."""
    if contact.answered_at:
        return _("Waited %(span)s for a person.") % {"span": seconds(contact.answered_at - contact.arrived_at)}
    left_at = contact.left_at or contact.ended_at
    if left_at:
        return _("Left after %(span)s without having talked to a person.") % {
            "span": seconds(left_at - contact.arrived_at)
        }
    return _("Has been waiting for %(span)s.") % {"span": seconds(at - contact.arrived_at)}
