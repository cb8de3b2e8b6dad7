// Swedish compounds are longer than a step is wide, and bpmn-js breaks them wherever the line is full.
// Such a word gets soft hyphens where the school's rule would divide it: before a consonant that a vowel
// follows, but not before the s that joins two words. Only what is drawn has them, never the name itself.

import TextRenderer from "bpmn-js/lib/draw/TextRenderer";

const SOFT_HYPHEN = "\u00AD";
const CONSONANT = /[bcdfghjklmnpqrstvwxz]/i;
const VOWEL = /[aeiouyåäö]/i;
const KEPT_TOGETHER = 3;
const CHARACTER_PX = 6;
const EDGES_PX = 10;

function textRenderer(config) {
  const renderer = new TextRenderer(config);
  const drawn = renderer.createText;
  renderer.createText = (text, options = {}) => drawn(fitted(text, options.box?.width), options);
  return renderer;
}

textRenderer.$inject = ["config.textRenderer"];

function fitted(text, width) {
  if (!text || !width) return text;
  return text.replace(/\p{L}+/gu, (word) => (word.length * CHARACTER_PX > width - EDGES_PX ? softened(word) : word));
}

function softened(word) {
  const isJoint = (at) => word[at] === "s" && CONSONANT.test(word[at - 1]);
  const mayDivide = (at) => CONSONANT.test(word[at]) && VOWEL.test(word[at + 1]) && !isJoint(at);
  return [...word]
    .map((letter, at) => {
      const isInside = at >= KEPT_TOGETHER && at <= word.length - KEPT_TOGETHER;
      return isInside && mayDivide(at) ? SOFT_HYPHEN + letter : letter;
    })
    .join("");
}

export const hyphensModule = { textRenderer: ["factory", textRenderer] };
