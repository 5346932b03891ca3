"""What those who wait are told: how it stands, only when it is new, and after a restart not again."""

from datetime import datetime, timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.cast import CEM, DORA, ORDERS, ZED, Cast

from yesline.calls.ports import TellWaiting
from yesline.contacts.models import Contact, Fact
from yesline.flows import answer, wait
from yesline.orgs.models import Phrase
from yesline.staff.models import Agent


def seconds(count: float) -> timedelta:
    return timedelta(seconds=count)


def told() -> list[tuple[str, int | None, int | None]]:
    """Who was told what, in order."""
    facts = Fact.objects.filter(event="told").order_by("id").select_related("contact")
    return [(fact.contact.key, fact.details["place"], fact.details["minutes"]) for fact in facts]


def everybody_is_busy(cast: Cast) -> None:
    cast.talking(cast.anna, "+79215550001", channel="busy")
    Agent.objects.filter(pk=cast.anna.pk).update(state_since=cast.at)


def test_beside_somebody_busy_a_caller_is_told_place_and_wait_in_recorded_words(cast: Cast, at: datetime) -> None:
    everybody_is_busy(cast)
    cast.dials(CEM, channel="c1")
    [wish] = wait.tell(node="main", at=at + seconds(2))
    [(key, place, minutes)] = told()
    assert (key, place) == ("main/c1", 1)
    assert (minutes or 0) >= 5
    assert wish == TellWaiting(
        channel="c1",
        sounds=("queue-youarenext", "queue-holdtime", f"digits/{minutes}", "queue-minutes"),
        language="ru",
    )


def test_what_is_not_new_is_not_said_again_and_the_music_goes_on(cast: Cast, at: datetime) -> None:
    everybody_is_busy(cast)
    cast.dials(CEM, channel="c1")
    wait.tell(node="main", at=at + seconds(2))
    music = [TellWaiting(channel="c1", sounds=(), language="ru")]
    assert wait.tell(node="main", at=at + seconds(4)) == music
    assert wait.tell(node="main", at=at + seconds(40)) == music
    assert len(told()) == 1


def test_a_changed_place_is_told_but_not_more_often_than_each_45_seconds(cast: Cast, at: datetime) -> None:
    everybody_is_busy(cast)
    cast.dials(CEM, channel="c1")
    cast.dials(DORA, channel="c2")
    wait.tell(node="main", at=at + seconds(2))
    assert [(key, place) for key, place, _ in told()] == [("main/c1", 1), ("main/c2", 2)]
    answer.caller_left(node="main", channel="c1", lost=False, at=at + seconds(4))  # at once: nothing is owed
    wait.tell(node="main", at=at + seconds(20))
    assert len(told()) == 2
    [wish] = wait.tell(node="main", at=at + seconds(50))
    assert (wish.channel, wish.sounds[0]) == ("c2", "queue-youarenext")  # type: ignore[attr-defined]
    assert [(key, place) for key, place, _ in told()][2:] == [("main/c2", 1)]


def test_who_left_and_is_owed_a_call_is_before_the_others_and_has_no_ears(cast: Cast, at: datetime) -> None:
    everybody_is_busy(cast)
    cast.dials(CEM, channel="c1")
    answer.caller_left(node="main", channel="c1", lost=False, at=at + seconds(30))
    cast.dials(DORA, channel="c2", at=at + seconds(31))
    Contact.objects.filter(key="main/c1").update(call_at=at)
    [wish] = wait.tell(node="main", at=at + seconds(60))
    assert wish.channel == "c2"  # type: ignore[attr-defined]
    assert [(key, place) for key, place, _ in told()] == [("main/c2", 2)]


def test_it_rings_on_where_somebody_is_free_in_seconds_or_nobody_is_at_work(cast: Cast, at: datetime) -> None:
    cast.dials(CEM, channel="c1")
    assert wait.tell(node="main", at=at + seconds(60)) == []
    Agent.objects.filter(pk=cast.anna.pk).update(state="available", reachable=True, available_since=at)
    assert wait.tell(node="main", at=at + seconds(61)) == []
    assert told() == []


def test_only_the_callers_of_this_switch_are_told(cast: Cast, at: datetime) -> None:
    everybody_is_busy(cast)
    cast.dials(CEM, channel="c1")
    assert wait.tell(node="other", at=at + seconds(2)) == []
    assert told() == []


def test_an_organisations_own_phrases_are_heard_and_what_nobody_recorded_is_not_said(cast: Cast, at: datetime) -> None:
    for name in ("place", "1"):
        Phrase.objects.create(organisation=cast.network, language="ru", name=name, sound=f"/voices/{name}")
    Phrase.objects.create(organisation=cast.bank, language="ru", name="place", sound="/voices/of-the-bank")
    everybody_is_busy(cast)
    cast.dials(CEM, channel="c1")
    [wish] = wait.tell(node="main", at=at + seconds(2))
    assert wish == TellWaiting(channel="c1", sounds=("/voices/place", "/voices/1"), language="ru")


def test_the_less_urgent_wait_behind_the_urgent(cast: Cast, at: datetime) -> None:
    everybody_is_busy(cast)
    cast.dials(ZED, to=ORDERS, channel="c1")
    cast.dials(CEM, channel="c2", at=at + seconds(1))
    wait.tell(node="main", at=at + seconds(2))
    assert [(key, place) for key, place, _ in told()] == [("main/c2", 1), ("main/c1", 2)]


def test_many_who_wait_cost_no_more_questions_than_one(cast: Cast, at: datetime) -> None:
    everybody_is_busy(cast)
    counts = []
    for number in range(8):
        cast.dials(f"+7921555{number:04}", channel=f"c{number}")
        if number in {0, 7}:
            wait.tell(node="main", at=at + seconds(60 * number + 2))
            with CaptureQueriesContext(
                connection,
            ) as asked:
                wait.tell(node="main", at=at + seconds(60 * number + 4))
            counts.append(len([one for one in asked if "SAVEPOINT" not in one["sql"]]))
    assert counts == [5, 5]
