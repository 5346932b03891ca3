"""Headset and speaker: chosen, tried, remembered; every caller equally loud; one tab has the phone."""

import pytest
from playwright.sync_api import Locator, expect
from tests.front.test_looks import CUT_OFF, FIND, RULES, axe
from tests.story.conftest import TAMARA, TROUBLE, Stage
from tests.story.house import Agent, Caller, until

__all__ = ["axe"]
pytestmark = pytest.mark.story

LOUDNESS = """() => {
  const stream = document.getElementById('far-end').srcObject;
  if (!stream) return -120;
  if (!window.scale || window.scale.stream !== stream) {
    const context = new AudioContext(), node = context.createAnalyser();
    node.fftSize = 4096;
    context.createMediaStreamSource(stream).connect(node);
    window.scale = {stream, node};
  }
  const samples = new Float32Array(window.scale.node.fftSize);
  window.scale.node.getFloatTimeDomainData(samples);
  const power = samples.reduce((sum, one) => sum + one * one, 0) / samples.length;
  return 10 * Math.log10(power + 1e-12);
}"""


def test_a_headset_is_chosen_tried_and_remembered(stage: Stage) -> None:
    anna = stage.agent("anna")
    anna.page.keyboard.press("s")
    dialog = anna.page.get_by_role("dialog", name="Звук и гарнитура")
    expect(dialog).to_be_visible()
    options = dialog.locator("#device-microphone option")
    until(lambda: options.count() > 1, what="the microphones' names")
    dialog.locator("#device-microphone").select_option(index=1)
    until(lambda: dialog.locator("[data-check-level]").evaluate("bar => bar.value") > 5, what="a level to be seen")
    anna.is_photographed("desk-devices")
    dialog.locator("#echo").click()
    anna.sees("идёт запись")
    anna.sees("Это были вы")
    anna.page.reload()
    anna.page.locator("body[data-phone-listens]").wait_for()
    anna.page.keyboard.press("s")
    until(lambda: dialog.locator("#device-microphone").input_value() != "", what="the choice to be remembered")
    assert anna.complaints == []


def test_a_quiet_and_a_loud_caller_are_heard_alike(stage: Stage) -> None:
    anna = stage.ready("anna")
    heard = []
    for loudness in (0.02, 0.8):  # 32 dB apart
        caller = Caller(stage.house, TAMARA, hz=440, loudness=loudness)
        stage.callers.append(caller)
        caller.dials(TROUBLE)
        anna.stage("ringing")
        anna.answers()
        anna.hears(440)
        levels: list[float] = []

        def is_steady(levels: list[float] = levels) -> bool:
            levels.append(anna.page.evaluate(LOUDNESS))
            last = levels[-10:]
            return len(levels) >= 40 and min(last) > -60 and max(last) - min(last) < 1

        until(is_steady, what="a steady loudness in the headset")
        heard.append(levels[-1])
        caller.hangs_up()
        anna.stage("wrap_up")
        anna.finishes()
        caller.leaves()
    assert abs(heard[0] - heard[1]) < 6


def test_another_tab_says_who_has_the_phone_and_takes_it(stage: Stage) -> None:
    anna, tamara = stage.ready("anna"), stage.caller()
    first = anna.page
    second = anna.sits_down()
    expect(second.locator('[data-phone-when="other-tab"]').first).to_be_visible()
    second.locator("#take-over").click()
    expect(second.locator('[data-phone-when="ready"]').first).to_be_visible()
    expect(first.locator('[data-phone-when="other-tab"]').first).to_be_visible()
    expect(second.locator("#be-available")).to_have_attribute("aria-pressed", "true")
    tamara.dials(TROUBLE)
    anna.rings("Тамара Ивановна Белова")
    anna.answers()
    tamara.hears(1500)
    anna.ends_the_call()
    anna.finishes()


def test_the_levels_of_both_are_seen_while_they_talk(stage: Stage) -> None:
    anna, tamara = stage.ready("anna"), stage.caller()
    tamara.dials(TROUBLE)
    anna.stage("ringing")
    anna.answers()
    for whose in ("me", "them"):
        bar = anna.page.locator(f'[data-level="{whose}"]')
        until(lambda bar=bar: bar.evaluate("bar => bar.value") > 5, what=f"the level of {whose}")
    anna.ends_the_call()


WATCH_MICROPHONES = """() => {
  const devices = navigator.mediaDevices, ask = devices.getUserMedia.bind(devices);
  window.taken = [];
  window.unplugged = false;
  devices.getUserMedia = async (wish) => {
    if (window.unplugged) throw new DOMException('', 'NotFoundError');
    const stream = await ask(wish);
    window.taken.push(stream);
    return stream;
  };
}"""
PULL_IT_OUT = """(another) => {
  window.unplugged = !another;
  const live = window.taken.findLast((one) => one.getAudioTracks()[0].readyState === 'live').getAudioTracks()[0];
  live.stop();
  live.dispatchEvent(new Event('ended'));
}"""


