// The draft keeps itself on the server as one types (htmx does that). Here: what to do when it can't, and when the page
// or the form goes away within the pause between typing and keeping.
export function writing(form) {
  let unkept = false;
  const url = form.querySelector("#saved").getAttribute("hx-post");
  const saved = () => form.querySelector("#saved");
  const typed = () => {
    unkept = true;
  };
  // Whatever took our words along has brought them there: a draft, a saved case, finished notes.
  const answered = ({ detail }) => {
    if (detail.requestConfig?.formData?.has("said") && detail.xhr.status < 400) unkept = false;
  };
  const again = () => unkept && htmx.trigger(saved(), "keep");
  const leave = () => {
    if (!unkept) return;
    const headers = JSON.parse(document.body.getAttribute("hx-headers"));
    fetch(url, { method: "POST", body: new FormData(form), headers, keepalive: true });
    unkept = false;
  };
  form.addEventListener("input", typed);
  document.addEventListener("htmx:beforeOnLoad", answered);
  document.addEventListener("yesline:back", again);
  window.addEventListener("pagehide", leave);
  return () => {
    leave();
    document.removeEventListener("htmx:beforeOnLoad", answered);
    document.removeEventListener("yesline:back", again);
    window.removeEventListener("pagehide", leave);
  };
}
