"""The technician, one key away: asked for, here, left to; refusals are sentences."""

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape

from tests.cast import CEM, Cast, rung
from tests.flows.test_on_duty import on_duty, picks_up, round_at
from tests.web.conftest import Desk

from yesline.staff.models import Agent


def said(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def test_the_technician_is_rung_joins_and_is_left_with_the_caller(cast: Cast, anna: Desk) -> None:
    on_duty(cast, cast.bo, purpose="faults")
    contact = cast.talking(cast.anna, CEM)
    path = f"/desk/contacts/{contact.pk}/technician/"
    assert 'id="call-in"' in anna.page()

    assert "ringing…" in said(anna.presses(path).html)
    (ring,) = rung(round_at(cast.at))
    assert "Bo is rung…" in said(anna.page())
    picks_up(ring, cast.at + timedelta(seconds=5))
    here = said(anna.page())
    assert ("Bo hears you both." in here, "Leave it to Bo" in here) == (True, True)
    leaving = anna.presses(f"{path}goes-on/")
    assert (leaving.status, "asking…" in said(leaving.html)) == (200, True)


def test_if_nobody_comes_the_desk_says_what_to_do(cast: Cast, anna: Desk) -> None:
    on_duty(cast, cast.bo, purpose="faults")
    contact = cast.talking(cast.anna, CEM)
    anna.presses(f"/desk/contacts/{contact.pk}/technician/")
    round_at(cast.at)
    round_at(cast.at + timedelta(seconds=31))
    assert "Nobody on duty came. Promise the caller a time (P); it is kept as a case." in said(anna.page())


def test_with_nobody_on_duty_the_refusal_is_a_sentence(cast: Cast, anna: Desk) -> None:
    contact = cast.talking(cast.anna, CEM)
    answer = anna.presses(f"/desk/contacts/{contact.pk}/technician/")
    assert "Nobody is on duty for this now." in said(answer.html)
    alone = anna.presses(f"/desk/contacts/{contact.pk}/technician/goes-on/")
    assert "You are alone with the caller." in said(alone.html)


def test_conversations_of_others_answer_like_those_that_do_not_exist(
    cast: Cast, eve: Desk, sits_down: Callable[[Agent | None], Desk]
) -> None:
    contact = cast.talking(cast.anna, CEM)
    bo = sits_down(cast.bo)
    paths = [f"/desk/contacts/{key}/technician/{more}" for key in (contact.pk, 999999) for more in ("", "goes-on/")]
    assert [desk.presses(path).status for desk in (eve, bo) for path in paths] == [404] * 8
