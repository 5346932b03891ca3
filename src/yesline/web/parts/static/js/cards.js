// What is open: customers' cards and cases, a strip of links over the sheet. It belongs to this tab of the browser, survives a
// reload and ends with the tab, so that no name stays on a shared computer.
const strip = document.getElementById("cards");
const STORE = `yesline.tabs.${document.body.dataset.agent}`;
const MOST = 9;
let closed = null;

// [{view: "customer-12" | "case-7", name}]
const read = () => JSON.parse(sessionStorage.getItem(STORE) ?? "[]");
const view = () => document.querySelector('[name=seen][value^="view:"]')?.value.slice(5) ?? "";
const shown = () => (/^(customer|case)-\d+$/.test(view()) ? view() : null);

function write(tabs) {
  sessionStorage.setItem(STORE, JSON.stringify(tabs.slice(-MOST)));
  draw();
}

function made({ view: one, name }, index) {
  const tab = strip.querySelector("template").content.firstElementChild.cloneNode(true);
  const [kind, id] = one.split("-");
  const link = tab.querySelector("a");
  const url = strip.dataset[kind].replace("/0/", `/${id}/`);
  for (const attribute of ["href", "hx-get", "hx-push-url"]) link.setAttribute(attribute, url);
  for (const icon of link.querySelectorAll(`[data-kind]:not([data-kind="${kind}"])`)) icon.remove();
  link.querySelector("[data-words]").textContent = name;
  link.querySelector("kbd").textContent = index + 1;
  link.dataset.key = `Digit${index + 1}`;
  const close = tab.querySelector("button");
  close.dataset.closes = one;
  close.setAttribute("aria-label", `${close.getAttribute("aria-label")}: ${name}`);
  if (one === shown()) {
    link.setAttribute("aria-current", "page");
    close.dataset.key = "KeyW";
  }
  return tab;
}

function draw() {
  const marks = JSON.stringify([read(), shown()]);
  if (strip.dataset.marks === marks) return;
  strip.dataset.marks = marks;
  const tabs = read().map(made);
  for (const old of strip.querySelectorAll(".card-tab")) old.remove();
  strip.append(...tabs);
  htmx.process(strip);
  strip.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest", inline: "nearest" });
}

// A tab is called what the server calls it now: a title that was changed is changed here too.
// One that was closed stays in sight until the desk has come, and is not opened anew by what happens meanwhile.
function look() {
  if (closed !== shown()) closed = null;
  const name = shown() && !closed && document.getElementById("main")?.dataset.tab;
  const tabs = read();
  const there = tabs.find((tab) => tab.view === shown());
  if (name && !there) write([...tabs, { view: shown(), name }]);
  else if (name && there.name !== name) write(tabs.map((tab) => (tab === there ? { ...tab, name } : tab)));
  else draw();
  const desk = document.getElementById("to-desk");
  if (shown()) desk?.removeAttribute("aria-current");
  else desk?.setAttribute("aria-current", "page");
}

strip.addEventListener("click", (event) => {
  const closes = event.target.closest("[data-closes]")?.dataset.closes;
  if (!closes) return;
  const open = shown() === closes;
  if (open) closed = closes;
  write(read().filter((tab) => tab.view !== closes));
  if (open) document.getElementById("to-desk").click();
});
for (const name of ["htmx:afterSettle", "htmx:oobAfterSwap", "htmx:load"]) document.addEventListener(name, look);
look();
