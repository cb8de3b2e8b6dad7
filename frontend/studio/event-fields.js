// What belongs to events: the time they wait for, or the message, its key and what it brings.

import { line } from "./field.js";
import { say } from "./language.js";
import { definitionOf } from "./model.js";
import { isPlain, notPlain } from "./names.js";
import { formField } from "./step-fields.js";

export function startFields(element, context) {
  return [...eventFields(element, context), formField(element, context)];
}

export function eventFields(element, context) {
  if (definitionOf(element, "Timer")) return [timeField(element, context)];
  if (!definitionOf(element, "Message")) return [];
  const kind = element.businessObject.$type;
  const key = kind === "bpmn:StartEvent" ? [] : [keyField(element, context)];
  const payload = kind === "bpmn:IntermediateThrowEvent" ? [payloadField(element, context)] : [];
  return [messageField(element, context), ...key, ...payload];
}

function timeField(element, { model, catalogue }) {
  const hint = say("Namnet på en tid som ärendet har, till exempel en frist.");
  const set = (value) => model.setDue(element, value);
  return line("due", say("Tidsgräns"), model.due(element), set, { hint, options: catalogue.times });
}

function messageField(element, { model, catalogue }) {
  const declared = model.messageNames().map((name) => ({ name, title: name }));
  const others = catalogue.messages.filter(({ name }) => !declared.some((message) => message.name === name));
  const set = (value) => (value && !isPlain(value) ? notPlain() : model.setMessage(element, value));
  return line("message", say("Meddelande"), model.message(element), set, { options: [...declared, ...others] });
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
