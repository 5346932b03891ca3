"""What can be done to a case from its page: each a form, one call into the story, and the page again."""

from collections.abc import Callable
from datetime import datetime

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from yesline.cases.enums import CaseKind
from yesline.cases.models import Paper
from yesline.flows import ask, close, follow, join, open_case, own, papers, promise
from yesline.kernel.errors import NotNow
from yesline.web import papers as sheets
from yesline.web.answers import REFUSED
from yesline.web.case import complaint, order
from yesline.web.desk import case_words, pages, spoken_time, story
from yesline.web.doors import found_or_404
from yesline.web.requests import AgentRequest


@require_POST
@found_or_404
def do(request: AgentRequest, case_id: int, verb: str) -> HttpResponse:
    """One deed, then the case's page as it is now."""
    deed = DEEDS.get(verb)
    if deed is None:
        raise Http404
    deed(request, case_id)
    return pages.case_again(request, case_id)


@require_safe
@found_or_404
def preview(request: AgentRequest, case_id: int) -> HttpResponse:
    """What joining another case would do to the clock, before it is done."""
    joined = join.preview(seat=request.seat, case_id=case_id, other_id=_number(request, "other"), at=request.at)
    return render(request, "case/joined.html", {"joined": joined, "why": request.GET.get("why", "")})


@require_safe
@found_or_404
def earlier(request: AgentRequest, case_id: int) -> HttpResponse:
    """What was done before that: the next screenful, or all of it."""
    file = follow.seen(seat=request.seat, case_id=case_id, at=request.at)
    most = None if "all" in request.GET else case_words.SCREENFUL
    history = case_words.history(file, request.at, before=_number(request, "before"), most=most)
    return render(request, "case/history.html", {"case": file.case, "history": history})


@require_safe
@found_or_404
def people(request: AgentRequest, case_id: int) -> HttpResponse:
    """To whom it may be handed over just now."""
    found = follow.people(seat=request.seat, case_id=case_id, at=request.at)
    return render(request, "case/people.html", {"people": found})


@require_safe
@found_or_404
def about(request: AgentRequest, case_id: int) -> HttpResponse:
    """What it is about and what kind of case it is, to be changed."""
    case, topics = open_case.topics(seat=request.seat, case_id=case_id)
    return render(request, "case/about.html", {"case": case, "topics": topics, "kinds": CaseKind.choices})


@require_safe
def home(request: AgentRequest) -> HttpResponse:
    """What I would leave behind if I went home now."""
    return _home(request)


@require_POST
@found_or_404
def go_home(request: AgentRequest) -> HttpResponse:
    """Hand it all over. Nothing blocks the end of a shift."""
    chosen = {
        int(name.removeprefix("to-")): int(given)
        for name, given in request.POST.dict().items()
        if name.startswith("to-") and name.removeprefix("to-").isdigit() and given.isdigit()
    }
    own.go_home(seat=request.seat, chosen=chosen, why=request.POST.get("why", ""), at=request.at)
    return _home(request, gone=True)


@require_POST
@found_or_404
def be_away(request: AgentRequest) -> HttpResponse:
    """Away until then: what comes for me rings at my deputy."""
    written = request.POST.get("until", "")
    until_at = spoken_time.understand(written, request.at) if written else None
    if until_at is None:
        return _home(request, sorry=str(spoken_time.not_understood()), until=written, status=REFUSED)
    try:
        own.be_away(seat=request.seat, deputy_id=_number(request, "deputy"), until_at=until_at, at=request.at)
    except NotNow as refusal:
        return _home(request, sorry=str(refusal), until=written, status=REFUSED)
    return _home(request)


@require_POST
def be_back(request: AgentRequest) -> HttpResponse:
    """Here again."""
    own.be_back(seat=request.seat, at=request.at)
    return _home(request)


def _home(request: AgentRequest, *, status: int = 200, **more: object) -> HttpResponse:
    context = {
        "owing": own.owing(seat=request.seat, at=request.at),
        "absences": own.absences(seat=request.seat, at=request.at),
        "deputies": own.deputies(seat=request.seat),
        **more,
    }
    return render(request, "case/home.html", context, status=status)


@require_safe
@found_or_404
def paper(request: AgentRequest, paper_id: int) -> HttpResponseBase:
    """A paper as it is: a photo in the browser, a document as a file."""
    opened = papers.opened(seat=request.seat, paper_id=paper_id, at=request.at)
    try:
        return sheets.shown(opened)
    except FileNotFoundError as error:
        raise Http404 from error


