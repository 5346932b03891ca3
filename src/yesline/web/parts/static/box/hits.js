// The list under the box's field: what the server found, below it what can be done. Focus stays in the field: the chosen row
// is named by aria-activedescendant.
import { group } from "./deeds.js";

const box = document.getElementById("box");
const field = document.getElementById("box-words");
const hits = document.getElementById("hits");
const said = document.getElementById("box-said");
export const onDesk = document.body.classList.contains("desk");

const rows = () => [...hits.querySelectorAll("[role=option]")];
export const chosen = () => hits.querySelector("[aria-selected=true]");

export function choose(row) {
  chosen()?.setAttribute("aria-selected", "false");
  row?.setAttribute("aria-selected", "true");
  row?.scrollIntoView({ block: "nearest" });
  if (row) field.setAttribute("aria-activedescendant", row.id);
  else field.removeAttribute("aria-activedescendant");
}

export function step(by) {
  const all = rows();
  if (all.length) choose(all[(all.indexOf(chosen()) + by + all.length) % all.length]);
}

function list() {
  const there = hits.querySelector("[role=listbox]");
  if (there) return there;
  const made = Object.assign(document.createElement("div"), { id: "hits-list", role: "listbox" });
  made.setAttribute("aria-label", box.getAttribute("aria-label"));
  hits.append(made);
  return made;
}

export function show(html, typed) {
  hits.innerHTML = html;
  const also = hits.querySelector("[role=listbox]")?.dataset.also ?? "";
  const deeds = group(typed);
  if (deeds) {
    hits.querySelector("[data-none]")?.remove();
    list().append(deeds);
  }
  field.setAttribute("aria-expanded", String(rows().length > 0));
  field.setAttribute("aria-controls", rows().length ? "hits-list" : "hits");
  say(also);
  if (onDesk) window.htmx?.process(hits);
  choose(rows()[0]);
}

export const busy = (is) => hits.setAttribute("aria-busy", String(is));

export function say(words) {
  said.textContent = words;
}

// `then` gets the row that was pressed.
export function onPress(then) {
  hits.addEventListener("click", (event) => {
    const row = event.target.closest("[role=option]");
    if (row) then(row, event);
  });
  hits.addEventListener("pointermove", (event) => {
    const row = event.target.closest("[role=option]");
    if (row && row !== chosen()) choose(row);
  });
}
