// The keypad: opened and closed by its keys, shown only while one talks, and what was pressed stands in it.
import { stage } from "./panel.js";

const pad = document.getElementById("keypad");
const dialled = pad.querySelector("[data-dialled]");

function show(on) {
  if (pad.hidden !== on) return;
  pad.hidden = !on;
  dialled.textContent = "";
}

export function drawKeypad() {
  if (stage() !== "talking") show(false);
  document.getElementById("open-keypad")?.setAttribute("aria-expanded", String(!pad.hidden));
}

export const wasPressed = (digit) => dialled.append(digit);

document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-keypad]")) return;
  show(pad.hidden);
  drawKeypad();
});
document.addEventListener("keydown", (event) => {
  if (pad.hidden || event.target.closest("input, textarea, select")) return;
  if (event.key === "Escape") document.getElementById("open-keypad")?.click();
  if (event.key === "*") pad.querySelector('[data-digit="*"]').click();
});
