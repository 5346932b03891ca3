"""Whether a fact may be relied on, and in which language it is read."""

from datetime import date, timedelta

import pytest

from yesline.kernel.errors import NotNow
from yesline.knowledge import rules
from yesline.knowledge.rules import Written

TODAY = date(2026, 11, 19)


@pytest.mark.parametrize(
    ("begins", "ends", "checked", "standing"),
    [
        (0, None, 0, "holds"),
        (0, 0, 0, "holds"),
        (-10, -1, 0, "over"),
        (1, None, 0, "not_yet"),
        (-400, None, -180, "holds"),
        (-400, None, -181, "unchecked"),
        (-400, -1, -181, "over"),
    ],
)
def test_a_fact_holds_from_its_first_day_to_its_last_and_grows_old(
    begins: int, ends: int | None, checked: int, standing: str
) -> None:
    def day(after: int) -> date:
        return TODAY + timedelta(days=after)

    until = None if ends is None else day(ends)
    found = rules.standing(valid_from=day(begins), valid_until=until, checked_on=day(checked), today=TODAY)
    assert found == standing


def test_it_is_read_in_the_readers_language_else_in_the_organisations_else_in_whatever_there_is() -> None:
    assert rules.language_to_read({"ru", "bg"}, wanted="bg", usual="ru") == "bg"
    assert rules.language_to_read({"ru", "bg"}, wanted="en", usual="ru") == "ru"
    assert rules.language_to_read({"uk", "bg"}, wanted="en", usual="ru") == "bg"


@pytest.mark.parametrize(
    ("title", "text", "ends", "said"),
    [
        (" ", "", None, "Give the fact a title: it is what people see first."),
        ("Refunds", "x" * 20_001, None, "This is too long to be read during a call. Make several facts of it."),
        ("Refunds", "", TODAY - timedelta(days=1), "It would end before it begins."),
    ],
)
def test_what_cannot_be_a_fact_is_refused_with_what_to_do(title: str, text: str, ends: date | None, said: str) -> None:
    with pytest.raises(NotNow) as refusal:
        rules.check_can_be_written(Written(title, text, "en", 1, TODAY, ends))
    assert str(refusal.value) == said
