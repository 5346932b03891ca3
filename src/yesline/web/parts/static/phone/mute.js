// Tells the server that the microphone is off: a silence that is meant is no fault. Once more if it can't be told now,
// as when a conversation has just been brought back.
const AGAIN_AFTER = 2000; // ms

export async function sayMuted(muted, again = true) {
  const contact = document.querySelector(".phone[data-contact]")?.dataset.contact;
  if (!contact) return;
  const headers = JSON.parse(document.body.getAttribute("hx-headers"));
  const body = new URLSearchParams({ want: muted ? "off" : "on" });
  const answer = await fetch(`/desk/contacts/${contact}/microphone/`, { method: "POST", headers, body }).catch(() => null);
  if (!answer?.ok && again) setTimeout(() => sayMuted(muted, false), AGAIN_AFTER);
}
