// The one box. Ctrl K from anywhere; results while typing; arrows choose, Enter opens or does, Esc closes. Focus stays in
// the field: the chosen row is named by aria-activedescendant.
import { group, perform } from "./deeds.js";

const PAUSE = 120; // ms after the last letter
const LEAST = 2; // letters
const box = document.getElementById("box");
const field = document.getElementById("box-words");
const hits = document.getElementById("hits");
const said = document.getElementById("box-said");
const hints = hits.innerHTML;
const onDesk = document.body.classList.contains("desk");
let asking = null;
let soon = null;
let hurried = false; // Enter came before the answer to what was typed

const typed = () => field.value.trim();
const rows = () => [...hits.querySelectorAll("[role=option]")];
const chosen = () => hits.querySelector("[aria-selected=true]");

function choose(row) {
  chosen()?.setAttribute("aria-selected", "false");
  row?.setAttribute("aria-selected", "true");
  row?.scrollIntoView({ block: "nearest" });
  if (row) field.setAttribute("aria-activedescendant", row.id);
  else field.removeAttribute("aria-activedescendant");
}

// What can be done stands below what was found.
function addDeeds() {
  const deeds = group(typed());
  if (!deeds) return;
  let list = hits.querySelector("[role=listbox]");
  if (!list) {
    list = Object.assign(document.createElement("div"), { id: "hits-list", role: "listbox" });
    list.setAttribute("aria-label", box.getAttribute("aria-label"));
    hits.append(list);
  }
  hits.querySelector("[data-none]")?.remove();
  list.append(deeds);
}

function show(html) {
  hits.innerHTML = html;
  const also = hits.querySelector("[role=listbox]")?.dataset.also ?? "";
  addDeeds();
  const list = hits.querySelector("[role=listbox]");
  field.setAttribute("aria-expanded", String(Boolean(list)));
  field.setAttribute("aria-controls", list ? list.id : "hits");
  said.textContent = also;
  if (onDesk) window.htmx?.process(hits);
  choose(rows()[0]);
  if (hurried) take(chosen());
  hurried = false;
}

async function ask() {
  soon = null;
  asking?.abort();
  if (typed().length < LEAST) return show(hints);
  const mine = (asking = new AbortController());
  hits.setAttribute("aria-busy", "true");
  try {
    const query = new URLSearchParams({ q: typed(), ...(onDesk && { on: "desk" }) });
    const answer = await fetch(`${box.dataset.url}?${query}`, { headers: { "HX-Request": "true" }, signal: mine.signal });
    const gate = answer.headers.get("HX-Redirect");
    if (gate) location.assign(gate);
    else if (!answer.ok) throw new Error(answer.statusText);
    else {
      const html = await answer.text();
      asking = null;
      show(html);
    }
  } catch (error) {
    if (error.name === "AbortError") return;
    asking = null;
    hurried = false;
    said.textContent = document.getElementById("box-away").textContent;
  }
  hits.removeAttribute("aria-busy");
}

function type() {
  clearTimeout(soon);
  soon = setTimeout(ask, PAUSE);
}

function open() {
  if (box.open) return;
  box.showModal();
  if (typed().length < LEAST) show(hints);
  else ask(); // what can be done, and what is known, may be otherwise by now
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

function step(by) {
  const all = rows();
  if (all.length) choose(all[(all.indexOf(chosen()) + by + all.length) % all.length]);
}

field.addEventListener("input", type);
field.addEventListener("keydown", (event) => {
  const does = { ArrowDown: () => step(1), ArrowUp: () => step(-1), Enter: enter }[event.key];
  if (!does || event.isComposing) return;
  event.preventDefault();
  does();
});
hits.addEventListener("click", (event) => {
  const row = event.target.closest("[role=option]");
  if (row?.dataset.words || row?.deed) {
    event.preventDefault();
    take(row);
  } else if (row) box.close();
});
hits.addEventListener("pointermove", (event) => {
  const row = event.target.closest("[role=option]");
  if (row && row !== chosen()) choose(row);
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
