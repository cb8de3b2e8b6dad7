// What is put after a step that already leads on goes in between: two ways out of a step are never run. What
// stands in the way is moved, so that nothing comes to lie on anything else.

import { together } from "./together.js";

const GAP = 50;
const MARGIN = 20;
const TALL_PX = 150;
const ALONG = { x: "e", y: "s" };

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

// As bpmn-js places it, with a sub-process made larger first where there is no more room in it.
function putBeside(injector, source, shape) {
  together(injector, () => {
    if (shape.height > TALL_PX) roomAround(injector, source, shape);
    const place = whereThereIsRoom(injector, { source }, shape);
    roomBelow(injector, source, shape, place);
    if (source.parent.type === "bpmn:SubProcess") roomWithin(injector, source.parent, shape, place);
    injector.get("modeling").appendShape(source, shape, place, source.parent);
  });
  injector.get("eventBus").fire("autoPlace.end", { source, shape });
  return shape;
}

// What lies where the shape goes is moved down with all that is below the step, as far as the step itself can stay.
function roomBelow(injector, source, shape, place) {
  const highest = Math.min(...inTheWay(source, place, shape).map((other) => other.y));
  const edge = source.y + source.height;
  const lack = place.y + shape.height / 2 + MARGIN - highest;
  if (highest > edge && lack > 0) makeRoom(injector, edge + 1, lack, "y");
}

function roomWithin(injector, whole, shape, place) {
  for (const [axis, length] of Object.entries({ x: "width", y: "height" })) {
    const end = whole[axis] + whole[length];
    const lack = place[axis] + shape[length] / 2 + MARGIN - end;
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

function inTheWay(source, place, shape) {
  const [left, top] = [place.x - shape.width / 2, place.y - shape.height / 2];
  return source.parent.children.filter((other) => {
    const isBeside = other.x >= left + shape.width + GAP || other.x + other.width <= left;
    const isAbove = other.y >= top + shape.height || other.y + other.height <= top;
    return !other.waypoints && other.type !== "bpmn:Lane" && other !== source && !isBeside && !isAbove;
  });
}

// Everything to the right of the edge, or below it, moves; lanes, pool and sub-processes grow.
export function makeRoom(injector, edge, distance, axis = "x") {
  const tool = injector.get("spaceTool");
  const root = injector.get("canvas").getRootElement();
  const all = injector.get("elementRegistry").filter((element) => element !== root);
  const { movingShapes, resizingShapes } = tool.calculateAdjustments(all, axis, distance, edge);
  tool.makeSpace(movingShapes, resizingShapes, { x: 0, y: 0, [axis]: distance }, ALONG[axis], edge);
}
