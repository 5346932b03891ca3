// What the desk works out in the browser. Run by pytest (test_files.py), or: node --test tests/web
import assert from "node:assert/strict";
import test from "node:test";
import { gainFor, powerOf } from "../../src/yesline/web/parts/static/phone/even.js";

const times = { seconds: "%(n)d s", minutes: "%(n)d min", hours: "%(h)d h %(m)02d min" };
globalThis.document = { body: { dataset: { now: "", times: JSON.stringify(times) } } };
const { span } = await import("../../src/yesline/web/parts/static/js/relative.js");
const words = (seconds) => span(seconds).replaceAll("\u00a0", " ");

test("a span is said as the server says it", () => {
  assert.equal(words(12), "12 s");
  assert.equal(words(59.9), "59 s");
  assert.equal(words(60), "1 min");
  assert.equal(words(3 * 3600 + 13 * 60), "3 h 13 min");
  assert.equal(words(40 * 3600 + 5 * 60), "40 h 05 min");
  assert.equal(words(-5), "0 s");
});

test("quiet and loud callers come to one loudness, within what makes sense", () => {
  const heard = (level) => level * gainFor(level * level);
  assert.ok(Math.abs(heard(0.02) - heard(0.3)) < 0.001);
  assert.equal(gainFor(0.000001), 16); // never more than 24 dB
  assert.equal(gainFor(1), 0.15);
});

test("the power of a tone is half the square of its height", () => {
  const tone = Float32Array.from({ length: 8000 }, (_one, at) => 0.5 * Math.sin((2 * Math.PI * 440 * at) / 8000));
  assert.ok(Math.abs(powerOf(tone) - 0.125) < 0.001);
});
