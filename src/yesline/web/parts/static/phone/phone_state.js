// What the browser's phone is and does, as a pure reducer: (state, event) → state. Tested with `node --test`.
//
// line: off · checking · connecting · ready · lost (the switch is away, we try) · elsewhere (another browser
//       may have it, we ask seldom) · other-tab · mic-missing · mic-refused · mic-insecure
// call: none · ringing · answering · talking

export const START = Object.freeze({ line: "off", call: "none", auto: false, muted: false, wasMuted: false, tries: 0 });
export const TRIES = 20; // about half a minute: a new password, or a switch that starts anew, may take that long

const NO_MIC = new Set(["mic-missing", "mic-refused", "mic-insecure"]);
const QUIET = { call: "none", auto: false, muted: false };

const moves = {
  start: (state) => ({ ...state, line: "checking", tries: 0 }),
  mic: (state, { found }) => (NO_MIC.has(found) ? { ...state, ...QUIET, line: found } : { ...state, line: "connecting" }),
  "other-tab": (state) => ({ ...state, ...QUIET, line: "other-tab" }),
  registered: (state) => ({ ...state, line: "ready", tries: 0 }),
  disconnected: (state) => (state.line === "elsewhere" ? state : { ...state, line: state.line === "ready" ? "lost" : state.line }),
  refused: (state) => ({ ...state, line: state.tries + 1 < TRIES ? "connecting" : "elsewhere", tries: state.tries + 1 }),
  stopped: (state) => ({ ...state, ...QUIET, line: "off" }),
  // A conversation that is brought back finds the microphone as it was.
  invite: (state, { auto }) => (state.call === "none" ? { ...state, call: "ringing", auto: Boolean(auto), muted: Boolean(auto && state.wasMuted) } : state),
  answer: (state) => (state.call === "ringing" ? { ...state, call: "answering" } : state),
  confirmed: (state) => (state.call === "none" ? state : { ...state, call: "talking" }),
  ended: (state) => ({ ...state, ...QUIET, wasMuted: state.muted }),
  mute: (state) => (state.call === "talking" ? { ...state, muted: !state.muted } : state),
};

// How long to wait before the next try, in ms.
export const pause = ({ line, tries }) => (line === "elsewhere" ? 10000 : Math.min(400 * tries, 2000));

export function reduce(state, event) {
  const move = moves[event.type];
  if (!move) throw new Error(`The phone knows no event ${event.type}.`);
  return move(state, event);
}

// A second INVITE while one call is up is never ours to take.
export const isFree = (state) => state.call === "none";
export const rings = (state) => state.call === "ringing" && !state.auto;
export const talks = (state) => state.call === "answering" || state.call === "talking";
// Which words of the page apply now: elements with data-phone-when="…".
export function words(state, { mic = "mic-unknown", notice = "", blocked = false } = {}) {
  const line = state.line === "checking" || NO_MIC.has(state.line) ? "off" : state.line;
  return new Set([line, NO_MIC.has(state.line) ? state.line : mic, ...(notice ? [notice] : []), ...(blocked ? ["blocked"] : [])]);
}
