// A button with data-dialog opens the <dialog> of that id; data-close, a click beside it and Escape close it. The browser
// keeps the focus inside, the rest of the page inert, and brings the focus back.
document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-dialog]");
  const dialog = opener && document.getElementById(opener.dataset.dialog);
  if (dialog && !dialog.open) {
    dialog.showModal();
    dialog.dispatchEvent(new CustomEvent("yesline:open"));
  } else if (event.target.matches("dialog") || event.target.closest("[data-close]")) {
    event.target.closest("dialog")?.close();
  }
});
