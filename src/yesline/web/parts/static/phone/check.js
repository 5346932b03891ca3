// "Say something": the microphone is listened to for five seconds and its level shown.
import { release, showLevel } from "./devices.js";

const LISTEN_FOR = 5000; // ms

export async function check({ own, listen, level, changed }) {
  const found = await listen();
  if (found.stream) {
    own.mic = "mic-level";
    changed(own.state);
    const stop = showLevel(found.stream, level);
    await new Promise((done) => setTimeout(done, LISTEN_FOR));
    stop();
    release(found.stream);
    own.mic = "mic-ok";
  }
  changed(own.state);
}
