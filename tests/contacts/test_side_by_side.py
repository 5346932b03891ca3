"""Everything at once: callers, agents and the watchdog in threads of their own, as the controller runs them."""

import queue
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import pytest
from django.db import connection
from tests.cast import TROUBLE, Cast

from yesline.calls import ports
from yesline.contacts import queries as contacts
from yesline.contacts.models import Contact
from yesline.flows import answer, arrive, route, wrap_up
from yesline.kernel.errors import Refusal
from yesline.routing import rules
from yesline.routing.models import Offer
from yesline.staff.models import Agent

CALLERS, THREADS = 24, 6
Doing = Callable[[], Any]


class Rush:
    """A crowd of things to do, done by several threads; what flows wish becomes further things to do."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.chance = Random(7)
        self.began = datetime.now(UTC)
        self.to_do: queue.Queue[Doing | None] = queue.Queue()
        self.failures: list[Exception] = []

    def now(self) -> datetime:
        return datetime.now(UTC)

    def run(self) -> None:
        for n in range(CALLERS):
            self.to_do.put(lambda n=n: self.arrives(n))
        threads = [threading.Thread(target=self._work) for _ in range(THREADS)]
        for thread in threads:
            thread.start()
        until = self.now() + timedelta(seconds=120)
        while Contact.objects.filter(state="ended").count() < CALLERS and self.now() < until and not self.failures:
            self.to_do.put(lambda: self.then(route.match_all(node="main", at=self.now())))
            self.to_do.join()
            self._finish_notes()
        for _ in threads:
            self.to_do.put(None)
        for thread in threads:
            thread.join()

    def arrives(self, n: int) -> None:
        number = f"+792155500{n:02}"
        wishes = arrive.call_arrived(
            node="main", channel=f"c{n}", caller_number=number, trunk="demo", dialled=TROUBLE, at=self.now()
        )
        self.then(wishes)
        if n % 5 == 0:  # impatient: may hang up while somebody is being rung, or while they talk
            self.to_do.put(lambda: self.leaves(f"c{n}"))

    def leaves(self, channel: str) -> None:
        self.then(answer.caller_left(node="main", channel=channel, lost=False, at=self.now()))

    def then(self, wishes: list[ports.Wish]) -> None:
        for wish in wishes:
            match wish:
                case ports.RingAgent(offer_id=offer_id):
                    flow = route.offer_declined if self.chance.random() < 0.2 else self.answers
                    self.to_do.put(lambda flow=flow, offer_id=offer_id: self.told(flow, offer_id=offer_id))
                case ports.Connect(contact_id=contact_id, caller_channel=caller, agent_channel=agent):
                    answer.connected(contact_id=contact_id, at=self.now())
                    offer_id = int(agent.removeprefix("offer-"))
                    ends = (
                        (lambda caller=caller: self.leaves(caller))
                        if self.chance.random() < 0.5
                        else (lambda offer_id=offer_id: self.told(answer.agent_left, offer_id=offer_id, lost=False))
                    )
                    self.to_do.put(ends)

    def told(self, flow: Callable[..., list[ports.Wish]], **facts: Any) -> None:
        self.then(flow(**facts, at=self.now()))

    def answers(self, *, offer_id: int, at: datetime) -> list[ports.Wish]:
        return answer.agent_answered(offer_id=offer_id, channel=f"offer-{offer_id}", at=at)

    def _finish_notes(self) -> None:
        for contact in Contact.objects.filter(state="ended", agent__state="wrap_up", wrapped_up_at=None):
            self.to_do.put(lambda contact=contact: self._finish(contact))
        self.to_do.join()

    def _finish(self, contact: Contact) -> None:
        try:
            wrap_up.finish(seat=self.cast.seat(contact.agent), contact_id=contact.pk, at=self.now())
        except Refusal as refusal:
            self.failures.append(refusal)

    def _work(self) -> None:
        try:
            while (doing := self.to_do.get()) is not None:
                try:
                    doing()
                except Exception as error:  # noqa: BLE001 - shown by the test
                    self.failures.append(error)
                finally:
                    self.to_do.task_done()
        finally:
            connection.close()


@pytest.mark.django_db(transaction=True)
def test_a_rush_is_served_and_nothing_is_done_twice_or_half(at: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "DECLINED_FOR", timedelta(seconds=1))
    cast = Cast(at)
    cast.ready(cast.anna, cast.bo, cast.agent("carl", cast.network))
    rush = Rush(cast)
    rush.run()
    assert rush.failures == []
    book = contacts.ledger([cast.network.pk], since=rush.began)
    assert (book.came, book.waiting, book.balances) == (CALLERS, 0, True)
    assert Offer.objects.filter(state="live").count() == 0
    assert set(Agent.objects.exclude(pk=cast.eve.pk).values_list("state", flat=True)) == {"available"}
    talked = Contact.objects.filter(outcome="talked")
    assert Offer.objects.filter(state="accepted").count() == talked.count()
