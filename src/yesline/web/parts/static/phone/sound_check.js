// The dialog "sound and headset": which microphone and speaker, how loud you are, three seconds recorded and played back.
import { aim, choose, chosen, microphone, release, showLevel } from "./devices.js";

const RECORD_FOR = 3000; // ms
const SILENCE = 15; // of 100: room noise
const dialog = document.getElementById("devices");
const level = dialog.querySelector("[data-check-level]");
let stream = null;
let stopLevel = null;
let loudest = 0;

function say(state) {
  for (const words of dialog.querySelectorAll("[data-echo-when]")) words.hidden = words.dataset.echoWhen !== state;
}

function close() {
  stopLevel?.();
  stopLevel = null;
  stream = release(stream);
  level.value = 0;
}

async function open() {
  close();
  const found = await microphone();
  if (!dialog.open) return release(found.stream);
  stream = found.stream ?? null;
  say(found.problem ?? "idle");
  for (const button of dialog.querySelectorAll("[data-needs-mic]")) button.setAttribute("aria-disabled", String(!stream));
  await list();
  if (!stream) return;
  stopLevel = showLevel(stream, (percent) => {
    loudest = Math.max(loudest, percent);
    level.value = percent;
  });
}

// Browsers tell the names only once the microphone may be used.
async function list() {
  const found = (await navigator.mediaDevices?.enumerateDevices?.()) ?? [];
  for (const select of dialog.querySelectorAll("select[data-device]")) {
    const mine = found.filter((one) => one.kind === select.dataset.kind && one.deviceId && one.deviceId !== "default");
    const options = mine.map((one) => new Option(one.label, one.deviceId));
    select.replaceChildren(new Option(select.dataset.usual, ""), ...options);
    select.value = mine.some((one) => one.deviceId === chosen()[select.dataset.device]) ? chosen()[select.dataset.device] : "";
  }
  const canAim = "setSinkId" in HTMLMediaElement.prototype;
  dialog.querySelector("[data-no-speakers]").hidden = canAim;
  dialog.querySelector('select[data-device="speaker"]').disabled = !canAim;
}

async function echo() {
  if (!stream || dialog.dataset.echoing) return;
  dialog.dataset.echoing = "yes";
  [loudest] = [0, say("recording")];
  const recorder = new MediaRecorder(stream);
  const parts = [];
  recorder.addEventListener("dataavailable", (event) => parts.push(event.data));
  recorder.addEventListener("stop", () => playBack(new Blob(parts, { type: recorder.mimeType })));
  recorder.start();
  setTimeout(() => recorder.state !== "inactive" && recorder.stop(), RECORD_FOR);
}

async function playBack(sound) {
  const player = new Audio(URL.createObjectURL(sound));
  const over = () => {
    delete dialog.dataset.echoing;
    URL.revokeObjectURL(player.src);
    if (dialog.open) say(loudest < SILENCE ? "silent" : "played");
  };
  await aim(player);
  player.addEventListener("ended", over);
  player.addEventListener("error", over);
  say("playing");
  player.play().catch(over);
}

dialog.addEventListener("yesline:open", open);
dialog.addEventListener("close", close);
dialog.addEventListener("change", (event) => {
  const select = event.target.closest("select[data-device]");
  if (!select) return;
  choose(select.dataset.device, select.value);
  if (select.dataset.device === "microphone") {
    open();
    document.dispatchEvent(new CustomEvent("yesline:microphone"));
  }
  else aim(document.getElementById("far-end"));
});
dialog.querySelector("[data-echo]").addEventListener("click", echo);
navigator.mediaDevices?.addEventListener?.("devicechange", () => dialog.open && list());
