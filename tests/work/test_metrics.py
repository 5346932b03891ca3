"""The ledger as numbers, and a line in the log when it is wrong."""

from datetime import datetime, timedelta

import pytest
from prometheus_client import REGISTRY
from tests.cast import CEM, DORA, ZED, Cast

from yesline.calls.models import Leg, Recording
from yesline.contacts.models import Contact
from yesline.flows import answer
from yesline.work import metrics

pytestmark = pytest.mark.django_db


def number(name: str, **labels: str) -> float | None:
    return REGISTRY.get_sample_value(name, labels)


def test_each_contact_is_counted_where_it_is(cast: Cast, at: datetime) -> None:
    cast.talking(cast.anna, CEM, channel="c1")
    cast.dials(DORA, channel="c2")
    answer.caller_left(node="main", channel="c2", lost=False, at=at + timedelta(seconds=30))
    cast.dials(ZED, channel="c3")
    assert metrics.look([], at=at + timedelta(minutes=1)) == []
    found = {where: number("yesline_contacts", organisation="network", where=where) for where in metrics_parts()}
    assert found == {"talked": 1, "owed": 1, "waiting": 1, "on_duty": 0, "let_go": 0}
    assert number("yesline_contacts_came", organisation="network") == 3
    assert number("yesline_ledger_missing", organisation="network") == 0


def test_an_open_contact_with_nobody_is_said_once(cast: Cast, at: datetime, caplog: pytest.LogCaptureFixture) -> None:
    cast.dials(CEM, channel="c1")
    Leg.objects.update(state="gone", ended_at=at)
    later = at + timedelta(minutes=1)
    said = metrics.look([], at=later)
    assert said == ["network: 1 open contacts are with nobody"]
    assert metrics.look(said, at=later) == said
    assert caplog.text.count("are with nobody") == 1
    assert number("yesline_contacts_nobodys", organisation="network") == 1


def test_a_conversation_without_a_recording_is_said(cast: Cast, at: datetime) -> None:
    cast.talking(cast.anna, CEM, channel="c1")
    answer.caller_left(node="main", channel="c1", lost=False, at=at + timedelta(minutes=1))
    later = at + timedelta(minutes=10)
    assert metrics.look([], at=later) == ["network: 1 conversations have no recording"]
    Recording.objects.update(state="kept", path="one.opus", sha256="0" * 64, seconds=60)
    assert metrics.look([], at=later) == []


def test_who_did_not_want_to_be_recorded_is_missed_by_nobody(cast: Cast, at: datetime) -> None:
    cast.talking(cast.anna, CEM, channel="c1")
    answer.caller_left(node="main", channel="c1", lost=False, at=at + timedelta(minutes=1))
    Contact.objects.update(recording_refused=True)
    assert metrics.look([], at=at + timedelta(minutes=10)) == []


def metrics_parts() -> tuple[str, ...]:
    return ("talked", "owed", "waiting", "on_duty", "let_go")
