// One tab of a browser owns the phone. The others see its state, may press its buttons, and may take it over.
const LOCK = "yesline.phone";
const channel = new BroadcastChannel(LOCK);
let then = null;

// Calls `mine` when this tab has become the owner (now, when the owner is closed, or when it takes the phone),
// `theirs` when it has not, or when another tab has taken it.
export async function own(callbacks) {
  then = callbacks;
  const held = await navigator.locks.query();
  if (held.held.some((lock) => lock.name === LOCK)) then.theirs();
  wait({});
}

export const take = () => wait({ steal: true });

function wait(how) {
  const held = navigator.locks.request(LOCK, how, () => {
    then.mine();
    return new Promise(() => {}); // until the tab closes
  });
  held.catch(() => {
    then.theirs();
    wait({});
  });
}

export const tellOthers = (message) => channel.postMessage(message);
export const onTold = (hear) => channel.addEventListener("message", (event) => hear(event.data));
