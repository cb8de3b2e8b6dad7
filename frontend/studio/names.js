// Which technical names may be given, as the linter sees it (engine/lint/names.py).

import { say } from "./language.js";

const PLAIN = /^[a-z][a-z0-9]*(_[a-z0-9]+)*$/;
const LONGEST = 64;

export function isPlain(name) {
  return PLAIN.test(name) && name.length <= LONGEST;
}

export function isFree(name, model) {
  return !model.registry.get(name) && !model.root().$model.ids.assigned(name);
}

export function notPlain() {
  return say("Skriv engelska ord med små bokstäver och understreck, till exempel confirm_match.");
}
