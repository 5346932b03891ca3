// The one box. Ctrl K from anywhere; results while typing; arrows choose, Enter opens or does, Esc closes.
import { perform } from "./deeds.js";
import { busy, chosen, onDesk, onPress, say, show, step } from "./hits.js";

const PAUSE = 120; // ms after the last letter
const LEAST = 2; // letters
const box = document.getElementById("box");
const field = document.getElementById("box-words");
const hints = document.getElementById("hits").innerHTML;
let asking = null;
let soon = null;
let hurried = false; // Enter came before the answer to what was typed

const typed = () => field.value.trim();

function answered(html) {
  asking = null;
  show(html, typed());
  if (hurried) take(chosen());
  hurried = false;
}

async function ask() {
  soon = null;
  asking?.abort();
  if (typed().length < LEAST) return answered(hints);
  asking = new AbortController();
  busy(true);
  try {
    const query = new URLSearchParams({ q: typed(), ...(onDesk && { on: "desk" }) });
    const answer = await fetch(`${box.dataset.url}?${query}`, { headers: { "HX-Request": "true" }, signal: asking.signal });
    const gate = answer.headers.get("HX-Redirect");
    if (gate) location.assign(gate);
    else if (!answer.ok) throw new Error(answer.statusText);
    else answered(await answer.text());
  } catch (error) {
    if (error.name === "AbortError") return;
    [asking, hurried] = [null, false];
    say(document.getElementById("box-away").textContent);
  }
  busy(false);
}

function type() {
  clearTimeout(soon);
  soon = setTimeout(ask, PAUSE);
}

function open() {
  if (box.open) return;
  box.showModal();
  ask(); // what can be done, and what is known, may be otherwise by now
  field.select();
}

function take(row) {
  if (!row || row.getAttribute("aria-disabled") === "true") return;
  if (row.dataset.words) {
    field.value = row.dataset.words;
    ask();
  } else if (row.deed) {
    box.close();
    perform(row.deed);
  } else {
    row.click();
  }
}

function enter() {
  if (soon || asking) hurried = true;
  else take(chosen());
}

onPress((row, event) => {
  if (row.dataset.words || row.deed) {
    event.preventDefault();
    take(row);
  } else box.close();
});
field.addEventListener("input", type);
field.addEventListener("keydown", (event) => {
  const does = { ArrowDown: () => step(1), ArrowUp: () => step(-1), Enter: enter }[event.key];
  if (!does || event.isComposing) return;
  event.preventDefault();
  does();
});
box.addEventListener("click", (event) => event.target === box && box.close());
box.addEventListener("close", () => {
  hurried = false;
});
document.getElementById("find").addEventListener("click", open);
document.addEventListener("keydown", (event) => {
  if (event.code !== "KeyK" || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
  event.preventDefault();
  open();
});
