// How often a step is done: once, over and over, or several times at once or one after the other.

import { check, choice, line } from "./field.js";
import { say } from "./language.js";
import { isPlain, notPlain } from "./names.js";

const LOOP = "bpmn:StandardLoopCharacteristics";
const SEVERAL = "bpmn:MultiInstanceLoopCharacteristics";
const NUMBER = /^[0-9]{1,3}$/;

const WAYS = {
  once: [],
  loop: [LOOP, {}],
  sequential: [SEVERAL, { isSequential: true }],
  parallel: [SEVERAL, { isSequential: false }],
};

export function repeatFields(element, context) {
  const now = context.model.repeats(element);
  const more = { [LOOP]: loopFields, [SEVERAL]: severalFields }[now?.$type];
  return [howOften(element, context, now), ...(more ? more(element, context, now) : [])];
}

function howOften(element, { model }, now) {
  const value = { [LOOP]: "loop", [SEVERAL]: now?.isSequential ? "sequential" : "parallel" }[now?.$type] ?? "once";
  const options = [
    { name: "once", title: say("En gång") },
    { name: "loop", title: say("Om igen, så länge ett villkor gäller") },
    { name: "sequential", title: say("Flera gånger, en i taget") },
    { name: "parallel", title: say("Flera gånger, samtidigt") },
  ];
  const set = (chosen) => model.setRepeats(element, ...WAYS[chosen]);
  return choice("repeats", say("Hur ofta steget görs"), value, options, set, { isNeeded: true });
}

function loopFields(element, { model }, now) {
  const most = (value) => {
    if (value && !NUMBER.test(value)) return say("Skriv ett heltal, till exempel 10.");
    return model.setRepeated(element, { loopMaximum: value ? Number(value) : undefined });
  };
  const first = (value) => model.setRepeated(element, { testBefore: value });
  const hint = say("Ett villkor på ärendets värden, till exempel {example}.", { example: 'outcome = "again"' });
  return [
    expression(element, model, "loopCondition", say("Görs om så länge"), hint),
    line("at_most", say("Högst så många gånger"), `${now.loopMaximum ?? ""}`, most),
    check("tests_first", say("Pröva villkoret före första gången"), now.testBefore === true, first),
  ];
}

function severalFields(element, { model }, now) {
  const own = (name) => model.property(element, name, now);
  const keep = (name) => (value) => model.setProperty(element, name, value, now);
  const item = (value) => (value && !isPlain(value) ? notPlain() : keep("item")(value));
  const example = "recipients";
  const either = say("Ett tal eller ett av ärendets värden. Lämnas tomt om steget görs för varje i en lista.");
  const list = say("En lista som räknas ut av ärendets värden, till exempel {example}.", { example });
  const named = say("Vad varje gång gäller får ett namn, som steget kan använda.");
  const until = say("När villkoret gäller görs resten inte. Tomt betyder att alla görs.");
  return [
    expression(element, model, "loopCardinality", say("Hur många gånger"), either),
    line("collection", say("För varje i listan"), own("collection"), keep("collection"), { hint: list }),
    line("item", say("Namn på var och en"), own("item"), item, { hint: named }),
    expression(element, model, "completionCondition", say("Slutar i förtid när"), until),
  ];
}

function expression(element, model, name, label, hint) {
  const set = (value) => model.setRepeatedWhile(element, name, value);
  return line(name, label, model.repeats(element)[name]?.body ?? "", set, { hint });
}
