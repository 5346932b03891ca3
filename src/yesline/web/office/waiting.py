"""What those who wait hear: the phrases somebody of the organisation records, one by one and for each language."""

from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase, JsonResponse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_http_methods, require_safe

from yesline.flows import set_up
from yesline.kernel.errors import NotNow
from yesline.orgs.models import Organisation
from yesline.routing import telling
from yesline.web import answers
from yesline.web.office import voice
from yesline.web.office.shell import office, show
from yesline.web.requests import AgentRequest

_ONE_WORD = 0.15  # seconds: "two" is not longer


@dataclass(frozen=True)
class Row:
    """One phrase: what is to be spoken, in its own language, and whether somebody has done so."""

    name: str
    words: str
    recorded: bool


@require_http_methods(["GET", "HEAD", "POST"])
@office
def waiting(request: AgentRequest, organisation: Organisation) -> HttpResponse:
    """The list of a language, with one phrase chosen; a recording it sends (WAV); and the wish to have none."""
    language = request.GET.get("language", organisation.language)
    name = request.GET.get("phrase", "")
    if language not in dict(settings.LANGUAGES) or (name and name not in telling.PHRASES):
        raise Http404
    if request.method == "POST":
        return _kept(request, organisation, language, name)
    own = set_up.phrases(seat=request.seat, organisation=organisation, language=language)
    rows = [Row(one, words(one, language), one in own) for one in telling.PHRASES]
    missing = telling.missing(own)
    chosen = next((row for row in rows if row.name == (name or (missing or telling.PHRASES)[0])), None)
    context = {"language": language, "languages": settings.LANGUAGES, "rows": rows, "chosen": chosen}
    return show(request, "waiting", organisation, without=_without(own, language), missing=len(missing), **context)


@require_safe
@office
def phrase(request: AgentRequest, organisation: Organisation, language: str, name: str) -> HttpResponseBase:
    """One of them, to listen to."""
    own = set_up.phrases(seat=request.seat, organisation=organisation, language=language)
    path = Path(own.get(name, "nothing") + ".wav")
    if path.parent != voice.folder() or not path.is_file():
        raise Http404
    return FileResponse(path.open("rb"), content_type="audio/wav")


def words(name: str, language: str) -> str:
    """What is to be said into the microphone, in the language it is for."""
    with override(language):
        said = {
            telling.PLACE: _("Your number in line:"),
            telling.MINUTES: _("Expected waiting time, in minutes:"),
            telling.LONGER: _("It takes longer than half an hour until somebody answers."),
        }
        return said.get(name, name)


def _kept(request: AgentRequest, organisation: Organisation, language: str, name: str) -> HttpResponse:
    try:
        if not name:
            raise NotNow(_("Choose the phrase first that you record."))
        sound = voice.kept(organisation, voice.spoken(request, shortest=_ONE_WORD))
    except NotNow as refusal:
        return JsonResponse({"sentence": str(refusal)}, status=answers.INVALID)
    set_up.say_phrase(
        seat=request.seat, organisation=organisation, language=language, name=name, sound=sound, at=request.at
    )
    return JsonResponse({"sentence": _("Kept. Callers hear it from the next call on.")})


def _without(own: dict[str, str], language: str) -> str:
    """What callers hear as long as phrases are missing."""
    if not own and language in telling.ASTERISKS:
        return _("Until then callers hear a recorded voice that came with the telephone, as far as it has the words.")
    if not own:
        return _("Until then callers hear music and no words.")
    if telling.missing(own):
        return _("What is missing is not said: callers hear the rest, and music.")
    return _("Everything is recorded: callers hear your own people.")
