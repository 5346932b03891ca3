// Microphone and speaker: which, may we use it, how loud are you, what do you hear.
import { evenly, powerOf } from "./even.js";

const STORE = "yesline.devices"; // {microphone, speaker}: this browser's, as ids it gave them
const ASKED = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };
let even = null;

export const chosen = () => JSON.parse(localStorage.getItem(STORE) ?? "{}");
export const choose = (kind, id) => localStorage.setItem(STORE, JSON.stringify({ ...chosen(), [kind]: id }));

// One of: {stream}, {problem: "mic-missing" | "mic-refused" | "mic-insecure"}. A chosen one that is gone is replaced by the
// usual one. "Exact", because an ideal one is a wish that browsers pass over.
export async function microphone() {
  if (!navigator.mediaDevices?.getUserMedia) return { problem: "mic-insecure" };
  const ask = (more) => navigator.mediaDevices.getUserMedia({ audio: { ...ASKED, ...more }, video: false });
  const id = chosen().microphone;
  try {
    const mine = id && (await ask({ deviceId: { exact: id } }).catch((error) => (isGone(error) ? null : Promise.reject(error))));
    return { stream: mine || (await ask({})) };
  } catch (error) {
    return { problem: error.name === "NotAllowedError" ? "mic-refused" : "mic-missing" };
  }
}

const isGone = ({ name }) => ["OverconstrainedError", "NotFoundError", "NotReadableError"].includes(name);

// Lets a stream go; returns null, to be kept in its place.
export function release(stream) {
  for (const track of stream?.getTracks() ?? []) track.stop();
  return null;
}

export const nameOf = (stream) => stream.getAudioTracks()[0]?.label ?? "";

// 0…100 for a power: from -60 dB of full scale to all of it, as ears count.
const percent = (power) => Math.round(Math.min(100, Math.max(0, 100 + (10 * Math.log10(power + 1e-9)) / 0.6)));

// Shows 0…100 twenty times a second until the returned function is called.
export function showLevel(stream, show) {
  const context = new AudioContext();
  const analyser = context.createAnalyser();
  context.createMediaStreamSource(stream).connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  const ticking = setInterval(() => {
    analyser.getFloatTimeDomainData(samples);
    show(percent(powerOf(samples)));
  }, 50);
  return () => {
    clearInterval(ticking);
    context.close();
  };
}

// Sends what an element plays to the chosen speaker, where browsers can.
export const aim = (element) => element.setSinkId?.(chosen().speaker ?? "").catch(() => {});

// To the computer's usual one: the chosen one is not there.
export const aimElsewhere = (element) => element.setSinkId?.("").catch(() => {});

// Plays the far end, as loud as every other caller. Browsers allow it while the page listens to a microphone.
export function hear(stream) {
  const speaker = document.getElementById("far-end");
  even?.stop();
  const mine = (even = evenly(stream));
  const play = () => {
    if (even !== mine) return;
    speaker.srcObject = mine.running() ? mine.stream : stream;
    speaker.play()?.catch(() => {});
  };
  mine.onRunning(play);
  aim(speaker);
  play();
}

export function hush() {
  even?.stop();
  even = null;
}

export const heard = () => document.getElementById("far-end").srcObject;
