"""What pages have no right to do, the database does for them, and sees for itself that it may be done."""

from collections.abc import Iterator

import psycopg
import pytest
from django.conf import settings
from tests.cast import Cast
from tests.isolation.conftest import AT, House, Web
from tests.isolation.test_rights import REFUSED, eve_administers
from tests.isolation.test_rows import asked

from yesline.kernel import clock, seal
from yesline.staff.models import Agent

pytestmark = pytest.mark.django_db
__all__ = ["eve_administers"]
MOVED = ("contacts_contact", "contacts_fact", "calls_leg", "calls_command", "calls_recording", "routing_offer")


@pytest.fixture
def common(house: House, owner_url: str) -> Iterator[None]:
    """For a while the network is the common organisation."""
    words = "UPDATE orgs_organisation SET common = %s WHERE id = %s"
    with psycopg.connect(owner_url, autocommit=True) as owner:
        owner.execute(words, [True, house.cast.network.pk])
        yield
        owner.execute(words, [False, house.cast.network.pk])


def moves(web: Web, agent: Agent, contact_id: int, to: int, customer_id: int | None = None) -> bool:
    """As `contacts.actions.belongs_to` does."""
    made_at, proof = seal.proof(settings.SECRET_KEY, user_id=agent.user_id, at=clock.now())
    words = "SELECT yesline_move_contact(%s, %s, %s, %s, %s, %s)"
    return bool(web.one(words, contact_id, to, customer_id, agent.user_id, made_at, proof))


@pytest.mark.parametrize("table", MOVED)
def test_nobody_gives_a_row_away_by_hand_not_even_to_an_organisation_they_answer_for(
    house: House, web: Web, table: str
) -> None:
    """Bo answers for both."""
    web.signs_in(house.cast.bo)
    with pytest.raises(REFUSED):
        web.changes(asked("UPDATE {table} SET organisation_id = %s", table), house.cast.bank.pk)


def test_the_contact_in_hand_goes_where_its_agent_answers_with_all_that_hangs_on_it(
    house: House, web: Web, common: None
) -> None:
    contact, bank = house.ended_contact.pk, house.cast.bank.pk
    assert moves(web, house.cast.bo, contact, bank, house.fay.pk) is True
    web.signs_in(house.cast.bo)
    assert web.rows("SELECT organisation_id, customer_id, topic_id FROM contacts_contact WHERE id = %s", contact) == [
        (bank, house.fay.pk, None)
    ]
    for table in MOVED[1:]:
        rows = web.rows(asked("SELECT DISTINCT organisation_id FROM {table} WHERE contact_id = %s", table), contact)
        assert rows == [(bank,)], table


def test_it_does_not_go_back(house: House, web: Web, common: None) -> None:
    cast = house.cast
    assert moves(web, cast.bo, house.ended_contact.pk, cast.bank.pk) is True
    assert moves(web, cast.bo, house.ended_contact.pk, cast.network.pk) is False


def refused(cast: Cast, house: House) -> dict[str, tuple[Agent, int, int, int | None]]:
    """Who tries to move what, where, as whose: Anna has the network's contact in hand, Bo the ended one."""
    theirs = house.ended_contact.pk
    return {
        "another agent's contact": (cast.anna, theirs, cast.bank.pk, None),
        "to an organisation one does not answer for": (cast.anna, house.network_contact.pk, cast.bank.pk, None),
        "as another organisation's customer": (cast.bo, theirs, cast.bank.pk, cast.cem.pk),
        "to the common organisation itself": (cast.bo, theirs, cast.network.pk, None),
        "to nowhere": (cast.bo, theirs, 10**9, None),
        "a contact there is not": (cast.bo, 10**9, cast.bank.pk, None),
        "one that did not come by the common number": (cast.eve, house.bank_contact.pk, cast.network.pk, None),
    }


@pytest.mark.parametrize("deed", [
    "another agent's contact", "to an organisation one does not answer for", "as another organisation's customer",
    "to the common organisation itself", "to nowhere", "a contact there is not",
    "one that did not come by the common number",
])  # fmt: skip
def test_no_contact_is_moved(house: House, web: Web, common: None, deed: str) -> None:
    assert moves(web, *refused(house.cast, house)[deed]) is False


