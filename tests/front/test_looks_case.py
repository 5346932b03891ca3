"""A case as who works on it sees it, and as its customer does: on a telephone and a desk, by day and by night."""

import json
from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, expect
from tests.front.conftest import Door
from tests.front.test_looks import CUT_OFF, FIND, RULES, Shift, _keep_picture, axe, browser, cast, opened, shift
from tests.front.test_public_looks import CLIPPED, LANGUAGES

from yesline.cases import actions as cases
from yesline.cases.models import Case
from yesline.cases.papers import actions as papers
from yesline.cases.papers.rules import Received
from yesline.flows import ask, complain, open_case, own, promise, show
from yesline.journal import actions as journal
from yesline.kernel import clock
from yesline.staff.models import Agent

__all__ = ["axe", "browser", "cast", "shift"]
pytestmark = [pytest.mark.story, pytest.mark.django_db(transaction=True)]


def followed(shift: Shift) -> Case:
    """Tamara's case in the middle of it: Anna asks something, somebody promised something."""
    shift.is_ready()
    case = Case.objects.filter(customer__given_name="Тамара").earliest("pk")
    Case.objects.filter(pk=case.pk).update(owner=Agent.objects.get(user__username="anna"))
    seat, at = shift.seat, clock.now()
    ask.next_step(seat=seat, case_id=case.pk, what="Бригада меняет кабель", by_when=at + timedelta(hours=2), at=at)
    promise.make(
        seat=seat, case_id=case.pk, what="Перезвонить, когда заработает", due_at=at + timedelta(hours=4), at=at
    )
    receipt = Received(name="чек об оплате 20 ноября.jpg", kind="jpeg", size=2_431_007, sha256="1", path="1.jpg")
    contract = Received(name="dogovor_40-118-22.pdf", kind="pdf", size=312_000, sha256="2", path="2.pdf")
    said = cases.said(case, kind="papers", text="Я заплатила ещё двадцатого", key=uuid4(), at=at)
    papers.add(case, [receipt, contract], said=said, by=None, at=at)
    open_case.describe(seat=seat, case_id=case.pk, title="Нет интернета", topic_id=None, kind="complaint", at=at)
    complain.propose(
        seat=seat, case_id=case.pk, monthly=Decimal("650.00"), dead_from=at - timedelta(hours=31), dead_until=at, at=at
    )
    complain.grant(seat=seat, case_id=case.pk, amount=Decimal("50.00"), why="за второй приезд", at=at)
    complain.keep_draft(seat=seat, case_id=case.pk, text="Уважаемая Тамара Ивановна, кабель повредили", at=at)
    ask.ask(seat=seat, case_id=case.pk, text="Какая лампочка на модеме красная?", at=at)
    return Case.objects.get(pk=case.pk)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_customers_page(language: str, shift: Shift, door: Door, browser: Browser, axe: str) -> None:
    case = followed(shift)
    path = f"/o/{case.organisation.slug}/case/{show.link(case=case)}/"
    problems: dict[str, list[str]] = {}
    for scheme, width in (("light", 390), ("dark", 1280)):
        context = browser.new_context(
            viewport={"width": width, "height": 900}, locale=LANGUAGES[language], java_script_enabled=True,
            color_scheme=scheme, reduced_motion="reduce",  # type: ignore[arg-type]
        )  # fmt: skip
        page = context.new_page()
        page.goto(door.origin + path)
        _keep_picture(page, f"case-page-{language}-{scheme}-{width}")
        assert page.locator("html").get_attribute("lang") == language
        found = [*page.evaluate(CUT_OFF), *page.evaluate(CLIPPED)]
        page.evaluate(axe)
        problems[f"{scheme} {width}"] = found + page.evaluate(FIND, RULES)
        context.close()
    assert json.dumps({where: what for where, what in problems.items() if what}, indent=1, ensure_ascii=False) == "{}"


