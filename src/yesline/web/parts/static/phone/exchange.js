// The microphone of one phone: asked for, held while somebody is talked with, exchanged for another one in the middle of a
// conversation. One that vanishes is replaced if there is another, and said in any case; so is a speaker.
import { aim, aimElsewhere, chosen, microphone, nameOf, release } from "./devices.js";
import { hideLevels, showLevels } from "./levels.js";

// `own` gets mic, micName and notice ("", mic-gone, mic-other, speaker-other), `changed()` shows them; `speakInto(track)`
// puts another track to the call.
export function heldMicrophone({ own, changed, speakInto }) {
  let held = null;

  function say(notice) {
    if (own.notice === notice) return;
    own.notice = notice;
    changed();
  }

  async function listen() {
    const found = await microphone();
    own.mic = found.problem ?? "mic-ok";
    if (found.stream) own.micName = nameOf(found.stream);
    return found;
  }

  // A track ends by itself when its device has gone; one we let go of says nothing.
  function hold(stream) {
    held = stream;
    stream.getAudioTracks()[0].addEventListener("ended", () => stream === held && take("mic-other"));
    return stream;
  }

  async function take(notice) {
    if (!held) return;
    const { stream } = await listen();
    if (!held) return void release(stream);
    if (!stream) return say("mic-gone");
    const before = held;
    hold(stream);
    await speakInto(stream.getAudioTracks()[0]);
    release(before);
    show();
    say(notice);
    changed();
  }

  async function devicesChanged() {
    if (own.notice === "mic-gone") take("mic-other");
    if (!held || !chosen().speaker) return;
    const there = await navigator.mediaDevices.enumerateDevices();
    const found = there.some((one) => one.kind === "audiooutput" && one.deviceId === chosen().speaker);
    (found ? aim : aimElsewhere)(document.getElementById("far-end"));
    if (!found) say("speaker-other");
    else if (own.notice === "speaker-other") say("");
  }

  const show = () => held && showLevels(held);
  const letGo = () => {
    hideLevels();
    held = release(held);
    say("");
  };

  navigator.mediaDevices?.addEventListener?.("devicechange", devicesChanged);
  document.addEventListener("yesline:microphone", () => take(""));
  return { listen, hold, show, letGo };
}
