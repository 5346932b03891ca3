"""The door for somebody without an account: it opens one organisation, for who can prove that its page was visited."""

from datetime import timedelta
from uuid import uuid4

import psycopg
import pytest
from django.conf import settings
from tests.isolation.conftest import AT, House, Web

from yesline.cases.models import Case
from yesline.flows import visit
from yesline.flows.visit import Words
from yesline.kernel import clock, seal

pytestmark = pytest.mark.django_db
REFUSED = psycopg.errors.InsufficientPrivilege
CONTACTS = "SELECT count(*) FROM contacts_contact"
DOOR = "SELECT yesline_act_as_visitor(%s, %s, %s)"


def proof(slug: str, *, later: timedelta = timedelta(0)) -> tuple[int, str]:
    made_at = int((clock.on_the_wall() + later).timestamp())
    return made_at, seal.sealed(settings.SECRET_KEY, f"visit {slug} at {made_at}")


def test_a_visitor_opens_the_one_organisation_and_shuts_it_with_the_transaction(house: House, web: Web) -> None:
    assert web.one(DOOR, "bank", *proof("bank")) == house.cast.bank.pk
    assert web.rows("SELECT DISTINCT organisation_id FROM contacts_contact") == [(house.cast.bank.pk,)]
    assert web.one("SELECT yesline_administered()") == []
    web.line.commit()
    assert web.one(CONTACTS) == 0


def test_a_visitor_shuts_what_somebody_else_had_opened(house: House, web: Web) -> None:
    web.signs_in(house.cast.bo)
    web.one(DOOR, "bank", *proof("bank"))
    assert web.rows("SELECT DISTINCT organisation_id FROM contacts_contact") == [(house.cast.bank.pk,)]


@pytest.mark.parametrize("spoilt", ["none", "of another page", "of signing in", "too old", "of tomorrow"])
def test_nobody_visits_without_proof(house: House, web: Web, spoilt: str) -> None:
    made_at, words = proof("network")
    if spoilt == "none":
        words = ""
    if spoilt == "of another page":
        made_at, words = proof("bank")
    if spoilt == "of signing in":
        made_at, words = seal.proof(settings.SECRET_KEY, user_id=house.cast.anna.user_id, at=clock.on_the_wall())
    if spoilt == "too old":
        made_at, words = proof("network", later=-timedelta(minutes=11))
    if spoilt == "of tomorrow":
        made_at, words = proof("network", later=timedelta(days=1))
    with pytest.raises(REFUSED):
        web.one(DOOR, "network", made_at, words)


def test_an_unknown_page_opens_nothing(house: House, web: Web) -> None:
    assert web.one(DOOR, "nobody", *proof("nobody")) is None
    assert web.one(CONTACTS) == 0


def test_the_public_page_says_what_is_public_and_opens_nothing(house: House, web: Web) -> None:
    [row] = web.rows("SELECT name, numbers FROM yesline_public_page('network')")
    assert row == ("Northern Network", [["+78182550100", "trouble"], ["+78182550101", "orders"]])
    assert (web.one("SELECT yesline_people_on_line('network')"), web.one(CONTACTS)) == (2, 0)


def test_writing_and_a_link_of_ones_own_need_no_more_rights(house: House, signed_in_as_web: None) -> None:
    secret = visit.link(customer=house.cast.cem, at=AT)
    found = visit.guest(slug="network", secret=secret, at=AT)
    assert found is not None
    assert (found.customer, len(found.cases), len(found.promises)) == (house.cast.cem, 1, 1)
    assert visit.guest(slug="bank", secret=secret, at=AT) is None
    words = Words(key=uuid4(), said="A letter", name="", answer_to="cem@example.org", language="en")
    number = visit.write(slug="network", words=words, customer_id=house.cast.cem.pk, at=AT).pk
    assert visit.write(slug="network", words=words, customer_id=house.cast.cem.pk, at=AT).pk == number
    assert Case.objects.filter(pk=number).count() == 0, "the door is shut again"
