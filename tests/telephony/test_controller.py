"""The controller with everything real around it: Asterisk, telephones, flows, the database."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.db import connection
from tests.cast import CEM, DORA, TROUBLE, Cast
from tests.conftest import SERVER
from tests.telephony.conftest import Table, wait_until

from yesline.calls.models import Leg, Recording
from yesline.contacts.models import Contact
from yesline.example import tones
from yesline.example.sip_phone import SipPhone
from yesline.flows import answer, be_there
from yesline.kernel import clock
from yesline.kernel.errors import NotNow
from yesline.routing.models import Offer
from yesline.running.home import CHECKOUT
from yesline.staff.models import Agent, DutyPhone

pytestmark = [pytest.mark.asterisk, pytest.mark.django_db(transaction=True)]
CEM_HZ, ANNA_HZ = 440.0, 1300.0


class House:
    """The controller, the cast, and a table full of telephones."""

    def __init__(self, table: Table, folder: Path) -> None:
        self.table = table
        self.telephone = table.telephone
        self.cast = Cast(clock.now())
        self.log = folder / "controller.log"
        self.database = os.environ[SERVER].replace("/yesline?", f"/{connection.settings_dict['NAME']}?")
        self.controller: subprocess.Popen[bytes]

    def start_controller(self) -> None:
        environment = {
            **os.environ,
            "PYTHONPATH": str(CHECKOUT / "src"),
            "DJANGO_SETTINGS_MODULE": "yesline.config.settings",
            "YESLINE_DATABASE_URL": self.database,
            "YESLINE_SECRET_KEY": settings.SECRET_KEY,
            "YESLINE_ARI_URL": self.telephone.ari_url,
            "YESLINE_ARI_PASSWORD": self.telephone.ari_password,
            "YESLINE_SIP": self.table.server,
            "YESLINE_MONITOR": str(self.telephone.monitor),
        }
        with self.log.open("wb") as log:
            self.controller = subprocess.Popen(
                [sys.executable, "-m", "yesline.telephony"], env=environment, stdout=log, stderr=log, cwd="/"
            )
        wait_until(lambda: "ready" in self.log.read_text(), what="the controller", within=30)

    def stop_controller(self, request: signal.Signals = signal.SIGTERM) -> None:
        self.controller.send_signal(request)
        self.controller.wait(15)

    def sits_down(self, agent: Agent, *, hz: float = ANNA_HZ, answers: str = "auto") -> SipPhone:
        """The agent takes a desk phone and is ready as soon as it can be reached."""
        given = be_there.take_phone(seat=self.cast.seat(agent), kind="sip", at=clock.now())
        wait_until(lambda: self._is_known(given.sip_user), what="the phone at the switch")
        phone = self.table.phone(given.sip_user, hz=hz, password=given.secret, answers=answers)
        self.is_ready(agent)
        return phone

    def is_ready(self, agent: Agent) -> None:
        wait_until(lambda: self._says_ready(agent), what=f"{agent.name} to be ready")

    def _says_ready(self, agent: Agent) -> bool:
        try:
            be_there.choose(seat=self.cast.seat(agent), state="available", at=clock.now())
        except NotNow:
            return False
        return True

    def _is_known(self, name: str) -> bool:
        return f" {name} " in self.telephone.console("pjsip show endpoints").replace("/", " ")

    def state(self, agent: Agent) -> str:
        return str(Agent.objects.get(pk=agent.pk).state)

    def talking(self) -> Contact:
        living = Contact.objects.filter(state="talking", connected_at__isnull=False)
        return wait_until(living.first, what="a conversation")


@pytest.fixture
def house(table: Table, tmp_path: Path, transactional_db: None) -> Iterator[House]:
    for left in table.telephone.monitor.glob("*.raw"):
        left.unlink()
    house = House(table, tmp_path)
    house.start_controller()
    yield house
    house.stop_controller()
    assert "Traceback" not in house.log.read_text()


def share(phone: SipPhone, hz: float) -> float:
    heard = tones.so_far(phone.hears)[-tones.RATE :]
    return tones.shares(heard, tones.RATE, hz) if len(heard) == tones.RATE else 0.0


def hear_each_other(cem: SipPhone, anna: SipPhone) -> None:
    wait_until(lambda: share(cem, ANNA_HZ) > 0.9, what="Anna's voice at Cem")
    wait_until(lambda: share(anna, CEM_HZ) > 0.9, what="Cem's voice at Anna")


def ended(contact: Contact) -> Callable[[], bool]:
    return lambda: Contact.objects.filter(pk=contact.pk, state="ended").exists()


def test_from_the_first_ring_to_the_notes(house: House) -> None:
    anna, cem = house.sits_down(house.cast.anna), house.table.caller(CEM)
    cem.dial(TROUBLE)
    cem.wait("CALL_ESTABLISHED")
    contact = house.talking()
    assert (contact.customer, contact.agent) == (house.cast.cem, house.cast.anna)
    hear_each_other(cem, anna)

    seat = house.cast.seat(house.cast.anna)
    answer.hold(seat=seat, contact_id=contact.pk, at=clock.now())
    wait_until(lambda: Contact.objects.get().held, what="hold")
    wait_until(lambda: share(cem, ANNA_HZ) < 0.05, what="no more of Anna at Cem")
    answer.take_back(seat=seat, contact_id=contact.pk, at=clock.now())
    wait_until(lambda: not Contact.objects.get().held, what="the end of hold")
    hear_each_other(cem, anna)

    answer.hang_up(seat=seat, contact_id=contact.pk, at=clock.now())
    cem.wait("CALL_CLOSED")
    wait_until(ended(contact), what="the end")
    wait_until(lambda: Recording.objects.filter(state="raw").exists(), what="the recording")
    wait_until(lambda: {leg.state for leg in Leg.objects.all()} == {"gone"}, what="both legs to be gone")
    assert house.state(house.cast.anna) == "wrap_up"
    assert house.telephone.console("core show channels concise").strip() == ""
    assert "contact-" not in house.telephone.console("bridge show all")


def test_declined_the_next_agent_is_rung_at_once(house: House) -> None:
    anna = house.sits_down(house.cast.anna, answers="manual")
    bo = house.sits_down(house.cast.bo, answers="manual")
    cem = house.table.caller(CEM)
    cem.dial(TROUBLE)
    anna.wait("CALL_INCOMING")
    anna.decline()
    bo.wait("CALL_INCOMING")
    bo.answer()
    cem.wait("CALL_ESTABLISHED")
    assert house.talking().agent == house.cast.bo
    assert house.state(house.cast.anna) == "available"


def test_a_caller_who_leaves_is_rung_for_no_more(house: House) -> None:
    anna, cem = house.sits_down(house.cast.anna, answers="manual"), house.table.caller(CEM)
    cem.dial(TROUBLE)
    anna.wait("CALL_INCOMING")
    cem.hang_up()
    anna.wait("CALL_CLOSED")
    wait_until(lambda: Contact.objects.filter(state="ended", outcome="abandoned").exists(), what="the end")
    assert house.state(house.cast.anna) == "available"
    wait_until(lambda: not list(house.telephone.monitor.glob("*.raw")), what="no sound left of nobody's talk")


def test_two_callers_for_one_agent_one_after_the_other(house: House) -> None:
    anna = house.sits_down(house.cast.anna)
    cem, dora = house.table.caller(CEM), house.table.caller(DORA)
    cem.dial(TROUBLE)
    cem.wait("CALL_ESTABLISHED")
    first = house.talking()
    dora.dial(TROUBLE)
    dora.wait("CALL_RINGING")
    cem.hang_up()
    wait_until(ended(first), what="the end of the first")
    assert "CALL_ESTABLISHED" not in [event.type for event in dora.events]
    house.is_ready(house.cast.anna)
    dora.wait("CALL_ESTABLISHED")
    hear_each_other(dora, anna)


def test_a_conversation_outlives_its_controller(house: House) -> None:
    anna, cem = house.sits_down(house.cast.anna), house.table.caller(CEM)
    cem.dial(TROUBLE)
    contact = house.talking()
    hear_each_other(cem, anna)
    house.stop_controller(signal.SIGKILL)
    before = len(tones.so_far(cem.hears))
    wait_until(lambda: len(tones.so_far(cem.hears)) > before + 2 * tones.RATE, what="two more seconds of sound")
    heard = tones.so_far(cem.hears)[before:]
    whole = len(heard) // tones.RATE * tones.RATE
    seconds = heard[:whole].reshape(-1, tones.RATE)
    assert min(tones.shares(second, tones.RATE, ANNA_HZ) for second in seconds) > 0.9

    house.start_controller()
    answer.hang_up(seat=house.cast.seat(house.cast.anna), contact_id=contact.pk, at=clock.now())
    cem.wait("CALL_CLOSED")
    wait_until(ended(contact), what="the end")


def test_a_caller_who_came_while_nobody_was_there_waits_and_is_answered(house: House) -> None:
    """No duty phone answers; the controller that is back finds the caller in the rescue plan's log."""
    anna = house.sits_down(house.cast.anna, answers="manual")
    DutyPhone.objects.create(organisation=house.cast.network, position=1, name="Anna", endpoint=f"PJSIP/{anna.user}")
    house.stop_controller()
    house.start_controller()  # it writes the rescue plan
    house.stop_controller(signal.SIGKILL)
    cem = house.table.caller(CEM)
    cem.dial(TROUBLE)
    anna.wait("CALL_INCOMING")
    anna.answer()
    cem.wait("CALL_ESTABLISHED")
    hear_each_other(cem, anna)
    house.start_controller()
    wait_until(lambda: Contact.objects.filter(state="rescued").exists(), what="the rescued call")
    cem.hang_up()
    wait_until(lambda: Contact.objects.filter(state="ended", outcome="talked").exists(), what="its end")


def test_a_database_that_stalls_keeps_no_caller_waiting(house: House) -> None:
    anna = house.sits_down(house.cast.anna, answers="manual")
    DutyPhone.objects.create(organisation=house.cast.network, position=1, name="Anna", endpoint=f"PJSIP/{anna.user}")
    plan = house.telephone.folder / "etc" / "rescue.conf"
    wait_until(lambda: anna.user in plan.read_text(), what="the rescue plan to be written anew")
    Agent.objects.filter(pk=house.cast.anna.pk).update(state="break")
    cem = house.table.caller(CEM)
    with psycopg.connect(house.database) as stalling:
        stalling.execute("LOCK TABLE contacts_contact IN ACCESS EXCLUSIVE MODE")
        cem.dial(TROUBLE)
        anna.wait("CALL_INCOMING", timeout=5)
        anna.answer()
        cem.wait("CALL_ESTABLISHED")
    wait_until(lambda: Contact.objects.filter(state="rescued").exists(), what="the late contact")
    assert Offer.objects.filter(state="live").count() == 0
    cem.hang_up()
    wait_until(lambda: Contact.objects.filter(state="ended").exists(), what="its end", within=20)
