// One browser phone from taking it into use to the end: its connection, its call, its microphone.
import { check } from "./check.js";
import { credentials } from "./credentials.js";
import { hear, hush, release } from "./devices.js";
import { heldMicrophone } from "./exchange.js";
import { sayMuted } from "./mute.js";
import { openPhone } from "./phone.js";
import { START, pause, reduce, rings } from "./phone_state.js";
import { ring } from "./ring.js";

const AGAIN_AFTER = 3000;
const CHANGES_THE_PAGE = new Set(["invite", "confirmed", "ended", "registered"]);

// `changed(state)` after every event; `ask()` when the server has something new to show; `wanted()`: whether this
// browser still is the phone its agent uses.
export function session({ changed, ask, level, wanted }) {
  const own = { state: START, mic: "mic-unknown", micName: "", notice: "" };
  let phone = null;
  let generation = 0; // events of a phone that was replaced mean nothing

  const mouth = heldMicrophone({ own, changed: () => changed(own.state), speakInto: (track) => phone?.speakInto(track, own.state.muted) });

  function tell(event) {
    own.state = reduce(own.state, event);
    ring(rings(own.state));
    if (event.type === "invite" && own.state.auto) answer();
    if (event.type === "confirmed") mouth.show();
    if (event.type === "confirmed" && own.state.muted) switchMicrophone();
    if (event.type === "ended") quiet();
    if (event.type === "refused") setTimeout(() => phone?.again(), pause(own.state));
    if (event.type === "disconnected" && !wanted()) stop();
    if (CHANGES_THE_PAGE.has(event.type)) ask();
    changed(own.state);
  }

  function quiet() {
    hush();
    mouth.letGo();
  }

  // Microphone first: a phone nobody can speak into must not ring.
  async function connect() {
    const mine = ++generation;
    tell({ type: "start" });
    const found = await mouth.listen();
    tell({ type: "mic", found: own.mic });
    if (!found.stream) return;
    release(found.stream);
    const given = await credentials();
    if (mine !== generation) return;
    if (!given) return void setTimeout(() => mine === generation && connect(), AGAIN_AFTER);
    phone?.close();
    phone = openPhone({ ...given, tell: (event) => mine === generation && tell(event), sound: hear });
    ask();
  }

  // The agent took another phone.
  function stop() {
    generation++;
    phone?.close();
    phone = null;
    own.mic = "mic-unknown";
    tell({ type: "stopped" });
  }

  async function answer() {
    tell({ type: "answer" });
    const found = await mouth.listen();
    if (found.stream && own.state.call === "answering") {
      phone.answer(mouth.hold(found.stream));
    } else if (found.stream) {
      release(found.stream); // the caller left while the browser was asking
    } else {
      phone.decline();
      phone.close();
      tell({ type: "mic", found: found.problem });
    }
  }

  const checkHeadset = () => check({ own, listen: mouth.listen, level, changed });

  function mute() {
    tell({ type: "mute" });
    switchMicrophone();
  }

  function switchMicrophone() {
    phone?.mute(own.state.muted);
    sayMuted(own.state.muted);
  }

  const digit = (one) => phone?.digit(one);

  return { own, connect, digit, stop, checkHeadset, mute, answer: () => own.state.call === "ringing" && answer(), decline: () => phone?.decline() };
}
