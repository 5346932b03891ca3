// The panel of knowledge: what the box opens comes into it, over the right column; the call and the notes stay where they
// are. Its heading takes the focus, so that it is read out; Esc or K closes it and brings the focus back.
const panel = document.getElementById("know");
let before = null;

function open() {
  if (panel.hidden) before = document.activeElement === document.body ? null : document.activeElement;
  panel.hidden = false;
  panel.querySelector("#fact-title")?.focus();
}

function close() {
  const inside = panel.contains(document.activeElement);
  panel.hidden = true;
  panel.querySelector("#know-fact").replaceChildren();
  if (inside && before?.isConnected) before.focus();
}

document.addEventListener("htmx:afterSwap", ({ detail }) => detail.target.id === "know-fact" && open());
document.getElementById("know-close").addEventListener("click", close);
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !panel.hidden && !document.querySelector("dialog:modal")) close();
});
