// "Call from here": asks for the microphone, for a ticket, rings, and says at each step what is so.
import { hear, microphone, release } from "../phone/devices.js";
import { ringback } from "./ringback.js";

const box = document.getElementById("call");
const form = box.querySelector("form");
const timer = box.querySelector("[data-call-timer]");
const mute = box.querySelector("#call-mute");
const LIVE = new Set(["waiting", "ringing", "talking"]);
let stage = "idle";
let line = null;
let stream = null;
let since = 0;
let ticking = null;

function show(now) {
  stage = now;
  box.dataset.stage = now;
  for (const one of box.querySelectorAll("[data-call-when]")) one.hidden = !one.dataset.callWhen.split(" ").includes(now);
  ringback(now === "ringing");
  if (now === "talking") startTimer();
  if (!LIVE.has(now)) letGo();
}

function startTimer() {
  since = Date.now();
  const draw = () => {
    const seconds = Math.floor((Date.now() - since) / 1000);
    timer.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  };
  draw();
  ticking = setInterval(draw, 1000);
}

function letGo() {
  clearInterval(ticking);
  stream = release(stream);
  line = null;
  mute.setAttribute("aria-pressed", "false");
}

const ask = () => fetch(form.action, { method: "POST", body: new FormData(form) }).catch(() => null);

// Who has signed in or out in another tab has a new token: the page is asked for it.
async function renewToken() {
  const page = await fetch(location.href).then((answer) => answer.text(), () => "");
  const fresh = new DOMParser().parseFromString(page, "text/html").querySelector("#call [name=csrfmiddlewaretoken]");
  if (fresh) form.elements.csrfmiddlewaretoken.value = fresh.value;
}

// The number to ring; null if the server says no, with the reason as the stage.
async function ticket() {
  let answer = await ask();
  if (answer?.status === 403) {
    await renewToken();
    answer = await ask();
  }
  if (answer?.ok) return (await answer.json()).number;
  show(answer?.status === 429 ? "too-often" : "lost");
  return null;
}

async function begin() {
  if (LIVE.has(stage) || stage === "asking") return;
  show("asking");
  const found = await microphone();
  if (found.problem) return show(found.problem);
  stream = found.stream;
  show("waiting");
  const number = await ticket();
  if (number === null || stage !== "waiting") return;
  const { ring } = await import("./line.js");
  if (stage === "waiting") line = ring({ number, stream, tell: show, sound: hear });
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  begin();
});
box.querySelector("#call-end").addEventListener("click", () => (line ? line.hangUp() : show("over")));
mute.addEventListener("click", () => {
  const on = mute.getAttribute("aria-pressed") !== "true";
  mute.setAttribute("aria-pressed", String(on));
  line?.mute(on);
});
window.addEventListener("pagehide", () => line?.hangUp());
window.addEventListener("beforeunload", (event) => stage === "talking" && event.preventDefault());
show("idle");
box.hidden = false;
