// "14:47" in the zone of the agent's organisation (data-zone: minutes from UTC), redrawn as minutes pass.
import { now } from "./now.js";

export function clock(element) {
  const zone = Number(element.dataset.zone) * 60000;
  const draw = () => {
    const text = new Date(now() + zone).toISOString().slice(11, 16);
    if (element.textContent !== text) element.textContent = text;
  };
  draw();
  const ticking = setInterval(draw, 1000);
  return () => clearInterval(ticking);
}
