"""Knowledge on the screen: found in the box, read beside the call, written in the office, and never markup of ours."""

import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.cast import Cast
from tests.web.conftest import Clock, Desk

from yesline.knowledge.models import Fact, Wording
from yesline.staff.models import Membership
from yesline.web import markdown

pytestmark = pytest.mark.django_db


def a_fact(cast: Cast, title: str = "Refund for an outage", text: str = "One *day* of thirty.", **more: object) -> Fact:
    given = {"valid_from": cast.at.date(), "checked_at": cast.at, "owner": cast.bo} | more
    fact = Fact.objects.create(organisation=cast.network, **given)
    Wording.objects.create(organisation=cast.network, fact=fact, language="en", title=title, text=text)
    return fact


@pytest.fixture
def admin(cast: Cast, anna: Desk) -> Desk:
    Membership.objects.filter(agent=cast.anna).update(role="admin")
    return anna


def test_the_box_finds_it_and_on_the_desk_it_opens_in_the_panel(cast: Cast, anna: Desk) -> None:
    fact = a_fact(cast)
    away, on_desk = anna.asks("/box/", q="refunds").html, anna.asks("/box/", q="куагтв", on="desk").html
    row = f'id="hit-k{fact.pk}" href="/desk/know/{fact.pk}/?language=en"'
    assert (row in away, "hx-get" in away) == (True, False)
    assert f'{row} hx-get="/desk/know/{fact.pk}/?language=en"' in on_desk
    assert 'hx-target="#know-fact"' in on_desk


def test_the_panel_shows_the_fact_its_owner_and_its_date(cast: Cast, anna: Desk) -> None:
    fact = a_fact(cast, valid_until=cast.at.date() + timedelta(days=3))
    html = anna.asks(f"/desk/know/{fact.pk}/").html
    assert "<p>One <em>day</em> of thirty.</p>" in html
    assert "Bo answers for it, looked through today" in html
    assert "holds until 22\u00a0November\u00a02026" in html
    assert "badge" not in html


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"valid_until": date(2026, 11, 18), "valid_from": date(2026, 11, 1)}, "expired on 18 November 2026"),
        ({"valid_from": date(2026, 12, 1)}, "not before 1 December 2026"),
        ({"aged": 200}, "not looked through since 3 May"),
    ],
)  # fmt: skip
def test_what_may_not_be_relied_on_says_so_in_the_panel_and_in_the_box(
    cast: Cast, anna: Desk, more: dict[str, object], said: str
) -> None:
    aged = more.pop("aged", None)
    if aged:
        more = {"checked_at": cast.at - timedelta(days=200), "valid_from": date(2026, 1, 1)}
    fact = a_fact(cast, **more)
    for html in (anna.asks(f"/desk/know/{fact.pk}/").html, anna.asks("/box/", q="refund").html):
        assert said in html.replace("\u00a0", " ")


def test_its_owner_looks_it_through_from_the_panel(cast: Cast, sits_down: type[Desk]) -> None:
    fact = a_fact(cast, checked_at=cast.at - timedelta(days=200))
    bo = sits_down(cast.bo)
    assert "Still right" in bo.asks(f"/desk/know/{fact.pk}/").html
    assert "Still right" not in bo.presses(f"/desk/know/{fact.pk}/right/").html
    assert Fact.objects.get().checked_at == cast.at


def test_elsewhere_it_is_a_page_of_its_own(cast: Cast, anna: Desk) -> None:
    page = anna.page(f"/desk/know/{a_fact(cast).pk}/")
    assert ("<title>Refund for an outage" in page, 'class="prose"' in page) == (True, True)


def test_eve_is_told_of_no_fact_of_the_network(cast: Cast, eve: Desk) -> None:
    fact = a_fact(cast)
    assert [eve.asks(f"/desk/know/{pk}/").status for pk in (fact.pk, 10**9)] == [404, 404]
    assert eve.presses(f"/desk/know/{fact.pk}/right/").status == 404
    assert "Refund" not in eve.asks("/box/", q="refund").html


