"""An organisation's own voice is heard as loud as any other's, however it was spoken. With people's voices, if the
switch's sounds are installed.
"""

import io
from pathlib import Path

import numpy as np
import pytest
import soundfile
from django.test import Client
from pytest_django import Settings
from tests.cast import Cast
from tests.web.conftest import Desk

from yesline.running.home import Home, from_environment
from yesline.staff.models import Membership
from yesline.web.office import voice

SOUNDS = {"a woman": "en_US_f_Allison/hello-world.gsm", "another": "ru_RU_f_IvrvoiceRU/hello-world.gsm"}


@pytest.fixture
def admin(cast: Cast, settings: Settings, tmp_path: Path) -> Client:
    settings.MONITOR = tmp_path / "monitor"
    Membership.objects.filter(agent=cast.anna).update(role="admin")
    return Desk(cast.anna).client


def installed() -> Path:
    home: Home = from_environment()
    return home.parts / "asterisk" / "root" / "usr" / "share" / "asterisk" / "sounds"


def spoken(name: str) -> np.ndarray:
    path = installed() / SOUNDS[name]
    if not path.is_file():
        pytest.skip("the switch's sounds are not installed")
    samples, _rate = soundfile.read(path, format="RAW", subtype="GSM610", samplerate=8000, channels=1)
    return samples[: int(2.9 * 8000)]


def kept(admin: Client, samples: np.ndarray) -> np.ndarray:
    """What callers hear of it."""
    content = io.BytesIO()
    soundfile.write(content, samples.astype("float32"), 8000, format="WAV", subtype="PCM_16")
    answer = admin.post("/office/network/voice/", content.getvalue(), content_type="audio/wav")
    assert answer.status_code == 200, answer.content.decode()
    heard = admin.get("/office/network/voice/notice.wav")
    return soundfile.read(io.BytesIO(b"".join(heard.streaming_content)))[0]  # type: ignore[attr-defined]


@pytest.mark.parametrize("who", SOUNDS)
def test_a_whisper_and_a_shout_are_heard_alike(cast: Cast, admin: Client, who: str) -> None:
    as_it_was = spoken(who)
    loudest = 0.99 / float(np.abs(as_it_was).max())
    heard = [kept(admin, as_it_was * loudest * share) for share in (1.0, 0.3, 0.1)]
    assert [round(voice.level(one), 2) for one in heard] == [voice.LEVEL] * 3
    assert len({round(one.size / 800) for one in heard}) == 1  # and nothing is cut off the quiet one
    assert max(float(np.abs(one).max()) for one in heard) <= voice.MOST


def test_one_click_makes_nobody_quiet(cast: Cast, admin: Client) -> None:
    clicked = spoken("a woman") * 0.2
    clicked[clicked.size // 2] = 0.9
    heard, without = kept(admin, clicked), kept(admin, spoken("a woman"))
    third = without.size // 3
    assert abs(20 * np.log10(voice.level(heard[:third]) / voice.level(without[:third]))) < 1.5  # decibels


def test_two_people_are_heard_alike(cast: Cast, admin: Client) -> None:
    levels = [voice.level(kept(admin, spoken(who))) for who in SOUNDS]
    assert abs(20 * np.log10(levels[0] / levels[1])) < 1  # decibels
