// What can be said of each kind of element, as plain values: the panel draws them.
// A field: {key, label, hint, kind: "line" | "text" | "choice" | "check", value, options, set(value)}.
// A line with options suggests them; `set` may return a sentence that says why it did not.

import { say } from "./language.js";
import { giveRole, isTaken, laneOf, moveToRole } from "./lanes.js";
import { definitionOf } from "./model.js";

const AUTOMATIC = "automatic";
const PLAIN = /^[a-z][a-z0-9]*(_[a-z0-9]+)*$/;
const LONGEST = 64;

const OF_KIND = {
  "bpmn:UserTask": userTask,
  "bpmn:ServiceTask": serviceTask,
  "bpmn:BusinessRuleTask": decisionTask,
  "bpmn:CallActivity": call,
  "bpmn:StartEvent": startEvent,
  "bpmn:SequenceFlow": flow,
};

export function fieldsOf(element, context) {
  const node = element.businessObject;
  if (node.$type === "bpmn:Lane") return laneFields(element, context);
  if (node.$type === "bpmn:TextAnnotation") return [annotation(element, context)];
  if (isWhole(node)) return processFields(element, context);
  const own = (OF_KIND[node.$type] ?? eventFields)(element, context);
  const group = hasGroup(node) ? [groupField(element, context)] : [];
  return [name(element, context), ...group, ...own, description(element, context, node), technicalName(element, context)];
}

// What sits on the edge of a step goes where the step goes.
function hasGroup(node) {
  return node.$instanceOf("bpmn:FlowNode") && node.$type !== "bpmn:BoundaryEvent";
}

function isWhole(node) {
  return ["bpmn:Participant", "bpmn:Process", "bpmn:Collaboration"].includes(node.$type);
}

function line(key, label, value, set, more = {}) {
  return { kind: "line", key, label, value, set, ...more };
}

function choice(key, label, value, options, set, more = {}) {
  return { kind: "choice", key, label, value, options, set, ...more };
}

function name(element, { model }) {
  return line("name", say("Namn"), element.businessObject.name ?? "", (value) =>
    model.set(element, { name: value || undefined }),
  );
}

function description(element, { model }, owner) {
  const set = (value) => model.setDocumentation(element, owner, value);
  return { ...line("documentation", say("Beskrivning"), model.documentation(owner), set), kind: "text" };
}

function technicalName(element, { model }) {
  const set = (value) => {
    if (!PLAIN.test(value) || value.length > LONGEST)
      return say("Skriv engelska ord med små bokstäver och understreck, till exempel confirm_match.");
    if (model.registry.get(value) || model.root().$model.ids.assigned(value))
      return say("Namnet finns redan i diagrammet.");
    return model.set(element, { id: value });
  };
  const hint = say("Engelska ord med understreck. Ändra det bara på nya steg.");
  return line("id", say("Tekniskt namn"), element.businessObject.id, set, { hint });
}

function groupField(element, { modeler, catalogue }) {
  const isForPeople = element.businessObject.$type === "bpmn:UserTask";
  const roles = catalogue.roles.filter((role) => !isForPeople || role.name !== AUTOMATIC);
  const set = (value) => moveToRole(modeler, element, catalogue.roles.find((role) => role.name === value));
  const value = laneOf(modeler, element)?.businessObject.id ?? "";
  return choice("group", say("Grupp"), value, roles, set, { hint: say("Steget flyttas till gruppens bana.") });
}

function laneFields(element, context) {
  const { modeler, catalogue } = context;
  const set = (value) => {
    const role = catalogue.roles.find((entry) => entry.name === value);
    if (isTaken(modeler, element, role)) return say("Gruppen har redan en bana.");
    return giveRole(modeler, element, role);
  };
  const group = choice("group", say("Grupp"), element.businessObject.id, catalogue.roles, set);
  return [group, description(element, context, element.businessObject)];
}

function processFields(element, context) {
  const process = element.businessObject.processRef ?? processOf(context.model);
  const set = (value) => context.model.modeling.updateModdleProperties(element, process, { name: value });
  return [line("name", say("Processens namn"), process.name ?? "", set), description(element, context, process)];
}

function processOf(model) {
  return model.root().rootElements.find((entry) => entry.$type === "bpmn:Process");
}

function annotation(element, { model }) {
  const set = (value) => model.set(element, { text: value });
  return { ...line("text", say("Anteckning"), element.businessObject.text ?? "", set), kind: "text" };
}

