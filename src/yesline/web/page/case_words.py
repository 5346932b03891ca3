"""The steps of a case as its customer reads them: what happened, in plain words, the oldest first."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext as _

from yesline.cases.enums import SaidKind
from yesline.cases.models import Said
from yesline.flows.follow import Deed, File


def path(file: File, said: Iterable[Said]) -> list[tuple[datetime, str, str]]:
    """When, what, and their own words if it was theirs."""
    ours = [(deed.at, _step(deed), "") for deed in reversed(file.deeds)]
    theirs = [(one.at, _theirs(one.kind), one.text) for one in said]
    return sorted([step for step in ours if step[1]] + theirs, key=lambda step: step[0])


def _step(deed: Deed) -> str:
    words = {
        "case.opened": _("You told us; %(by)s took it on") if deed.by else _("You told us"),
        "case.heard": _("You spoke with %(by)s"),
        "case.next": _("%(by)s said what comes next: %(what)s"),
        "case.asked": _("We asked you: %(text)s"),
        "case.owned": _("%(owner)s has your case now"),
        "case.took_in": _("What you reported as № %(case)s belongs to it too; the earlier time counts"),
        "case.closed": _("Over, as you said"),
        "case.reopened": _("Taken up again, with the same time"),
    }.get(deed.verb, "")
    given = {"by": deed.by, "owner": deed.name("owner")}
    return words % {**given, **{name: deed.details.get(name, "") for name in ("what", "text", "case")}} if words else ""


def _theirs(kind: str) -> str:
    return {
        SaidKind.WORKS: _("You: it works now"),
        SaidKind.BROKEN: _("You: it is still broken"),
        SaidKind.CALL: _("You asked to be called"),
    }.get(SaidKind(kind), _("You wrote"))
