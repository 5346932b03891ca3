// What can be done now, by its name in the reader's language: every button, link or field of the page with data-do that is
// to be seen (data-do="…" may say other names). Its key stands beside it; taking the row presses it.
const MOST = { asked: 4, open: 12 };
const LATIN = "qwertyuiop[]asdfghjkl;'zxcvbnm,.";
const CYRILLIC = "йцукенгшщзхъфывапролджэячсмитьбю";

const plain = (words) => words.toLowerCase().replaceAll("ё", "е").replace(/\s+/g, " ").trim();
const switched = (words) => [...words].map((one) => CYRILLIC[LATIN.indexOf(one)] ?? LATIN[CYRILLIC.indexOf(one)] ?? one).join("");

// Whether every word typed begins a word of the name. Pure.
export function fits(name, typed) {
  const words = plain(name).split(/[^\p{L}\p{N}]+/u);
  const meant = (said) => said.split(" ").every((part) => words.some((word) => word.startsWith(part)));
  return meant(plain(typed)) || meant(switched(plain(typed)));
}

function nameOf(deed) {
  const label = deed.labels?.[0]?.textContent ?? deed.getAttribute("aria-label");
  if (label) return label.trim();
  const words = deed.cloneNode(true);
  for (const key of words.querySelectorAll("kbd, svg")) key.remove();
  return words.textContent.trim();
}

const SHORT = { "Control+": "Ctrl ", Backspace: "⟵", Delete: "Del", Enter: "↵" };
const short = (keys) => Object.entries(SHORT).reduce((words, [long, brief]) => words.replace(long, brief), keys);
const keyOf = (deed) => deed.querySelector("kbd")?.textContent ?? short(deed.getAttribute("aria-keyshortcuts") ?? "");

// What can be done now: [{deed, name, key}]; of all, those that fit what was typed.
export function found(typed) {
  const there = [...document.querySelectorAll("[data-do]:not([aria-disabled=true], [aria-current=page])")];
  const seen = there.filter((deed) => deed.checkVisibility() && deed.getAttribute("aria-pressed") !== "true");
  const phoneFirst = (one, other) => Boolean(other.closest(".phone")) - Boolean(one.closest(".phone"));
  const named = seen.sort(phoneFirst).map((deed) => ({ deed, name: nameOf(deed), key: keyOf(deed) }));
  const fitting = named.filter(({ deed, name }) => !typed || fits(`${name} ${deed.dataset.do}`, typed));
  return fitting.slice(0, typed ? MOST.asked : MOST.open);
}

// The rows of a group, made of the template's; each remembers its deed.
export function group(typed) {
  const deeds = found(typed);
  if (!deeds.length) return null;
  const made = document.getElementById("deeds").content.firstElementChild.cloneNode(true);
  const row = made.querySelector("[role=option]");
  row.remove();
  for (const [index, { deed, name, key }] of deeds.entries()) {
    const one = row.cloneNode(true);
    one.id = `hit-d${index}`;
    one.querySelector("[data-name]").textContent = name;
    one.querySelector("kbd").textContent = key;
    one.querySelector("kbd").hidden = !key;
    const icon = deed.querySelector("svg.i:not(.when-off)");
    if (icon) one.querySelector(".i").replaceWith(icon.cloneNode(true));
    one.deed = deed;
    made.append(one);
  }
  return made;
}

export function perform(deed) {
  if (deed.matches("input, textarea, select")) deed.focus();
  else deed.click();
}
