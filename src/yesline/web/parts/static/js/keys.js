// Every key has a button: the one with data-key is pressed (a field is gone to). Letters act outside fields only and
// can be switched off (WCAG 2.1.4). Keys are places on the keyboard, so M is M on a Cyrillic layout too. What is typed
// outside fields and is no key goes where the conversation is written down.
const STORE = "yesline.letter-keys";
const FIELDS = "input:not([type=radio], [type=checkbox], [type=range], [type=button]), textarea, select, [contenteditable]";
const OWN_SPACE = "button, summary, input, textarea, select, a, [contenteditable], audio, video";
const WITH_CTRL = new Set(["Enter", "Backspace", "Delete"]);

const lettersOn = () => localStorage.getItem(STORE) !== "off";
const inField = (event) => Boolean(event.target.closest?.(FIELDS));

function name(event) {
  if (event.altKey || event.metaKey || event.repeat || event.isComposing) return null;
  if (event.ctrlKey) {
    const outside = event.key === "Enter" || !inField(event);
    return outside && WITH_CTRL.has(event.key) ? `Ctrl+${event.key}` : null;
  }
  if (inField(event)) return null;
  if (event.code === "Space") return event.target.closest(OWN_SPACE) ? null : "Space";
  if (event.key === "?" || (event.shiftKey && event.code === "Slash")) return "?";
  if (event.key === "#" || (event.shiftKey && event.code === "Digit3")) return "#";
  if (event.shiftKey) return null;
  return /^Digit[0-9]$/.test(event.code) || (/^Key[A-Z]$/.test(event.code) && lettersOn()) ? event.code : null;
}

// Where a key is looked for: within an open dialog and nowhere else; in the row one is at; in an open keypad; anywhere.
function places() {
  const dialog = document.querySelector("dialog:modal");
  if (dialog) return [dialog];
  const row = document.activeElement?.closest("[data-row]");
  return [row, ...document.querySelectorAll("[data-keys-first]:not([hidden])"), document.body].filter(Boolean);
}

function find(key) {
  for (const place of places()) {
    const kind = place.matches("[data-row]") ? "row-key" : "key";
    const all = place.querySelectorAll(`[data-${kind}="${key}"]:not([aria-disabled="true"])`);
    const seen = [...all].find((one) => one.checkVisibility());
    if (seen) return seen;
  }
  return null;
}

// A sentence begun outside any field: it goes to the notes, its first letter too (a field that gets the focus while
// a key goes down gets its letter).
function toTheNotes(event) {
  const letter = event.key.length === 1 && /\p{L}/u.test(event.key) && !event.ctrlKey && !event.altKey && !event.metaKey;
  if (!letter || inField(event) || document.querySelector("dialog:modal")) return;
  if (event.key !== event.key.toLowerCase() || !lettersOn()) document.getElementById("said")?.focus();
}

document.addEventListener("keydown", (event) => {
  const key = name(event);
  const found = key && find(key);
  if (!found) return toTheNotes(event);
  event.preventDefault();
  if (found.matches(FIELDS)) found.focus();
  else found.click();
});

export function letterKeys(box) {
  box.checked = lettersOn();
  const change = () => localStorage.setItem(STORE, box.checked ? "on" : "off");
  box.addEventListener("change", change);
  return () => box.removeEventListener("change", change);
}
