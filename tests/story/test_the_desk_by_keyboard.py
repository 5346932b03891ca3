"""A whole call without a mouse; what may be regretted can be taken back; open cards stay open."""

import pytest
from playwright.sync_api import Route, expect
from tests.story.conftest import TAMARA, TROUBLE, Stage
from tests.story.house import Agent, until

pytestmark = pytest.mark.story


def presses(anna: Agent, *keys: str) -> None:
    for key in keys:
        anna.page.keyboard.press(key)


def dtmf_of(caller_events: list[object]) -> str:
    """The digits a telephone was sent, in order."""
    began = [event for event in caller_events if event.type == "CALL_DTMF_START"]  # type: ignore[attr-defined]
    return "".join(str(event.particulars.get("param", "")) for event in began)  # type: ignore[attr-defined]


def test_a_whole_call_without_a_mouse(stage: Stage) -> None:
    anna, tamara = stage.ready("anna", hz=1500), stage.caller(TAMARA, hz=440)
    tamara.dials(TROUBLE)
    anna.rings("Тамара Ивановна Белова")
    anna.page.locator("body").press("Space")
    anna.stage("talking")
    tamara.hears(1500)

    presses(anna, "#")
    expect(anna.page.locator("#keypad")).to_be_visible()
    presses(anna, "5", "2")
    expect(anna.page.locator("[data-dialled]")).to_have_text("52")
    until(lambda: dtmf_of(list(tamara.phone.events)) == "52", what="both digits at the caller's telephone")
    anna.is_photographed("desk-keypad")
    presses(anna, "Escape")
    expect(anna.page.locator("#keypad")).to_be_hidden()

    presses(anna, "Shift+N")  # nobody went to the field: the capital letter did
    anna.page.keyboard.type("o internet")
    expect(anna.page.locator("#said")).to_have_value("No internet")
    expect(anna.page.locator("#saved")).to_contain_text("сохранён в")
    presses(anna, "Tab")
    anna.page.evaluate("document.activeElement.blur()")
    presses(anna, "Control+Backspace")
    anna.stage("wrap_up")
    presses(anna, "f")
    expect(anna.page.locator("#pending")).to_be_visible()
    anna.is_photographed("desk-pending")
    presses(anna, "u")
    expect(anna.page.locator("#pending")).to_be_hidden()
    anna.stage("wrap_up")
    presses(anna, "f", "f")
    anna.stage("idle")
    assert anna.complaints == []


def test_what_is_pending_when_the_page_goes_away_is_done(stage: Stage) -> None:
    anna, tamara = stage.ready("anna"), stage.caller()
    tamara.dials(TROUBLE)
    anna.stage("ringing")
    anna.answers()
    tamara.hangs_up()
    anna.stage("wrap_up")
    anna.page.locator("#said").fill("Дописать не успела")
    anna.page.locator("#finish").click()
    expect(anna.page.locator("#pending")).to_be_visible()
    anna.page.goto("about:blank")
    until(
        lambda: (
            stage.house.rows("SELECT said FROM cases_casecontact ORDER BY id DESC LIMIT 1") == [("Дописать не успела",)]
        ),
        what="the notes to be finished by the page that went away",
    )


def test_letters_typed_into_a_field_are_only_letters(stage: Stage) -> None:
    anna, tamara = stage.ready("anna"), stage.caller()
    tamara.dials(TROUBLE)
    anna.stage("ringing")
    anna.answers()
    anna.page.locator("#said").click()
    anna.page.keyboard.type("mhflbo? #19")
    expect(anna.page.locator("#said")).to_have_value("mhflbo? #19")
    expect(anna.page.locator("#keys")).to_be_hidden()
    expect(anna.page.locator("#keypad")).to_be_hidden()
    expect(anna.page.locator(".phone-held")).to_have_count(0)
    tamara.hears(1500)
    tamara.hangs_up()
    anna.stage("wrap_up")


def test_the_question_mark_lists_all_keys(stage: Stage) -> None:
    anna = stage.agent("anna")
    anna.page.locator("#be-available").focus()
    presses(anna, "?")
    expect(anna.page.get_by_role("dialog", name="Все клавиши")).to_be_visible()
    anna.is_photographed("desk-keys")
    presses(anna, "b")  # behind an open dialog nothing acts
    presses(anna, "Escape")
    expect(anna.page.locator("#keys")).to_be_hidden()
    expect(anna.page.locator("#be-available")).to_be_focused()
    expect(anna.page.locator("#be-break")).to_have_attribute("aria-pressed", "false")
    assert anna.complaints == []


