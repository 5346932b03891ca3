// The buttons of a headset: those the browser tells of by itself (Media Session), and, once allowed in "sound and
// headset", those of a USB telephony headset (WebHID), whose lamps follow the call.
import { compose, meaning, places, read } from "./hid_report.js";

const FILTER = { filters: [{ usagePage: 0x0b }] };
const dialog = document.getElementById("devices");
let device = null;
let pressed = () => {};
let call = "none";
let before = {};
let lit = "";

function use(found) {
  device = found ?? null;
  before = {};
  lit = "";
  for (const words of dialog.querySelectorAll("[data-headset-when]")) {
    words.hidden = words.dataset.headsetWhen !== (!navigator.hid ? "unable" : device ? "connected" : "none");
  }
  for (const words of dialog.querySelectorAll("[data-headset-name]")) words.textContent = device?.productName ?? "";
}

async function open(found) {
  if (!found) return use(null);
  if (!found.opened) await found.open();
  const inputs = places(found.collections, "inputReports");
  found.addEventListener("inputreport", ({ reportId, data }) => {
    const after = { ...before, ...read(inputs, reportId, data) };
    const means = meaning(before, after, call);
    before = after;
    if (means) pressed(means);
  });
  use(found);
}

// The lamps follow the call; a headset that can't be told is left alone.
export function showOnHeadset(state) {
  call = state.call === "answering" ? "talking" : state.call;
  navigator.mediaSession?.setMicrophoneActive?.(!state.muted)?.catch?.(() => {});
  const lamps = { ring: call === "ringing", offHook: call === "talking", mute: state.muted };
  const now = JSON.stringify(lamps);
  if (!device || now === lit) return;
  lit = now;
  for (const { id, data } of compose(places(device.collections, "outputReports"), lamps)) {
    device.sendReport(id, data).catch(() => {});
  }
}

// `then` gets "answer", "mute" or "end".
export function startHeadset(then) {
  pressed = then;
  const told = { togglemicrophone: "mute", hangup: "end" };
  for (const [action, means] of Object.entries(told)) {
    try {
      navigator.mediaSession?.setActionHandler(action, () => then(means));
    } catch {
      // This browser doesn't know the action.
    }
  }
  use(null);
  if (!navigator.hid) return;
  navigator.hid.getDevices().then((known) => open(known.find(isTelephone)));
  navigator.hid.addEventListener("disconnect", (event) => event.device === device && use(null));
  navigator.hid.addEventListener("connect", (event) => isTelephone(event.device) && open(event.device));
  dialog.querySelector("[data-headset]").addEventListener("click", async () => {
    const [found] = await navigator.hid.requestDevice(FILTER).catch(() => []);
    if (found) open(found);
  });
}

const isTelephone = ({ collections }) => collections.some((one) => one.usagePage === 0x0b);
