// The customers' cards that are open: a strip of links over the sheet. It belongs to this tab of the browser, survives a
// reload and ends with the tab, so that no name stays on a shared computer.
const strip = document.getElementById("cards");
const STORE = `yesline.cards.${document.body.dataset.agent}`;
const MOST = 9;

const read = () => JSON.parse(sessionStorage.getItem(STORE) ?? "[]");
const view = () => document.querySelector('[name=seen][value^="view:"]')?.value.slice(5) ?? "";
const shown = () => view().match(/^customer-(\d+)$/)?.[1] ?? null;

function write(cards) {
  sessionStorage.setItem(STORE, JSON.stringify(cards.slice(-MOST)));
  draw();
}

function draw() {
  const cards = read();
  const marks = JSON.stringify([cards, shown()]);
  if (strip.dataset.marks === marks) return;
  strip.dataset.marks = marks;
  const made = cards.map(({ id, name }, index) => {
    const card = strip.querySelector("template").content.firstElementChild.cloneNode(true);
    const link = card.querySelector("a");
    const url = strip.dataset.url.replace("/0/", `/${id}/`);
    for (const attribute of ["href", "hx-get", "hx-push-url"]) link.setAttribute(attribute, url);
    link.querySelector("[data-words]").textContent = name;
    link.querySelector("kbd").textContent = index + 1;
    link.dataset.key = `Digit${index + 1}`;
    if (id === shown()) link.setAttribute("aria-current", "page");
    const close = card.querySelector("button");
    close.dataset.closes = id;
    close.setAttribute("aria-label", `${close.getAttribute("aria-label")}: ${name}`);
    if (id === shown()) close.dataset.key = "KeyW";
    return card;
  });
  for (const old of strip.querySelectorAll(".card-tab")) old.remove();
  strip.append(...made);
  htmx.process(strip);
}

function look() {
  const id = shown();
  const name = id && document.querySelector("#main h1")?.textContent.replace(/\s+/g, " ").trim();
  const cards = read();
  if (name && !cards.some((card) => card.id === id)) write([...cards, { id, name }]);
  else draw();
  document.getElementById("to-desk")?.toggleAttribute("aria-current", !id);
  if (!id) document.getElementById("to-desk")?.setAttribute("aria-current", "page");
}

strip.addEventListener("click", (event) => {
  const id = event.target.closest("[data-closes]")?.dataset.closes;
  if (!id) return;
  const open = shown() === id;
  write(read().filter((card) => card.id !== id));
  if (open) document.getElementById("to-desk").click();
});
for (const name of ["htmx:afterSettle", "htmx:oobAfterSwap", "htmx:load"]) document.addEventListener(name, look);
look();
