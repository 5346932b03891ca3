// Every key has a button: the one with data-key is pressed. Letters act outside fields only and can be
// switched off (WCAG 2.1.4). Keys are places on the keyboard, so M is M on a Cyrillic layout too.
const STORE = "yesline.letter-keys";
const FIELDS = "input, textarea, select, [contenteditable]";
const OWN_SPACE = "button, summary, input, textarea, select, [contenteditable], audio, video";

const lettersOn = () => localStorage.getItem(STORE) !== "off";

function name(event) {
  if (event.ctrlKey && event.key === "Enter") return "Ctrl+Enter";
  if (event.ctrlKey || event.altKey || event.metaKey || event.repeat) return null;
  if (event.code === "Space") return event.target.closest(OWN_SPACE) ? null : "Space";
  if (!/^Key[A-Z]$/.test(event.code) || event.target.closest(FIELDS) || !lettersOn()) return null;
  return event.code;
}

document.addEventListener("keydown", (event) => {
  const key = name(event);
  const button = key && document.querySelector(`[data-key="${key}"]:not([aria-disabled="true"])`);
  if (!button) return;
  event.preventDefault();
  button.click();
});

export function letterKeys(box) {
  box.checked = lettersOn();
  const change = () => localStorage.setItem(STORE, box.checked ? "on" : "off");
  box.addEventListener("change", change);
  return () => box.removeEventListener("change", change);
}
