// An organisation's own voice: recorded here, turned into what a telephone can carry (8 kHz, one channel), sent as WAV.
const RATE = 8000, LONGEST = 4000; // Hz, ms
const $ = (id) => document.getElementById(id);
const box = $("voice");
let recorder = null, sound = null, meter = 0;

$("record").addEventListener("click", record);
$("stop").addEventListener("click", () => recorder?.stop());
$("keep").addEventListener("click", keep);

async function record() {
  let stream;
  try {
    stream = await navigator.mediaDevices.getUserMedia({ audio: { echoCancellation: false, noiseSuppression: true } });
  } catch {
    return say(box.dataset.noMicrophone, "bad");
  }
  const parts = [];
  recorder = new MediaRecorder(stream);
  recorder.ondataavailable = (event) => parts.push(event.data);
  recorder.onstop = () => heard(stream, new Blob(parts, { type: recorder.mimeType }));
  recorder.start();
  watch(stream);
  setTimeout(() => recorder.state === "recording" && recorder.stop(), LONGEST);
  working(true);
  say(box.dataset.hearing);
}

async function heard(stream, blob) {
  stream.getTracks().forEach((track) => track.stop());
  cancelAnimationFrame(meter);
  working(false);
  sound = wav(await telephone(blob));
  URL.revokeObjectURL($("mine").src);
  $("mine").src = URL.createObjectURL(sound);
  $("heard").hidden = false;
  say("");
}

async function keep() {
  try {
    const answer = await fetch(box.dataset.address, { method: "POST", body: sound, headers: { "X-CSRFToken": box.dataset.csrf } });
    say((await answer.json()).sentence, answer.ok ? "ok" : "bad");
  } catch {
    say(box.dataset.noServer, "bad");
  }
}

async function telephone(blob) {
  const context = new AudioContext();
  const whole = await context.decodeAudioData(await blob.arrayBuffer());
  await context.close();
  const line = new OfflineAudioContext(1, Math.ceil(whole.duration * RATE), RATE);
  const source = new AudioBufferSourceNode(line, { buffer: whole });
  source.connect(line.destination);
  source.start();
  return (await line.startRendering()).getChannelData(0);
}

function wav(samples) {
  const view = new DataView(new ArrayBuffer(44 + samples.length * 2));
  const word = (at, text) => [...text].forEach((letter, n) => view.setUint8(at + n, letter.charCodeAt(0)));
  word(0, "RIFF"); view.setUint32(4, 36 + samples.length * 2, true); word(8, "WAVEfmt ");
  view.setUint32(16, 16, true); view.setUint16(20, 1, true); view.setUint16(22, 1, true);
  view.setUint32(24, RATE, true); view.setUint32(28, RATE * 2, true); view.setUint16(32, 2, true); view.setUint16(34, 16, true);
  word(36, "data"); view.setUint32(40, samples.length * 2, true);
  samples.forEach((sample, n) => view.setInt16(44 + n * 2, Math.max(-1, Math.min(1, sample)) * 32767, true));
  return new Blob([view.buffer], { type: "audio/wav" });
}

function watch(stream) {
  const context = new AudioContext(), analyser = context.createAnalyser(), wave = new Float32Array(analyser.fftSize);
  context.createMediaStreamSource(stream).connect(analyser);
  const look = () => {
    analyser.getFloatTimeDomainData(wave);
    $("level").value = Math.max(...wave.map(Math.abs));
    if (recorder.state === "recording") meter = requestAnimationFrame(look);
    else context.close();
  };
  look();
}

function working(on) {
  $("record").hidden = on;
  $("stop").hidden = $("level").hidden = !on;
}

function say(sentence, look = "") {
  $("said").textContent = sentence;
  $("said").className = `s ${look}`;
}
