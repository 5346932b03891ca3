// What a caller hears while it rings at ours: one second of tone, four of silence.
let context = null;
let ringing = null;

function tone() {
  const at = context.currentTime + 0.05;
  const note = context.createOscillator();
  const volume = context.createGain();
  note.frequency.value = 425;
  volume.gain.setValueAtTime(0, at);
  volume.gain.linearRampToValueAtTime(0.08, at + 0.03);
  volume.gain.setValueAtTime(0.08, at + 0.97);
  volume.gain.linearRampToValueAtTime(0, at + 1);
  note.connect(volume).connect(context.destination);
  note.start(at);
  note.stop(at + 1.05);
}

export function ringback(on) {
  context ??= new AudioContext();
  if (on && ringing === null) {
    context.resume();
    tone();
    ringing = setInterval(tone, 5000);
  } else if (!on && ringing !== null) {
    clearInterval(ringing);
    ringing = null;
  }
}
