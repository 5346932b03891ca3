"""Papers come in and go out: looked at, kept where no address leads, shown to nobody but who may see them."""

import hashlib
import os
import shlex
import shutil
import subprocess
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from uuid import uuid4

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse
from django.utils.translation import gettext as _
from PIL import Image

from yesline.cases.enums import PaperKind
from yesline.cases.models import Paper
from yesline.cases.papers import queries as papers
from yesline.cases.papers import rules
from yesline.cases.papers.rules import Received
from yesline.kernel.errors import NotNow

MOST_BYTES = rules.AT_ONCE * rules.LARGEST + 1_000_000  # of one request, with all that isn't a paper
ROOM_KEPT = 1_000_000_000  # bytes of the disk that are the database's before they are anybody's photo
LOOKS_FOR = 60  # seconds the scan may take
TYPES = {
    PaperKind.JPEG: "image/jpeg",
    PaperKind.PNG: "image/png",
    PaperKind.WEBP: "image/webp",
    PaperKind.PDF: "application/pdf",
}
ACCEPTED = ",".join(TYPES.values())
_CLEAN, _BAD = 0, 1  # how a scan ends, as clamdscan(1) does
# A paper is a stranger's: opened in a tab of ours it may run nothing, load nothing and be nobody.
ALONE = "default-src 'none'; img-src 'self'; sandbox"


def receive(files: Sequence[UploadedFile], *, at: datetime) -> list[Received]:
    """All of them are safely on the disk, or none is and NotNow says why."""
    rules.check_at_once(len(files))
    kept: list[Received] = []
    try:
        for file in files:
            kept.append(_receive(file, at=at))  # noqa: PERF401 - what came before a refusal is forgotten
    except BaseException:
        forget(kept)
        raise
    return kept


def forget(received: Sequence[Received], *, but: Iterable[Paper] = ()) -> None:
    """What no case has goes: it was refused, or the case had it already."""
    taken = {one.path for one in but}
    for one in received:
        if one.path not in taken:
            (Path(settings.PAPERS) / one.path).unlink(missing_ok=True)


def shown(paper: Paper) -> FileResponse:
    """A photo opens in the browser; a document is downloaded, since it may bring programs of its own."""
    kind = PaperKind(paper.kind)
    answer = FileResponse(
        papers.file_of(paper).open("rb"), as_attachment=kind == PaperKind.PDF, filename=paper.name,
        content_type=TYPES[kind],
    )  # fmt: skip
    answer["Content-Security-Policy"] = ALONE
    answer["Cache-Control"] = "private, no-store"
    return answer


def _receive(file: UploadedFile, *, at: datetime) -> Received:
    name = rules.name_of(file.name or "")
    rules.check_size(name=name, size=file.size or 0)
    kind = _kind(file, name)
    path = f"{at:%Y/%m/%d}/{uuid4().hex}.{kind.value}"
    target = Path(settings.PAPERS) / path
    try:
        digest = _write(file, target)
        _scan(target, name)
    except OSError as error:
        target.unlink(missing_ok=True)
        raise NotNow(_("We can't keep papers just now. Nothing of what you wrote is lost; send them later.")) from error
    except NotNow:
        target.unlink(missing_ok=True)
        raise
    return Received(name=name, kind=kind, size=file.size or 0, sha256=digest, path=path)


def _kind(file: UploadedFile, name: str) -> PaperKind:
    """What it really is, whatever its name says."""
    file.seek(0)
    if file.read(5) == b"%PDF-":  # ISO 32000-1, 7.5.2
        return PaperKind.PDF
    file.seek(0)
    try:
        with Image.open(file, formats=["JPEG", "PNG", "WEBP"]) as image:
            found = PaperKind((image.format or "").lower())
            image.verify()
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise NotNow(
            _("“%(name)s” is no photo and no PDF we can open. Send JPEG, PNG, WebP or PDF.") % {"name": name}
        ) from error
    return found


def _write(file: UploadedFile, target: Path) -> str:
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if shutil.disk_usage(target.parent).free < ROOM_KEPT:
        raise OSError("There is little room on the disk of papers.")
    digest = hashlib.sha256()
    file.seek(0)
    with os.fdopen(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as written:
        for chunk in file.chunks():
            digest.update(chunk)
            written.write(chunk)
        written.flush()
        os.fsync(written.fileno())
    return digest.hexdigest()


def _scan(target: Path, name: str) -> None:
    if not settings.PAPER_SCAN:
        return
    command = [*shlex.split(settings.PAPER_SCAN), str(target)]
    try:
        ended = subprocess.run(command, capture_output=True, timeout=LOOKS_FOR, check=False).returncode
    except subprocess.TimeoutExpired as error:
        raise OSError("The scan took too long.") from error
    if ended == _BAD:
        raise NotNow(_("“%(name)s” was refused: something in it is dangerous.") % {"name": name})
    if ended != _CLEAN:
        raise OSError(f"The scan ended with {ended}.")