function userTask(element, { model, catalogue }) {
  const operations = catalogue.operations.filter((operation) => operation.completes);
  return [
    formField(element, model, catalogue.forms),
    choice("operation", say("Operation när uppgiften slutförs"), model.property(element, "operation"), operations, (value) =>
      model.setProperty(element, "operation", value), { hint: say("Tar emot svaren från formuläret.") }),
  ];
}

function formField(element, model, forms) {
  return choice("form", say("Formulär"), model.property(element, "form"), forms, (value) =>
    model.setProperty(element, "form", value));
}

function serviceTask(element, { model, catalogue }) {
  const operation = catalogue.operations.find((entry) => entry.name === model.operation(element));
  const parametersOf = (value) => catalogue.operations.find((entry) => entry.name === value)?.parameters ?? [];
  const set = (value) => model.setOperation(element, value, parametersOf(value));
  const known = operation?.parameters ?? [];
  const written = model.parameters(element).map((entry) => entry.id);
  const parameters = [...new Set([...known, ...written])];
  return [
    choice("operation", say("Operation"), model.operation(element), catalogue.operations, set),
    ...parameters.map((entry) => parameterField(element, model, entry, operation)),
  ];
}

function parameterField(element, model, parameter, operation) {
  const isOptional = operation?.optional.includes(parameter);
  const label = isOptional ? say("{name} (valfri)", { name: parameter }) : parameter;
  const set = (value) => model.setParameter(element, parameter, value);
  const hint = say("Ett av ärendets värden, eller en text inom citattecken.");
  return line(`parameter-${parameter}`, label, model.parameter(element, parameter), set, { hint });
}

function decisionTask(element, { model, catalogue }) {
  return [choice("decision", say("Beslutstabell"), model.decision(element), catalogue.decisions, (value) =>
    model.setDecision(element, value))];
}

function call(element, { model, catalogue }) {
  return [choice("called", say("Process som anropas"), element.businessObject.calledElement ?? "", catalogue.processes, (value) =>
    model.set(element, { calledElement: value || undefined }))];
}

function startEvent(element, context) {
  return [...eventFields(element, context), formField(element, context.model, context.catalogue.forms)];
}

function eventFields(element, context) {
  if (definitionOf(element, "Timer")) return [timeField(element, context)];
  if (!definitionOf(element, "Message")) return [];
  const kind = element.businessObject.$type;
  const key = kind === "bpmn:StartEvent" ? [] : [correlationField(element, context)];
  const payload = kind === "bpmn:IntermediateThrowEvent" ? [payloadField(element, context)] : [];
  return [messageField(element, context), ...key, ...payload];
}

function timeField(element, { model, catalogue }) {
  const hint = say("Namnet på en tid som ärendet har, till exempel en frist.");
  return line("due", say("Tidsgräns"), model.due(element), (value) => model.setDue(element, value),
    { hint, options: catalogue.times });
}

function messageField(element, { model, catalogue }) {
  const declared = model.messageNames().map((name) => ({ name, title: name }));
  const known = catalogue.messages.filter(({ name }) => !declared.some((entry) => entry.name === name));
  const set = (value) => {
    if (value && !PLAIN.test(value))
      return say("Skriv engelska ord med små bokstäver och understreck, till exempel confirm_match.");
    return model.setMessage(element, value);
  };
  return line("message", say("Meddelande"), model.message(element), set, { options: [...declared, ...known] });
}

function correlationField(element, { model }) {
  const hint = say("Det som avgör vilket ärende meddelandet gäller, till exempel notice.");
  return line("correlation", say("Nyckel"), model.property(element, "correlation_key"), (value) =>
    model.setProperty(element, "correlation_key", value), { hint });
}

function payloadField(element, { model }) {
  const hint = say("Värden som följer med, till exempel {example}.", { example: "{notice: notice}" });
  return line("payload", say("Innehåll"), model.payload(element), (value) => model.setPayload(element, value), { hint });
}

function flow(element, { model }) {
  const source = element.source?.businessObject;
  if (source?.$type !== "bpmn:ExclusiveGateway") return [];
  const isDefault = source.default === element.businessObject;
  const setDefault = (value) => model.modeling.updateProperties(element.source, {
    default: value ? element.businessObject : undefined,
  });
  const fallback = { kind: "check", key: "default", label: say("Går hit när inget villkor gäller"), value: isDefault, set: setDefault };
  if (isDefault) return [fallback];
  const hint = say("Ett villkor på ärendets värden, till exempel outcome = \"kept\".");
  return [line("condition", say("Villkor"), model.condition(element), (value) => model.setCondition(element, value), { hint }), fallback];
}
