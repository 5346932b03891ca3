"""A telephone, an agent's browser, and everything between them: sound is measured at both ends."""

import pytest
import soundfile
from playwright.sync_api import expect
from tests.story.conftest import HOUSEHOLD, NOBODY_KNOWN, TAMARA, TROUBLE, Stage
from tests.story.house import until

from yesline.example import tones

pytestmark = pytest.mark.story


def test_tamara_calls_and_anna_knows_her_before_hello(stage: Stage) -> None:
    anna, tamara = stage.ready("anna", hz=1500), stage.caller(TAMARA, hz=440)
    anna.is_photographed("desk-ready")
    tamara.dials(TROUBLE)
    anna.rings("Тамара Ивановна Белова")
    anna.is_photographed("desk-ringing")
    anna.page.keyboard.press("Space")
    anna.stage("talking")
    tamara.is_connected()
    anna.hears(440)
    tamara.hears(1500)

    anna.page.locator("#said").fill("Интернета нет со вчерашнего утра, просит позвонить вечером.")
    anna.page.get_by_role("radio", name="Нет интернета", exact=True).check()
    anna.page.get_by_role("radio", name="новое дело").check()
    expect(anna.page.locator("#saved")).to_contain_text("сохранён в")
    anna.is_photographed("desk-talking")
    anna.page.keyboard.press("Control+Enter")
    expect(anna.page.locator("#writing [role=status]").first).to_be_visible()
    tamara.hangs_up()
    anna.stage("wrap_up")
    anna.finishes()

    [(owner, said)] = stage.house.rows(
        "SELECT a.name, cc.said FROM cases_casecontact cc JOIN cases_case c ON c.id = cc.case_id"
        " JOIN staff_agent a ON a.id = c.owner_id ORDER BY c.id DESC LIMIT 1"
    )
    assert (owner, said) == ("Анна Кузнецова", "Интернета нет со вчерашнего утра, просит позвонить вечером.")
    assert anna.complaints == []


def test_both_voices_are_in_the_recording_apart(stage: Stage) -> None:
    anna, tamara = stage.ready("anna", hz=1300), stage.caller(TAMARA, hz=620)
    tamara.dials(TROUBLE)
    anna.stage("ringing")
    anna.answers()
    tamara.hears(1300)
    anna.hears(620)
    both_talk_from = stage.recorded_so_far()
    until(lambda: stage.recorded_so_far() > both_talk_from + 3, what="three more seconds of sound in the recording")
    tamara.hangs_up()
    path = until(
        lambda: stage.house.rows(
            "SELECT path FROM calls_recording WHERE state = 'kept'"
            " AND contact_id = (SELECT max(id) FROM contacts_contact)"
        ),
        what="the recording to be kept",
    )[0][0]
    samples, rate = soundfile.read(str(stage.house.home.recordings / path))
    middle = samples[int((both_talk_from + 0.5) * rate) : int((both_talk_from + 2.5) * rate)] * 32768
    # A gap in the sound of a busy machine spreads some of the tone; the other voice would leave nothing of it.
    own = [tones.shares(middle[:, side], rate, hz) > 0.8 for side, hz in ((0, 620), (1, 1300))]
    assert (samples.shape[1], own) == (2, [True, True])


def test_a_declined_caller_goes_to_the_next_person(stage: Stage) -> None:
    anna, tamara = stage.ready("anna"), stage.caller()
    tamara.dials(TROUBLE)
    anna.stage("ringing")
    pavel = stage.ready("pavel", hz=900)
    anna.declines()
    pavel.stage("ringing")
    pavel.answers()
    tamara.hears(900)
    anna.stage("idle")
    expect(anna.page.locator("#be-available")).to_have_attribute("aria-pressed", "true")


def test_a_caller_whom_nobody_answers_goes_on_and_the_agent_is_told(stage: Stage) -> None:
    anna, tamara = stage.ready("anna"), stage.caller()
    tamara.dials(TROUBLE)
    anna.stage("ringing")
    pavel = stage.ready("pavel", hz=900)
    pavel.stage("ringing", timeout=30)
    anna.sees("никто не ответил")
    pavel.answers()
    tamara.hears(900)


def test_a_closed_tab_ends_no_conversation(stage: Stage) -> None:
    anna, tamara = stage.ready("anna", hz=1500), stage.caller(hz=440)
    tamara.dials(TROUBLE)
    anna.stage("ringing")
    anna.answers()
    tamara.hears(1500)
    pavel = stage.ready("pavel", hz=900)
    anna.page.close(run_before_unload=False)
    pavel.stage("ringing", timeout=40)
    pavel.answers()
    tamara.hears(900)
    pavel.hears(440)
    tamara.was_not_hung_up_on()


