"""A case in words: why it is due when it is, and its history as sentences."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yesline.cases import machine
from yesline.cases.enums import AskedBy, CaseKind, SaidKind
from yesline.flows import close
from yesline.flows.follow import Deed, File
from yesline.web import words

SCREENFUL = 40  # entries of the history; the others come when one gets there


def why(file: File, at: datetime) -> list[str]:
    """Why it is due then, one sentence a reason."""
    line = file.clock.earliest(at)
    moment = words.at_moment(line.first_reported_at, at)
    said = [_("First reported %(when)s.") % {"when": moment}]
    if line.taken_in is not None:
        taken_in = _("Case № %(number)s, which is part of this one, was reported %(when)s.")
        said = [taken_in % {"number": line.case, "when": moment}]
    said.append(_counted(line.hours is not None) % {"span": span(line.term)})
    if line.due_at is not None and line.due_at > line.base:
        said.append(
            _("It stood still while we waited for the customer: due %(span)s later.")
            % {"span": span(line.due_at - line.base)}
        )
    if line.asked_at is not None:
        said.append(
            _("It stands still since %(when)s, until the customer replies; for %(span)s in all at most.")
            % {"when": words.at_moment(line.asked_at, at), "span": span(machine.PAUSED_AT_MOST)}
        )
    said.append(_("Nothing else moves it: no hand-over, no other topic, no second report."))
    return said


def _counted(working: object) -> str:
    if working:
        return _("It is answered within %(span)s of the organisation's open hours.")
    return _("It is answered within %(span)s, by day and night.")


def span(length: timedelta) -> str:
    """`72 h`, `3 h 13 min`: whole hours without minutes."""
    minutes = int(length.total_seconds()) // 60
    return words.tied(_("%(n)d h") % {"n": minutes // 60}) if minutes % 60 == 0 else words.span(length)


@dataclass(frozen=True)
class History:
    """What was done, the latest first; `more`: how many older entries there are, the next of which is `before`."""

    told: list[tuple[Deed, str]]
    more: int = 0
    before: int = 0


def history(file: File, at: datetime, *, before: int = 0, most: int | None = SCREENFUL) -> History:
    """A screenful of what was done, or all (`most` is None); `before` names the last entry that is shown already.

    What says nothing to people is left out, and not counted.
    """
    deeds = [deed for deed in file.deeds if deed.verb in _SENTENCES]
    first = next((n + 1 for n, deed in enumerate(deeds) if deed.pk == before), 0)
    shown = deeds[first:][:most]
    more = len(deeds) - first - len(shown)
    return History([(deed, _sentence(deed, at)) for deed in shown], more, shown[-1].pk if more else 0)


def _sentence(deed: Deed, at: datetime) -> str:
    nobody = _("The customer") if deed.verb == "case.paper" else _("Yesline")
    given = {"by": deed.by or nobody, "to": deed.name("to"), "owner": deed.name("owner"), **_texts(deed, at)}
    if deed.verb == "case.described" and "kind" in given:
        return _("%(by)s named it “%(title)s”: %(kind)s") % given
    silent = deed.verb == "case.closed" and deed.details.get("how") == close.SILENCE
    return str(_CLOSED_BY_SILENCE if silent else _SENTENCES[deed.verb]) % given


_CLOSED_BY_SILENCE = gettext_lazy("Closed: they were asked twice and said nothing")
_SENTENCES = {
    "case.opened": gettext_lazy("%(by)s opened the case"),
    "case.written": gettext_lazy("Written to us"),
    "case.heard": gettext_lazy("%(by)s wrote down what was said"),
    "case.described": gettext_lazy("%(by)s named it “%(title)s”"),
    "case.next": gettext_lazy("%(by)s said what is next: %(what)s, %(by_when)s"),
    "case.asked": gettext_lazy("%(by)s asked the customer: %(text)s"),
    "case.replied": gettext_lazy("The customer replied; the clock runs"),
    "case.took_in": gettext_lazy("%(by)s joined case № %(case)s to it: %(why)s"),
    "case.let_go": gettext_lazy("%(by)s parted case № %(case)s from it: %(why)s"),
    "case.merged": gettext_lazy("%(by)s joined it to case № %(into)s: %(why)s"),
    "case.parted": gettext_lazy("%(by)s parted it from case № %(from_case)s: %(why)s"),
    "case.offered": gettext_lazy("%(by)s asked %(to)s to take it: %(why)s"),
    "case.owned": gettext_lazy("%(owner)s has it: %(why)s"),
    "case.said": gettext_lazy("The customer on their page: %(kind)s"),
    "case.paper": gettext_lazy("%(by)s added the paper “%(name)s”"),
    "case.agreed": gettext_lazy("%(by)s promised terms: %(what)s"),
    "case.visit": gettext_lazy("%(by)s announced a visit: %(visitor)s, %(by_when)s"),
    "case.item": gettext_lazy("%(by)s: to be handed over, %(what)s"),
    "case.handed": gettext_lazy("%(by)s: handed over, %(what)s"),
    "case.confirmed": gettext_lazy("The customer confirmed: %(what)s"),
    "case.registered": gettext_lazy("Registered as formal complaint № %(number)s"),
    "case.recalculated": gettext_lazy("%(by)s reckoned what follows from the time without service: %(sum)s"),
    "case.granted": gettext_lazy("%(by)s granted %(sum)s. %(why)s"),
    "case.answered": gettext_lazy("%(by)s signed the written answer"),
    "case.silent": gettext_lazy("%(by)s asked whether it is over, %(how)s: no answer"),
    "case.goes_on": gettext_lazy("They stayed silent, but something is owed: it goes on"),
    "case.closed": gettext_lazy("Closed: the customer says it is over"),
    "case.reopened": gettext_lazy("Opened again: %(why)s"),
}


_TEXTS = (
    "title", "what", "text", "name", "number", "sum", "visitor", "case", "why", "into", "from_case",
)  # fmt: skip


def _texts(deed: Deed, at: datetime) -> dict[str, object]:
    found = {name: deed.details.get(name, "") for name in _TEXTS}
    if deed.details.get("how") in AskedBy.values:
        found["how"] = AskedBy(deed.details["how"]).label
    if deed.details.get("kind") in CaseKind.values:
        found["kind"] = CaseKind(deed.details["kind"]).label
    by_when, kind = deed.details.get("by_when"), deed.details.get("kind")
    if kind in SaidKind.values:
        found["kind"] = SaidKind(kind).label
    return found | {"by_when": words.moment(datetime.fromisoformat(by_when), at) if by_when else ""}
