// What one may regret waits ten seconds: a button with data-undo="Finishing…" is shown as pending and its request is sent
// after them, at once when it is pressed again or "now" is, and at once when the page goes away. Nothing is lost.
// data-undo-unless is a page that says "yes" when somebody would have to wait for it: then it isn't put off either.
const WAIT = 10000;
const ASK_EVERY = 2000;
const box = document.getElementById("pending");
let pending = null; // {url, where, form, until, ticking}

// The form as it is now (saving it draws it anew); as it was when it has left the page.
const formOf = ({ where, form }) => (where && document.querySelector(where)) || form;
const values = (one) => new FormData(formOf(one) ?? undefined);

function settle() {
  clearInterval(pending.ticking);
  clearInterval(pending.asking);
  const was = pending;
  pending = null;
  box.hidden = true;
  document.body.removeAttribute("data-pending");
  return was;
}

function send() {
  if (!pending) return;
  pending.until = Date.now();
  if (formOf(pending)?.matches(".htmx-request")) return; // what is being saved is saved first; asked again at the next tick
  const was = settle();
  htmx.ajax("POST", was.url, { source: document.body, swap: "none", values: Object.fromEntries(values(was)) });
}

function tick() {
  const left = Math.max(0, pending.until - Date.now());
  box.querySelector("progress").value = Math.ceil(left / 1000);
  if (!left) send();
}

function begin(button) {
  const url = button.getAttribute("hx-post");
  if (pending?.url === url) return send();
  send();
  if (pending) return;
  const where = button.dataset.undoWith;
  pending = { url, where, form: where ? document.querySelector(where) : null, until: Date.now() + WAIT };
  pending.unless = button.dataset.undoUnless;
  pending.ticking = setInterval(tick, 250);
  pending.asking = setInterval(hurry, ASK_EVERY);
  box.querySelector("[data-words]").textContent = button.dataset.undo;
  box.hidden = false;
  document.body.dataset.pending = url;
  tick();
  hurry();
}

async function hurry() {
  const asked = pending;
  const answer = asked?.unless && (await fetch(asked.unless).catch(() => null));
  if (answer?.ok && (await answer.text()) === "yes" && pending === asked) send();
}

// Before htmx hears of the click.
document.addEventListener(
  "click",
  (event) => {
    const button = event.target.closest("[data-undo]");
    if (button) {
      event.preventDefault();
      event.stopImmediatePropagation();
      begin(button);
    }
    if (pending && event.target.closest("#pending-undo")) settle();
    if (pending && event.target.closest("#pending-now")) send();
  },
  true,
);

window.addEventListener("pagehide", () => {
  if (!pending) return;
  const was = settle();
  const headers = JSON.parse(document.body.getAttribute("hx-headers"));
  fetch(was.url, { method: "POST", body: values(was), headers, keepalive: true });
});
