// What belongs to a flow out of a choice: its condition, or that it is taken when none holds.

import { check, line } from "./field.js";
import { say } from "./language.js";
import { together } from "./together.js";

const CHOOSING = ["bpmn:ExclusiveGateway", "bpmn:InclusiveGateway"];

export function flowFields(element, { model, modeler }) {
  const source = element.source?.businessObject;
  if (!CHOOSING.includes(source?.$type)) return [];
  const isDefault = source.default === element.businessObject;
  const fallback = defaultField(element, { model, modeler }, isDefault);
  return isDefault ? [fallback] : [conditionField(element, model), fallback];
}

function conditionField(element, model) {
  const hint = say("Ett villkor på ärendets värden, till exempel {example}.", { example: 'outcome = "kept"' });
  const set = (value) => model.setCondition(element, value);
  return line("condition", say("Villkor"), model.condition(element), set, { hint });
}

// The flow that was taken before loses the mark; a condition that was written goes, as it would never be tried.
function defaultField(element, { model, modeler }, isDefault) {
  const change = (value) => {
    if (value) model.setCondition(element, "");
    model.set(element.source, { default: value ? element.businessObject : undefined });
  };
  const set = (value) => together(modeler, () => change(value));
  return check("default", say("Går hit när inget villkor gäller"), isDefault, set);
}
