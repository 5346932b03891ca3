// Who spoke when: the caller above, we below, drawn from the sound itself. Whatever can't be decoded stays undrawn, and
// the player works without.
const LONGEST = 1800; // seconds: more would be too much memory for a picture
const RATE = 8000; // a telephone's; a browser decodes to whatever is asked for
const BARS = 240;
const [WIDTH, MIDDLES, TALLEST] = [960, [12, 36], 11]; // of the drawing's own units

// The loudest of each of `bars` equal parts, 0…1.
export function peaks(samples, bars) {
  const size = Math.max(1, Math.floor(samples.length / bars));
  return Array.from({ length: bars }, (_none, bar) => {
    let most = 0;
    for (let at = bar * size; at < Math.min(samples.length, (bar + 1) * size); at++) most = Math.max(most, Math.abs(samples[at]));
    return most;
  });
}

export function path(values, middle) {
  const step = WIDTH / values.length;
  return values
    .map((value, bar) => {
      const half = Math.max(0.5, Math.min(1, value * 1.5) * TALLEST);
      return `M${((bar + 0.5) * step).toFixed(1)} ${(middle - half).toFixed(1)}V${(middle + half).toFixed(1)}`;
    })
    .join("");
}

export async function drawLanes(box, audio) {
  if (!(audio.duration <= LONGEST) || "lanes" in box.dataset) return;
  box.dataset.lanes = "";
  try {
    const answer = await fetch(audio.src);
    const sound = await new OfflineAudioContext(2, 1, RATE).decodeAudioData(await answer.arrayBuffer());
    const lanes = box.querySelector("[data-lanes]");
    MIDDLES.slice(0, sound.numberOfChannels).forEach((middle, channel) => {
      const drawn = path(peaks(sound.getChannelData(channel), BARS), middle);
      for (const line of lanes.querySelectorAll(`[data-lane="${channel}"]`)) line.setAttribute("d", drawn);
    });
    box.dataset.lanes = "drawn";
  } catch {
    // Not drawn.
  }
}

export const moveHead = (box, share) => box.querySelector("[data-heard]").setAttribute("width", String(share * WIDTH));
