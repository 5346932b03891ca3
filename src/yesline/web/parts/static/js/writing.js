// The draft keeps itself on the server as one types (htmx does that). Here: what to do when it can't, and
// when the page goes away within the pause between typing and keeping.
export function writing(form) {
  let unkept = false;
  const saved = () => form.querySelector("#saved");
  const typed = () => {
    unkept = true;
  };
  const answered = (event) => {
    if (event.detail.requestConfig?.path?.endsWith("/draft/") && event.detail.successful) unkept = false;
  };
  const again = () => unkept && htmx.trigger(saved(), "keep");
  const leave = () => {
    if (!unkept) return;
    const headers = JSON.parse(document.body.getAttribute("hx-headers"));
    fetch(saved().getAttribute("hx-post"), { method: "POST", body: new FormData(form), headers, keepalive: true });
    unkept = false;
  };
  form.addEventListener("input", typed);
  document.addEventListener("htmx:afterRequest", answered);
  document.addEventListener("yesline:back", again);
  window.addEventListener("pagehide", leave);
  return () => {
    document.removeEventListener("htmx:afterRequest", answered);
    document.removeEventListener("yesline:back", again);
    window.removeEventListener("pagehide", leave);
  };
}
