"""The door `yesline_act_as`: who comes in, what proves it, and that it shuts behind them."""

from collections.abc import Iterator
from datetime import timedelta

import psycopg
import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.db import connection
from psycopg_pool import ConnectionPool
from tests.isolation.conftest import House, Web

from yesline.kernel import clock, seal
from yesline.kernel.errors import NotYours
from yesline.staff import queries as staff

pytestmark = pytest.mark.django_db
REFUSED = psycopg.errors.InsufficientPrivilege
CONTACTS = "SELECT count(*) FROM contacts_contact"
DOOR = "SELECT agent_id, organisation_id, role FROM yesline_act_as(%s, %s, %s)"


def own_setting(web: Web) -> str:
    return str(web.one("SELECT current_setting('yesline.organisations', true)"))


def test_the_door_says_for_whom_and_as_what_a_person_may_answer(house: House, web: Web) -> None:
    made_at, proof = seal.proof(settings.SECRET_KEY, user_id=house.cast.bo.user_id, at=clock.now())
    assert web.rows(DOOR, house.cast.bo.user_id, made_at, proof) == [
        (house.cast.bo.pk, house.cast.network.pk, "agent"),
        (house.cast.bo.pk, house.cast.bank.pk, "agent"),
    ]


def test_a_setting_written_by_hand_opens_nothing(house: House, web: Web) -> None:
    """What a smuggled-in query could do: say itself for whom it may see."""
    both = f"{house.cast.network.pk},{house.cast.bank.pk}"
    for setting in (both, f"{both}/", f"{both}/{'0' * 64}", "/", f"{both}/{seal.sealed('another key', both)}"):
        web.rows("SELECT set_config('yesline.organisations', %s, true)", setting)
        assert web.one(CONTACTS) == 0


def test_the_seal_of_one_transaction_opens_no_other(house: House, web: Web) -> None:
    stolen = own_setting(web.signs_in(house.cast.bo))
    assert web.one(CONTACTS) == 3
    web.line.commit()
    web.rows("SELECT set_config('yesline.organisations', %s, true)", stolen)
    assert web.one(CONTACTS) == 0


def test_the_seal_covers_every_organisation_it_opens(house: House, web: Web) -> None:
    """Eve adds the network to what was sealed for her."""
    organisations, _, mark = own_setting(web.signs_in(house.cast.eve)).partition("/")
    widened = f"{organisations},{house.cast.network.pk}/{mark}"
    web.rows("SELECT set_config('yesline.organisations', %s, true)", widened)
    assert web.one(CONTACTS) == 0


def test_nobody_can_act_as_another_without_proof(house: House, web: Web) -> None:
    """Eve's own proof is good for Eve alone, and for its own moment."""
    made_at, eves = seal.proof(settings.SECRET_KEY, user_id=house.cast.eve.user_id, at=clock.now())
    for user_id, moment, proof in (
        (house.cast.anna.user_id, made_at, eves),
        (house.cast.anna.user_id, made_at, ""),
        (house.cast.anna.user_id, made_at, None),
        (house.cast.eve.user_id, made_at + 1, eves),
    ):
        with pytest.raises(REFUSED, match="Nobody proved"), web.line.transaction():
            web.rows(DOOR, user_id, moment, proof)
        assert web.one(CONTACTS) == 0


@pytest.mark.parametrize("off", [timedelta(minutes=-11), timedelta(minutes=11)])
def test_a_proof_is_good_for_ten_minutes(house: House, web: Web, off: timedelta) -> None:
    made_at, proof = seal.proof(settings.SECRET_KEY, user_id=house.cast.eve.user_id, at=clock.now() + off)
    with pytest.raises(REFUSED, match="too old"):
        web.rows(DOOR, house.cast.eve.user_id, made_at, proof)


def test_the_key_can_be_read_by_nobody_who_serves(web: Web) -> None:
    for words in (
        "SELECT * FROM yesline_seal",
        "SELECT yesline_sealed('open 1 in 0')",
        "SELECT yesline_seal_of('1')",
        "UPDATE yesline_seal SET inner_pad = ''",
    ):
        with pytest.raises(REFUSED), web.line.transaction():
            web.changes(words)


def test_the_proof_is_not_written_into_the_query(house: House, owner_url: str) -> None:
    """Other sessions of the same role see our queries in pg_stat_activity; they must not see a proof there."""
    with pytest.raises(NotYours):
        staff.act_as(10**6)  # nobody's agent: the door was the last thing this connection asked
    with psycopg.connect(owner_url) as line:
        ours = "SELECT query FROM pg_stat_activity WHERE pid = %s"
        (text,) = line.execute(ours, [connection.connection.info.backend_pid]).fetchone() or ("",)
    assert "yesline_act_as($1::integer, $2::bigint, $3)" in text


def test_a_user_who_left_or_is_no_agent_sees_nothing(house: House, web: Web, owner_url: str) -> None:
    visitor = User.objects.create(username="visitor")
    with psycopg.connect(owner_url) as owner:
        owner.execute("UPDATE auth_user SET is_active = false WHERE id = %s", [house.cast.anna.user_id])
    try:
        for user_id in (visitor.pk, house.cast.anna.user_id, 10**6):
            made_at, proof = seal.proof(settings.SECRET_KEY, user_id=user_id, at=clock.now())
            assert web.rows(DOOR, user_id, made_at, proof) == []
            assert web.one(CONTACTS) == 0
    finally:
        with psycopg.connect(owner_url) as owner:
            owner.execute("UPDATE auth_user SET is_active = true")


def test_a_second_person_in_the_same_transaction_replaces_the_first(house: House, web: Web) -> None:
    assert web.signs_in(house.cast.bo).one(CONTACTS) == 3
    assert web.signs_in(house.cast.eve).one(CONTACTS) == 1


@pytest.fixture
def pool(web_url: str) -> Iterator[ConnectionPool]:
    with ConnectionPool(web_url, min_size=1, max_size=1, open=True) as lines:
        yield lines


def test_a_connection_taken_again_from_the_pool_has_forgotten_the_last_person(
    house: House, pool: ConnectionPool
) -> None:
    for finish in ("COMMIT", "ROLLBACK"):
        with pool.connection() as line:
            assert Web(line).signs_in(house.cast.bo).one(CONTACTS) == 3
            line.execute(finish)
            assert Web(line).one(CONTACTS) == 0
        with pool.connection() as line:
            assert Web(line).one(CONTACTS) == 0


def test_the_door_opens_nothing_outside_a_transaction(house: House, web_url: str) -> None:
    with psycopg.connect(web_url, autocommit=True) as line:
        assert Web(line).signs_in(house.cast.bo).one(CONTACTS) == 0


def test_a_savepoint_rolled_back_shuts_the_door_it_opened(house: House, web: Web) -> None:
    web.one("SELECT 1")
    with web.line.transaction(force_rollback=True):
        assert web.signs_in(house.cast.bo).one(CONTACTS) == 3
    assert web.one(CONTACTS) == 0
