// What can be done to the drawing from an element, as plain values that builder.js draws:
// {key, label, button, options: [{name, title}], value, act(chosen)}; without options it is a button only.
// `act` returns {element, next, told}: what to go on with, where the keyboard goes (panel or chooser; else it
// stays), and the sentence that says what was done.

import { kindOf } from "./kinds.js";
import { say } from "./language.js";
import { FINISHES, followers, NODES, NOTE, ON_EDGE, REPLACEMENTS, STARTS } from "./offered.js";
import { nameOf, titleOf } from "./titles.js";

const NO_WAY_IN = ["bpmn:StartEvent", "bpmn:BoundaryEvent"];

export function actsOn(element, build) {
  const node = element.businessObject;
  if (element.type === "bpmn:Participant") return [startAct(element, build)].filter(Boolean);
  if (element.type === "bpmn:SequenceFlow") return [onAct, redirectAct, removeAct].map((made) => made(element, build));
  if (!node.$instanceOf("bpmn:FlowNode")) return [removeAct(element, build)];
  return [
    startAct(element, build),
    afterAct(element, build),
    wayAct(element, build),
    edgeAct(element, build),
    kindAct(element, build),
    removeAct(element, build),
  ].filter(Boolean);
}

// What a pool or a sub-process begins with; one within another does not begin the outer one.
function startAct(whole, build) {
  if (!["bpmn:Participant", "bpmn:SubProcess"].includes(whole.type)) return null;
  if (whole.children.some((step) => step.type === "bpmn:StartEvent")) return null;
  const act = () => added(build.start(whole, STARTS[0]));
  return { key: "start", button: say("Lägg till en start"), act };
}

function afterAct(element, build) {
  if (element.type === "bpmn:EndEvent") return null;
  const ends = leadsOn(element) && !isGateway(element) ? [] : FINISHES;
  const kinds = [...followers(element, [...NODES, ...ends]), NOTE];
  const act = (name) => added(build.after(element, byName(kinds, name)), element);
  return { key: "after", label: say("Lägg till efter"), button: say("Lägg till"), options: asOptions(kinds), act };
}

function onAct(flow, build) {
  const kinds = followers(flow.source, NODES);
  const act = (name) => added(build.on(flow, byName(kinds, name)), flow.source);
  return { key: "on", label: say("Lägg till emellan"), button: say("Lägg till"), options: asOptions(kinds), act };
}

// A gateway can lead to several; of other steps only one way out is run.
function wayAct(element, build) {
  if (element.type === "bpmn:EndEvent") return null;
  const [flow] = waysOut(element);
  if (flow && !isGateway(element)) return redirectAct(flow, build);
  const taken = waysOut(element).map((way) => way.target);
  const act = (id) => {
    const target = build.step(id);
    const made = build.connect(element, target);
    return { element: made, next: "panel", told: say("Ny väg från {from} till {to}.", names(element, target)) };
  };
  const options = asTargets(element, build, (step) => step !== element && !taken.includes(step));
  return { key: "way", label: say("Ny väg till"), button: say("Dra vägen"), options, act };
}

function redirectAct(flow, build) {
  const act = (id) => {
    const target = build.step(id);
    build.redirect(flow, target);
    return { told: say("{from} leder nu till {to}.", names(flow.source, target)) };
  };
  const options = asTargets(flow.source, build, (step) => step !== flow.source);
  const words = { label: say("Leder till"), button: say("Led om") };
  return { key: "redirect", ...words, options, value: flow.target.id, act };
}

function edgeAct(element, build) {
  if (!element.businessObject.$instanceOf("bpmn:Activity")) return null;
  const act = (name) => added(build.edge(element, byName(ON_EDGE, name)), element);
  const words = { label: say("Händelse på kanten"), button: say("Sätt dit") };
  return { key: "edge", ...words, options: asOptions(ON_EDGE), act };
}

function kindAct(element, build) {
  const allowed = (REPLACEMENTS[element.type] ?? []).map((name) => `replace-with-${name}`);
  const offered = Object.entries(build.replacements(element)).filter(([name]) => allowed.includes(name));
  if (!offered.length) return null;
  const options = offered.map(([name, { label }]) => ({ name, title: label }));
  const act = (name) => {
    const changed = build.replacements(element)[name].action();
    const node = changed.businessObject;
    const told = say("{name} är nu: {kind}.", { name: nameOf(node), kind: kindOf(node) });
    return { element: changed, next: "panel", told };
  };
  return { key: "kind", label: say("Ändra slag till"), button: say("Ändra slag"), options, act };
}

function removeAct(element, build) {
  const title = titleOf(element);
  const act = () => ({ element: build.remove(element), next: "chooser", told: say("Borttaget: {title}.", { title }) });
  return { key: "remove", button: say("Ta bort"), isWarning: true, act };
}

function added(element, after) {
  const kind = kindOf(element.businessObject);
  const told = after
    ? say("Tillagt efter {name}: {kind}.", { name: nameOf(after.businessObject), kind })
    : say("Tillagt: {kind}.", { kind });
  return { element, told, next: "panel" };
}

// A flow stays within the process or the sub-process where it begins.
function asTargets(source, build, isWanted) {
  const isInReach = (step) => step.parent === source.parent && !NO_WAY_IN.includes(step.type);
  const found = build.steps().filter((step) => isInReach(step) && build.mayLead(source, step) && isWanted(step));
  return found.map((step) => ({ name: step.id, title: titleOf(step) }));
}

function asOptions(kinds) {
  return kinds.map(([name, title]) => ({ name, title: say(title) }));
}

function byName(kinds, name) {
  return kinds.find((kind) => kind[0] === name);
}

function names(from, to) {
  return { from: nameOf(from.businessObject), to: nameOf(to.businessObject) };
}

function waysOut(element) {
  return element.outgoing.filter((connection) => connection.type === "bpmn:SequenceFlow");
}

function leadsOn(element) {
  return waysOut(element).length > 0;
}

function isGateway(element) {
  return element.businessObject.$instanceOf("bpmn:Gateway");
}
