// Answers can pass each other on the way. One drawn for a view that has since gone is not put on the page, and
// after the answer to a deed the page looks once more: that look is the last word, whatever came late before it.
const viewOf = (marks) => marks.find((mark) => mark.startsWith("view:"));
const onScreen = () => viewOf([...document.querySelectorAll("[name=seen]")].map((field) => field.value));
const askedFor = (config) => viewOf(config.formData?.getAll("seen") ?? []);
const look = () => htmx.trigger(document.body, "pulse");

document.addEventListener("htmx:beforeSwap", (event) => {
  const asked = askedFor(event.detail.requestConfig);
  if (!asked || asked === onScreen()) return;
  event.detail.shouldSwap = false;
  look();
});

document.addEventListener("htmx:afterRequest", (event) => {
  const { verb, path } = event.detail.requestConfig ?? {};
  if (verb === "post" && !path.endsWith("/draft/")) look();
});
