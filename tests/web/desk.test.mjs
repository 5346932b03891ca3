// What the desk works out in the browser. Run by pytest (test_files.py), or: node --test tests/web
import assert from "node:assert/strict";
import test from "node:test";
import { gainFor, powerOf } from "../../src/yesline/web/parts/static/phone/even.js";

import { compose, meaning, places, read } from "../../src/yesline/web/parts/static/phone/hid_report.js";
import { path, peaks } from "../../src/yesline/web/parts/static/js/waves.js";

import { fits } from "../../src/yesline/web/parts/static/box/deeds.js";

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

test("a recording's lane shows where it was loud", () => {
  const samples = new Float32Array(400);
  samples.fill(0.5, 100, 200);
  assert.deepEqual(peaks(samples, 4), [0, 0.5, 0, 0]);
  assert.equal(path([0, 1], 12), "M240.0 11.5V12.5M720.0 1.0V23.0");
});

// As headsets describe themselves: hook switch, line busy, mute in report 2; two lamps in report 3, a third beyond padding.
const HEADSET = [
  {
    usagePage: 0x0b,
    children: [],
    inputReports: [{ reportId: 2, items: [
      { reportSize: 1, reportCount: 3, usages: [0x0b0020, 0x0b0097, 0x0b002f] },
      { reportSize: 1, reportCount: 5, usages: [] },
    ] }],
    outputReports: [{ reportId: 3, items: [
      { reportSize: 1, reportCount: 2, isRange: true, usageMinimum: 0x080017, usageMaximum: 0x080018 },
      { reportSize: 1, reportCount: 7, usages: [] },
      { reportSize: 1, reportCount: 1, usages: [0x080009] },
    ] }],
  },
];
const says = (...bytes) => new DataView(Uint8Array.from(bytes).buffer);

test("a headset's report tells of its hook and its mute key", () => {
  const inputs = places(HEADSET, "inputReports");
  assert.deepEqual(read(inputs, 2, says(0b101)), { hook: true, mute: true });
  assert.deepEqual(read(inputs, 2, says(0b010)), { hook: false, mute: false });
  assert.deepEqual(read(inputs, 9, says(0b111)), {});
});

test("its lamps are shown by one report", () => {
  const [{ id, data }] = compose(places(HEADSET, "outputReports"), { offHook: true, ring: false, mute: true });
  assert.equal(id, 3);
  assert.deepEqual([...data], [0b1, 0b10]);
});

test("what a press means depends on the call", () => {
  assert.equal(meaning({ hook: false }, { hook: true }, "ringing"), "answer");
  assert.equal(meaning({ hook: true }, { hook: false }, "talking"), "end");
  assert.equal(meaning({ hook: false }, { hook: false }, "talking"), null);
  assert.equal(meaning({ mute: false }, { mute: true }, "talking"), "mute");
  assert.equal(meaning({ mute: true }, { mute: false }, "talking"), null);
  assert.equal(meaning({ hook: false }, { hook: true }, "none"), null);
});

test("a deed is found by the beginnings of its words, in any order, on either keyboard", () => {
  assert.equal(fits("На линию готов", "лин"), true);
  assert.equal(fits("На линию готов", "kby"), true);
  assert.equal(fits("Перерыв", "пере рыв"), false);
  assert.equal(fits("Не записывать", "записывать не"), true);
  assert.equal(fits("Hold", "рщдв"), true);
  assert.equal(fits("Ещё раз", "еще"), true);
  assert.equal(fits("Hold", "old"), false);
});
