// Lists are walked with the arrows: each row is an element with data-row, its first link or button takes the focus.
const STEP = { ArrowDown: 1, ArrowUp: -1 };
const OWN_ARROWS = "input, textarea, select, audio, summary, [contenteditable], [role=slider]";

document.addEventListener("keydown", (event) => {
  const step = STEP[event.key];
  if (!step || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
  if (event.target.closest?.(OWN_ARROWS) || document.querySelector("dialog:modal")) return;
  const stops = [...document.querySelectorAll("[data-row]")].map((row) => row.querySelector("a, button")).filter(Boolean);
  if (!stops.length) return;
  const at = stops.findIndex((stop) => stop.closest("[data-row]").contains(document.activeElement));
  const next = stops[at < 0 ? 0 : at + step];
  if (!next) return;
  event.preventDefault();
  next.focus();
  next.scrollIntoView({ block: "nearest" });
});
