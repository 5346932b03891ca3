// The two levels in the phone bar while one talks: yours and theirs.
import { heard, showLevel } from "./devices.js";

let stops = [];

function bar(whose) {
  return (percent) => {
    const element = document.querySelector(`[data-level="${whose}"]`);
    if (element && element.value !== percent) element.value = percent;
  };
}

export function hideLevels() {
  for (const stop of stops) stop();
  stops = [];
}

export function showLevels(microphone) {
  hideLevels();
  stops = [showLevel(microphone, bar("me"))];
  if (heard()) stops.push(showLevel(heard(), bar("them")));
}
