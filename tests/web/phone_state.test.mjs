// The browser's phone, step by step. Run by pytest (test_files.py), or: node --test tests/web
import assert from "node:assert/strict";
import test from "node:test";
import { START, TRIES, isFree, pause, reduce, rings, talks, words } from "../../src/yesline/web/parts/static/phone/phone_state.js";

const after = (...events) => events.map((one) => (typeof one === "string" ? { type: one } : one)).reduce(reduce, START);
const READY = ["start", { type: "mic", found: "mic-ok" }, "registered"];

test("a phone begins switched off, with nobody on it", () => {
  assert.deepEqual({ ...START }, { line: "off", call: "none", auto: false, muted: false, wasMuted: false, tries: 0 });
});

test("with a microphone it connects and is ready", () => {
  assert.equal(after("start").line, "checking");
  assert.equal(after("start", { type: "mic", found: "mic-ok" }).line, "connecting");
  assert.equal(after(...READY).line, "ready");
});

for (const found of ["mic-missing", "mic-refused", "mic-insecure"]) {
  test(`${found}: it does not connect, so that it can't ring`, () => {
    assert.equal(after("start", { type: "mic", found }).line, found);
  });
}

test("it rings, is answered, talks, is over", () => {
  assert.equal(rings(after(...READY, "invite")), true);
  assert.equal(talks(after(...READY, "invite", "answer")), true);
  assert.equal(after(...READY, "invite", "answer", "confirmed").call, "talking");
  assert.equal(isFree(after(...READY, "invite", "answer", "confirmed", "ended")), true);
});

test("a call that answers itself makes no ring", () => {
  const state = after(...READY, { type: "invite", auto: true });
  assert.deepEqual([state.call, rings(state)], ["ringing", false]);
});

test("a second caller changes nothing while one is there", () => {
  const talking = after(...READY, "invite", "answer", "confirmed");
  assert.deepEqual(reduce(talking, { type: "invite" }), talking);
});

test("the microphone is switched off and on only while talking, and is on for the next caller", () => {
  assert.equal(after(...READY, "mute").muted, false);
  assert.equal(after(...READY, "invite", "answer", "confirmed", "mute").muted, true);
  assert.equal(after(...READY, "invite", "answer", "confirmed", "mute", "mute").muted, false);
  assert.equal(after(...READY, "invite", "answer", "confirmed", "mute", "ended").muted, false);
});

test("a conversation that is brought back finds the microphone as it was", () => {
  const muted = [...READY, "invite", "answer", "confirmed", "mute", "ended"];
  assert.equal(after(...muted, { type: "invite", auto: true }).muted, true);
  assert.equal(after(...muted, { type: "invite", auto: false }).muted, false);
  assert.equal(after(...muted.filter((one) => one !== "mute"), { type: "invite", auto: true }).muted, false);
});

test("a new password may take some tries; after that another browser has the phone", () => {
  const refusals = Array(TRIES - 1).fill("refused");
  const connecting = after("start", { type: "mic", found: "mic-ok" }, ...refusals);
  assert.deepEqual([connecting.line, connecting.tries], ["connecting", TRIES - 1]);
  assert.equal(reduce(connecting, { type: "refused" }).line, "elsewhere");
  assert.equal(reduce(connecting, { type: "registered" }).tries, 0);
});

test("it tries again soon, then seldom, and for ever: the switch may only have been away", () => {
  assert.deepEqual([1, 3, 9].map((tries) => pause({ line: "connecting", tries })), [400, 1200, 2000]);
  const given = after("start", { type: "mic", found: "mic-ok" }, ...Array(TRIES).fill("refused"));
  assert.deepEqual([given.line, pause(given)], ["elsewhere", 10000]);
  assert.equal(reduce(reduce(given, { type: "refused" }), { type: "registered" }).line, "ready");
});

test("another phone was taken", () => {
  assert.deepEqual({ ...after(...READY, "stopped") }, { ...START });
});

test("the switch goes and comes back", () => {
  assert.equal(after(...READY, "disconnected").line, "lost");
  assert.equal(after(...READY, "disconnected", "registered").line, "ready");
});

test("words of the page follow the state", () => {
  assert.deepEqual([...words(START)], ["off", "mic-unknown"]);
  assert.deepEqual([...words(after(...READY), { mic: "mic-ok" })], ["ready", "mic-ok"]);
  assert.deepEqual([...words(after("start", { type: "mic", found: "mic-missing" }))], ["off", "mic-missing"]);
  assert.deepEqual([...words(START, { blocked: true })], ["off", "mic-unknown", "blocked"]);
  assert.deepEqual([...words(START, { notice: "mic-gone" })], ["off", "mic-unknown", "mic-gone"]);
});

test("an unknown event is a mistake of ours", () => {
  assert.throws(() => reduce(START, { type: "dance" }), /no event dance/);
});
