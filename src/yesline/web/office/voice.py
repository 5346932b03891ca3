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
# Of full scale: the level of what is spoken, so that every organisation is heard alike; what no sample goes beyond; and
# below which there is only the noise of a room.
LEVEL, MOST, ROOM = 0.12, 0.95, 0.01
FRAME = RATE // 50  # 20 ms


@require_http_methods(["GET", "HEAD", "POST", "DELETE"])
@office
def voice(request: AgentRequest, organisation: Organisation) -> HttpResponse:
    """The page; the recording it sends (WAV); and the wish to have none."""
    if request.method == "POST" and "none" in request.POST:
        set_up.say_notice(seat=request.seat, organisation=organisation, sound="", at=request.at)
        return done("office_voice", organisation)
    if request.method == "POST":
        try:
            sound = kept(organisation, spoken(request))
        except NotNow as refusal:
            return JsonResponse({"sentence": str(refusal)}, status=answers.INVALID)
        set_up.say_notice(seat=request.seat, organisation=organisation, sound=sound, at=request.at)
        return JsonResponse({"sentence": _("Kept. Callers hear it from the next call on.")})
    return show(request, "voice", organisation, longest=LONGEST)


@require_safe
@office
def notice(_request: AgentRequest, organisation: Organisation) -> HttpResponseBase:
    path = Path(organisation.notice_sound + ".wav")
    if path.parent != folder() or not path.is_file():
        raise Http404
    return FileResponse(path.open("rb"), content_type="audio/wav")


def spoken(request: HttpRequest, *, shortest: float = SHORTEST) -> np.ndarray:
    """What was said, in one channel at the telephone's rate, without the silence around it. Refuses with a sentence."""
    try:
        content = io.BytesIO(request.read(MOST_BYTES + 1)[:MOST_BYTES])
        samples, rate = soundfile.read(content, dtype="float32", always_2d=True)
    except (soundfile.LibsndfileError, RuntimeError) as error:
        raise NotNow(_("This is no recording we can read. Please record it again.")) from error
    if rate != RATE:
        raise NotNow(_("This is no recording we can read. Please record it again."))
    mono = samples.mean(axis=1)
    heard = np.flatnonzero(np.abs(mono) > max(ROOM, 0.05 * float(np.abs(mono).max(initial=0.0))))
    if heard.size == 0 or (heard[-1] - heard[0]) < shortest * RATE:
        raise NotNow(_("Nothing was heard. Is it the right microphone?"))
    margin = RATE // 10
    mono = mono[max(0, heard[0] - margin) : heard[-1] + margin]
    if mono.size > LONGEST * RATE + 2 * margin:
        raise NotNow(_("This is longer than three seconds. Callers want a person: say it shorter."))
    return np.clip(mono * (LEVEL / level(mono)), -MOST, MOST)


def level(mono: np.ndarray) -> float:
    """How loud what is spoken is (RMS): pauses between words, 20 dB below the loud moments, don't count.

    Not the highest sample: one click would make everything else quiet.
    """
    frames = mono[: mono.size // FRAME * FRAME].reshape(-1, FRAME).astype("float64")
    energy = np.mean(frames**2, axis=1)
    return float(np.sqrt(np.mean(energy[energy >= np.percentile(energy, 90) / 100])))


def kept(organisation: Organisation, recorded: np.ndarray) -> str:
    """The sound as the switch names it: a path without its ending. A new recording never overwrites the one in use."""
    digest = hashlib.sha256(recorded.tobytes()).hexdigest()[:12]
    folder().mkdir(parents=True, exist_ok=True)
    folder().chmod(0o755)
    path = folder() / f"{organisation.pk}-{digest}.wav"
    soundfile.write(str(path), recorded, RATE, subtype="PCM_16")
    path.chmod(0o644)
    return str(path.with_suffix(""))


def folder() -> Path:
    """Beside the raw recordings: where the switch may read."""
    return settings.MONITOR.parent / "voices"