def test_a_reload_in_mid_call_gets_the_caller_back(stage: Stage) -> None:
    anna, tamara = stage.ready("anna", hz=1500), stage.caller(hz=440)
    stage.ready("pavel")
    tamara.dials(TROUBLE)
    # Pavel owns Tamara's open case, so it is his phone that rings; he passes it on.
    stage.agents[1].stage("ringing")
    stage.agents[1].declines()
    anna.stage("ringing")
    anna.answers()
    tamara.hears(1500)
    anna.page.locator("#said").fill("Половина фразы")
    expect(anna.page.locator("#saved")).to_contain_text("сохранён в", timeout=10_000)
    anna.page.reload()
    anna.stage("talking", timeout=20)
    tamara.hears(1500)
    anna.hears(440)
    expect(anna.page.locator("#said")).to_have_value("Половина фразы")
    tamara.was_not_hung_up_on()


def test_the_second_caller_waits_for_the_one_agent(stage: Stage) -> None:
    anna = stage.ready("anna", hz=1500)
    first, second = stage.caller(TAMARA, hz=440), stage.caller(NOBODY_KNOWN, hz=700)
    first.dials(TROUBLE)
    anna.rings("Тамара Ивановна Белова")
    second.dials(TROUBLE)
    anna.answers()
    first.hears(1500)
    first.hangs_up()
    anna.stage("wrap_up")
    anna.finishes_and_rings()
    anna.sees("+7 921 555-01-11")
    anna.answers()
    second.hears(1500)
    anna.hears(700)


def test_one_caller_rings_only_one_of_two_agents(stage: Stage) -> None:
    anna, pavel, tamara = stage.ready("anna"), stage.ready("pavel"), stage.caller()
    tamara.dials(TROUBLE)
    pavel.rings("Тамара Ивановна Белова")  # she has an open case of his
    anna.stage("idle")
    assert stage.house.rows("SELECT count(*) FROM routing_offer WHERE state = 'live'") == [(1,)]


def test_an_unknown_and_a_withheld_number_are_answered_like_any_other(stage: Stage) -> None:
    anna = stage.ready("anna", hz=1500)
    for number, shown in ((NOBODY_KNOWN, "+7 921 555-01-11"), ("anonymous", "Номер скрыт")):
        stranger = stage.caller(number, hz=500)
        stranger.dials(TROUBLE)
        anna.rings(shown)
        anna.answers()
        stranger.hears(1500)
        stranger.hangs_up()
        anna.stage("wrap_up")
        anna.finishes()


def test_two_people_behind_one_number_are_asked_for_not_guessed(stage: Stage) -> None:
    anna, somebody = stage.ready("anna"), stage.caller(HOUSEHOLD)
    somebody.dials(TROUBLE)
    anna.rings("Ирина Сергеевна Мальцева")
    anna.answers()
    anna.page.get_by_role("button", name="Артём Дмитриевич Мальцев").click()
    expect(anna.page.get_by_role("heading", level=1)).to_contain_text("Артём Дмитриевич")


def test_hold_plays_music_and_the_agent_ends_the_call_only_by_the_button(stage: Stage) -> None:
    anna, tamara = stage.ready("anna", hz=1500), stage.caller(hz=440)
    tamara.dials(TROUBLE)
    anna.stage("ringing")
    anna.answers()
    tamara.hears(1500)
    anna.page.evaluate("document.activeElement.blur()")
    anna.page.keyboard.press("h")
    expect(anna.page.locator(".phone-held")).to_be_visible()
    tamara.hears_no_more(1500)
    anna.page.keyboard.press("h")
    expect(anna.page.locator(".phone-held")).to_have_count(0)
    tamara.hears(1500)
    anna.page.keyboard.press("m")
    tamara.hears_no_more(1500)
    anna.page.keyboard.press("m")
    tamara.hears(1500)
    anna.ends_the_call()
    tamara.phone.wait("CALL_CLOSED")


def test_dont_record_leaves_no_sound_on_the_disk(stage: Stage) -> None:
    anna, tamara = stage.ready("anna", hz=1500), stage.caller()
    tamara.dials(TROUBLE)
    anna.stage("ringing")
    anna.answers()
    tamara.hears(1500)
    anna.page.locator("#unrecorded").click()
    anna.sees("не записывается")
    tamara.hangs_up()
    anna.stage("wrap_up")
    [(state, channel)] = stage.house.rows("SELECT state, channel FROM calls_recording ORDER BY id DESC LIMIT 1")
    assert state == "refused"
    until(lambda: not stage.house.raw(channel).exists(), what="the raw file to be gone")


def test_without_a_microphone_the_desk_says_so_and_works(stage: Stage) -> None:
    anna = stage.agent("anna", deaf=True)
    anna.page.locator("#use-browser").click()
    anna.sees("Микрофон не найден")
    expect(anna.page.locator("#use-desk-phone")).to_be_enabled()
