// The editor speaks the language of its page. Our own texts have the Swedish sentence as key, those of
// bpmn-js the English one. A text without its translation is kept in `untranslated`, which a test reads.

import english from "./texts.en.json";
import swedish from "./bpmn.sv.json";

export const untranslated = new Set();
const isSwedish = document.documentElement.lang !== "en";

// Our own text, with values in the place of {names}.
export function say(sentence, values = {}) {
  if (!(sentence in english)) untranslated.add(sentence);
  return filled(isSwedish ? sentence : (english[sentence] ?? sentence), values);
}

function translate(sentence, values = {}) {
  if (isSwedish && !(sentence in swedish)) untranslated.add(sentence);
  return filled(isSwedish ? (swedish[sentence] ?? sentence) : sentence, values);
}

function filled(sentence, values) {
  return sentence.replace(/\{(\w+)\}/g, (all, name) => values[name] ?? all);
}

export const languageModule = { translate: ["value", translate] };
