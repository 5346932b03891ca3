// Microphone and speaker: is there one, may we use it, how loud are you, what do you hear.
const WANTED = { audio: { echoCancellation: true, noiseSuppression: true, autoGainControl: true }, video: false };

// One of: {stream}, {problem: "mic-missing" | "mic-refused" | "mic-insecure"}.
export async function microphone() {
  if (!navigator.mediaDevices?.getUserMedia) return { problem: "mic-insecure" };
  try {
    return { stream: await navigator.mediaDevices.getUserMedia(WANTED) };
  } catch (error) {
    return { problem: error.name === "NotAllowedError" ? "mic-refused" : "mic-missing" };
  }
}

// Lets a stream go; returns null, to be kept in its place.
export function release(stream) {
  for (const track of stream?.getTracks() ?? []) track.stop();
  return null;
}

export const nameOf = (stream) => stream.getAudioTracks()[0]?.label ?? "";

// Shows 0…100 twenty times a second until the returned function is called.
export function showLevel(stream, show) {
  const context = new AudioContext();
  const analyser = context.createAnalyser();
  context.createMediaStreamSource(stream).connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  const ticking = setInterval(() => {
    analyser.getFloatTimeDomainData(samples);
    const power = samples.reduce((sum, one) => sum + one * one, 0) / samples.length;
    show(Math.min(100, Math.round(Math.sqrt(power) * 400)));
  }, 50);
  return () => {
    clearInterval(ticking);
    context.close();
  };
}

// Plays the far end. Browsers allow it while the page listens to a microphone.
export function hear(stream) {
  const speaker = document.getElementById("far-end");
  speaker.srcObject = stream;
  speaker.play()?.catch(() => {});
}
