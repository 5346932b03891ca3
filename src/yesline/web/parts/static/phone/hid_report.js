// The reports of a telephony headset (HID Usage Tables, pages 0x0B telephony and 0x08 lamps), read and composed. Pure.
const IN = { 0x0b0020: "hook", 0x0b002f: "mute" };
const OUT = { 0x080017: "offHook", 0x080018: "ring", 0x080009: "mute" };

// Where in which report each of our bits is: [{id, name, bit, bytes}] for "inputReports" or "outputReports".
export function places(collections, kind) {
  const known = kind === "inputReports" ? IN : OUT;
  return collections.flatMap((collection) => [
    ...(collection[kind] ?? []).flatMap((report) => inReport(report, known)),
    ...places(collection.children ?? [], kind),
  ]);
}

function inReport({ reportId, items }, known) {
  const found = [];
  let bit = 0;
  for (const item of items) {
    for (let at = 0; at < item.reportCount; at++) {
      const usage = item.isRange ? item.usageMinimum + at : item.usages?.[Math.min(at, item.usages.length - 1)];
      if (known[usage]) found.push({ id: reportId, name: known[usage], bit });
      bit += item.reportSize;
    }
  }
  return found.map((place) => ({ ...place, bytes: Math.ceil(bit / 8) }));
}

// What an input report says: {hook: true, mute: false}; only what stands in it.
export function read(all, id, data) {
  const mine = all.filter((place) => place.id === id && place.bit >> 3 < data.byteLength);
  return Object.fromEntries(mine.map(({ name, bit }) => [name, Boolean((data.getUint8(bit >> 3) >> (bit & 7)) & 1)]));
}

// The output reports that show these lamps: [{id, data}].
export function compose(all, lamps) {
  const reports = new Map();
  for (const { id, name, bit, bytes } of all) {
    if (!reports.has(id)) reports.set(id, new Uint8Array(bytes));
    if (lamps[name]) reports.get(id)[bit >> 3] |= 1 << (bit & 7);
  }
  return [...reports].map(([id, data]) => ({ id, data }));
}

// What somebody means who pressed: from what was to what is, while it rings or they talk. null: nothing.
export function meaning(before, after, call) {
  if (after.mute && !before.mute && call === "talking") return "mute";
  if (after.hook && !before.hook && call === "ringing") return "answer";
  if (after.hook === false && before.hook && call === "talking") return "end";
  return null;
}
