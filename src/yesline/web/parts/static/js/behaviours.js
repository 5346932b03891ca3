// One behaviour, one module: an element with data-behaviour="timer" is given to timer(element) when it
// appears and, if that returned a function, the function is called once the element has gone.
import { clock } from "./clock.js";
import { letterKeys } from "./keys.js";
import { player } from "./player.js";
import { relative } from "./relative.js";
import { timer } from "./timer.js";
import { writing } from "./writing.js";

const known = { clock, player, relative, timer, writing, "letter-keys": letterKeys };
const running = new Map();

function attach() {
  for (const [element, stop] of running) {
    if (!element.isConnected) {
      stop?.();
      running.delete(element);
    }
  }
  for (const element of document.querySelectorAll("[data-behaviour]")) {
    if (!running.has(element)) running.set(element, known[element.dataset.behaviour]?.(element));
  }
}

export function start() {
  attach();
  document.addEventListener("htmx:load", attach);
  document.addEventListener("htmx:afterSettle", attach);
}
