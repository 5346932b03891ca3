// The phone of this desk: which tab owns it, its buttons, its picture. It lives outside what pages exchange.
import { showOnHeadset, startHeadset } from "./headset.js";
import { drawKeypad, wasPressed } from "./keypad.js";
import { onTold, own as ownIt, take, tellOthers } from "./one_tab.js";
import { kindInUse, paint, showLevelBar, stage } from "./panel.js";
import { START, talks } from "./phone_state.js";
import { isBlocked, onUnblocked, once } from "./ring.js";
import { session } from "./session.js";

const HERE = new Set(["check-headset", "hear-ring"]); // about this tab, whoever owns the phone
let owner = false;
let theirs = null; // what the owning tab says, while it is another one
let early = null; // pressed before it was known which tab owns the phone

const ask = () => htmx.trigger(document.body, "pulse");
const phone = session({ changed, ask, level: showLevelBar, wanted: () => kindInUse() !== "sip" });
const state = () => (owner || !theirs ? phone.own.state : { ...theirs, line: "other-tab" });

const verbs = {
  "use-browser": phone.connect,
  "use-another": phone.stop,
  "check-headset": phone.checkHeadset,
  "hear-ring": once,
  answer: phone.answer,
  decline: phone.decline,
  mute: phone.mute,
  digit: phone.digit,
};

function draw() {
  const mayRing = kindInUse() === "browser" && ["idle", "ringing"].includes(stage());
  paint(state(), { mic: phone.own.mic, micName: phone.own.micName, notice: phone.own.notice, blocked: mayRing && isBlocked() });
  drawKeypad();
  if (owner) showOnHeadset(phone.own.state);
}

function changed() {
  if (owner) tellOthers({ state: phone.own.state });
  draw();
}

function press(verb, digit) {
  if (verb === "take-over") return take();
  if (digit) wasPressed(digit);
  if (owner || HERE.has(verb)) verbs[verb]?.(digit);
  else if (theirs) tellOthers({ verb, digit });
  else early = verb;
}

function told({ state: said, verb, digit, hello }) {
  if (owner && hello) tellOthers({ state: phone.own.state });
  if (owner && verb) press(verb, digit);
  if (!owner && said) {
    theirs = said;
    draw();
  }
}

function becomeOwner() {
  owner = true;
  theirs = null;
  phone.own.state = START;
  if (kindInUse() === "browser") phone.connect();
  else if (early) press(early);
  early = null;
  draw();
}

// Another tab has the phone: it was there first, or it has just taken it from this one.
function giveWay() {
  if (owner) phone.stop();
  owner = false;
  theirs = START;
  tellOthers({ hello: true });
  if (early) tellOthers({ verb: early });
  early = null;
  draw();
}

function meant(by) {
  if (by === "end") document.getElementById("hang-up")?.click();
  else if (owner) press(by);
}

export function startPhone() {
  startHeadset(meant);
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-phone]");
    if (button && button.getAttribute("aria-disabled") !== "true") press(button.dataset.phone, button.dataset.digit);
  });
  document.addEventListener("htmx:afterSettle", draw);
  document.addEventListener("htmx:oobAfterSwap", draw);
  // The socket of a page that goes away closes by itself: the server sees a lost phone, never a hang-up.
  window.addEventListener("beforeunload", (event) => owner && talks(phone.own.state) && event.preventDefault());
  onUnblocked(draw);
  onTold(told);
  ownIt({ mine: becomeOwner, theirs: giveWay });
  draw();
  document.body.dataset.phoneListens = "";
}
