// What may be drawn: only what the engine runs (engine/lint/allowed_elements.py). The menus of bpmn-js
// offer all of BPMN; a provider that comes after theirs takes away what would be refused.

import { putAfter } from "./insert.js";
import { say } from "./language.js";

const AFTER_THEIRS = 500;

const TOOLS = ["hand-tool", "lasso-tool", "space-tool", "global-connect-tool"];

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
const TASKS = [
  "user-task",
  "manual-task",
  "service-task",
  "rule-task",
  "send-task",
  "receive-task",
  "call-activity",
  "expanded-subprocess",
];
const GATEWAYS = ["exclusive-gateway", "inclusive-gateway", "parallel-gateway", "event-based-gateway"];
const WAITS = [
  "message-intermediate-catch",
  "timer-intermediate-catch",
  "signal-intermediate-catch",
  "message-intermediate-throw",
  "signal-intermediate-throw",
  "escalation-intermediate-throw",
];
const ENDS = ["none-end", "message-end", "signal-end", "error-end", "escalation-end", "terminate-end"];
const GOES_ON = ["message-boundary", "timer-boundary", "signal-boundary", "escalation-boundary"];
export const REPLACEMENTS = {
  "bpmn:UserTask": TASKS,
  "bpmn:ManualTask": TASKS,
  "bpmn:ServiceTask": TASKS,
  "bpmn:BusinessRuleTask": TASKS,
  "bpmn:SendTask": TASKS,
  "bpmn:ReceiveTask": TASKS,
  "bpmn:CallActivity": TASKS,
  "bpmn:ExclusiveGateway": GATEWAYS,
  "bpmn:InclusiveGateway": GATEWAYS,
  "bpmn:ParallelGateway": GATEWAYS,
  "bpmn:EventBasedGateway": GATEWAYS,
  "bpmn:StartEvent": ["none-start", "message-start", "timer-start"],
  "bpmn:EndEvent": ENDS,
  "bpmn:IntermediateCatchEvent": WAITS,
  "bpmn:IntermediateThrowEvent": WAITS,
  "bpmn:BoundaryEvent": [...GOES_ON, "error-boundary", ...GOES_ON.map((name) => `non-interrupting-${name}`)],
  "bpmn:SequenceFlow": ["default-flow", "sequence-flow"],
};

const MESSAGE = { eventDefinitionType: "bpmn:MessageEventDefinition" };
const TIMER = { eventDefinitionType: "bpmn:TimerEventDefinition" };
const SIGNAL = { eventDefinitionType: "bpmn:SignalEventDefinition" };
const ERROR = { eventDefinitionType: "bpmn:ErrorEventDefinition" };
const ESCALATION = { eventDefinitionType: "bpmn:EscalationEventDefinition" };
const TERMINATE = { eventDefinitionType: "bpmn:TerminateEventDefinition" };
const OPEN = { isExpanded: true };

// name, title, icon, type, options: what can be put into the diagram, and after a step.
const STEPS = [
  ["user-task", "Användaruppgift", "user", "bpmn:UserTask"],
  ["manual-task", "Uppgift utanför systemet", "manual", "bpmn:ManualTask"],
  ["service-task", "Automatiskt steg", "service", "bpmn:ServiceTask"],
  ["rule-task", "Beslutssteg", "business-rule", "bpmn:BusinessRuleTask"],
  ["send-task", "Sändningssteg", "send", "bpmn:SendTask"],
  ["receive-task", "Mottagningssteg", "receive", "bpmn:ReceiveTask"],
  ["call", "Anrop av en process", "call-activity", "bpmn:CallActivity"],
  ["sub-process", "Delprocess", "subprocess-expanded", "bpmn:SubProcess", OPEN],
];
const CHOICES = [
  ["choice", "Vägval", "gateway-xor", "bpmn:ExclusiveGateway"],
  ["several", "Val av en eller flera vägar", "gateway-or", "bpmn:InclusiveGateway"],
  ["parallel", "Parallella vägar", "gateway-parallel", "bpmn:ParallelGateway"],
  ["race", "Vänta på det som händer först", "gateway-eventbased", "bpmn:EventBasedGateway"],
];
const EVENTS = [
  ["await-message", "Vänta på meddelande", "intermediate-event-catch-message", "bpmn:IntermediateCatchEvent", MESSAGE],
  ["await-time", "Vänta till en tid", "intermediate-event-catch-timer", "bpmn:IntermediateCatchEvent", TIMER],
  ["await-signal", "Vänta på en signal", "intermediate-event-catch-signal", "bpmn:IntermediateCatchEvent", SIGNAL],
  ["send-message", "Sänd meddelande", "intermediate-event-throw-message", "bpmn:IntermediateThrowEvent", MESSAGE],
  ["send-signal", "Sänd signal", "intermediate-event-throw-signal", "bpmn:IntermediateThrowEvent", SIGNAL],
  ["escalate", "Eskalera", "intermediate-event-throw-escalation", "bpmn:IntermediateThrowEvent", ESCALATION],
];
export const NODES = [...STEPS, ...CHOICES, ...EVENTS];

