// A running time, "3:12", since data-since. It is read out only on request (role=timer is silent).
import { now } from "./now.js";

export function spell(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  const pad = (number) => String(number).padStart(2, "0");
  const minutes = Math.floor(whole / 60);
  return minutes < 60
    ? `${minutes}:${pad(whole % 60)}`
    : `${Math.floor(minutes / 60)}:${pad(minutes % 60)}:${pad(whole % 60)}`;
}

export function timer(element) {
  const since = Date.parse(element.dataset.since);
  const draw = () => {
    element.textContent = spell((now() - since) / 1000);
  };
  draw();
  const ticking = setInterval(draw, 1000);
  return () => clearInterval(ticking);
}
