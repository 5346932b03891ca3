// Paints what the phone is, over what the server drew: badges, the mute key, the title. Decides nothing.
import { words } from "./phone_state.js";

export function paint(state, more) {
  const now = words(state, more);
  for (const element of document.querySelectorAll("[data-phone-when]")) {
    const apply = now.has(element.dataset.phoneWhen);
    if (element.hidden === apply) element.hidden = !apply;
  }
  for (const element of document.querySelectorAll('[data-phone-text="mic"]')) element.textContent = more.micName ?? "";
  const mute = document.getElementById("mute");
  mute?.setAttribute("aria-pressed", String(state.muted));
  const answer = document.getElementById("answer");
  if (state.call === "answering") answer?.setAttribute("aria-disabled", "true");
  const bar = document.querySelector(".phone[data-title]");
  sayAloud(bar);
  const product = document.title.split(" — ").pop();
  if (bar) document.title = `${bar.dataset.title.trim()} — ${product}`;
}

// Said aloud once by screen readers: a live region must be there before its words are.
function sayAloud(bar) {
  const aloud = document.getElementById("aloud");
  const words = ["ringing", "calling", "lost"].includes(bar?.dataset.stage) ? bar.getAttribute("aria-label") : "";
  if (aloud && aloud.textContent !== words) aloud.textContent = words;
}

export function showLevelBar(percent) {
  for (const bar of document.querySelectorAll("[data-phone-level]")) bar.value = percent;
}

export const kindInUse = () => document.querySelector(".phone[data-kind]")?.dataset.kind ?? "";
export const stage = () => document.querySelector(".phone[data-stage]")?.dataset.stage ?? "";
