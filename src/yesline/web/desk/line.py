"""The phone bar's buttons. The voice itself goes another way: from the browser's phone to the switch."""

from django.conf import settings
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from yesline.flows import answer, be_heard, be_there, on_the_line, wrap_up
from yesline.staff.enums import PhoneKind
from yesline.web.desk import pages, story, writing
from yesline.web.doors import found_or_404
from yesline.web.requests import AgentRequest


@require_POST
def state(request: AgentRequest) -> HttpResponse:
    """On the line, on a break, or not working."""
    be_there.choose(seat=request.seat, state=request.POST.get("state", ""), at=request.at)
    request.seat.agent.refresh_from_db()
    return pages.changes(request)


@require_POST
def reason(request: AgentRequest) -> HttpResponse:
    """What the break is for."""
    be_there.explain_break(seat=request.seat, reason=request.POST.get("reason", ""), at=request.at)
    request.seat.agent.refresh_from_db()
    return pages.changes(request)


@require_POST
def phone(request: AgentRequest) -> HttpResponse:
    """Take a phone into use: a browser gets its credentials as JSON, a desk phone's are shown to be typed in."""
    kind = request.POST.get("kind", "")
    if kind not in {PhoneKind.BROWSER, PhoneKind.SIP}:
        raise Http404
    credentials = be_there.take_phone(seat=request.seat, kind=kind, at=request.at)
    if kind == PhoneKind.BROWSER:
        return JsonResponse({"user": credentials.sip_user, "secret": credentials.secret})
    return render(request, "desk/desk-phone.html", {"credentials": credentials, "server": settings.SIP_SEEN})


@require_http_methods(["GET", "POST"])
def mobile(request: AgentRequest) -> HttpResponse:
    """Ask for the number of a mobile, and take it into use. A refusal is said beside what was typed."""
    if request.method == "GET":
        return render(request, "desk/mobile.html", {"number": be_there.mobile_of(seat=request.seat)})
    be_there.take_mobile(seat=request.seat, number=request.POST.get("number", ""), at=request.at)
    return HttpResponse()


@require_POST
@found_or_404
def hold(request: AgentRequest, contact_id: int) -> HttpResponse:
    """Music for the caller, or back to them: `want` says which."""
    ask = answer.take_back if request.POST.get("want") == "take_back" else answer.hold
    ask(seat=request.seat, contact_id=contact_id, at=request.at)
    return pages.changes(request)


@require_POST
@found_or_404
def microphone(request: AgentRequest, contact_id: int) -> HttpResponse:
    """Off or on, in this browser: `want` says which."""
    on = request.POST.get("want") == "on"
    be_heard.microphone(seat=request.seat, contact_id=contact_id, on=on, at=request.at)
    return HttpResponse(status=204)


@require_POST
@found_or_404
def hang_up(request: AgentRequest, contact_id: int) -> HttpResponse:
    answer.hang_up(seat=request.seat, contact_id=contact_id, at=request.at)
    return pages.changes(request)


@require_POST
@found_or_404
def dont_record(request: AgentRequest, contact_id: int) -> HttpResponse:
    answer.dont_record(seat=request.seat, contact_id=contact_id, at=request.at)
    return pages.changes(request)


@require_GET
def waited_for(request: AgentRequest) -> HttpResponse:
    """ "yes" if somebody waits whom this agent could help: then nothing they do is put off."""
    return HttpResponse(
        "yes" if on_the_line.waited_for(seat=request.seat, at=request.at) else "", content_type="text/plain"
    )


@require_POST
@found_or_404
def finish(request: AgentRequest, contact_id: int) -> HttpResponse:
    """The notes are done. What was typed a moment ago comes along and is kept first."""
    writing.keep(request, contact_id)
    promised = story.promised(request.POST.get("promise_what", ""), request.POST.get("promise_due", ""), request.at)
    wrap_up.finish(
        seat=request.seat,
        contact_id=contact_id,
        promise_what=promised.what,
        promise_due_at=promised.due_at,
        at=request.at,
    )
    request.seat.agent.refresh_from_db()
    return pages.changes(request)
