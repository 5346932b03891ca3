"""The microphone is exchanged in the middle of a conversation: tried with two ends of a real connection in one page."""

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.front.conftest import Door
from tests.front.test_looks import Shift, browser, opened, shift  # noqa: F401 - fixtures

pytestmark = [pytest.mark.story, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def cast(shift: Shift) -> Shift:  # noqa: F811
    return shift


TALK = """async () => {
  const at = document.querySelector('script[src*="js/desk.js"]').src.replace('js/desk.js', 'phone/');
  const { heldMicrophone } = await import(at + 'exchange.js');
  const devices = navigator.mediaDevices, ask = devices.getUserMedia.bind(devices);
  window.unplugged = false;
  devices.getUserMedia = async (wish) => {
    if (window.unplugged) throw new DOMException('', 'NotFoundError');
    return (window.newest = await ask(wish));
  };
  const own = (window.own = { notice: '' });
  const [here, there] = [new RTCPeerConnection(), new RTCPeerConnection()];
  here.onicecandidate = ({ candidate }) => there.addIceCandidate(candidate);
  there.onicecandidate = ({ candidate }) => here.addIceCandidate(candidate);
  const mouth = (window.mouth = heldMicrophone({
    own, changed: () => (window.shown = { ...own }), speakInto: (track) => here.getSenders()[0].replaceTrack(track),
  }));
  const { stream } = await mouth.listen();
  for (const track of mouth.hold(stream).getTracks()) here.addTrack(track, stream);
  await here.setLocalDescription();
  await there.setRemoteDescription(here.localDescription);
  await there.setLocalDescription();
  await here.setRemoteDescription(there.localDescription);
  window.speaking = () => here.getSenders()[0].track;
}"""
CHOOSE = """async (index) => {
  const microphones = (await navigator.mediaDevices.enumerateDevices())
    .filter((one) => one.kind === 'audioinput' && one.deviceId !== 'default');
  localStorage.setItem('yesline.devices', JSON.stringify({ microphone: microphones[index].deviceId }));
  document.dispatchEvent(new CustomEvent('yesline:microphone'));
  return microphones[index].label;
}"""
GOES = "() => { const gone = speaking(); gone.stop(); gone.dispatchEvent(new Event('ended')); }"


@pytest.fixture
def page(browser: Browser, shift: Shift, door: Door) -> Page:  # noqa: F811
    page, _ = opened(browser, door, "/desk/", scheme="light", width=1280, shift=shift)
    page.locator("body[data-phone-listens]").wait_for()
    page.evaluate(TALK)
    return page


def test_another_microphone_speaks_into_the_same_call(page: Page) -> None:
    for index in (1, 0):
        label = page.evaluate(CHOOSE, index)
        page.wait_for_function("(label) => speaking().label === label && shown?.micName === label", arg=label)
        assert page.evaluate("() => [speaking().readyState, own.notice]") == ["live", ""]


def test_one_that_goes_is_replaced_and_said(page: Page) -> None:
    page.evaluate(GOES)
    page.wait_for_function("() => speaking().readyState === 'live' && own.notice === 'mic-other'")


def test_without_any_it_is_said_until_one_is_there_again(page: Page) -> None:
    page.evaluate(f"() => {{ window.unplugged = true; ({GOES})(); }}")
    page.wait_for_function("() => own.notice === 'mic-gone'")
    page.evaluate(
        "() => { window.unplugged = false; navigator.mediaDevices.dispatchEvent(new Event('devicechange')); }"
    )
    page.wait_for_function("() => speaking().readyState === 'live' && own.notice === 'mic-other'")


def test_a_chosen_speaker_that_goes_is_said_and_taken_again_when_it_is_back(page: Page) -> None:
    page.evaluate("""() => {
      const devices = navigator.mediaDevices, ask = devices.enumerateDevices.bind(devices);
      window.speakers = true;
      devices.enumerateDevices = async () => (await ask())
        .filter((one) => window.speakers || one.kind !== 'audiooutput');
    }""")
    page.evaluate("""async () => {
      const [speaker] = (await navigator.mediaDevices.enumerateDevices())
        .filter((one) => one.kind === 'audiooutput' && one.deviceId !== 'default');
      localStorage.setItem('yesline.devices', JSON.stringify({ speaker: speaker.deviceId }));
      window.chosen = speaker.deviceId;
    }""")
    for there, notice, sink in ((False, "speaker-other", ""), (True, "", None)):
        page.evaluate(
            "(there) => { speakers = there; navigator.mediaDevices.dispatchEvent(new Event('devicechange')); }", there
        )
        page.wait_for_function(
            "([notice, sink]) => own.notice === notice"
            " && document.getElementById('far-end').sinkId === (sink ?? chosen)",
            arg=[notice, sink],
        )


def test_after_the_conversation_nothing_is_exchanged_and_nothing_said(page: Page) -> None:
    page.evaluate("() => mouth.letGo()")
    assert page.evaluate("() => speaking().readyState") == "ended"
    page.evaluate("() => { window.newest = null; document.dispatchEvent(new CustomEvent('yesline:microphone')); }")
    assert page.evaluate("() => [newest, own.notice]") == [None, ""]
    expect(page.locator('[data-phone-when="mic-gone"]')).to_be_hidden()
