// Says that the server can't be reached, and that it can again. What is on the screen stays.
const notice = document.getElementById("offline");
const failed = () => {
  notice.hidden = false;
};
const reached = (event) => {
  if (event.detail.xhr.status >= 500) return failed();
  if (!notice.hidden) document.dispatchEvent(new CustomEvent("yesline:back"));
  notice.hidden = true;
};

document.addEventListener("htmx:sendError", failed);
document.addEventListener("htmx:timeout", failed);
document.addEventListener("htmx:afterRequest", (event) => event.detail.xhr?.status && reached(event));
// A computer that slept, or a network that was away, may have missed a hint: the page looks once.
const wake = () => document.visibilityState === "visible" && htmx.trigger(document.body, "pulse");
window.addEventListener("online", wake);
document.addEventListener("visibilitychange", wake);
// A menu closes when something else is pressed.
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});
