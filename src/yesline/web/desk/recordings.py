"""Hearing a conversation again: first the reason, then the sound, to that person only and for an hour."""

import re
from collections.abc import Iterator
from pathlib import Path

from django.core import signing
from django.http import Http404, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from yesline.calls import queries as calls
from yesline.flows import review
from yesline.web.doors import found_or_404
from yesline.web.requests import AgentRequest

PASS_FOR = 3600  # seconds
SALT = "recording"
CHUNK = 64 * 1024
KIND = "audio/ogg; codecs=opus"
_RANGE = re.compile(r"bytes=(\d*)-(\d*)")


@require_POST
@found_or_404
def listen(request: AgentRequest, recording_id: int) -> HttpResponse:
    """The listening is written down, then a player comes with a pass for this person and this recording."""
    path = review.listen(
        seat=request.seat, recording_id=recording_id, reason=request.POST.get("reason", ""), at=request.at
    )
    if not path.is_file():
        return render(request, "desk/no-sound.html")
    given = signing.dumps([request.seat.agent.pk, recording_id], salt=SALT)
    address = f"{reverse('sound', args=[recording_id])}?pass={given}"
    return render(request, "desk/player.html", {"address": address, "recording_id": recording_id})


@require_safe
@found_or_404
def sound(request: AgentRequest, recording_id: int) -> HttpResponseBase:
    """The file, or the part of it a player asks for (RFC 9110 §14.2). Without the pass there is nothing here."""
    try:
        allowed = signing.loads(request.GET.get("pass", ""), salt=SALT, max_age=PASS_FOR)
    except signing.BadSignature as error:
        raise Http404 from error
    recording = calls.recording_seen_by(request.seat, recording_id)
    path = calls.file_of(recording)
    if allowed != [request.seat.agent.pk, recording_id] or not path.is_file():
        raise Http404
    return _part_of(path, request.headers.get("Range", ""))


def _part_of(path: Path, asked: str) -> HttpResponseBase:
    size = path.stat().st_size
    span = _span(asked, size)
    if span is None:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    first, last = span
    response = StreamingHttpResponse(_read(path, first, last), content_type=KIND)
    response["Accept-Ranges"] = "bytes"
    response["Content-Length"] = str(last - first + 1)
    response["Cache-Control"] = "private, no-store"
    if asked:
        response.status_code = 206
        response["Content-Range"] = f"bytes {first}-{last}/{size}"
    return response


def _span(asked: str, size: int) -> tuple[int, int] | None:
    """First and last byte of a range like `0-`, `100-199` or `-500`; None if there is no such part."""
    found = _RANGE.fullmatch(asked) if asked else None
    if found is None or found[0] == "bytes=-":
        return 0, size - 1
    if not found[1]:
        return max(0, size - int(found[2])), size - 1
    first, last = int(found[1]), min(int(found[2] or size), size - 1)
    return (first, last) if first <= last else None


def _read(path: Path, first: int, last: int) -> Iterator[bytes]:
    with path.open("rb") as file:
        file.seek(first)
        left = last - first + 1
        while left and (chunk := file.read(min(CHUNK, left))):
            left -= len(chunk)
            yield chunk
