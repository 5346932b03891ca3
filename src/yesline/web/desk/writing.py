"""What an agent writes: the draft that keeps itself, the case, the promise, whom they speak with."""

from datetime import datetime
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from yesline.flows import open_case, promise, recognise, wrap_up
from yesline.web.answers import INVALID
from yesline.web.desk import pages, shown, spoken_time, story
from yesline.web.doors import found_or_404
from yesline.web.requests import AgentRequest

FIELDS = ("said", "topic", "case", "promise_what", "promise_due")


class CaseForm(forms.Form):
    """What was said, what it was about, and what we promise by when (on the agent's clock)."""

    said = forms.CharField(error_messages={"required": _("Write what the caller told you, in a sentence or two.")})
    topic = forms.IntegerField(required=False)
    case = forms.IntegerField(required=False)  # join this open one; empty: a new one
    promise_what = forms.CharField(required=False, max_length=200)
    promise_due = forms.CharField(required=False, max_length=60)  # as people write it: see spoken_time

    def __init__(self, data: Any, *, at: datetime) -> None:
        super().__init__(data)
        self.at = at

    def clean_promise_due(self) -> datetime | None:
        written = self.cleaned_data["promise_due"]
        due = spoken_time.understand(written, self.at) if written else None
        if written and due is None:
            raise forms.ValidationError(spoken_time.not_understood())
        if due and due <= self.at:
            raise forms.ValidationError(_("This time has passed already. Choose a later one."))
        return due

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        what, due = given.get("promise_what"), given.get("promise_due")
        if what and not due and "promise_due" not in self.errors:
            line = story.promised(what, "", self.at)
            given["promise_what"], given["promise_due"] = line.what, line.due_at
            due = line.due_at
            if due is None:
                self.add_error("promise_due", _("A promise needs a time: say by when."))
            elif due <= self.at:
                self.add_error("promise_due", _("This time has passed already. Choose a later one."))
            elif not line.what:
                self.add_error("promise_what", _("Write what we promise."))
        if due and not what:
            self.add_error("promise_what", _("Write what we promise."))
        return given


def keep(request: AgentRequest, contact_id: int) -> datetime | None:
    """Keep what the form holds, if it came along with the request and says anything."""
    fields = {name: request.POST[name] for name in FIELDS if request.POST.get(name, "").strip()}
    if "said" not in request.POST:
        return None
    return open_case.keep_draft(seat=request.seat, contact_id=contact_id, fields=fields, at=request.at)


@require_POST
@found_or_404
def draft(request: AgentRequest, contact_id: int) -> HttpResponse:
    """Called as somebody types; answers with the moment it was kept, and how the promise was understood."""
    saved_at = keep(request, contact_id)
    promised = story.promised(request.POST.get("promise_what", ""), request.POST.get("promise_due", ""), request.at)
    context = {"saved_at": saved_at, "contact_id": contact_id, "promised": promised, "again": True}
    return render(request, "desk/kept.html", context)


@require_POST
@found_or_404
def topic(request: AgentRequest, contact_id: int) -> HttpResponse:
    """One click: what it is about."""
    # The draft's row before the contact's, as in `case`: two orders of locking would be a deadlock.
    answer = draft(request, contact_id)
    chosen = request.POST.get("topic", "")
    if chosen.isdigit():
        wrap_up.about(seat=request.seat, contact_id=contact_id, topic_id=int(chosen), at=request.at)
    return answer


@require_POST
@found_or_404
def choose(request: AgentRequest, contact_id: int) -> HttpResponse:
    """Who of several it is; what has been typed comes along."""
    keep(request, contact_id)
    chosen = request.POST.get("customer", "")
    customer_id = int(chosen) if chosen.isdigit() else None
    recognise.choose(seat=request.seat, contact_id=contact_id, customer_id=customer_id, at=request.at)
    return pages.anew(request)


@require_POST
@found_or_404
def case(request: AgentRequest, contact_id: int) -> HttpResponse:
    """Save it as a case, or into an open one. Whatever is wrong is said at its field, and nothing typed is lost."""
    keep(request, contact_id)
    form = CaseForm(request.POST, at=request.at)
    if not form.is_valid():
        fields = request.POST.dict()
        promised = story.promised(fields.get("promise_what", ""), fields.get("promise_due", ""), request.at)
        context = {**shown.now(request).context, "form": form, "fields": fields, "promised": promised}
        return render(request, "desk/writing.html", context, status=INVALID)
    given = form.cleaned_data
    open_case.save(
        seat=request.seat,
        contact_id=contact_id,
        said=given["said"],
        topic_id=given["topic"],
        case_id=given["case"],
        promise_what=given["promise_what"],
        promise_due_at=given["promise_due"],
        at=request.at,
    )
    changes = pages.changes(request)
    form_again = render(request, "desk/writing.html", {**shown.now(request).context, "saved_now": True})
    changes.write(form_again.content)
    return changes


@require_POST
@found_or_404
def kept(request: AgentRequest, promise_id: int) -> HttpResponse:
    promise.keep(seat=request.seat, promise_id=promise_id, at=request.at)
    return pages.changes(request)
