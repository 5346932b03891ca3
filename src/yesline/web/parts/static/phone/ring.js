// The ring: two soft notes each two seconds, on the computer's speaker. Its visible twin is the ringing bar.
const NOTES = [659.3, 784];
const EVERY = 2000;
let context = null;
let ringing = null;

function note(pitch, at) {
  const tone = context.createOscillator();
  const volume = context.createGain();
  tone.frequency.value = pitch;
  volume.gain.setValueAtTime(0, at);
  volume.gain.linearRampToValueAtTime(0.18, at + 0.03);
  volume.gain.exponentialRampToValueAtTime(0.001, at + 0.45);
  tone.connect(volume).connect(context.destination);
  tone.start(at);
  tone.stop(at + 0.5);
}

export function once() {
  context ??= new AudioContext();
  context.resume();
  NOTES.forEach((pitch, index) => note(pitch, context.currentTime + 0.02 + index * 0.22));
}

export function ring(on) {
  if (on && ringing === null) {
    once();
    ringing = setInterval(once, EVERY);
  } else if (!on && ringing !== null) {
    clearInterval(ringing);
    ringing = null;
  }
}

// Whether the browser would keep the ring silent until somebody clicks.
export function isBlocked() {
  context ??= new AudioContext();
  return context.state === "suspended";
}

export function onUnblocked(then) {
  context ??= new AudioContext();
  context.addEventListener("statechange", then);
  const wake = () => context.resume();
  document.addEventListener("pointerdown", wake, { once: true });
  document.addEventListener("keydown", wake, { once: true });
}
