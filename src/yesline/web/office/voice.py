"""An organisation's own voice: a sentence spoken into the browser, heard by callers while it rings."""

import hashlib
import io
from pathlib import Path

import numpy as np
import soundfile
from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from yesline.flows import set_up
from yesline.kernel.errors import NotNow
from yesline.orgs.models import Organisation
from yesline.web import answers
from yesline.web.office.shell import done, office, show
from yesline.web.requests import AgentRequest

RATE, LONGEST, SHORTEST, MOST_BYTES = 8000, 3.0, 0.5, 400_000  # Hz, seconds, seconds
LOUD = 0.5  # of full scale, so that every organisation is heard alike


@require_http_methods(["GET", "HEAD", "POST", "DELETE"])
@office
def voice(request: AgentRequest, organisation: Organisation) -> HttpResponse:
    """The page; the recording it sends (WAV); and the wish to have none."""
    if request.method == "POST" and "none" in request.POST:
        set_up.say_notice(seat=request.seat, organisation=organisation, sound="", at=request.at)
        return done("office_voice", organisation)
    if request.method == "POST":
        try:
            sound = _kept(organisation, _spoken(request))
        except NotNow as refusal:
            return JsonResponse({"sentence": str(refusal)}, status=answers.INVALID)
        set_up.say_notice(seat=request.seat, organisation=organisation, sound=sound, at=request.at)
        return JsonResponse({"sentence": _("Kept. Callers hear it from the next call on.")})
    return show(request, "voice", organisation, longest=LONGEST)


@require_safe
@office
def notice(_request: AgentRequest, organisation: Organisation) -> HttpResponseBase:
    path = Path(organisation.notice_sound + ".wav")
    if path.parent != _folder() or not path.is_file():
        raise Http404
    return FileResponse(path.open("rb"), content_type="audio/wav")


def _spoken(request: HttpRequest) -> np.ndarray:
    """What was said, in one channel at the telephone's rate, without the silence around it. Refuses with a sentence."""
    try:
        content = io.BytesIO(request.read(MOST_BYTES + 1)[:MOST_BYTES])
        samples, rate = soundfile.read(content, dtype="float32", always_2d=True)
    except (soundfile.LibsndfileError, RuntimeError) as error:
        raise NotNow(_("This is no recording we can read. Please record it again.")) from error
    if rate != RATE:
        raise NotNow(_("This is no recording we can read. Please record it again."))
    mono = samples.mean(axis=1)
    heard = np.flatnonzero(np.abs(mono) > 0.02)
    if heard.size == 0 or (heard[-1] - heard[0]) < SHORTEST * RATE:
        raise NotNow(_("Nothing was heard. Is it the right microphone?"))
    margin = RATE // 10
    mono = mono[max(0, heard[0] - margin) : heard[-1] + margin]
    if mono.size > LONGEST * RATE + 2 * margin:
        raise NotNow(_("This is longer than three seconds. Callers want a person: say it shorter."))
    return mono * (LOUD / float(np.abs(mono).max()))


def _kept(organisation: Organisation, spoken: np.ndarray) -> str:
    """The sound as the switch names it: a path without its ending. A new recording never overwrites the one in use."""
    digest = hashlib.sha256(spoken.tobytes()).hexdigest()[:12]
    folder = _folder()
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o755)
    path = folder / f"{organisation.pk}-{digest}.wav"
    soundfile.write(str(path), spoken, RATE, subtype="PCM_16")
    path.chmod(0o644)
    return str(path.with_suffix(""))


def _folder() -> Path:
    """Beside the raw recordings: where the switch may read."""
    return settings.MONITOR.parent / "voices"
