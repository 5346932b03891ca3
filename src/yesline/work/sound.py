"""Raw sound becomes a small file that can be kept: two channels, Ogg Opus (RFC 6716, RFC 7845)."""

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile

RATE = 8000  # Hz; what the switch writes: signed 16 bit, caller left, what the caller hears right
BLOCK = 30 * RATE  # frames converted at a time, so that an hour needs no more memory than a minute


class NoSound(Exception):
    """The raw file is missing or empty: nothing was recorded."""


@dataclass(frozen=True)
class Kept:
    """A recording that is safely on the disk."""

    path: Path
    sha256: str
    seconds: float


def keep(raw: Path, target: Path) -> Kept:
    """Convert, check that every frame arrived, and only then give the file its name.

    Raises NoSound when there is nothing to keep, OSError when the disk refuses.
    """
    frames = raw.stat().st_size // 4 if raw.exists() else 0
    if frames == 0:
        raise NoSound(f"{raw.name} holds no sound.")
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_suffix(".part")
    try:
        _convert(raw, draft)
    except soundfile.LibsndfileError as error:
        raise OSError(f"{draft.name} could not be written: {error}") from error
    written = soundfile.info(str(draft)).frames
    if abs(written - frames * (soundfile.info(str(draft)).samplerate // RATE)) > RATE:
        draft.unlink()
        raise OSError(f"Of {frames} frames of {raw.name} only {written} were written.")
    digest = hashlib.sha256(draft.read_bytes()).hexdigest()
    draft.chmod(0o600)
    _to_disk(draft)
    draft.rename(target)
    return Kept(path=target, sha256=digest, seconds=frames / RATE)


def _convert(raw: Path, draft: Path) -> None:
    samples = np.memmap(raw, dtype="<i2", mode="r")
    stereo = samples[: len(samples) // 2 * 2].reshape(-1, 2)
    with soundfile.SoundFile(str(draft), "w", samplerate=RATE, channels=2, format="OGG", subtype="OPUS") as file:
        for start in range(0, len(stereo), BLOCK):
            file.write(np.asarray(stereo[start : start + BLOCK]))


def _to_disk(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
