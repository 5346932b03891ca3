"""Who looked at whom, and who changed what here."""

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from yesline.flows import set_up
from yesline.journal.models import Entry
from yesline.orgs.models import Organisation
from yesline.web.office.shell import office, show
from yesline.web.requests import AgentRequest

LOOKS = ("customer.opened", "recording.listened", "paper.opened")
CHANGES = ("office.", "rota.", "invitation.", "agent.role", "agent.left", "agent.languages")


@require_safe
@office
def log(request: AgentRequest, organisation: Organisation) -> HttpResponse:
    changes = "changes" in request.GET
    rows = set_up.looked(seat=request.seat, organisation=organisation, verbs=CHANGES if changes else LOOKS)
    shown = [(entry, who, deed(entry)) for entry, who in rows]
    return show(request, "log", organisation, rows=shown, changes=changes)


def deed(entry: Entry) -> str:
    """What was done, in words."""
    known = {
        "customer.opened": _("opened the card of customer %(id)s") % {"id": entry.noun_id},
        "paper.opened": _("opened a paper of case № %(id)s") % {"id": entry.details.get("case", "")},
        "recording.listened": _("listened to recording %(id)s: %(reason)s")
        % {"id": entry.noun_id, "reason": entry.details.get("reason", "")},
        "office.terms": _("changed terms: %(what)s") % {"what": _terms(entry.details.get("changed", []))},
        "office.founded": _("set the organisation up"),
        "office.hours": _("changed the hours"),
        "office.holiday": _("added a holiday: %(name)s") % {"name": entry.details.get("name", "")},
        "office.holiday_removed": _("removed a holiday"),
        "office.number": _("added the number %(number)s") % {"number": entry.details.get("number", "")},
        "office.number_removed": _("removed the number %(number)s") % {"number": entry.details.get("number", "")},
        "office.trunk": _("set up the line %(name)s: %(addresses)s")
        % {"name": entry.details.get("trunk", ""), "addresses": ", ".join(entry.details.get("addresses", []))},
        "office.outsider": _("added %(name)s to the directory") % {"name": entry.details.get("name", "")},
        "office.outsider_removed": _("removed somebody from the directory"),
        "office.duty": _("changed who is on duty: %(names)s") % {"names": ", ".join(entry.details.get("names", []))},
        "office.phrase": _("recorded a phrase for those who wait"),
        "office.plan": _("changed what happens when nobody is free"),
        "rota.planned": _("planned a turn of duty: %(name)s") % {"name": entry.details.get("name", "")},
        "rota.struck": _("struck a turn of duty: %(name)s") % {"name": entry.details.get("name", "")},
        "rota.swap_asked": _("asked %(name)s to take over a turn of duty") % {"name": entry.details.get("of", "")},
        "rota.swap_accepted": _("took over a turn of duty from %(name)s") % {"name": entry.details.get("asked_by", "")},
        "rota.swap_declined": _("declined to take over a turn of duty from %(name)s")
        % {"name": entry.details.get("asked_by", "")},
        "rota.swap_withdrawn": _("took back the question about a turn of duty"),
        "invitation.made": _("invited %(name)s") % {"name": entry.details.get("name", "")},
        "invitation.taken_back": _("took an invitation back"),
        "invitation.accepted": _("accepted an invitation"),
        "agent.role": _("gave agent %(id)s the role %(role)s")
        % {"id": entry.noun_id, "role": entry.details.get("role", "")},
        "agent.left": _("let agent %(id)s go") % {"id": entry.noun_id},
        "agent.languages": _("changed the languages of agent %(id)s") % {"id": entry.noun_id},
    }
    return known.get(entry.verb, entry.verb)


def _terms(changed: list[str]) -> str:
    """The names of what was changed, as the office's pages say them."""
    known = {
        "name": _("Name"),
        "slug": _("Short name"),
        "common": _("The one number for any trouble"),
        "timezone": _("Time zone"),
        "language": _("Language of callers"),
        "greeting": _("Greeting"),
        "colour": _("Colour"),
        "logo": _("Logo"),
        "case_due_for": _("A case is done within, hours"),
        "recordings_kept_for": _("Recordings are kept, days"),
        "notice_sound": _("Your voice"),
    }
    return ", ".join(known.get(one, one) for one in changed)
