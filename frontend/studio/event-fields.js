// What belongs to events, and to steps that send or await a message: the time, the message with its key
// and what it brings, or the code.

import { line } from "./field.js";
import { say } from "./language.js";
import { definitionOf, messageHolder } from "./model.js";
import { isPlain, notPlain } from "./names.js";
import { formField } from "./step-fields.js";

const SENDS = ["bpmn:IntermediateThrowEvent", "bpmn:EndEvent", "bpmn:SendTask"];
const CODED = {
  Error: () => say("Felets kod"),
  Escalation: () => say("Eskaleringens kod"),
  Signal: () => say("Signalens namn"),
};

export function startFields(element, context) {
  if (definitionOf(element, "Timer")) return [cycleField(element, context), formField(element, context)];
  return [...eventFields(element, context), formField(element, context)];
}

export function eventFields(element, context) {
  if (definitionOf(element, "Timer")) return [timeField(element, context)];
  const kind = Object.keys(CODED).find((name) => definitionOf(element, name));
  if (kind) return [codeField(element, context, kind)];
  return messageHolder(element) ? messageFields(element, context) : [];
}

export function messageFields(element, context) {
  const { $type } = element.businessObject;
  const key = $type === "bpmn:StartEvent" ? [] : [keyField(element, context)];
  const payload = SENDS.includes($type) ? [payloadField(element, context)] : [];
  return [messageField(element, context), ...key, ...payload];
}

function timeField(element, { model, catalogue }) {
  const hint = say("Namnet på en tid som ärendet har, till exempel en frist.");
  const set = (value) => model.setTime(element, "timeDate", value);
  return line("due", say("Tidsgräns"), model.time(element, "timeDate"), set, { hint, options: catalogue.times });
}

function cycleField(element, { model }) {
  const example = "R/2026-01-01T06:00:00/P1D";
  const hint = say("Från när och hur ofta: {example} är varje dag klockan sex, P7D var sjunde dag, P1M varje månad.", {
    example,
  });
  const set = (value) => model.setTime(element, "timeCycle", value);
  return line("cycle", say("När den börjar av sig själv"), model.time(element, "timeCycle"), set, { hint });
}

// On an edge an error or an escalation without a code is every one.
function codeField(element, { model }, kind) {
  const isEvery = element.type === "bpmn:BoundaryEvent" && kind !== "Signal";
  const hint = isEvery ? say("Tomt betyder alla.") : "";
  const options = model.declared(kind).map((name) => ({ name, title: name }));
  const set = (value) => (value && !isPlain(value) ? notPlain() : model.setDeclared(element, kind, value));
  return line("code", CODED[kind](), model.declaredBy(element, kind), set, { hint, options });
}

function messageField(element, { model, catalogue }) {
  const declared = model.declared("Message").map((name) => ({ name, title: name }));
  const others = catalogue.messages.filter(({ name }) => !declared.some((message) => message.name === name));
  const set = (value) => (value && !isPlain(value) ? notPlain() : model.setDeclared(element, "Message", value));
  const options = [...declared, ...others];
  return line("message", say("Meddelande"), model.declaredBy(element, "Message"), set, { options });
}

function keyField(element, { model }) {
  const hint = say("Det som avgör vilket ärende meddelandet gäller, till exempel notice.");
  const set = (value) => model.setProperty(element, "correlation_key", value);
  return line("correlation", say("Nyckel"), model.property(element, "correlation_key"), set, { hint });
}

function payloadField(element, { model }) {
  const hint = say("Värden som följer med, till exempel {example}.", { example: "{notice: notice}" });
  const set = (value) => model.setPayload(element, value);
  return line("payload", say("Innehåll"), model.payload(element), set, { hint });
}
