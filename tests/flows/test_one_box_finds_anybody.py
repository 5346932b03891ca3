"""Real spellings in four languages, typed as people type them, and who must be found by them."""

import pytest
from django.conf import settings
from django.db import connection, transaction
from tests.cast import Cast

from yesline.customers.models import Contract, Customer, CustomerNumber, Findable
from yesline.flows import find
from yesline.flows.find import Found
from yesline.kernel import seal
from yesline.orgs.models import Organisation
from yesline.staff import queries as staff

pytestmark = pytest.mark.django_db

PEOPLE = [
    # given, patronymic, family, phone, contract, address
    ("Тамара", "Ивановна", "Белова", "+79215550177", "40-118-276", "Северодвинск, ул. Ломоносова, 82, кв. 47"),
    ("Ольга", "Петровна", "Белова", "+79215550148", "40-102-911", "Северодвинск, ул. Ломоносова, 82, кв. 12"),
    ("Наталья", "Сергеевна", "Щукина", "+79115550112", "40-120-004", "Архангельск, пр. Морской, 5, кв. 30"),
    ("Артём", "Дмитриевич", "Соловьёв", "+79115550113", "Д-7-20451", "Архангельск, ул. 8 Марта, 12, кв. 3"),
    ("Сергій", "", "Григоренко", "+380445550121", "40-130-900", "Київ, вул. Хрещатик, 22, кв. 9"),
    ("Оксана", "", "Шевчук", "+380445550122", "40-130-901", "Київ, вул. Саксаганського, 41а"),
    ("Първан", "", "Търновски", "+359895550131", "BG-771", "София, ул. Шипка, 14, ап. 2"),
    ("Юлия", "Ангелова", "Хаджиева", "+359895550132", "BG-772", "Пловдив, бул. Шести септември, 160"),
    ("John", "", "Whitaker", "+442079460018", "UK-5501", "London, Baker Street, 221B, flat 4"),
    ("Siobhan", "", "O'Brien", "+35315550119", "IE-9902", "Dublin, Harcourt Road, 7"),
]


@pytest.fixture
def town(cast: Cast) -> Cast:
    seal.keep(settings.SECRET_KEY)
    for given, patronymic, family, phone, number, address in PEOPLE:
        one = Customer.objects.create(
            organisation=cast.network, given_name=given, patronymic=patronymic, family_name=family
        )
        CustomerNumber.objects.create(organisation=cast.network, customer=one, e164=phone)
        Contract.objects.create(
            organisation=cast.network, customer=one, number=number, address=address, balance=0, read_at=cast.at
        )
    return cast


def looks_for(cast: Cast, text: str, *, who: str = "anna") -> Found:
    with transaction.atomic():
        return find.anything(seat=staff.act_as(getattr(cast, who).user_id), text=text, at=cast.at)


def names(found: Found) -> list[str]:
    return [one.full_name for one in found.people]


FIRST = [
    # in Russian
    ("белова тамара", "Тамара Ивановна Белова"),
    ("Тамара Бел", "Тамара Ивановна Белова"),
    ("белова ломоносова 82 47", "Тамара Ивановна Белова"),
    ("ломоносова 82 кв 12", "Ольга Петровна Белова"),
    ("щукина", "Наталья Сергеевна Щукина"),
    ("наталия", "Наталья Сергеевна Щукина"),
    ("соловьев артем", "Артём Дмитриевич Соловьёв"),
    ("8 марта 12", "Артём Дмитриевич Соловьёв"),
    # mistyped
    ("белва ламоносова 82 тамара", "Тамара Ивановна Белова"),
    ("щюкина", "Наталья Сергеевна Щукина"),
    ("соловев", "Артём Дмитриевич Соловьёв"),
    ("григоренка", "Сергій Григоренко"),
    ("хаджыева", "Юлия Ангелова Хаджиева"),
    ("witaker", "John Whitaker"),
    # with Latin letters
    ("belova tamara", "Тамара Ивановна Белова"),
    ("Shchukina", "Наталья Сергеевна Щукина"),
    ("schukina natalia", "Наталья Сергеевна Щукина"),
    ("solovyov", "Артём Дмитриевич Соловьёв"),
    ("hrihorenko", "Сергій Григоренко"),
    ("Shevchuk Oksana", "Оксана Шевчук"),
    ("Parvan Tarnovski", "Първан Търновски"),
    ("yulia", "Юлия Ангелова Хаджиева"),
    # on the wrong keyboard
    (",tkjdf nfvfhf", "Тамара Ивановна Белова"),
    ("oerbyf", "Наталья Сергеевна Щукина"),
    ("црш", "John Whitaker"),
    (",tkdf nfvfhf", "Тамара Ивановна Белова"),
    # in Ukrainian, Bulgarian, English
    ("сергій", "Сергій Григоренко"),
    ("сергей григоренко", "Сергій Григоренко"),
    ("саксаганського 41а", "Оксана Шевчук"),
    ("хрещатик 22", "Сергій Григоренко"),
    ("търновски", "Първан Търновски"),
    ("шипка 14", "Първан Търновски"),
    ("whit", "John Whitaker"),
    ("baker street 221b", "John Whitaker"),
    ("o'brien", "Siobhan O'Brien"),
    ("obrien", "Siobhan O'Brien"),
    # telephones and contracts
    ("+7 921 555-01-77", "Тамара Ивановна Белова"),
    ("8(921)5550177", "Тамара Ивановна Белова"),
    ("0177", "Тамара Ивановна Белова"),
    ("555 01 12", "Наталья Сергеевна Щукина"),
    ("+380 44 555 0121", "Сергій Григоренко"),
    ("00359895550131", "Първан Търновски"),
    ("40-118-276", "Тамара Ивановна Белова"),
    ("118276", "Тамара Ивановна Белова"),
    ("Д-7-20451", "Артём Дмитриевич Соловьёв"),
    ("белова 0148", "Ольга Петровна Белова"),
]


