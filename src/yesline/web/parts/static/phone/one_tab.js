// One tab of a browser owns the phone. The others see its state and may press its buttons.
const LOCK = "yesline.phone";
const channel = new BroadcastChannel(LOCK);

// Calls `mine` when this tab has become the owner (now, or when the owner is closed), `theirs` when it has not.
export async function own({ mine, theirs }) {
  const held = await navigator.locks.query();
  if (held.held.some((lock) => lock.name === LOCK)) theirs();
  navigator.locks.request(LOCK, () => {
    mine();
    return new Promise(() => {}); // until the tab closes
  });
}

export const tellOthers = (message) => channel.postMessage(message);
export const onTold = (then) => channel.addEventListener("message", (event) => then(event.data));
