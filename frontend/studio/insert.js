// What is put after a step that already leads on goes in between: two ways out of a step are never run. What
// stands in the way is moved, so that nothing comes to lie on anything else.

import { inTheWay, lowered, makeRoom, MARGIN } from "./room.js";
import { together } from "./together.js";

const GAP = 50;
const TALL_PX = 150;

// The shape that was put there.
export function putAfter(injector, source, shape) {
  const flow = onlyFlow(source);
  if (!flow) return putBeside(injector, source, shape);
  return putInto(injector, flow, shape, () => besideSource(injector, flow, shape));
}

// Into a flow: before what it leads to, where that lies to the right, else where there is room.
export function putOn(injector, flow, shape) {
  const isAhead = flow.target.x > flow.source.x + flow.source.width;
  if (onlyFlow(flow.source)) return putAfter(injector, flow.source, shape);
  return putInto(injector, flow, shape, () =>
    isAhead ? beforeTarget(injector, flow, shape) : whereThereIsRoom(injector, flow, shape),
  );
}

function onlyFlow(source) {
  const flows = source.outgoing.filter((connection) => connection.type === "bpmn:SequenceFlow");
  return source.businessObject.$instanceOf("bpmn:Gateway") || flows.length !== 1 ? null : flows[0];
}

// As bpmn-js places it, or lower where something lies there already; with a sub-process made larger first where
// there is no more room in it.
function putBeside(injector, source, shape) {
  together(injector, () => {
    if (shape.height > TALL_PX) roomAround(injector, source, shape);
    const place = lowered(injector, source, shape, whereThereIsRoom(injector, { source }, shape));
    if (source.parent.type === "bpmn:SubProcess") roomWithin(injector, source.parent, shape, place);
    injector.get("modeling").appendShape(source, shape, place, source.parent);
  });
  injector.get("eventBus").fire("autoPlace.end", { source, shape });
  return shape;
}

// Room for what sits on the edge as well.
function roomWithin(injector, whole, shape, place) {
  for (const [axis, length] of Object.entries({ x: "width", y: "height" })) {
    const end = whole[axis] + whole[length];
    const lack = place[axis] + shape[length] / 2 + 2 * MARGIN - end;
    if (lack > 0) makeRoom(injector, end - 1, lack, axis);
  }
}

// Above and below a step, for a sub-process that is to stand beside it.
function roomAround(injector, source, shape) {
  const lack = (shape.height - source.height) / 2 + MARGIN;
  makeRoom(injector, source.y - 1, lack, "y");
  makeRoom(injector, source.y + source.height + 1, lack, "y");
}

function putInto(injector, flow, shape, findPlace) {
  const { source, target } = flow;
  const modeling = injector.get("modeling");
  together(injector, () => {
    if (shape.height > TALL_PX) roomAround(injector, source, shape);
    const place = findPlace();
    modeling.createShape(shape, place, source.parent);
    modeling.reconnectEnd(flow, shape, place);
    modeling.connect(shape, target);
  });
  // As after placing by itself: the new step is chosen, and its name asked for.
  injector.get("eventBus").fire("autoPlace.end", { source, shape });
  return shape;
}

function besideSource(injector, { source }, shape) {
  const edge = source.x + source.width;
  const place = { x: edge + GAP + shape.width / 2, y: source.y + source.height / 2 };
  if (inTheWay(source, place, shape).length) makeRoom(injector, edge, shape.width + GAP);
  return place;
}

function beforeTarget(injector, { target }, shape) {
  const place = { x: target.x + shape.width / 2, y: target.y + target.height / 2 };
  makeRoom(injector, target.x - 1, shape.width + GAP);
  return place;
}

function whereThereIsRoom(injector, { source }, shape) {
  return injector.get("eventBus").fire("autoPlace", { source, shape });
}