@pytest.mark.parametrize(("typed", "expected"), FIRST, ids=[typed for typed, _ in FIRST])
def test_the_right_one_is_first(town: Cast, typed: str, expected: str) -> None:
    assert names(looks_for(town, typed))[:1] == [expected]


def test_a_name_several_have_finds_them_all(town: Cast) -> None:
    assert names(looks_for(town, "белова")) == ["Тамара Ивановна Белова", "Ольга Петровна Белова"]


@pytest.mark.parametrize(
    "typed", ["", " ", "б", "qqzzxx", "%", "'; DROP TABLE customers_findable; --", "|", "белова|", "\\"]
)
def test_nothing_is_found_for_nothing(town: Cast, typed: str) -> None:
    expected = ["Тамара Ивановна Белова", "Ольга Петровна Белова"] if "белова" in typed else []
    assert names(looks_for(town, typed)) == expected
    assert Findable.objects.count() == 13


def test_it_says_what_it_looked_for_instead(town: Cast) -> None:
    assert looks_for(town, ",tkjdf").also == ("белова",)
    assert looks_for(town, "белва").also == ("белова",)
    assert looks_for(town, "белова").also == ()


def test_places_are_houses_with_their_people(town: Cast) -> None:
    found = looks_for(town, "ломоносова 82")
    assert [(one.address, one.people, one.organisation) for one in found.places] == [
        ("Северодвинск, ул. Ломоносова, 82", 2, "Northern Network")
    ]


def test_cases_by_number_and_of_the_people_found(town: Cast) -> None:
    case = town.case(Customer.objects.get(given_name="Тамара"), town.anna)
    assert [one.pk for one in looks_for(town, f"№ {case.pk}").cases] == [case.pk]
    assert [one.pk for one in looks_for(town, "белова").cases] == [case.pk]


class TestIsolation:
    def test_eve_of_the_bank_finds_nobody_of_the_network(self, town: Cast) -> None:
        case = town.case(town.cem, town.anna)
        for typed in ("белова", "0177", "ломоносова 82", f"№ {case.pk}", ",tkjdf", "белва"):
            assert looks_for(town, typed, who="eve").nothing
        assert not looks_for(town, "белова").nothing

    def test_whoever_serves_both_finds_both(self, town: Cast) -> None:
        town.customer("Fay", town.bank, "+79215550999")
        assert names(looks_for(town, "fay", who="bo")) == ["Fay Caller"]
        assert names(looks_for(town, "fay", who="anna")) == []

    def test_the_functions_see_nothing_unless_somebody_was_let_in(self, town: Cast) -> None:
        with connection.cursor() as cursor:
            for forged in ("", str(town.network.pk), f"{town.network.pk}/guess"):
                cursor.execute("SELECT set_config('yesline.organisations', %s, true)", [forged])
                cursor.execute("SELECT * FROM yesline_find(ARRAY['белова'], '{}', 10)")
                assert cursor.fetchall() == []
                cursor.execute("SELECT * FROM yesline_find_places(ARRAY['ломоносова'], 10)")
                assert cursor.fetchall() == []
                cursor.execute("SELECT * FROM yesline_near(ARRAY['белва'], 10)")
                assert cursor.fetchall() == []


class TestKeptUpToDate:
    def test_a_new_name_number_and_address_are_found_at_once(self, town: Cast) -> None:
        tamara = Customer.objects.get(given_name="Тамара")
        Customer.objects.filter(pk=tamara.pk).update(family_name="Орлова")
        CustomerNumber.objects.create(organisation=town.network, customer=tamara, e164="+79005550001")
        Contract.objects.filter(customer=tamara).update(address="Онега, ул. Ленина, 1")
        for typed in ("орлова", "9005550001", "онега ленина 1", "0177"):
            assert names(looks_for(town, typed)) == ["Тамара Ивановна Орлова"]
        assert names(looks_for(town, "белова")) == ["Ольга Петровна Белова"]

    def test_what_is_taken_away_is_no_longer_found(self, town: Cast) -> None:
        CustomerNumber.objects.filter(e164="+79215550177").delete()
        assert names(looks_for(town, "0177")) == []
        Customer.objects.filter(given_name="Ольга").delete()
        assert names(looks_for(town, "белова")) == ["Тамара Ивановна Белова"]

    def test_every_card_is_findable_once(self, town: Cast) -> None:
        assert len(PEOPLE) + len([town.cem, town.dora, town.dan]) == Findable.objects.count()
        assert set(Findable.objects.values_list("customer_id", flat=True)) == set(
            Customer.objects.values_list("pk", flat=True)
        )
        assert {one.organisation_id for one in Findable.objects.all()} == {
            one.pk for one in Organisation.objects.filter(slug="network")
        }
