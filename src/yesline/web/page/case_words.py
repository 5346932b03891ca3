"""The steps of a case as its customer reads them: what happened, in plain words, the oldest first."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yesline.cases.enums import SaidKind
from yesline.cases.models import Paper, Said
from yesline.flows import close
from yesline.flows.follow import Deed, File


def path(file: File, said: Iterable[Said], papers: Iterable[Paper]) -> list[tuple[datetime, str, str]]:
    """When, what, and their own words if it was theirs."""
    names: dict[int | None, list[str]] = defaultdict(list)
    for paper in papers:
        names[paper.said_id].append(paper.name)
    ours = [(deed.at, _step(deed), "") for deed in reversed(file.deeds)]
    theirs = [(one.at, _theirs(one.kind) % {"names": ", ".join(names[one.pk])}, one.text) for one in said]
    return sorted([step for step in ours if step[1]] + theirs, key=lambda step: step[0])


def _step(deed: Deed) -> str:
    if deed.verb == "case.paper" and not deed.by:
        return ""  # it is among what they said
    if deed.verb == "case.closed" and deed.details.get("how") == close.SILENCE:
        return _("Over: we asked you twice and heard nothing")
    text = _FROM_A_LETTER if deed.verb == "case.opened" and not deed.by else _STEPS.get(deed.verb)
    if text is None:
        return ""
    given = {name: deed.details.get(name, "") for name in ("what", "text", "case", "name", "number", "visitor")}
    return str(text) % {"by": deed.by, "owner": deed.name("owner"), **given}


_FROM_A_LETTER = gettext_lazy("You told us")
_STEPS = {
    "case.opened": gettext_lazy("You told us; %(by)s took it on"),
    "case.heard": gettext_lazy("You spoke with %(by)s"),
    "case.next": gettext_lazy("%(by)s said what comes next: %(what)s"),
    "case.asked": gettext_lazy("We asked you: %(text)s"),
    "case.owned": gettext_lazy("%(owner)s has your case now"),
    "case.took_in": gettext_lazy("What you reported as № %(case)s belongs to it too; the earlier time counts"),
    "case.agreed": gettext_lazy("%(by)s promised you: %(what)s"),
    "case.visit": gettext_lazy("%(by)s announced who comes: %(visitor)s"),
    "case.handed": gettext_lazy("You have it: %(what)s"),
    "case.confirmed": gettext_lazy("You confirmed: %(what)s"),
    "case.registered": gettext_lazy("Registered as a formal complaint, № %(number)s"),
    "case.answered": gettext_lazy("%(by)s answered your complaint in writing"),
    "case.silent": gettext_lazy("%(by)s asked you whether it works, and did not reach you"),
    "case.paper": gettext_lazy("%(by)s put a paper here: %(name)s"),
    "case.closed": gettext_lazy("Over, as you said"),
    "case.reopened": gettext_lazy("Taken up again, with the same time"),
}


def _theirs(kind: str) -> str:
    return {
        SaidKind.WORKS: _("You: it works now"),
        SaidKind.BROKEN: _("You: it is still broken"),
        SaidKind.CALL: _("You asked to be called"),
        SaidKind.PAPERS: _("You sent %(names)s"),
    }.get(SaidKind(kind), _("You wrote"))
