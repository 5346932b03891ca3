// "in 43 min", "3 h 13 min", "for 12 s", "3 s ago": kept right in the browser, in the words the server gave (data-times on
// the body), so that a page at rest asks for nothing. Only when a time is up, or turns pressing, the page looks once.
import { now } from "./now.js";

const [MINUTE, HOUR, DAY] = [60, 3600, 86400];
const TURNS = [0, HOUR, 6 * HOUR]; // seconds before it is due
const times = JSON.parse(document.body.dataset.times ?? "{}");

const fill = (words, values) => words.replace(/%\((\w+)\)(02)?[ds]/g, (_all, name, pad) => String(values[name]).padStart(pad ? 2 : 1, "0"));
const tied = (text) => text.replaceAll(" ", "\u00a0");

export function span(seconds, words = times) {
  const whole = Math.max(0, Math.floor(seconds));
  if (whole < MINUTE) return tied(fill(words.seconds, { n: whole }));
  if (whole < HOUR) return tied(fill(words.minutes, { n: Math.floor(whole / MINUTE) }));
  return tied(fill(words.hours, { h: Math.floor(whole / HOUR), m: Math.floor((whole % HOUR) / MINUTE) }));
}

const spoken = {
  until: (left) => fill(left >= 0 ? times.in : times.late, { span: span(Math.abs(left)) }),
  left: (left) => span(left),
  for: (left) => span(-left),
  ago: (left) => (-left < DAY ? fill(times.ago, { span: span(-left) }) : null), // older: the date the server wrote
};

export function relative(element) {
  const when = Date.parse(element.dateTime ?? element.dataset.at);
  const left = () => (when - now()) / 1000;
  let before = left();
  const draw = () => {
    const after = left();
    if (TURNS.some((turn) => before >= turn && after < turn)) htmx.trigger(document.body, "pulse");
    before = after;
    const text = spoken[element.dataset.says](after);
    if (text !== null && element.textContent !== text) element.textContent = text;
  };
  const ticking = setInterval(draw, 1000);
  return () => clearInterval(ticking);
}
