// A recording: play, pause, seek, and where we are.
import { spell } from "./timer.js";

export function player(box) {
  const audio = box.querySelector("audio");
  const button = box.querySelector(".play");
  const seek = box.querySelector(".seek");
  const time = box.querySelector("[data-time]");
  const draw = () => {
    const whole = Number.isFinite(audio.duration) ? audio.duration : 0;
    time.textContent = whole ? `${spell(audio.currentTime)} / ${spell(whole)}` : spell(audio.currentTime);
    seek.value = whole ? Math.round((audio.currentTime / whole) * 1000) : 0;
    seek.setAttribute("aria-valuetext", time.textContent);
    box.classList.toggle("is-playing", !audio.paused);
    button.setAttribute("aria-label", audio.paused ? button.dataset.play : button.dataset.pause);
  };
  button.addEventListener("click", () => (audio.paused ? audio.play() : audio.pause()));
  seek.addEventListener("input", () => {
    if (Number.isFinite(audio.duration)) audio.currentTime = (seek.value / 1000) * audio.duration;
  });
  for (const name of ["timeupdate", "play", "pause", "ended", "loadedmetadata"]) audio.addEventListener(name, draw);
  draw();
  return () => audio.pause();
}
