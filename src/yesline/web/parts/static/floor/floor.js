// The floor: a hint brings a look at most twice a second, and the last hint always brings one.
import { start } from "../js/behaviours.js";
import { now } from "../js/now.js";
import "../js/offline.js";

const PAUSE = 500; // ms between two looks
const OLD = 25_000; // ms without an answer; it is asked every ten seconds
const AGAIN = "again"; // something may have been missed
let looked = 0;
let due = null;

function look() {
  due = null;
  looked = Date.now();
  htmx.trigger(document.body, "pulse");
}

function hinted() {
  due ??= setTimeout(look, Math.max(0, looked + PAUSE - Date.now()));
}

function listen(topics) {
  const stream = new EventSource("/live");
  for (const topic of [AGAIN, ...topics]) stream.addEventListener(topic, hinted);
  window.addEventListener("pagehide", () => stream.close());
}

// "as of 12:03:07": when no answer has come for a while it says itself that it is old.
function age() {
  const stamp = document.querySelector("[data-stamp]");
  const old = document.querySelector("[data-stale]");
  if (stamp) old.hidden = now() - Date.parse(stamp.dataset.stamp) < OLD;
}

start();
if (document.body.dataset.topics) {
  listen(document.body.dataset.topics.split(" "));
  setInterval(age, 1000);
}
