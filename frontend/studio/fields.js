// What can be said of an element: what all have in common, and what belongs to its kind.

import { eventFields, messageFields, startFields } from "./event-fields.js";
import { choice, line, text } from "./field.js";
import { flowFields } from "./flow-fields.js";
import { giveRole, isTaken, laneOf, moveToRole } from "./lanes.js";
import { say } from "./language.js";
import { isFree, isPlain, notPlain } from "./names.js";
import { repeatFields } from "./repeat-fields.js";
import { callFields, decisionFields, declaredFields, serviceFields, userFields } from "./step-fields.js";

const AUTOMATIC = "automatic";
const BY_PEOPLE = ["bpmn:UserTask", "bpmn:ManualTask"];

const OF_KIND = {
  "bpmn:UserTask": userFields,
  "bpmn:ManualTask": userFields,
  "bpmn:ServiceTask": serviceFields,
  "bpmn:BusinessRuleTask": decisionFields,
  "bpmn:SendTask": messageFields,
  "bpmn:ReceiveTask": messageFields,
  "bpmn:CallActivity": callFields,
  "bpmn:StartEvent": startFields,
  "bpmn:SequenceFlow": flowFields,
};

export function fieldsOf(element, context) {
  const node = element.businessObject;
  if (node.$type === "bpmn:Lane") return laneFields(element, context);
  if (node.$type === "bpmn:TextAnnotation") return [note(element, context)];
  if (isWhole(node)) return processFields(element, context);
  const group = hasGroup(node) ? [stepGroup(element, context)] : [];
  const own = (OF_KIND[node.$type] ?? eventFields)(element, context);
  const repeats = node.$instanceOf("bpmn:Activity") ? repeatFields(element, context) : [];
  const last = [...repeats, ...descriptions(element, context, node), technicalName(element, context)];
  return [name(element, context), english(element, context), ...group, ...own, ...last];
}

// What sits on the edge of a step goes where the step goes.
function hasGroup(node) {
  return node.$instanceOf("bpmn:FlowNode") && node.$type !== "bpmn:BoundaryEvent";
}

// What is in a sub-process goes where that goes: the one that stands in no other.
function outermost(element) {
  return element.parent?.type === "bpmn:SubProcess" ? outermost(element.parent) : element;
}

function isWhole(node) {
  return ["bpmn:Participant", "bpmn:Process", "bpmn:Collaboration"].includes(node.$type);
}

function name(element, { model }) {
  const set = (value) => model.set(element, { name: value || undefined });
  return line("name", say("Namn"), element.businessObject.name ?? "", set);
}

function english(element, { model }, owner) {
  const set = (value) => model.setProperty(element, "name_en", value, owner);
  return line("name_en", say("Namn på engelska"), model.property(element, "name_en", owner), set);
}

function descriptions(element, context, owner) {
  return [description(element, context, owner), descriptionInEnglish(element, context, owner)];
}

function description(element, { model }, owner) {
  const set = (value) => model.setDocumentation(element, owner, value);
  return text("documentation", say("Beskrivning"), model.documentation(owner), set);
}

function descriptionInEnglish(element, { model }, owner) {
  const set = (value) => model.setProperty(element, "documentation_en", value, owner);
  const value = model.property(element, "documentation_en", owner);
  return text("documentation_en", say("Beskrivning på engelska"), value, set);
}

function technicalName(element, { model }) {
  const set = (value) => {
    if (!isPlain(value)) return notPlain();
    if (!isFree(value, model)) return say("Namnet finns redan i diagrammet.");
    return model.set(element, { id: value });
  };
  const hint = say("Engelska ord med understreck. Ändra det bara på nya steg.");
  return line("id", say("Tekniskt namn"), element.businessObject.id, set, { hint });
}

function stepGroup(step, { modeler, catalogue }) {
  const element = outermost(step);
  const isForPeople = BY_PEOPLE.includes(step.businessObject.$type);
  const value = laneOf(modeler, element)?.businessObject.id ?? "";
  // Shown where it stands already; the linter tells that a person shall have it.
  const canHave = (name) => !isForPeople || name !== AUTOMATIC || name === value;
  const roles = catalogue.roles.filter((role) => canHave(role.name));
  const set = (value) => {
    if (moveToRole(modeler, element, roleOf(catalogue, value))) return undefined;
    return say("Processen har ingen pool som kan få en bana för gruppen.");
  };
  const isWhole = element === step;
  const hint = isWhole ? say("Steget flyttas till gruppens bana.") : say("Hela delprocessen flyttas till gruppens bana.");
  const more = { hint, isNeeded: true };
  return choice("group", isWhole ? say("Grupp") : say("Delprocessens grupp"), value, roles, set, more);
}

function laneFields(element, context) {
  const { modeler, catalogue } = context;
  const set = (value) => {
    const role = roleOf(catalogue, value);
    if (isTaken(modeler, element, role)) return say("Gruppen har redan en bana.");
    return giveRole(modeler, element, role);
  };
  const more = { isNeeded: true };
  const group = choice("group", say("Grupp"), element.businessObject.id, catalogue.roles, set, more);
  return [group, ...descriptions(element, context, element.businessObject)];
}

function roleOf(catalogue, name) {
  return catalogue.roles.find((role) => role.name === name);
}

function processFields(element, context) {
  const process = element.businessObject.processRef ?? context.model.process();
  const set = (value) => context.model.modeling.updateModdleProperties(element, process, { name: value });
  const own = line("name", say("Processens namn"), process.name ?? "", set);
  const values = declaredFields(element, context, process);
  return [own, english(element, context, process), ...values, ...descriptions(element, context, process)];
}

function note(element, { model }) {
  return text("text", say("Anteckning"), element.businessObject.text ?? "", (value) =>
    model.set(element, { text: value }),
  );
}
