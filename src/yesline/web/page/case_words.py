"""The steps of a case as its customer reads them: what happened, in plain words, the oldest first."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yesline.cases.enums import SaidKind
from yesline.cases.models import Said
from yesline.flows.follow import Deed, File


def path(file: File, said: Iterable[Said]) -> list[tuple[datetime, str, str]]:
    """When, what, and their own words if it was theirs."""
    ours = [(deed.at, _step(deed), "") for deed in reversed(file.deeds)]
    theirs = [(one.at, _theirs(one.kind), one.text) for one in said]
    return sorted([step for step in ours if step[1]] + theirs, key=lambda step: step[0])


def _step(deed: Deed) -> str:
    text = _FROM_A_LETTER if deed.verb == "case.opened" and not deed.by else _STEPS.get(deed.verb)
    if text is None:
        return ""
    given = {name: deed.details.get(name, "") for name in ("what", "text", "case")}
    return str(text) % {"by": deed.by, "owner": deed.name("owner"), **given}


_FROM_A_LETTER = gettext_lazy("You told us")
_STEPS = {
    "case.opened": gettext_lazy("You told us; %(by)s took it on"),
    "case.heard": gettext_lazy("You spoke with %(by)s"),
    "case.next": gettext_lazy("%(by)s said what comes next: %(what)s"),
    "case.asked": gettext_lazy("We asked you: %(text)s"),
    "case.owned": gettext_lazy("%(owner)s has your case now"),
    "case.took_in": gettext_lazy("What you reported as № %(case)s belongs to it too; the earlier time counts"),
    "case.closed": gettext_lazy("Over, as you said"),
    "case.reopened": gettext_lazy("Taken up again, with the same time"),
}


def _theirs(kind: str) -> str:
    return {
        SaidKind.WORKS: _("You: it works now"),
        SaidKind.BROKEN: _("You: it is still broken"),
        SaidKind.CALL: _("You asked to be called"),
    }.get(SaidKind(kind), _("You wrote"))
