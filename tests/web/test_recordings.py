"""Hearing a conversation again: for a reason, by those who may, and whoever spoke can see it."""

from datetime import timedelta
from pathlib import Path

import pytest
from pytest_django import Settings
from tests.cast import Cast
from tests.web.conftest import Desk

from yesline.calls.models import Listening, Recording
from yesline.flows import answer

pytestmark = pytest.mark.django_db
SOUND = bytes(range(256)) * 4


@pytest.fixture
def recording(cast: Cast, settings: Settings, tmp_path: Path) -> Recording:
    """Anna spoke with Cem; the sound is kept."""
    settings.RECORDINGS = tmp_path
    (tmp_path / "one.opus").write_bytes(SOUND)
    contact = cast.talking(cast.anna)
    answer.caller_left(node="main", channel="c1", lost=False, at=cast.at + timedelta(minutes=4))
    Recording.objects.filter(contact=contact).update(state="kept", path="one.opus", sha256="0" * 64, seconds=240)
    return Recording.objects.get(contact=contact)


def player(desk: Desk, recording: Recording) -> str:
    """The address in the player that comes for a reason."""
    said = desk.presses(f"/desk/recordings/{recording.pk}/", reason="The promise is disputed")
    assert said.status == 200
    return str(said.html.split('<audio src="')[1].split('"')[0])


def test_no_reason_no_sound(anna: Desk, recording: Recording) -> None:
    said = anna.presses(f"/desk/recordings/{recording.pk}/", reason=" ")
    assert (said.status, "Say why you listen" in said.html) == (409, True)
    assert anna.client.get(f"/desk/recordings/{recording.pk}/sound/").status_code == 404


def test_the_whole_sound_and_parts_of_it(anna: Desk, recording: Recording) -> None:
    address = player(anna, recording)
    whole = anna.asks(address)
    assert (whole.status, whole.headers["Content-Type"]) == (200, "audio/ogg; codecs=opus")
    found = {}
    for asked in ("bytes=0-", "bytes=100-199", "bytes=-24", "bytes=1000-9999"):
        answer = anna.client.get(address, headers={"range": asked})
        found[asked] = (answer.status_code, answer["Content-Range"], b"".join(answer.streaming_content))
    assert found == {
        "bytes=0-": (206, "bytes 0-1023/1024", SOUND),
        "bytes=100-199": (206, "bytes 100-199/1024", SOUND[100:200]),
        "bytes=-24": (206, "bytes 1000-1023/1024", SOUND[-24:]),
        "bytes=1000-9999": (206, "bytes 1000-1023/1024", SOUND[1000:]),
    }


def test_a_part_that_is_not_there(anna: Desk, recording: Recording) -> None:
    answer = anna.client.get(player(anna, recording), headers={"range": "bytes=5000-"})
    assert (answer.status_code, answer["Content-Range"]) == (416, "bytes */1024")


def test_each_listening_is_written_down_and_seen_by_who_spoke(
    cast: Cast, anna: Desk, recording: Recording, sits_down
) -> None:
    player(sits_down(cast.bo), recording)
    assert [(one.agent, one.reason) for one in Listening.objects.all()] == [(cast.bo, "The promise is disputed")]
    anna.presses(f"/desk/contacts/{recording.contact_id}/finish/")
    html = anna.page()
    assert "Who listened to you" in html
    assert "The promise is disputed" in html


def test_a_pass_is_for_one_person_and_one_recording(
    cast: Cast, anna: Desk, eve: Desk, recording: Recording, sits_down
) -> None:
    address = player(anna, recording)
    assert sits_down(cast.bo).client.get(address).status_code == 404
    assert anna.client.get(address.replace(f"/{recording.pk}/", f"/{recording.pk + 1}/")).status_code == 404
    assert eve.client.get(address).status_code == 404
    assert eve.presses(f"/desk/recordings/{recording.pk}/", reason="Curious").status == 404


def test_a_missing_file_is_said(anna: Desk, recording: Recording, settings: Settings) -> None:
    (settings.RECORDINGS / "one.opus").unlink()
    assert "is missing" in anna.presses(f"/desk/recordings/{recording.pk}/", reason="Disputed").html
