// The one box. Ctrl K from anywhere; results while typing; arrows choose, Enter opens, Esc closes. Focus stays in
// the field: the chosen row is named by aria-activedescendant.
const PAUSE = 120; // ms after the last letter
const box = document.getElementById("box");
const field = document.getElementById("box-words");
const hits = document.getElementById("hits");
const said = document.getElementById("box-said");
const hints = hits.innerHTML;
const onDesk = document.body.classList.contains("desk");
let asking = null;
let soon = null;

const rows = () => [...hits.querySelectorAll("[role=option]")];
const chosen = () => hits.querySelector("[aria-selected=true]");

function choose(row) {
  chosen()?.setAttribute("aria-selected", "false");
  row?.setAttribute("aria-selected", "true");
  row?.scrollIntoView({ block: "nearest" });
  if (row) field.setAttribute("aria-activedescendant", row.id);
  else field.removeAttribute("aria-activedescendant");
}

function show(html, words) {
  hits.innerHTML = html;
  const list = hits.querySelector("[role=listbox]");
  field.setAttribute("aria-expanded", String(Boolean(list)));
  field.setAttribute("aria-controls", list ? list.id : "hits");
  said.textContent = words ?? list?.dataset.also ?? "";
  if (onDesk) window.htmx?.process(hits);
  choose(rows()[0]);
}

async function ask() {
  const words = field.value.trim();
  asking?.abort();
  if (words.length < 2) return show(hints);
  asking = new AbortController();
  hits.setAttribute("aria-busy", "true");
  try {
    const query = new URLSearchParams({ q: words, ...(onDesk && { on: "desk" }) });
    const answer = await fetch(`${box.dataset.url}?${query}`, { headers: { "HX-Request": "true" }, signal: asking.signal });
    const gate = answer.headers.get("HX-Redirect");
    if (gate) location.assign(gate);
    else if (!answer.ok) throw new Error(answer.statusText);
    else show(await answer.text());
  } catch (error) {
    if (error.name === "AbortError") return;
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
  field.select();
}

function take(row) {
  if (!row || row.getAttribute("aria-disabled") === "true") return;
  if (row.dataset.words) {
    field.value = row.dataset.words;
    ask();
  } else {
    row.click();
  }
}

function step(by) {
  const all = rows();
  if (all.length) choose(all[(all.indexOf(chosen()) + by + all.length) % all.length]);
}

field.addEventListener("input", type);
field.addEventListener("keydown", (event) => {
  const does = { ArrowDown: () => step(1), ArrowUp: () => step(-1), Enter: () => take(chosen()) }[event.key];
  if (!does || event.isComposing) return;
  event.preventDefault();
  does();
});
hits.addEventListener("click", (event) => {
  const row = event.target.closest("[role=option]");
  if (row?.dataset.words) {
    event.preventDefault();
    take(row);
  } else if (row) box.close();
});
hits.addEventListener("pointermove", (event) => {
  const row = event.target.closest("[role=option]");
  if (row && row !== chosen()) choose(row);
});
box.addEventListener("click", (event) => event.target === box && box.close());
document.getElementById("find").addEventListener("click", open);
document.addEventListener("keydown", (event) => {
  if (event.code !== "KeyK" || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
  event.preventDefault();
  open();
});