def test_the_office_writes_changes_and_forgets(cast: Cast, admin: Desk) -> None:
    typed = {"title": "Refund", "text": "- a\n- b", "language": "en", "owner": str(cast.bo.pk),
             "valid_from": "2026-11-19", "valid_until": ""}  # fmt: skip
    assert admin.client.post("/office/network/knowledge/", typed)["Location"] == "/office/network/knowledge/?kept"
    fact = Fact.objects.get()
    assert "Refund" in admin.page("/office/network/knowledge/")
    page = admin.page(f"/office/network/knowledge/{fact.pk}/")
    assert ("<li>a</li>" in page, 'value="2026-11-19"' in page) == (True, True)
    admin.client.post(
        f"/office/network/knowledge/{fact.pk}/?language=bg", typed | {"title": "Връщане", "language": "bg"}
    )
    assert sorted(Wording.objects.values_list("language", "title")) == [("bg", "Връщане"), ("en", "Refund")]
    admin.client.post(f"/office/network/knowledge/{fact.pk}/removal/")
    assert Fact.objects.count() == 0


def test_a_refused_fact_keeps_what_was_typed(cast: Cast, admin: Desk) -> None:
    typed = {"title": "Refund", "text": "Much", "language": "en", "owner": str(cast.bo.pk),
             "valid_from": "2026-11-19", "valid_until": "2026-11-01"}  # fmt: skip
    answer = admin.client.post("/office/network/knowledge/", typed)
    html = answer.content.decode()
    assert (answer.status_code, "It would end before it begins." in html, ">\nMuch</textarea>" in html) == (
        422,
        True,
        True,
    )
    assert Fact.objects.count() == 0


def test_nobody_else_gets_into_the_offices_knowledge(cast: Cast, sits_down: type[Desk]) -> None:
    fact = a_fact(cast)
    Membership.objects.filter(agent=cast.eve).update(role="admin")
    paths = ["", f"{fact.pk}/", f"{fact.pk}/right/", f"{fact.pk}/removal/"]
    bo, eve = sits_down(cast.bo).client, sits_down(cast.eve).client
    assert {bo.post(f"/office/network/knowledge/{path}").status_code for path in paths} == {404}
    assert {eve.post(f"/office/bank/knowledge/{path}").status_code for path in paths[1:3]} == {404}
    assert eve.post(f"/office/bank/knowledge/{fact.pk}/removal/").status_code == 404
    assert Fact.objects.count() == 1


def test_the_number_of_queries_is_the_same_with_one_fact_and_with_three(cast: Cast, admin: Desk, clock: Clock) -> None:
    def queries(path: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            admin.asks(path)
        return len([query for query in captured if not query["sql"].startswith(("SAVEPOINT", "RELEASE"))])

    def both() -> tuple[int, int]:
        return queries("/box/?q=refund"), queries("/office/network/knowledge/")

    a_fact(cast)
    one = both()
    a_fact(cast, "Refund by card")
    a_fact(cast, "Refund in cash")
    assert (one, both()) == ((8, 8), (8, 8))


HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt&colon;alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](\tjavascript:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](vbscript:msgbox(1))",
    "<javascript:alert(1)>",
    '[x](http://a.example/"onmouseover="alert(1))',
    '[x](http://a.example "t\\" onclick=\\"alert(1)")',
    "![x](http://tracker.example/x.png)",
    "![x](javascript:alert(1))",
    "[a]: javascript:alert(1)\n\n[a]",
    "<a href='x' onclick='y'>z</a>",
    "```<b onclick=x>\ncode\n```",
    "```\n</code></pre><script>alert(1)</script>\n```",
    "&lt;script&gt;",
    "<svg/onload=alert(1)>",
    "| <b> |\n| :-: |\n| <i> |",
]
ALLOWED = re.compile(
    r"</?(p|em|strong|s|ul|ol|li|h[3-6]|blockquote|pre|code|hr|br|table|thead|tbody|tr|th|td)"
    r"( (start|class)=\"[^\"<>]*\")?( /)?>"
    r"|<a href=\"[^\"<>]*\"( title=\"[^\"<>]*\")? target=\"_blank\" rel=\"noopener noreferrer\">|</a>"
)


@pytest.mark.parametrize("typed", HOSTILE)
def test_nothing_that_is_typed_becomes_markup_of_ours(typed: str) -> None:
    html = markdown.shown(typed)
    left = ALLOWED.sub("", html)
    assert ("<" in left, re.search(r'href="\s*(java|vb|data)', html, re.IGNORECASE)) == (False, None)


def test_headings_stand_below_the_title_and_links_open_beside() -> None:
    assert markdown.shown("# A\n[b](https://example.org)") == (
        '<h3>A</h3>\n<p><a href="https://example.org" target="_blank" rel="noopener noreferrer">b</a></p>\n'
    )


def test_a_telephone_and_a_letter_are_links_too() -> None:
    html = markdown.shown("[ring](tel:+78182550100), [write](mailto:help@example.org)")
    assert html.count("<a href=") == 2