def test_the_microphone_is_changed_in_mid_call_and_one_that_goes_is_replaced_and_said(stage: Stage) -> None:
    anna, tamara = stage.ready("anna"), stage.caller()
    anna.page.evaluate(WATCH_MICROPHONES)
    tamara.dials(TROUBLE)
    anna.stage("ringing")
    anna.answers()
    tamara.hears(1500)
    anna.page.keyboard.press("s")
    options = anna.page.locator("#device-microphone option")
    until(lambda: options.count() > 2, what="the microphones' names")
    name = options.nth(2).inner_text()
    anna.page.locator("#device-microphone").select_option(index=2)
    mic = anna.page.locator('#notices [data-phone-text="mic"]')
    expect(mic).to_have_text(name)
    anna.page.keyboard.press("Escape")
    tamara.hears(1500)
    anna.page.evaluate(PULL_IT_OUT, True)
    expect(anna.page.locator('[data-phone-when="mic-other"]')).to_be_visible()
    tamara.hears(1500)
    anna.page.evaluate(PULL_IT_OUT, False)
    expect(anna.page.locator('[data-phone-when="mic-gone"]')).to_be_visible()
    anna.is_photographed("desk-microphone-gone")
    anna.page.evaluate(
        "() => { window.unplugged = false; navigator.mediaDevices.dispatchEvent(new Event('devicechange')); }"
    )
    expect(anna.page.locator('[data-phone-when="mic-other"]')).to_be_visible()
    tamara.hears(1500)
    anna.ends_the_call()
    expect(anna.page.locator('[data-phone-when="mic-other"]')).to_be_hidden()
    anna.finishes()


def recorded(stage: Stage, anna: Agent) -> str:
    """Anna and Tamara have talked, and it is kept. Returns where Tamara's card is."""
    tamara = stage.caller()
    tamara.dials(TROUBLE)
    anna.stage("ringing")
    anna.answers()
    tamara.hears(1500)
    anna.hears(440)
    tamara.hangs_up()
    anna.stage("wrap_up")
    anna.finishes()
    [(contact, customer)] = stage.house.rows("SELECT id, customer_id FROM contacts_contact ORDER BY id DESC LIMIT 1")
    until(
        lambda: stage.house.rows("SELECT state FROM calls_recording WHERE contact_id = %s", contact) == [("kept",)],
        what="the recording to be kept",
    )
    return f"{stage.house.origin}/desk/customers/{customer}/"


def listened_to(anna: Agent, card: str) -> Locator:
    """The player, after a reason was given."""
    anna.page.goto(card)
    recording = anna.page.locator("details.listen").first
    recording.locator("summary").click()
    recording.locator("input[name=reason]").fill("сверить обещание")
    recording.locator("button").click()
    player = anna.page.locator(".player")
    expect(player).to_have_attribute("data-lanes", "drawn")
    return player


def test_a_recording_shows_who_spoke_when_and_is_driven_by_keys(stage: Stage) -> None:
    anna = stage.ready("anna")
    player = listened_to(anna, recorded(stage, anna))
    drawn = [player.locator(f".wave > path[data-lane='{lane}']").get_attribute("d") or "" for lane in (0, 1)]
    assert [len(one.split("M")) - 1 for one in drawn] == [240, 240]
    assert drawn[0] != drawn[1]
    anna.is_photographed("desk-player")
    player.locator(".seek").focus()
    anna.page.keyboard.press("End")
    until(lambda: player.locator("audio").evaluate("sound => sound.currentTime > 0.5"), what="the end of the recording")
    anna.page.keyboard.press("Home")
    until(lambda: player.locator("audio").evaluate("sound => sound.currentTime === 0"), what="its beginning")
    anna.page.keyboard.press(">")
    expect(player.locator("[data-speed]")).to_have_text("1.25×")
    anna.page.keyboard.press(" ")
    until(lambda: player.locator("audio").evaluate("sound => sound.currentTime > 0"), what="it to play")
    assert anna.complaints == []


def test_the_player_is_whole_in_four_languages_by_day_and_by_night(stage: Stage, axe: str) -> None:
    anna = stage.ready("anna")
    card = recorded(stage, anna)
    found = {}
    for language, scheme in (("ru", "dark"), ("uk", "light"), ("bg", "dark"), ("en", "light")):
        anna.page.context.add_cookies([{"name": "django_language", "value": language, "url": stage.house.origin}])
        anna.page.emulate_media(color_scheme=scheme)
        listened_to(anna, card).scroll_into_view_if_needed()
        anna.is_photographed(f"desk-player-{language}-{scheme}")
        cut = anna.page.evaluate(CUT_OFF)
        anna.page.evaluate(axe)
        found[language] = [anna.page.locator("html").get_attribute("lang"), *cut, *anna.page.evaluate(FIND, RULES)]
    assert found == {language: [language] for language in ("ru", "uk", "bg", "en")}
    assert anna.complaints == []
