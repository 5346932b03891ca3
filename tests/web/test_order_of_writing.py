"""What is typed and what is chosen leave the browser in the same moment: both requests lock in one order."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.cast import Cast
from tests.web.conftest import Desk

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("asked", ["topic", "case"])
def test_the_draft_is_written_before_the_contact(cast: Cast, anna: Desk, asked: str) -> None:
    contact = cast.talking(cast.anna)
    given = {"said": "No internet.", "topic": str(cast.no_internet.pk)}
    with CaptureQueriesContext(connection) as done:
        assert anna.presses(f"/desk/contacts/{contact.pk}/{asked}/", **given).status == 200
    writes = [one["sql"] for one in done if "INTO" in one["sql"] or one["sql"].startswith("UPDATE")]
    draft = next(n for n, text in enumerate(writes) if "cases_draft" in text)
    chosen = next(n for n, text in enumerate(writes) if 'UPDATE "contacts_contact"' in text)
    assert draft < chosen
