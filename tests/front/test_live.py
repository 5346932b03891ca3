"""/live: names of what changed, to those whom it concerns."""

import asyncio
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest
from django.db import connection
from tests.cast import Cast
from tests.front.conftest import Door

from yesline.front import identity, live
from yesline.front.hub import Hub
from yesline.kernel import hints

pytestmark = pytest.mark.django_db(transaction=True)


def tell(*topics: str) -> None:
    with connection.cursor() as cursor:
        for topic in topics:
            cursor.execute("SELECT pg_notify(%s, %s)", [hints.CHANNEL, topic])


@contextmanager
def listening(door: Door, headers: dict[str, str]) -> Iterator[Iterator[str]]:
    """The names a page hears, one after the other."""
    with httpx.stream("GET", f"{door.origin}/live", headers=headers, timeout=10) as stream:
        assert stream.status_code == 200
        yield (line.removeprefix("event: ") for line in stream.iter_lines() if line.startswith("event: "))


def test_a_page_hears_what_concerns_it_and_nothing_else(cast: Cast, door: Door) -> None:
    others, own = hints.agent(cast.bo.pk), hints.agent(cast.anna.pk)
    with listening(door, door.session(cast.anna)) as heard:
        assert next(heard) == live.AGAIN
        tell(others, hints.organisation(cast.bank.pk), own)
        assert next(heard) == own
        tell(hints.organisation(cast.network.pk))
        assert next(heard) == hints.organisation(cast.network.pk)


def test_nobody_unknown_hears_anything(door: Door) -> None:
    assert httpx.get(f"{door.origin}/live").status_code == 204
    assert httpx.get(f"{door.origin}/live", headers={"Cookie": "sessionid=guess"}).status_code == 204


def test_another_name_for_this_machine_hears_nothing(cast: Cast, door: Door) -> None:
    headers = {**door.session(cast.anna), "Host": "evil.example"}
    assert httpx.get(f"{door.origin}/live", headers=headers).status_code == 400


def test_going_home_ends_the_stream(cast: Cast, door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "CHECK_EVERY", 0.1)
    headers = door.session(cast.anna)
    with listening(door, headers) as heard:
        next(heard)
        cast.anna.user.is_active = False
        cast.anna.user.save()
        assert list(heard) == []


def test_after_a_gap_every_page_asks_again(cast: Cast, door: Door) -> None:
    """The database drops the listening connection: it comes back, and nobody trusts what was missed."""
    with listening(door, door.session(cast.anna)) as heard:
        next(heard)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE query = %s",
                [f"LISTEN {hints.CHANNEL}"],
            )
            assert cursor.fetchone() == (1,)
        found = {next(heard), next(heard)}
    assert found == {hints.agent(cast.anna.pk), hints.organisation(cast.network.pk)}


def test_a_burst_is_told_once() -> None:
    async def burst() -> tuple[set[str], set[str]]:
        hub = Hub()
        with hub.listening(frozenset({"agent-1"})) as listener:
            for _n in range(6):
                hub.tell("agent-1")
                hub.tell("agent-2")
            return await listener.changed(within=1), await listener.changed(within=0.01)

    assert asyncio.run(burst()) == ({"agent-1"}, set())


def test_twenty_pages_hear_within_a_moment(cast: Cast, door: Door) -> None:
    headers, heard, go = door.session(cast.anna), [], threading.Barrier(21)

    def page() -> None:
        with listening(door, headers) as names:
            next(names)
            go.wait(10)
            heard.append((next(names), time.monotonic()))

    pages = [threading.Thread(target=page) for _n in range(20)]
    for one in pages:
        one.start()
    go.wait(10)
    told_at = time.monotonic()
    tell(hints.agent(cast.anna.pk))
    for one in pages:
        one.join(10)
    assert len(heard) == 20
    assert max(at for _name, at in heard) - told_at < 2


def test_a_database_that_is_away_is_no_reason_to_stop_listening(
    cast: Cast, door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(_door: object) -> None:
        raise identity.CantSay

    monkeypatch.setattr(live, "CHECK_EVERY", 0.05)
    with listening(door, door.session(cast.anna)) as heard:
        next(heard)
        monkeypatch.setattr(identity, "visitor", away)
        refusal = httpx.get(f"{door.origin}/live", headers={"Cookie": "sessionid=any"})
        tell(hints.agent(cast.anna.pk))
        assert (refusal.status_code, next(heard)) == (503, hints.agent(cast.anna.pk))