export const STARTS = [
  ["start", "Start", "start-event-none", "bpmn:StartEvent"],
  ["start-message", "Start med meddelande", "start-event-message", "bpmn:StartEvent", MESSAGE],
  ["start-time", "Start på tid", "start-event-timer", "bpmn:StartEvent", TIMER],
];
export const FINISHES = [
  ["end", "Slut", "end-event-none", "bpmn:EndEvent"],
  ["end-message", "Slut som sänder ett meddelande", "end-event-message", "bpmn:EndEvent", MESSAGE],
  ["end-signal", "Slut som sänder en signal", "end-event-signal", "bpmn:EndEvent", SIGNAL],
  ["end-error", "Slut med ett fel", "end-event-error", "bpmn:EndEvent", ERROR],
  ["end-escalation", "Slut med en eskalering", "end-event-escalation", "bpmn:EndEvent", ESCALATION],
  ["end-all", "Slut som avslutar allt", "end-event-terminate", "bpmn:EndEvent", TERMINATE],
];
export const NOTE = ["note", "Anteckning", "text-annotation", "bpmn:TextAnnotation"];
const STAYS = { cancelActivity: false };

// What can sit on the edge of a step.
export const ON_EDGE = [
  ["edge-message", "Meddelande som avbryter steget", "event", "bpmn:BoundaryEvent", MESSAGE],
  ["edge-time", "Tid som avbryter steget", "event", "bpmn:BoundaryEvent", TIMER],
  ["edge-signal", "Signal som avbryter steget", "event", "bpmn:BoundaryEvent", SIGNAL],
  ["edge-error", "Fel som avbryter steget", "intermediate-event-catch-error", "bpmn:BoundaryEvent", ERROR],
  ["edge-escalation", "Eskalering som avbryter steget", "intermediate-event-catch-escalation", "bpmn:BoundaryEvent", ESCALATION],
  ["side-message", "Meddelande som inte avbryter steget", "event", "bpmn:BoundaryEvent", { ...MESSAGE, ...STAYS }],
  ["side-time", "Tid som inte avbryter steget", "event", "bpmn:BoundaryEvent", { ...TIMER, ...STAYS }],
  ["side-signal", "Signal som inte avbryter steget", "event", "bpmn:BoundaryEvent", { ...SIGNAL, ...STAYS }],
  ["side-escalation", "Eskalering som inte avbryter steget", "event", "bpmn:BoundaryEvent", { ...ESCALATION, ...STAYS }],
];

// A message, a time and a signal become events of the edge where they are dropped on one; these never stand alone.
const ONLY_ON_EDGE = ON_EDGE.filter(([name]) => ["edge-error", "edge-escalation"].includes(name));

const PALETTE = { steps: STEPS, choices: CHOICES, events: [...EVENTS, ...ONLY_ON_EDGE], ends: [...STARTS, ...FINISHES] };

// Beside a step only the ones needed most: a menu of all would hide the drawing. The others are in the palette.
const BESIDE = ["user-task", "service-task", "rule-task", "call", "choice", "parallel", "await-message", "await-time", "send-message"];
const MAY_RACE = ["bpmn:IntermediateCatchEvent", "bpmn:ReceiveTask"];

// What may come after an element: the first to happen is waited for only by what waits.
export function followers(element, rows) {
  if (element.type !== "bpmn:EventBasedGateway") return rows;
  return rows.filter(([, , , type]) => MAY_RACE.includes(type));
}

class Offered {
  constructor(palette, contextPad, popupMenu, create, elementFactory, injector) {
    Object.assign(this, { create, elementFactory, injector });
    palette.registerProvider(AFTER_THEIRS, this);
    contextPad.registerProvider(AFTER_THEIRS, this);
    popupMenu.registerProvider("bpmn-replace", AFTER_THEIRS, this);
  }

  getPaletteEntries() {
    const added = Object.entries(PALETTE).flatMap(([group, rows]) => this.paletteGroup(group, rows));
    return (theirs) => ({ ...only(theirs, TOOLS), ...Object.fromEntries(added) });
  }

  getContextPadEntries(element) {
    const followed = canBeFollowed(element) ? NODES.filter(([name]) => BESIDE.includes(name)) : [];
    const added = followers(element, followed).map((node) => [`append.${node[0]}`, this.nextPiece(node)]);
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

  // Loops and multiple instances are said in the panel, with all that belongs to them.
  getPopupMenuHeaderEntries() {
    return () => ({});
  }

  // A line before each group.
  paletteGroup(group, rows) {
    const line = [`line.${group}`, { group, separator: true }];
    return [line, ...rows.map((row) => [`create.${row[0]}`, this.palettePiece(group, row)])];
  }

  palettePiece(group, [, title, icon, type, options]) {
    const start = (event) => this.create.start(event, this.shape(type, options));
    return piece(group, title, icon, { dragstart: start, click: start });
  }

  nextPiece([, title, icon, type, options]) {
    const drag = (event, source) => this.create.start(event, this.shape(type, options), { source });
    const click = (event, source) => putAfter(this.injector, source, this.shape(type, options));
    return piece("model", title, icon, { dragstart: drag, click });
  }

  shape(type, options) {
    return newShape(this.elementFactory, type, options);
  }
}

// A sub-process that is drawn gets its start by itself: begun.js.
export function newShape(elementFactory, type, options) {
  return elementFactory.createShape({ type, ...options, isToBegin: type === "bpmn:SubProcess" });
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