def test_without_a_common_organisation_nothing_is_moved(house: House, web: Web) -> None:
    assert moves(web, house.cast.bo, house.ended_contact.pk, house.cast.bank.pk) is False


def test_what_is_finished_stays(house: House, web: Web, common: None, owner_url: str) -> None:
    contact = house.ended_contact.pk
    with psycopg.connect(owner_url, autocommit=True) as owner:
        owner.execute("UPDATE contacts_contact SET wrapped_up_at = %s WHERE id = %s", [AT, contact])
        try:
            assert moves(web, house.cast.bo, contact, house.cast.bank.pk) is False
        finally:
            owner.execute("UPDATE contacts_contact SET wrapped_up_at = NULL WHERE id = %s", [contact])


def test_nobody_moves_as_somebody_else(house: House, web: Web, common: None) -> None:
    made_at, proof = seal.proof(settings.SECRET_KEY, user_id=house.cast.eve.user_id, at=clock.now())
    with pytest.raises(REFUSED):
        web.rows(
            "SELECT yesline_move_contact(%s, %s, NULL, %s, %s, %s)",
            house.ended_contact.pk, house.cast.bank.pk, house.cast.bo.user_id, made_at, proof,
        )  # fmt: skip


ADD = "SELECT yesline_add_line(%s, %s, %s, 'RU', '60 seconds', 10)"


@pytest.mark.parametrize(
    "address",
    ["0.0.0.0/0", "10.0.0.0/8", "203.0.113.7/24", "::/0", "2001:db8::/32", "1.2.3", "", "localhost", "a b.example",
     "203.0.113.7\nmatch=0.0.0.0/0", "sip.example\n", "SIP.example", None],
)  # fmt: skip
def test_an_administrator_lets_calls_in_from_no_address_that_is_none(
    house: House, web: Web, eve_administers: object, address: str | None
) -> None:
    with eve_administers():  # type: ignore[operator]
        web.signs_in(house.cast.eve)
        with pytest.raises(psycopg.errors.CheckViolation):
            web.rows(ADD, house.cast.bank.pk, "mine", ["203.0.113.1", address])
        web.line.rollback()


@pytest.mark.parametrize("address", ["127.0.0.2", "127.0.0.0/24", "127.0.0.2/32"])
def test_nor_from_one_that_is_another_lines(house: House, web: Web, eve_administers: object, address: str) -> None:
    with eve_administers():  # type: ignore[operator]
        web.signs_in(house.cast.eve)
        with pytest.raises(psycopg.errors.CheckViolation, match="another line"):
            web.rows(ADD, house.cast.bank.pk, "mine", [address])
        web.line.rollback()


def test_an_administrator_adds_a_line_to_their_own_organisation_only(
    house: House, web: Web, eve_administers: object
) -> None:
    addresses = ["203.0.113.0/28", "198.51.100.7", "sip.carrier.example", "2001:db8:1::/48"]
    with eve_administers():  # type: ignore[operator]
        web.signs_in(house.cast.eve)
        made = web.one(ADD, house.cast.bank.pk, "mine", addresses)
        assert web.rows("SELECT organisation_id, addresses FROM orgs_trunk WHERE id = %s", made) == [
            (house.cast.bank.pk, addresses)
        ]
        with pytest.raises(psycopg.errors.CheckViolation, match="not_the_pages"):
            web.rows(ADD, house.cast.bank.pk, "page", ["203.0.113.99"])
        web.line.rollback()
        web.signs_in(house.cast.eve)
        for owner in (house.cast.network.pk, None):
            with pytest.raises(REFUSED), web.line.transaction():
                web.rows(ADD, owner, "mine", ["203.0.113.99"])
        web.line.rollback()


def test_whoever_administers_nothing_adds_no_line(house: House, web: Web) -> None:
    web.signs_in(house.cast.bo)
    with pytest.raises(REFUSED):
        web.rows(ADD, house.cast.bank.pk, "mine", ["203.0.113.99"])
