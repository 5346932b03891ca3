"""Put back, the example is as it was at first; what is somebody else's, and who works there, stays."""

import os
from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.apps import apps
from pytest_django import Settings

from yesline.calls.models import Recording
from yesline.cases.models import Case, Letter
from yesline.cases.papers import actions as papers
from yesline.cases.papers.rules import Received
from yesline.contacts.models import Contact
from yesline.customers.models import Customer
from yesline.example import load, outbox, reset, stagehand
from yesline.flows import answer, arrive, open_case, visit
from yesline.flows.visit import Words
from yesline.journal import actions as journal
from yesline.journal.models import Entry
from yesline.kernel import clock, seal
from yesline.orgs.models import Organisation, Pool
from yesline.promises.models import Promise
from yesline.routing.models import Offer
from yesline.staff.models import Agent, Membership, Phone
from yesline.staff.queries import Seat

pytestmark = pytest.mark.django_db
TAMARA = "+79215550147"


@pytest.fixture(autouse=True)
def example(settings: Settings, tmp_path: Path, at: datetime) -> None:
    settings.EXAMPLE, settings.HOME, settings.RECORDINGS = True, tmp_path, tmp_path
    settings.PAPERS = tmp_path
    settings.EMAIL_FILE_PATH = tmp_path / "outbox"
    outbox_folder = tmp_path / "outbox"
    outbox_folder.mkdir()
    (outbox_folder / "one.log").write_text("Subject: Hello\n\nText")
    load.load(at=at)
    seal.keep(settings.SECRET_KEY)


def counted() -> dict[str, int]:
    """How many rows each table of a room has."""
    rooms = [app for app in apps.get_app_configs() if app.name == f"yesline.{app.label}"]
    return {model._meta.db_table: model._default_manager.count() for room in rooms for model in room.get_models()}


def a_call(at: datetime, tmp_path: Path) -> Contact:
    """Anna answers Tamara, writes a case with a promise, and it was recorded; a letter came too."""
    anna = Agent.objects.get(user__username="anna")
    Phone.objects.create(agent=anna, kind="sip", sip_user="anna-x", in_use=True, reachable=True)
    Agent.objects.filter(pk=anna.pk).update(state="available", reachable=True, available_since=at)
    given = {"node": "main", "trunk": load.TRUNK, "dialled": load.first_number(), "at": at}
    arrive.call_arrived(channel="c1", caller_number=TAMARA, **given)  # type: ignore[arg-type]
    offer = Offer.objects.get()
    answer.agent_answered(offer_id=offer.pk, channel=offer.channel, at=at)
    answer.connected(contact_id=offer.contact_id, at=at)
    roles = dict(Membership.objects.filter(agent=anna).values_list("organisation_id", "role"))
    seat = Seat(agent=Agent.objects.get(pk=anna.pk), roles=roles)
    open_case.save(seat=seat, contact_id=offer.contact_id, said="No internet.", topic_id=None, at=at)
    (tmp_path / "x.opus").write_bytes(b"sound")
    Recording.objects.update(state="kept", path="x.opus", sha256="0" * 64)
    words = Words(key=uuid4(), said="A letter", name="", answer_to=TAMARA, language="ru")
    case = visit.write(slug="severnaya-set", words=words, at=at)
    (tmp_path / "receipt.pdf").write_bytes(b"%PDF-")
    receipt = Received(name="receipt.pdf", kind="pdf", size=5, sha256="0", path="receipt.pdf")
    papers.add(case, [receipt], by=None, at=at)
    return Contact.objects.get()


def test_what_happened_is_forgotten_and_the_beginning_is_back(at: datetime, tmp_path: Path) -> None:
    before = counted()
    a_call(at, tmp_path)
    answer.caller_left(node="main", channel="c1", lost=False, at=at)
    assert (Contact.objects.count(), Case.objects.count(), Letter.objects.count()) == (1, 3, 1)
    assert reset.reset()
    assert counted() == {**before, "staff_phone": before["staff_phone"] + 1}
    assert (outbox.sent(), sorted(path.name for path in tmp_path.glob("*.*"))) == ([], [])
    assert Promise.objects.get().keeper.user.username == "pavel"
    assert Agent.objects.get(user__username="anna").state == "break"


def test_the_clock_is_right_again(at: datetime) -> None:
    clock.wind(clock.FARTHEST)
    assert reset.reset()
    assert clock.wound_by().total_seconds() == 0


def test_nothing_is_forgotten_while_somebody_is_on_the_line(at: datetime, tmp_path: Path) -> None:
    contact = a_call(at, tmp_path)
    assert not reset.reset()
    assert Contact.objects.get() == contact


def test_who_gave_up_and_would_be_called_back_holds_nothing_up(at: datetime) -> None:
    given = {"node": "main", "trunk": load.TRUNK, "dialled": load.first_number(), "at": at}
    arrive.call_arrived(channel="c1", caller_number=TAMARA, **given)  # type: ignore[arg-type]
    assert not reset.reset()
    answer.caller_left(node="main", channel="c1", lost=False, at=at + timedelta(seconds=40))
    assert Contact.objects.get().state == "waiting"
    assert reset.reset()
    assert Contact.objects.count() == 0


def test_a_wish_to_put_everything_back_waits_for_those_who_say_goodbye(at: datetime, tmp_path: Path) -> None:
    a_call(at, tmp_path)
    stagehand.ask(stagehand.RESET)
    stagehand.look()
    assert stagehand.answer() == ""
    answer.caller_left(node="main", channel="c1", lost=False, at=at)
    stagehand.look()
    assert (stagehand.answer(), Contact.objects.count()) == ("done", 0)


def test_a_wish_is_answered_when_somebody_stays_on_the_line(at: datetime, tmp_path: Path) -> None:
    a_call(at, tmp_path)
    stagehand.ask(stagehand.RESET)
    asked_for_long = (tmp_path / "example-wish").stat().st_mtime - stagehand.GOODBYE - 1
    os.utime(tmp_path / "example-wish", (asked_for_long, asked_for_long))
    stagehand.look()
    assert (stagehand.answer(), Contact.objects.count()) == ("busy", 1)


def test_what_is_not_the_examples_stays(at: datetime) -> None:
    """Somebody has set up an organisation of their own beside it."""
    given = {"case_due_for": timedelta(hours=72), "recordings_kept_for": timedelta(days=90)}
    own = Organisation.objects.create(pool=Pool.objects.create(name="Ours"), slug="ours", name="Ours", **given)
    customer = Customer.objects.create(organisation=own, given_name="Cem")
    journal.record("customer.seen", noun="customer", noun_id=customer.pk, organisation_id=own.pk, by=None, at=at)
    assert reset.reset()
    assert list(Customer.objects.filter(organisation=own)) == [customer]
    assert Entry.objects.filter(organisation_id=own.pk).count() == 1
