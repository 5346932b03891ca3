"""What we know to be so: written once by those who may, found by everybody who helps, told with its date."""

from datetime import date, datetime, timedelta

import pytest
from django.conf import settings
from tests.cast import Cast

from yesline.flows import know
from yesline.journal.models import Entry
from yesline.kernel import seal
from yesline.kernel.errors import NotNow, NotYours
from yesline.knowledge.models import Fact
from yesline.knowledge.rules import Written
from yesline.orgs.models import Organisation
from yesline.staff import queries as staff
from yesline.staff.models import Membership
from yesline.staff.queries import Seat

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 19)


class Writers:
    """Anna administers the network and writes; Bo answers for it and reads; Eve is of the bank."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        Membership.objects.filter(agent=cast.anna).update(role="admin")
        seal.keep(settings.SECRET_KEY)

    @property
    def anna(self) -> Seat:
        return staff.act_as(self.cast.anna.user_id)

    def writes(
        self, title: str, text: str = "", *, until: date | None = None, language: str = "ru", begins: date = TODAY
    ) -> Fact:
        written = Written(title, text, language, self.cast.bo.pk, begins, until)
        return know.write(seat=self.anna, organisation=self.cast.network, written=written, at=self.cast.at)

    def finds(self, *words: str, who: str = "bo", otherwise: tuple[str, ...] = (), language: str = "ru") -> list[str]:
        seat = staff.act_as(getattr(self.cast, who).user_id)
        found = know.find(
            seat=seat, words=words, otherwise=otherwise, language=language, at=self.cast.at, most=3
        )  # fmt: skip
        return [one.wording.title for one in found]


@pytest.fixture
def writers(cast: Cast) -> Writers:
    return Writers(cast)


def test_a_fact_is_found_by_any_form_of_its_words_in_any_order(writers: Writers) -> None:
    writers.writes("Модем на время ремонта: до 7 дней", "Курьер по городу до 20:00, на складе **6 штук**.")
    title = ["Модем на время ремонта: до 7 дней"]
    assert writers.finds("модема") == title
    assert writers.finds("ремонт", "модемы") == title
    assert writers.finds("курьеры") == title
    assert writers.finds("modem", "remont") == title
    assert writers.finds("20") == title
    assert writers.finds("модем", "утюг") == []


def test_what_nobody_typed_is_tried_on_the_other_keyboard_only_if_nothing_else_is_found(writers: Writers) -> None:
    writers.writes("Возврат денег")
    assert writers.finds("djpdhfn", otherwise=("возврат",)) == ["Возврат денег"]
    assert writers.finds("денег", otherwise=("возврат",)) == ["Возврат денег"]


def test_a_title_counts_more_than_the_text_and_what_is_over_comes_last(writers: Writers) -> None:
    day = timedelta(days=1)
    writers.writes("Возврат за простой", until=TODAY - day, begins=TODAY - 9 * day)
    writers.writes("Оплата", "и возврат тоже")
    writers.writes("Возврат картой")
    assert writers.finds("возврат") == ["Возврат картой", "Оплата", "Возврат за простой"]


def test_it_is_read_in_the_readers_language(writers: Writers) -> None:
    fact = writers.writes("Возврат", "Деньги.")
    written = Written("Refund", "Money.", "en", writers.cast.bo.pk, TODAY, None)
    know.change(
        seat=writers.anna, organisation=writers.cast.network, fact_id=fact.pk, written=written, at=writers.cast.at
    )  # fmt: skip
    assert writers.finds("возврат", language="en") == ["Refund"]
    assert writers.finds("refund", language="ru") == ["Возврат"]
    assert writers.finds("refund", language="bg") == ["Refund"]


def test_eve_of_the_bank_finds_nothing_of_the_network_and_is_told_nothing(writers: Writers) -> None:
    fact = writers.writes("Возврат")
    seat = staff.act_as(writers.cast.eve.user_id)
    assert writers.finds("возврат", who="eve") == []
    for asked in (fact.pk, 10**9):
        with pytest.raises(NotYours):
            know.told(seat=seat, fact_id=asked, language="ru", at=writers.cast.at)


def test_its_owner_says_that_it_is_still_right_and_a_colleague_cannot(writers: Writers, at: datetime) -> None:
    fact = writers.writes("Возврат")
    later = at + timedelta(days=200)
    told = know.told(seat=staff.act_as(writers.cast.bo.user_id), fact_id=fact.pk, language="ru", at=later)
    assert (told.standing, told.may_confirm) == ("unchecked", True)
    know.confirm(seat=staff.act_as(writers.cast.bo.user_id), fact_id=fact.pk, at=later)
    Fact.objects.filter(pk=fact.pk).update(owner=writers.cast.anna)
    with pytest.raises(NotYours):
        know.confirm(seat=staff.act_as(writers.cast.bo.user_id), fact_id=fact.pk, at=later)
    told = know.told(seat=staff.act_as(writers.cast.bo.user_id), fact_id=fact.pk, language="ru", at=later)
    assert (told.standing, told.may_confirm) == ("holds", False)


def test_only_administrators_write_and_forget(writers: Writers, at: datetime) -> None:
    fact = writers.writes("Возврат")
    bo = staff.act_as(writers.cast.bo.user_id)
    network: Organisation = writers.cast.network
    written = Written("Нет", "", "ru", writers.cast.bo.pk, TODAY, None)
    with pytest.raises(NotYours):
        know.write(seat=bo, organisation=network, written=written, at=at)
    with pytest.raises(NotYours):
        know.change(seat=bo, organisation=network, fact_id=fact.pk, written=written, at=at)
    with pytest.raises(NotYours):
        know.forget(seat=bo, organisation=network, fact_id=fact.pk, at=at)
    know.forget(seat=writers.anna, organisation=network, fact_id=fact.pk, at=at)
    verbs = list(Entry.objects.filter(noun="fact").order_by("pk").values_list("verb", flat=True))
    assert (Fact.objects.count(), verbs) == (0, ["knowledge.written", "knowledge.forgotten"])


def test_an_owner_is_somebody_who_answers_for_the_organisation(writers: Writers, at: datetime) -> None:
    written = Written("Возврат", "", "ru", writers.cast.eve.pk, TODAY, None)
    with pytest.raises(NotNow, match="The owner must be somebody who answers for"):
        know.write(seat=writers.anna, organisation=writers.cast.network, written=written, at=at)