def _papers(request: AgentRequest, case_id: int) -> None:
    received = sheets.receive(request.FILES.getlist("papers"), at=request.at)
    taken: list[Paper] = []
    try:
        taken = papers.put(seat=request.seat, case_id=case_id, received=received, at=request.at)
    finally:
        sheets.forget(received, but=taken)


def _about(request: AgentRequest, case_id: int) -> None:
    given = request.POST
    topic = given.get("topic", "")
    open_case.describe(
        seat=request.seat, case_id=case_id, title=given.get("title", ""), kind=given.get("kind", ""),
        topic_id=int(topic) if topic.isdigit() else None, at=request.at,
    )  # fmt: skip


def _promise(request: AgentRequest, case_id: int) -> None:
    line = story.promised(request.POST.get("line", ""), "", request.at)
    promise.make(seat=request.seat, case_id=case_id, what=line.what, due_at=line.due_at, at=request.at)


def _next(request: AgentRequest, case_id: int) -> None:
    line = story.promised(request.POST.get("line", ""), "", request.at)
    if line.due_at is None:
        raise NotNow(_("Say what happens next, and by when."))
    ask.next_step(seat=request.seat, case_id=case_id, what=line.what, by_when=line.due_at, at=request.at)


def _kept(request: AgentRequest, _case_id: int) -> None:
    promise.keep(seat=request.seat, promise_id=_number(request, "promise"), at=request.at)


def _moved(request: AgentRequest, _case_id: int) -> None:
    promise.move(
        seat=request.seat, promise_id=_number(request, "promise"), due_at=_time(request),
        told=request.POST.get("told", ""), at=request.at,
    )  # fmt: skip


def _released(request: AgentRequest, _case_id: int) -> None:
    why = request.POST.get("why", "")
    promise.release(seat=request.seat, promise_id=_number(request, "promise"), why=why, at=request.at)


def _time(request: AgentRequest) -> datetime | None:
    written = request.POST.get("when", "")
    due = spoken_time.understand(written, request.at) if written else None
    if written and due is None:
        raise NotNow(spoken_time.not_understood())
    return due


def _number(request: AgentRequest, name: str) -> int:
    given = (request.POST if request.method == "POST" else request.GET).get(name, "").strip().lstrip("№ ")
    if not given.isdigit() or len(given) > 18:
        raise NotNow(_("Write the number of the case."))
    return int(given)


def _why(request: AgentRequest) -> str:
    return request.POST.get("why", "")


DEEDS: dict[str, Callable[[AgentRequest, int], object]] = {
    **complaint.DEEDS,
    **order.DEEDS,
    "about": _about,
    "promise": _promise,
    "papers": _papers,
    "next": _next,
    "kept": _kept,
    "moved": _moved,
    "released": _released,
    "ask": lambda r, pk: ask.ask(seat=r.seat, case_id=pk, text=r.POST.get("text", ""), at=r.at),
    "replied": lambda r, pk: ask.heard(seat=r.seat, case_id=pk, at=r.at),
    "join": lambda r, pk: join.join(seat=r.seat, case_id=pk, other_id=_number(r, "other"), why=_why(r), at=r.at),
    "part": lambda r, pk: join.part(seat=r.seat, case_id=pk, other_id=_number(r, "other"), why=_why(r), at=r.at),
    "hand-over": lambda r, pk: own.hand_over(seat=r.seat, case_id=pk, to_id=_number(r, "to"), why=_why(r), at=r.at),
    "accept": lambda r, _pk: own.accept(seat=r.seat, hand_over_id=_number(r, "hand_over"), at=r.at),
    "decline": lambda r, _pk: own.decline(seat=r.seat, hand_over_id=_number(r, "hand_over"), at=r.at),
    "take": lambda r, pk: own.take(seat=r.seat, case_id=pk, why=_why(r), at=r.at),
    "over": lambda r, pk: close.over(seat=r.seat, case_id=pk, at=r.at),
    "silent": lambda r, pk: close.asked(seat=r.seat, case_id=pk, how=r.POST.get("how", ""), at=r.at),
    "again": lambda r, pk: close.again(seat=r.seat, case_id=pk, why=_why(r), at=r.at),
}
