// Every caller equally loud: what comes from the line is brought to one level before it is heard, slowly upwards, quickly
// downwards; a limiter keeps what is sudden off the ear. Pauses are not pulled up.
const TARGET = 0.1; // of full scale, as an effective value: -20 dB
const GATE = 0.002; // quieter than this (-54 dB) nobody speaks
const LEAST = 0.15;
const MOST = 16; // +24 dB
const EVERY = 50; // ms
const MEMORY = 0.12; // how much of each look goes into the remembered loudness

// The gain for a remembered power (square of an effective value). Pure.
export const gainFor = (power) => Math.min(MOST, Math.max(LEAST, TARGET / Math.sqrt(power)));

export function powerOf(samples) {
  return samples.reduce((sum, one) => sum + one * one, 0) / samples.length;
}

// {stream, running(), onRunning(then), stop()}; until it runs (browsers wait for a click) the plain stream is to be heard.
export function evenly(stream) {
  const context = new AudioContext();
  const keepsItFlowing = new Audio(); // Chromium hands a far stream on only while an element plays it
  keepsItFlowing.muted = true;
  keepsItFlowing.srcObject = stream;
  const source = context.createMediaStreamSource(stream);
  const [ear, gain, out] = [context.createAnalyser(), context.createGain(), context.createMediaStreamDestination()];
  const limiter = new DynamicsCompressorNode(context, { threshold: -10, knee: 4, ratio: 16, attack: 0.003, release: 0.12 });
  source.connect(ear);
  source.connect(gain).connect(limiter).connect(out);
  const samples = new Float32Array(ear.fftSize);
  let remembered = TARGET * TARGET;
  const ticking = setInterval(() => {
    ear.getFloatTimeDomainData(samples);
    const power = powerOf(samples);
    if (power < GATE * GATE) return;
    remembered += (power - remembered) * (power > remembered ? 3 * MEMORY : MEMORY);
    gain.gain.setTargetAtTime(gainFor(remembered), context.currentTime, 0.08);
  }, EVERY);
  return {
    stream: out.stream,
    running: () => context.state === "running",
    onRunning: (then) => context.addEventListener("statechange", then),
    stop: () => {
      clearInterval(ticking);
      keepsItFlowing.srcObject = null;
      context.close();
    },
  };
}
