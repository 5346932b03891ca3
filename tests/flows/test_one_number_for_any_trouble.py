"""Whoever calls the common number is found their organisation, and everything about the call goes there."""

from datetime import timedelta

import pytest
from django.conf import settings
from tests.cast import CEM, ZED, Cast

from yesline.calls.models import Leg, Recording
from yesline.cases.models import Case, CaseContact
from yesline.contacts.models import Contact, Fact
from yesline.flows import belong, elsewhere, open_case
from yesline.journal.models import Entry
from yesline.kernel import seal
from yesline.kernel.errors import NotNow, NotYours
from yesline.orgs import actions as orgs
from yesline.orgs.models import Organisation
from yesline.promises.models import Promise
from yesline.routing.models import Offer
from yesline.staff.models import Membership

COMMON = "+78182550000"


@pytest.fixture
def common(cast: Cast) -> Organisation:
    """Everybody answers for it; Anna for the network too, Bo for network and bank, Eve for the bank."""
    made = cast.organisation("common", "One number", [(COMMON, "trouble")])
    Organisation.objects.filter(pk=made.pk).update(common=True)
    for agent in (cast.anna, cast.bo, cast.eve):
        Membership.objects.create(agent=agent, organisation=made)
    cast.customer("Cem", cast.bank, CEM)
    seal.keep(settings.SECRET_KEY)
    return made


def talks(cast: Cast, agent: object, number: str = CEM) -> Contact:
    cast.ready(agent)  # type: ignore[arg-type]
    from tests.cast import rung  # noqa: PLC0415

    from yesline.flows import answer  # noqa: PLC0415

    (ring,) = rung(cast.dials(number, to=COMMON))
    answer.agent_answered(offer_id=ring.offer_id, channel=f"offer-{ring.offer_id}", at=cast.at)
    contact = Contact.objects.get(key="main/c1")
    answer.connected(contact_id=contact.pk, at=cast.at)
    return contact


def test_the_organisations_that_know_the_number_stand_side_by_side(cast: Cast, common: Organisation) -> None:
    contact = talks(cast, cast.bo)
    found = belong.whose(seat=cast.seat(cast.bo), contact_id=contact.pk, at=cast.at)
    assert [(one.organisation.name, [str(who) for who in one.customers]) for one in found.likely] == [
        ("Harbour Bank", ["Cem Caller"]),
        ("Northern Network", ["Cem Caller"]),
    ]
    assert found.others == []


def test_an_agent_learns_nothing_of_organisations_they_do_not_answer_for(cast: Cast, common: Organisation) -> None:
    contact = talks(cast, cast.eve)
    found = belong.whose(seat=cast.seat(cast.eve), contact_id=contact.pk, at=cast.at)
    assert ([one.organisation.name for one in found.likely], found.others) == (["Harbour Bank"], [])
    with pytest.raises(NotYours):
        belong.move(
            seat=cast.seat(cast.eve),
            contact_id=contact.pk,
            organisation_id=cast.network.pk,
            customer_id=None,
            at=cast.at,
        )
    with pytest.raises(NotYours):
        belong.move(
            seat=cast.seat(cast.eve), contact_id=contact.pk, organisation_id=cast.bank.pk, customer_id=cast.cem.pk,
            at=cast.at,
        )  # fmt: skip


def test_whom_nobody_knows_is_still_moved_by_the_agents_choice(cast: Cast, common: Organisation) -> None:
    contact = talks(cast, cast.bo, ZED)
    found = belong.whose(seat=cast.seat(cast.bo), contact_id=contact.pk, at=cast.at)
    assert (found.likely, [one.name for one in found.others]) == ([], ["Harbour Bank", "Northern Network"])


def test_contact_case_promise_recording_and_facts_go_with_it(cast: Cast, common: Organisation) -> None:
    contact, seat = talks(cast, cast.bo), cast.seat(cast.bo)
    due = cast.at + timedelta(hours=2)
    open_case.save(
        seat=seat, contact_id=contact.pk, said="The door.", topic_id=None, promise_what="Call", promise_due_at=due,
        at=cast.at,
    )  # fmt: skip
    open_case.keep_draft(seat=seat, contact_id=contact.pk, fields={"said": "More"}, at=cast.at)
    belong.move(seat=seat, contact_id=contact.pk, organisation_id=cast.network.pk, customer_id=cast.cem.pk, at=cast.at)
    contact.refresh_from_db()
    assert (contact.organisation, contact.customer, contact.number.e164) == (cast.network, cast.cem, COMMON)
    for table in (Case, CaseContact, Promise, Recording, Leg, Fact, Offer):
        assert set(table.objects.values_list("organisation_id", flat=True)) == {cast.network.pk}, table
    assert Case.objects.get().customer == cast.cem
    moved = Entry.objects.filter(verb="contact.moved").order_by("organisation_id")
    assert {entry.organisation_id for entry in moved} == {common.pk, cast.network.pk}
    with pytest.raises(NotNow, match="Northern Network"):
        belong.move(seat=seat, contact_id=contact.pk, organisation_id=cast.bank.pk, customer_id=None, at=cast.at)


def test_only_who_has_the_contact_in_hand_moves_it_and_only_from_the_common_number(
    cast: Cast, common: Organisation
) -> None:
    contact = talks(cast, cast.bo)
    with pytest.raises(NotYours):
        belong.move(
            seat=cast.seat(cast.anna),
            contact_id=contact.pk,
            organisation_id=cast.network.pk,
            customer_id=None,
            at=cast.at,
        )
    own = cast.talking(cast.anna, ZED, channel="c2")
    with pytest.raises(NotNow):
        belong.whose(seat=cast.seat(cast.anna), contact_id=own.pk, at=cast.at)


def test_who_is_not_with_us_is_found_in_the_directory(cast: Cast, common: Organisation) -> None:
    given = {"name": "Water works", "e164": "+78182550901", "hours": "always", "note": "", "by": cast.bo.pk}
    orgs.add_outsider(common, at=cast.at, **given)  # type: ignore[arg-type]
    contact = talks(cast, cast.bo)
    found = belong.whose(seat=cast.seat(cast.bo), contact_id=contact.pk, like="water", at=cast.at)
    assert [one.name for one in found.outsiders] == ["Water works"]
    assert [one.name for one in elsewhere.search(seat=cast.seat(cast.bo), like="550901")] == ["Water works"]
