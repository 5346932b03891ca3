"""How an organisation stands beside others: its short name, the common number, another one beside it."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.cast import Cast
from tests.web.conftest import Desk
from tests.web.test_office import said

from yesline.journal.models import Entry
from yesline.orgs import rules
from yesline.orgs.models import FormerSlug, Organisation
from yesline.staff.models import Membership


@pytest.fixture
def admin(cast: Cast) -> Client:
    """Anna administers the network."""
    Membership.objects.filter(agent=cast.anna).update(role="admin")
    return Desk(cast.anna).client


@pytest.mark.parametrize(
    ("name", "language", "short"),
    [
        ("Объединённый расчётный центр", "ru", "obedinyonnyy-raschyotnyy-tsentr"),
        ("Київ Зв’язок", "uk", "kyiv-zvyazok"),
        ("Пристан „Щастие“", "bg", "pristan-shtastie"),
        ("Café Ж", "en", "cafe-zh"),
        ("Дом " * 20, "ru", "dom-dom-dom-dom-dom-dom-dom-dom-dom-dom"),
        ("日本", "ru", ""),
    ],
)
def test_a_name_becomes_an_address_one_can_read_out(name: str, language: str, short: str) -> None:
    assert rules.short_name(name, language=language) == short


def test_the_short_name_is_changed_and_the_old_address_leads_to_the_new_one(cast: Cast, admin: Client) -> None:
    answer = admin.post("/office/network/standing/name/", {"slug": "north-net"})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/office/north-net/standing/?kept")
    visitor = Desk(None).client
    moved = visitor.get("/o/network/")
    assert (moved.status_code, moved.headers["Location"]) == (307, "/o/north-net/")
    assert "Northern Network" in said(visitor.get("/o/network/", follow=True))
    own = visitor.get("/o/network/me/secret/")
    assert (own.status_code, own.headers["Location"]) == (307, "/o/north-net/me/secret/")
    called = visitor.post("/o/network/call/")
    assert (called.status_code, called.headers["Location"]) == (307, "/o/north-net/call/")
    assert visitor.get("/o/nobody/").status_code == 404
    assert "changed terms: Short name" in said(admin.get("/office/north-net/log/?changes"))


def test_a_name_somebody_has_or_had_is_nobody_elses_but_ones_own_may_be_taken_back(cast: Cast, admin: Client) -> None:
    taken = admin.post("/office/network/standing/name/", {"slug": "bank"})
    assert (taken.status_code, "Another organisation has this short name" in said(taken)) == (422, True)
    assert 'value="bank"' in said(taken)
    FormerSlug.objects.create(organisation=cast.bank, slug="harbour")
    once = admin.post("/office/network/standing/name/", {"slug": "harbour"})
    assert (once.status_code, "or once had it" in said(once)) == (422, True)
    assert admin.post("/office/network/standing/name/", {"slug": "north-net"}).status_code == 302
    assert admin.post("/office/north-net/standing/name/", {"slug": "network"}).status_code == 302
    assert list(FormerSlug.objects.filter(organisation=cast.network).values_list("slug", flat=True)) == ["north-net"]
    assert Desk(None).client.get("/o/north-net/").headers["Location"] == "/o/network/"


@pytest.mark.parametrize("wrong", ["Север", "a b", "-net", "net--work", "n", "UPPER"])
def test_a_short_name_that_would_not_do_is_refused_in_words(cast: Cast, admin: Client, wrong: str) -> None:
    assert admin.post("/office/network/standing/name/", {"slug": wrong}).status_code == 422
    assert Organisation.objects.get(pk=cast.network.pk).slug == "network"


def test_the_common_organisation_is_marked_knowingly_and_unmarked(cast: Cast, admin: Client) -> None:
    whole = cast.organisation("help", "One help", [])
    Membership.objects.create(agent=cast.anna, organisation=whole, role="admin")
    path = "/office/help/standing/common/"
    hasty = admin.post(path)
    assert (hasty.status_code, "Read what it means" in said(hasty)) == (422, True)
    assert admin.post(path, {"understood": "on"}).status_code == 302
    whole.refresh_from_db()
    assert whole.common is True
    assert Entry.objects.get(verb="office.terms").details == {"changed": ["common"]}
    assert "Be the common one no more" in said(admin.get("/office/help/standing/"))
    assert admin.post(path, {"understood": "on"}).status_code == 302
    whole.refresh_from_db()
    assert whole.common is False


def test_there_is_one_common_organisation_at_most_and_it_has_no_customers(cast: Cast, admin: Client) -> None:
    has = admin.post("/office/network/standing/common/", {"understood": "on"})
    assert (has.status_code, "This organisation has customers" in said(has)) == (422, True)
    for slug in ("one", "two"):
        made = cast.organisation(slug, slug.title(), [])
        Membership.objects.create(agent=cast.anna, organisation=made, role="admin")
    assert admin.post("/office/one/standing/common/", {"understood": "on"}).status_code == 302
    second = admin.post("/office/two/standing/common/", {"understood": "on"})
    assert (second.status_code, "There is one at most" in said(second)) == (422, True)
    assert list(Organisation.objects.filter(common=True).values_list("slug", flat=True)) == ["one"]


def test_another_organisation_is_set_up_beside_and_shares_its_people(cast: Cast, admin: Client) -> None:
    Organisation.objects.filter(pk=cast.network.pk).update(timezone="Europe/Sofia", language="bg")
    answer = admin.post("/office/network/standing/another/", {"name": "Банка Щастие"})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/office/banka-shtastie/")
    assert admin.get("/office/banka-shtastie/").status_code == 200
    made = Organisation.objects.get(slug="banka-shtastie")
    assert (made.pool, made.timezone, made.language) == (cast.pool, "Europe/Sofia", "bg")
    assert list(Membership.objects.filter(organisation=made).values_list("agent__name", "role")) == [("Anna", "admin")]
    again = admin.post("/office/network/standing/another/", {"name": "Банка Щастие"})
    assert (again.status_code, "There is an organisation with this name already" in said(again)) == (422, True)


def test_nobody_else_names_marks_or_founds(cast: Cast, admin: Client) -> None:
    bo = Desk(cast.bo).client
    deeds = {"standing/name/": {"slug": "mine"}, "standing/common/": {"understood": "on"},
             "standing/another/": {"name": "Mine"}}  # fmt: skip
    for slug, client in (("network", bo), ("bank", admin), ("nobody", admin)):
        assert [client.post(f"/office/{slug}/{deed}", typed).status_code for deed, typed in deeds.items()] == [404] * 3
        assert client.get(f"/office/{slug}/standing/").status_code == 404


def test_a_line_is_not_called_as_the_calls_of_the_page_are(cast: Cast, admin: Client) -> None:
    typed = {"name": "page", "addresses": "203.0.113.7", "country": "RU", "answer_after": "30", "max_calls": "12"}
    answer = admin.post("/office/network/lines/", typed)
    assert (answer.status_code, "“page” is what calls from your page come by." in said(answer)) == (422, True)


QUERIES = {"standing/": 4, "standing/another/": 4, "people/{bo}/": 6}


@pytest.mark.parametrize("page", QUERIES)
@pytest.mark.parametrize("rows", [1, 3])
def test_a_page_asks_the_database_as_often_with_three_rows_as_with_one(
    cast: Cast, admin: Client, page: str, rows: int
) -> None:
    for n in range(rows):
        FormerSlug.objects.create(organisation=cast.network, slug=f"once-{n}")
        cast.agent(f"agent-{n}", cast.network)
    with CaptureQueriesContext(connection) as asked:
        assert admin.get(f"/office/network/{page.format(bo=cast.bo.pk)}").status_code == 200
    assert len([query for query in asked if "SAVEPOINT" not in query["sql"]]) == QUERIES[page]
