// Changes of the drawing that need no mouse. Each gives the element to go on with, and is undone as one.

import { putAfter, putOn } from "./insert.js";
import { newShape } from "./offered.js";

const BESIDE_PX = 42;
const WIDE_PX = 200;
const BESIDE_ON_WIDE_PX = 100;
const FROM_CORNER_PX = 22;
const FROM_LEFT_PX = 90;

export class Build {
  constructor(modeler) {
    this.modeler = modeler;
    this.modeling = modeler.get("modeling");
  }

  // In the order of reading.
  steps() {
    const isStep = ({ businessObject, type }) => businessObject?.$instanceOf?.("bpmn:FlowNode") && type !== "label";
    return this.modeler.get("elementRegistry").filter(isStep).sort((a, b) => a.x - b.x || a.y - b.y);
  }

  step(id) {
    return this.modeler.get("elementRegistry").get(id);
  }

  // What bpmn-js can turn an element into: {name: {label, action}}.
  replacements(element) {
    return this.modeler.get("replaceMenuProvider").getPopupMenuEntries(element);
  }

  // A kind is a row of the tables in offered.js.
  after(source, kind) {
    return this.#calmly(() => putAfter(this.modeler, source, this.#shape(kind)));
  }

  on(flow, kind) {
    return this.#calmly(() => putOn(this.modeler, flow, this.#shape(kind)));
  }

  edge(host, kind) {
    return this.modeling.createShape(this.#shape(kind), freeOnEdge(host), host, { attach: true });
  }

  // At the left of the pool, where a process begins, or of a sub-process.
  start(whole, kind) {
    const { x, y, height } = (whole.type === "bpmn:Participant" && this.#first("bpmn:Lane")) || whole;
    return this.modeling.createShape(this.#shape(kind), { x: x + FROM_LEFT_PX, y: y + height / 2 }, whole);
  }

  mayLead(source, target) {
    return Boolean(this.modeler.get("bpmnRules").canConnectSequenceFlow(source, target));
  }

  connect(source, target) {
    return this.modeling.connect(source, target);
  }

  redirect(flow, target) {
    this.modeling.reconnectEnd(flow, target, middle(target));
    return flow;
  }

  // What stood before, as the place to go on from.
  remove(element) {
    const before = element.source ?? element.host ?? element.incoming[0]?.source ?? null;
    this.modeling.removeElements([element]);
    return before;
  }

  // Placing by mouse asks for the name in the drawing; here the panel asks for it.
  #calmly(place) {
    const shape = place();
    this.modeler.get("directEditing").cancel();
    return shape;
  }

  #shape([, , , type, options]) {
    return newShape(this.modeler.get("elementFactory"), type, options);
  }

  #first(type) {
    const found = this.modeler.get("elementRegistry").filter((element) => element.type === type);
    return found.sort((a, b) => a.y - b.y)[0];
  }
}

// From the right along the lower edge, beside what sits there already and, where there is room, its name; when that is
// full, along the upper.
function freeOnEdge(host) {
  const beside = host.width < WIDE_PX ? BESIDE_PX : BESIDE_ON_WIDE_PX;
  for (const y of [host.y + host.height, host.y]) {
    for (let x = host.x + host.width - FROM_CORNER_PX; x > host.x; x -= FROM_CORNER_PX) {
      const isFree = host.attachers.every((other) => Math.hypot(middle(other).x - x, middle(other).y - y) >= beside);
      if (isFree) return { x, y };
    }
  }
  return { x: host.x, y: host.y + host.height / 2 };
}

function middle(shape) {
  return { x: shape.x + shape.width / 2, y: shape.y + shape.height / 2 };
}
