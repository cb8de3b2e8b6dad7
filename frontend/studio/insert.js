// What is put after a step that already leads on goes in between: two ways out of a step are never run.

import { together } from "./together.js";

const GAP = 50;
const EAST = "e";

// The shape that was put there.
export function putAfter(injector, source, shape) {
  const flow = onlyFlow(source);
  if (!flow) return injector.get("autoPlace").append(source, shape);
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

function putInto(injector, flow, shape, findPlace) {
  const { source, target } = flow;
  const modeling = injector.get("modeling");
  together(injector, () => {
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
  if (isTaken(source, place, shape)) makeRoom(injector, edge, shape.width + GAP);
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

function isTaken(source, place, shape) {
  const [left, top] = [place.x - shape.width / 2, place.y - shape.height / 2];
  return source.parent.children.some((other) => {
    const isBeside = other.x >= left + shape.width + GAP || other.x + other.width <= left;
    const isAbove = other.y >= top + shape.height || other.y + other.height <= top;
    return !other.waypoints && other.type !== "bpmn:Lane" && other !== source && !isBeside && !isAbove;
  });
}

// Everything to the right of the edge moves, and lanes and pool grow.
function makeRoom(injector, edge, distance) {
  const tool = injector.get("spaceTool");
  const root = injector.get("canvas").getRootElement();
  const all = injector.get("elementRegistry").filter((element) => element !== root);
  const { movingShapes, resizingShapes } = tool.calculateAdjustments(all, "x", distance, edge);
  tool.makeSpace(movingShapes, resizingShapes, { x: distance, y: 0 }, EAST, edge);
}
