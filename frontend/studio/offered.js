// What may be drawn: only what the engine runs (engine/lint/allowed_elements.py). The menus of bpmn-js
// offer all of BPMN; a provider that comes after theirs takes away what would be refused.

import { putAfter } from "./insert.js";
import { say } from "./language.js";

const AFTER_THEIRS = 500;

const TOOLS = ["hand-tool", "lasso-tool", "space-tool", "global-connect-tool", "tool-separator"];

const ACTS = [
  "connect",
  "delete",
  "replace",
  "append.text-annotation",
  "append.end-event",
  "lane-insert-above",
  "lane-insert-below",
];

// What each kind may be changed into; what is not named may not be changed.
const TASKS = ["user-task", "service-task", "rule-task", "call-activity"];
const GATEWAYS = ["exclusive-gateway", "parallel-gateway"];
const WAITS = ["message-intermediate-catch", "message-intermediate-throw", "timer-intermediate-catch"];
const EDGES = ["message-boundary", "timer-boundary"];
export const REPLACEMENTS = {
  "bpmn:UserTask": TASKS,
  "bpmn:ServiceTask": TASKS,
  "bpmn:BusinessRuleTask": TASKS,
  "bpmn:CallActivity": TASKS,
  "bpmn:ExclusiveGateway": GATEWAYS,
  "bpmn:ParallelGateway": GATEWAYS,
  "bpmn:StartEvent": ["none-start", "message-start"],
  "bpmn:IntermediateCatchEvent": WAITS,
  "bpmn:IntermediateThrowEvent": WAITS,
  "bpmn:BoundaryEvent": [...EDGES, ...EDGES.map((name) => `non-interrupting-${name}`)],
  "bpmn:SequenceFlow": ["default-flow", "sequence-flow"],
};

const MESSAGE = { eventDefinitionType: "bpmn:MessageEventDefinition" };
const TIMER = { eventDefinitionType: "bpmn:TimerEventDefinition" };

// name, title, icon, type, options: what can be put into the diagram, and after a step.
export const NODES = [
  ["user-task", "Användaruppgift", "user", "bpmn:UserTask"],
  ["service-task", "Automatiskt steg", "service", "bpmn:ServiceTask"],
  ["rule-task", "Beslutssteg", "business-rule", "bpmn:BusinessRuleTask"],
  ["call", "Anrop av en process", "call-activity", "bpmn:CallActivity"],
  ["choice", "Vägval", "gateway-xor", "bpmn:ExclusiveGateway"],
  ["parallel", "Parallella vägar", "gateway-parallel", "bpmn:ParallelGateway"],
  ["await-message", "Vänta på meddelande", "intermediate-event-catch-message", "bpmn:IntermediateCatchEvent", MESSAGE],
  ["await-time", "Vänta till en tid", "intermediate-event-catch-timer", "bpmn:IntermediateCatchEvent", TIMER],
  ["send-message", "Sänd meddelande", "intermediate-event-throw-message", "bpmn:IntermediateThrowEvent", MESSAGE],
];

export const START = ["start", "Start", "start-event-none", "bpmn:StartEvent"];
export const END = ["end", "Slut", "end-event-none", "bpmn:EndEvent"];
export const NOTE = ["note", "Anteckning", "text-annotation", "bpmn:TextAnnotation"];
const STAYS = { cancelActivity: false };

// What can sit on the edge of a step that people or another process work on.
export const ON_EDGE = [
  ["edge-message", "Meddelande som avbryter steget", "event", "bpmn:BoundaryEvent", MESSAGE],
  ["edge-time", "Tid som avbryter steget", "event", "bpmn:BoundaryEvent", TIMER],
  ["side-message", "Meddelande som inte avbryter steget", "event", "bpmn:BoundaryEvent", { ...MESSAGE, ...STAYS }],
  ["side-time", "Tid som inte avbryter steget", "event", "bpmn:BoundaryEvent", { ...TIMER, ...STAYS }],
];

class Offered {
  constructor(palette, contextPad, popupMenu, create, elementFactory, injector) {
    Object.assign(this, { create, elementFactory, injector });
    palette.registerProvider(AFTER_THEIRS, this);
    contextPad.registerProvider(AFTER_THEIRS, this);
    popupMenu.registerProvider("bpmn-replace", AFTER_THEIRS, this);
  }

  getPaletteEntries() {
    const added = NODES.map((node) => [`create.${node[0]}`, this.palettePiece(node)]);
    const ends = [START, END].map((node) => [`create.${node[0]}`, this.palettePiece(node)]);
    return (theirs) => ({ ...only(theirs, TOOLS), ...Object.fromEntries([...added, ...ends]) });
  }

  getContextPadEntries(element) {
    const followed = canBeFollowed(element) ? NODES : [];
    const added = followed.map((node) => [`append.${node[0]}`, this.nextPiece(node)]);
    return (theirs) => ({ ...Object.fromEntries(added), ...only(theirs, ACTS) });
  }

  getPopupMenuEntries(element) {
    const allowed = REPLACEMENTS[element.businessObject?.$type] ?? [];
    return (theirs) =>
      only(
        theirs,
        allowed.map((name) => `replace-with-${name}`),
      );
  }

  // Loops, multiple instances and the like, none of which is run.
  getPopupMenuHeaderEntries() {
    return () => ({});
  }

  palettePiece([, title, icon, type, options]) {
    const start = (event) => this.create.start(event, this.shape(type, options));
    return piece("activity", title, icon, { dragstart: start, click: start });
  }

  nextPiece([, title, icon, type, options]) {
    const drag = (event, source) => this.create.start(event, this.shape(type, options), { source });
    const click = (event, source) => putAfter(this.injector, source, this.shape(type, options));
    return piece("model", title, icon, { dragstart: drag, click });
  }

  shape(type, options) {
    return this.elementFactory.createShape({ type, ...options });
  }
}

Offered.$inject = ["palette", "contextPad", "popupMenu", "create", "elementFactory", "injector"];

function piece(group, title, icon, action) {
  return { group, className: `bpmn-icon-${icon}`, title: say(title), action };
}

function only(entries, names) {
  return Object.fromEntries(Object.entries(entries).filter(([name]) => names.includes(name)));
}

function canBeFollowed(element) {
  const node = element.businessObject;
  return element.type !== "label" && node.$instanceOf("bpmn:FlowNode") && !node.$instanceOf("bpmn:EndEvent");
}

export const offeredModule = { __init__: ["offered"], offered: ["type", Offered] };
