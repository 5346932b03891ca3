"""Hints say that something changed, after it did, and never what."""

import pytest
from django.db import transaction
from tests.cast import Cast

from yesline.kernel import hints


@pytest.mark.django_db
def test_a_hint_leaves_after_the_commit_and_not_before(
    no_hints_leave: list[str], django_capture_on_commit_callbacks: object
) -> None:
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        hints.tell(hints.agent(7), hints.organisation(3))
        assert no_hints_leave == []
    assert no_hints_leave == ["agent-7", "organisation-3"]


@pytest.mark.django_db
def test_what_was_rolled_back_is_not_hinted_at(
    no_hints_leave: list[str], django_capture_on_commit_callbacks: object
) -> None:
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():  # type: ignore[operator]
        hints.tell(hints.agent(7))
        transaction.set_rollback(True)
    assert no_hints_leave == []


def test_an_arrival_is_hinted_to_its_organisation(
    cast: Cast, no_hints_leave: list[str], django_capture_on_commit_callbacks: object
) -> None:
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        cast.dials()
    assert hints.organisation(cast.network.pk) in no_hints_leave
    assert hints.organisation(cast.bank.pk) not in no_hints_leave