def test_still_broken_is_said_without_any_script(shift: Shift, door: Door, browser: Browser) -> None:
    case = followed(shift)
    context = browser.new_context(viewport={"width": 390, "height": 800}, locale="ru-RU", java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{door.origin}/o/{case.organisation.slug}/case/{show.link(case=case)}/")
    page.get_by_role("button", name="Всё ещё не работает").click()
    page.get_by_text("Вы: всё ещё не работает").wait_for()
    context.close()


def test_a_case_on_the_desk(shift: Shift, door: Door, browser: Browser, axe: str) -> None:
    case = followed(shift)
    problems: dict[str, list[str]] = {}
    for scheme, width in (("light", 1440), ("dark", 1280)):
        page, found = opened(browser, door, f"/desk/cases/{case.pk}/", scheme=scheme, width=width, shift=shift)
        page.evaluate("() => document.querySelectorAll('#main details').forEach((one) => { one.open = true })")
        _keep_picture(page, f"case-desk-{scheme}-{width}")
        found += page.evaluate(CUT_OFF)
        page.evaluate(axe)
        found += page.evaluate(FIND, RULES)
        # A phone that can't reach a switch complains, and there is none here.
        problems[f"{scheme} {width}"] = [one for one in found if "/sip" not in one]
        page.context.close()
    assert json.dumps({where: what for where, what in problems.items() if what}, indent=1, ensure_ascii=False) == "{}"


@pytest.mark.parametrize("away", [False, True])
def test_going_home_and_being_away(shift: Shift, door: Door, browser: Browser, axe: str, *, away: bool) -> None:
    followed(shift)
    if away:
        oleg = Agent.objects.get(user__username="oleg")
        own.be_away(seat=shift.seat, deputy_id=oleg.pk, until_at=clock.now() + timedelta(days=9), at=clock.now())
    problems: dict[str, list[str]] = {}
    for scheme, width in (("light", 1280), ("dark", 390)):
        page, found = opened(browser, door, "/desk/cases/home/", scheme=scheme, width=width, shift=shift)
        _keep_picture(page, f"home-{'away' if away else 'here'}-{scheme}-{width}")
        found += page.evaluate(CUT_OFF)
        page.evaluate(axe)
        problems[f"{scheme} {width}"] = found + page.evaluate(FIND, RULES)
        page.context.close()
    assert json.dumps({where: what for where, what in problems.items() if what}, indent=1, ensure_ascii=False) == "{}"


def test_the_rest_of_a_long_history_comes_as_one_gets_there(shift: Shift, door: Door, browser: Browser) -> None:
    case = followed(shift)
    by = {"noun": "case", "noun_id": case.pk, "organisation_id": case.organisation_id, "by": shift.anna.pk}
    for n in range(100):
        journal.record("case.described", at=case.first_reported_at, title=f"имя {n}", **by)
    page, complaints = opened(browser, door, f"/desk/cases/{case.pk}/", scheme="light", width=1280, shift=shift)
    told = page.locator(".timeline .event time")
    expect(told).to_have_count(40)
    page.get_by_role("button", name="Все записи раньше").scroll_into_view_if_needed()
    expect(told).to_have_count(80)
    _keep_picture(page, "case-desk-history")
    page.get_by_role("button", name="Все записи раньше").click()
    expect(page.get_by_text("«имя 0»")).to_be_visible()
    expect(page.get_by_role("button", name="Все записи раньше")).to_have_count(0)
    assert [one for one in complaints if "/sip" not in one] == []
    page.context.close()


def test_colleagues_are_there_when_somebody_wants_to_hand_over(shift: Shift, door: Door, browser: Browser) -> None:
    case = followed(shift)
    page, _ = opened(browser, door, f"/desk/cases/{case.pk}/", scheme="light", width=1280, shift=shift)
    page.get_by_text("Коллеге", exact=True).focus()
    page.keyboard.press("Enter")
    expect(page.locator("#to option", has_text="Олег")).to_have_count(1)
    page.locator("#to").select_option(label=page.locator("#to option", has_text="Олег").inner_text())
    page.locator("#hand-why").fill("ухожу")
    page.get_by_role("button", name="Попросить принять").click()
    page.get_by_text("Принять дело просят: Олег").wait_for()
    _keep_picture(page, "case-desk-handed")
    page.context.close()
