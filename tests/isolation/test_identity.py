"""Signing in by an account elsewhere, with no more rights than the role `yesline_web` has; and no way round it."""

import psycopg
import pytest
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth.models import User
from django.db import transaction
from tests.isolation.conftest import AT, House, Web
from tests.isolation.test_office import anna_administers  # noqa: F401 - a fixture

from yesline.flows import invite
from yesline.staff import queries as staff

pytestmark = pytest.mark.django_db


def test_coming_by_a_proven_e_mail_needs_no_more_rights(
    house: House,
    anna_administers: None,  # noqa: F811
    signed_in_as_web: None,
) -> None:
    with transaction.atomic():
        seat = staff.act_as(house.cast.anna.user_id)
        given = {"name": "Nina", "email": "nina@example.org", "role": "agent", "fluency": {}, "at": staff.clock.now()}
        invite.invite(seat=seat, organisation=house.cast.network, **given)
        user_id = invite.come_by_email(email="nina@example.org")
        account = SocialAccount.objects.create(user_id=user_id, provider="sso", uid="n1")
        account.extra_data = {"email": "nina@example.org"}
        account.save()
        assert staff.act_as(user_id).roles == {house.cast.network.pk: "agent"}
        assert invite.come_by_email(email="NINA@example.org") == user_id
        assert User.objects.get(pk=user_id).has_usable_password() is False
        transaction.set_rollback(True)


def test_nobody_says_themselves_that_an_e_mail_is_theirs(house: House, web: Web) -> None:
    web.signs_in(house.cast.eve)
    for made_at, proof in (staff.proof_of(house.cast.eve.user_id), staff.proof_of_email("eve@example.org"), (0, "")):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            web.rows("SELECT * FROM yesline_come_by_email(%s, %s, %s)", "anna@example.org", made_at, proof)
        web.line.rollback()


def test_nobody_makes_an_agent_by_hand(house: House, web: Web) -> None:
    web.signs_in(house.cast.eve)
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        web.rows("SELECT yesline_made_agent(i, 'x', 'x', 'x') FROM staff_invitation i")


def test_a_proof_that_is_too_old_is_none(house: House, web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(staff.clock, "on_the_wall", lambda: AT)
    made_at, proof = staff.proof_of_email("eve@example.org")
    with pytest.raises(psycopg.errors.InsufficientPrivilege, match="too old"):
        web.rows("SELECT * FROM yesline_come_by_email(%s, %s, %s)", "eve@example.org", made_at, proof)
