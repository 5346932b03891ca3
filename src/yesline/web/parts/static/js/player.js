// A recording: play, pause, seek (by keys too), faster, and where we are; who spoke when, once it is drawn.
import { spell } from "./timer.js";
import { drawLanes, moveHead } from "./waves.js";

const STEP = 5; // seconds for an arrow
const SPEEDS = [1, 1.25, 1.5, 2];
const EVENTS = ["timeupdate", "play", "pause", "ended", "loadedmetadata", "ratechange", "seeked"];

export function player(box) {
  const audio = box.querySelector("audio");
  const button = box.querySelector(".play");
  const seek = box.querySelector(".seek");
  const time = box.querySelector("[data-time]");
  const speed = box.querySelector("[data-speed]");
  const whole = () => (Number.isFinite(audio.duration) ? audio.duration : 0);
  const draw = () => {
    time.textContent = whole() ? `${spell(audio.currentTime)} / ${spell(whole())}` : spell(audio.currentTime);
    seek.value = whole() ? Math.round((audio.currentTime / whole()) * 1000) : 0;
    seek.setAttribute("aria-valuetext", time.textContent);
    moveHead(box, whole() ? audio.currentTime / whole() : 0);
    box.classList.toggle("is-playing", !audio.paused);
    button.setAttribute("aria-label", audio.paused ? button.dataset.play : button.dataset.pause);
    speed.querySelector("[data-times]").textContent = `${audio.playbackRate}×`;
  };
  const toggle = () => (audio.paused ? audio.play() : audio.pause());
  const goTo = (seconds) => {
    if (whole()) audio.currentTime = Math.min(whole(), Math.max(0, seconds));
  };
  const faster = (by) => {
    const at = SPEEDS.indexOf(audio.playbackRate);
    audio.playbackRate = SPEEDS[(at + by + SPEEDS.length) % SPEEDS.length];
  };
  const keys = {
    ArrowLeft: () => goTo(audio.currentTime - STEP),
    ArrowRight: () => goTo(audio.currentTime + STEP),
    Home: () => goTo(0),
    End: () => goTo(whole()),
    " ": toggle,
    "<": () => faster(-1),
    ">": () => faster(1),
  };
  box.addEventListener("keydown", (event) => {
    if (!keys[event.key] || (event.key === " " && event.target.matches("button"))) return;
    event.preventDefault();
    keys[event.key]();
  });
  button.addEventListener("click", toggle);
  speed.addEventListener("click", () => faster(1));
  seek.addEventListener("input", () => goTo((seek.value / 1000) * whole()));
  box.querySelector("[data-lanes]").addEventListener("click", (event) => {
    const place = event.currentTarget.getBoundingClientRect();
    goTo(((event.clientX - place.left) / place.width) * whole());
  });
  for (const name of ["loadedmetadata", "durationchange"]) audio.addEventListener(name, () => drawLanes(box, audio));
  for (const name of EVENTS) audio.addEventListener(name, draw);
  draw();
  return () => audio.pause();
}
