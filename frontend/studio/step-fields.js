// What belongs to steps: the form of a user task, the operation of an automatic step, the table, the process.

import { check, choice, line } from "./field.js";
import { say } from "./language.js";

export function userFields(element, { model, catalogue }) {
  const operations = catalogue.operations.filter((operation) => operation.completes);
  const set = (value) => model.setProperty(element, "operation", value);
  const hint = say("Tar emot svaren från formuläret.");
  const label = say("Operation när uppgiften slutförs");
  const operation = choice("operation", label, model.property(element, "operation"), operations, set, { hint });
  return [formField(element, { model, catalogue }), operation];
}

export function formField(element, { model, catalogue }) {
  const set = (value) => model.setProperty(element, "form", value);
  return choice("form", say("Formulär"), model.property(element, "form"), catalogue.forms, set);
}

export function serviceFields(element, { model, catalogue }) {
  const known = (name) => catalogue.operations.find((operation) => operation.name === name);
  const set = (value) => model.setOperation(element, value, known(value)?.parameters ?? []);
  const operation = known(model.operation(element));
  // A parameter that the operation does not know is shown as well, so that it can be emptied.
  const written = model.parameters(element).map((parameter) => parameter.id);
  const names = [...new Set([...(operation?.parameters ?? []), ...written])];
  return [
    choice("operation", say("Operation"), model.operation(element), catalogue.operations, set),
    ...names.map((name) => parameterField(element, model, name, operation)),
  ];
}

function parameterField(element, model, name, operation) {
  const label = operation?.optional.includes(name) ? say("{name} (valfri)", { name }) : name;
  const set = (value) => model.setParameter(element, name, value);
  const hint = say("Ett av ärendets värden, eller en text inom citattecken.");
  return line(`parameter-${name}`, label, model.parameter(element, name), set, { hint });
}

export function decisionFields(element, { model, catalogue }) {
  const set = (value) => model.setDecision(element, value);
  return [choice("decision", say("Beslutstabell"), model.decision(element), catalogue.decisions, set)];
}

export function callFields(element, { model, catalogue }) {
  const set = (value) => model.set(element, { calledElement: value || undefined });
  const called = element.businessObject.calledElement ?? "";
  return [
    choice("called", say("Process som anropas"), called, catalogue.processes, set),
    ...handed(element, model, "inputs", say("Lämnar över alla värden"), say("Värden som lämnas över")),
    ...handed(element, model, "outputs", say("Tar tillbaka alla värden"), say("Värden som tas tillbaka")),
  ];
}

// What a process needs to begin, and what it gives whoever called it.
export function declaredFields(element, { model }, process) {
  const needs = say("Säger inte vilka värden den behöver");
  const gives = say("Säger inte vilka värden den ger");
  return [
    ...handed(element, model, "inputs", needs, say("Värden som behövs när den börjar"), process),
    ...handed(element, model, "outputs", gives, say("Värden som den ger tillbaka"), process),
  ];
}

// All values, or those that are named; none when no name is written.
function handed(element, model, name, all, some, owner = element.businessObject) {
  const isAll = !model.hasProperty(element, name, owner);
  const keep = (value) => model.keepProperty(element, name, value, owner);
  const limit = (value) => (value ? model.setProperty(element, name, "", owner) : keep(""));
  const hint = say("Namn på värden med komma emellan. Tomt betyder inga.");
  const names = line(name, some, model.property(element, name, owner), keep, { hint });
  return [check(`${name}-all`, all, isAll, limit), ...(isAll ? [] : [names])];
}
