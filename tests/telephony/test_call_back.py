"""Somebody who gave up is called back: the agent is on the line first, both hear each other, and it is recorded."""

import signal
import socket
from datetime import timedelta

import pytest
from tests.cast import CEM, TROUBLE
from tests.telephony.conftest import CALLER, free_port, wait_until
from tests.telephony.test_controller import ANNA_HZ, House, ended, hear_each_other, house, share

from yesline.calls.models import Recording
from yesline.contacts.models import Contact
from yesline.example.sip_phone import SipPhone
from yesline.flows import answer
from yesline.kernel import clock
from yesline.orgs.models import Trunk

__all__ = ["house"]
pytestmark = [pytest.mark.asterisk, pytest.mark.django_db(transaction=True)]


def gives_up(house: House, *, answers: str = "manual") -> tuple[SipPhone, Contact]:
    """Cem waits while nobody is there, and hangs up. We pretend he had waited for a minute, long ago."""
    port = free_port(socket.SOCK_DGRAM)
    Trunk.objects.update(sends_to=f"{CALLER}:{port}")
    cem = house.table.phone(CEM, hz=440, address=CALLER, port=port, answers=answers)
    cem.dial(TROUBLE)
    wait_until(Contact.objects.filter(state="waiting").exists, what="Cem in line")
    Contact.objects.update(arrived_at=clock.now() - timedelta(minutes=1))
    cem.hang_up()
    wait_until(Contact.objects.filter(left_at__isnull=False).exists, what="the call that is owed")
    Contact.objects.update(call_at=clock.now())
    return cem, Contact.objects.get()


def test_the_agent_answers_first_then_the_customers_phone_rings(house: House) -> None:
    cem, contact = gives_up(house)
    anna = house.sits_down(house.cast.anna, answers="manual")
    anna.wait("CALL_INCOMING")
    assert not Contact.objects.filter(state="calling").exists()
    anna.answer()
    rung = cem.wait("CALL_INCOMING")
    assert TROUBLE in str(rung.particulars["peeruri"])
    wait_until(lambda: share(anna, 425) > 0.8, what="the ring tone at Anna")
    cem.answer()
    hear_each_other(cem, anna)
    assert house.talking().pk == contact.pk
    answer.hang_up(seat=house.cast.seat(house.cast.anna), contact_id=contact.pk, at=clock.now())
    cem.wait("CALL_CLOSED")
    wait_until(ended(contact), what="the end")
    wait_until(Recording.objects.filter(state="raw").exists, what="the recording")
    sound = house.telephone.monitor / f"{Recording.objects.get().channel}.raw"
    assert sound.stat().st_size > 0
    assert house.telephone.console("core show channels concise").strip() == ""


def test_who_does_not_want_to_talk_now_is_called_another_time(house: House) -> None:
    cem, contact = gives_up(house)
    house.sits_down(house.cast.anna)
    cem.wait("CALL_INCOMING")
    cem.decline()
    wait_until(Contact.objects.filter(state="waiting", tries=1).exists, what="the next try")
    wait_until(lambda: house.state(house.cast.anna) == "available", what="Anna to be free")
    assert Contact.objects.get(pk=contact.pk).call_at > clock.now() + timedelta(minutes=1)


def test_a_line_that_leads_nowhere_is_tried_again_and_the_agent_is_free(house: House) -> None:
    _cem, _contact = gives_up(house)
    Trunk.objects.update(sends_to="127.0.0.9:9")
    house.sits_down(house.cast.anna)
    wait_until(Contact.objects.filter(state="calling").exists, what="the call")
    wait_until(Contact.objects.filter(state="waiting", tries=1).exists, what="the next try", within=50)
    wait_until(lambda: house.state(house.cast.anna) == "available", what="Anna to be free")


def test_whoever_picks_up_while_the_controller_is_away_hears_it_ring_until_it_is_back(house: House) -> None:
    cem, _contact = gives_up(house)
    anna = house.sits_down(house.cast.anna)
    cem.wait("CALL_INCOMING")
    house.stop_controller(signal.SIGKILL)
    cem.answer()
    wait_until(lambda: share(cem, 425) > 0.5, what="the ring tone at Cem")
    assert share(cem, ANNA_HZ) < 0.05
    house.start_controller()
    hear_each_other(cem, anna)


def test_ringing_us_again_takes_the_old_place(house: House) -> None:
    cem, contact = gives_up(house)
    Contact.objects.update(call_at=clock.now() + timedelta(hours=1))
    cem.dial(TROUBLE)
    wait_until(Contact.objects.filter(left_at=None, state="waiting").exists, what="Cem in line again")
    anna = house.sits_down(house.cast.anna)
    hear_each_other(cem, anna)
    assert (house.talking().pk, Contact.objects.count()) == (contact.pk, 1)