def test_open_cards_survive_a_reload(stage: Stage) -> None:
    anna = stage.agent("anna")
    cards = [
        (f"/desk/customers/{pk}/", name)
        for pk, name in stage.house.rows(
            "SELECT c.id, c.given_name FROM customers_customer c JOIN orgs_organisation o ON o.id = c.organisation_id"
            " WHERE o.slug = (SELECT slug FROM orgs_organisation oo JOIN staff_agent a ON a.organisation_id = oo.id"
            " WHERE a.name = 'Анна Кузнецова') ORDER BY c.id LIMIT 2"
        )
    ]
    for path, _name in cards:
        anna.page.goto(f"{stage.house.origin}{path}")
    anna.page.reload()
    strip = anna.page.locator("#cards .card-tab a")
    expect(strip).to_have_count(2)
    expect(strip.nth(1)).to_have_attribute("aria-current", "page")
    anna.is_photographed("desk-cards")
    presses(anna, "1")
    expect(strip.nth(0)).to_have_attribute("aria-current", "page")
    expect(anna.page.locator("#main h1")).to_contain_text(cards[0][1])
    presses(anna, "w")
    expect(strip).to_have_count(1)
    expect(anna.page.locator("#to-desk")).to_have_attribute("aria-current", "page")
    assert anna.complaints == []


def test_a_closed_card_is_not_opened_anew_by_what_happens_before_the_desk_has_come(stage: Stage) -> None:
    anna, held = stage.agent("anna"), list[Route]()
    ((customer,),) = stage.house.rows(
        "SELECT min(c.id) FROM customers_customer c JOIN staff_agent a USING (organisation_id)"
        " WHERE a.name = 'Анна Кузнецова'"
    )
    anna.page.goto(f"{stage.house.origin}/desk/customers/{customer}/")
    strip = anna.page.locator("#cards .card-tab a")
    expect(strip).to_have_count(1)
    anna.page.route("**/desk/", lambda route: held.append(route))  # noqa: PLW0108  Playwright marks what it is given
    with anna.page.expect_request("**/desk/"):
        presses(anna, "w")
    anna.page.evaluate("document.dispatchEvent(new Event('htmx:oobAfterSwap'))")
    assert strip.count() == 0
    held.pop().continue_()
    expect(anna.page.locator("#to-desk")).to_have_attribute("aria-current", "page")
    anna.page.go_back()
    expect(strip).to_have_count(1)


def test_my_day_is_walked_with_the_arrows_and_a_promise_opens_its_card(stage: Stage) -> None:
    anna, tamara = stage.ready("anna"), stage.caller()
    tamara.dials(TROUBLE)
    anna.stage("ringing")
    anna.answers()
    anna.page.locator("#said").fill("Просит перезвонить")
    anna.page.get_by_role("radio", name="новое дело").check()
    anna.page.locator("#promise-what").fill("узнать у бригады")
    anna.page.locator("#promise-due").fill("завтра 10:00")
    presses(anna, "Control+Enter")
    expect(anna.page.locator("#writing .banner-ok")).to_be_visible()
    tamara.hangs_up()
    anna.stage("wrap_up")
    anna.finishes()
    promise = anna.page.locator("#day [data-row]", has_text="узнать у бригады")
    expect(promise).to_have_count(1)
    rows = anna.page.locator("#day [data-row]").count()
    anna.page.evaluate("document.activeElement.blur()")
    for _row in range(rows):
        presses(anna, "ArrowDown")
        if promise.locator("a").evaluate("link => link === document.activeElement"):
            break
    presses(anna, "Enter")
    expect(anna.page.locator("#main h1")).to_contain_text("Тамара Ивановна")
    presses(anna, "g")
    expect(promise).to_have_count(1)
    promise.locator("a").focus()
    presses(anna, "v", "u")
    expect(anna.page.locator("#pending")).to_be_hidden()
    expect(promise).to_have_count(1)
    promise.locator("a").focus()
    presses(anna, "v")
    anna.page.locator("#pending-now").click()
    expect(promise).to_have_count(0)
    assert anna.complaints == []


def test_a_break_begins_with_a_key_and_is_given_its_reason_with_another(stage: Stage) -> None:
    anna = stage.ready("anna")
    presses(anna, "b")
    expect(anna.page.locator("#be-break")).to_have_attribute("aria-pressed", "true")
    presses(anna, "r")
    expect(anna.page.locator("#break-reason")).to_be_focused()
    anna.page.locator("#break-reason").select_option("lunch")
    anna.sees("Перерыв (обед): звонков не будет.")
    anna.is_photographed("desk-break")
    anna.page.evaluate("document.activeElement.blur()")
    presses(anna, "l")
    expect(anna.page.locator("#be-available")).to_have_attribute("aria-pressed", "true")
    assert anna.complaints == []
