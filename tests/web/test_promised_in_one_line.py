"""What is promised, typed in one line while talking, read as a chip, and written down."""

import pytest
from tests.cast import Cast
from tests.web.conftest import Desk

from yesline.promises.models import Promise

pytestmark = pytest.mark.django_db
LINE = {"said": "No internet", "promise_what": "техник завтра 10–12", "promise_due": ""}


def test_the_line_is_read_back_before_it_counts(cast: Cast, anna: Desk) -> None:
    contact = cast.talking(cast.anna)
    read = anna.presses(f"/desk/contacts/{contact.pk}/draft/", **LINE).html
    assert ("техник, 10:00–12:00" in read, "tomorrow,&nbsp;12:00" in read or "tomorrow,\u00a012:00" in read) == (
        True,
        True,
    )
    assert Promise.objects.count() == 0


def test_saved_it_is_a_promise_with_its_hour(cast: Cast, anna: Desk) -> None:
    contact = cast.talking(cast.anna)
    anna.presses(f"/desk/contacts/{contact.pk}/case/", **LINE)
    made = Promise.objects.get()
    assert (made.what, f"{made.due_at:%d %H:%M}", made.keeper) == ("техник, 10:00–12:00", "20 09:00", cast.anna)


def test_a_line_without_an_hour_is_refused_beside_the_hour(cast: Cast, anna: Desk) -> None:
    contact = cast.talking(cast.anna)
    said = anna.presses(f"/desk/contacts/{contact.pk}/case/", **LINE | {"promise_what": "перезвонить завтра"})
    assert ("say by when" in said.html, Promise.objects.count()) == (True, 0)
