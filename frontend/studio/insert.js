// What is put after a step that already leads on goes in between: two ways out of a step are never run.

import { together } from "./together.js";

const GAP = 50;
const EAST = "e";

export function putAfter(injector, source, shape) {
  const flow = onlyFlow(source);
  if (!flow) return void injector.get("autoPlace").append(source, shape);
  together(injector, () => insert(injector, source, flow, shape));
  // As after placing by itself: the new step is chosen, and its name asked for.
  injector.get("eventBus").fire("autoPlace.end", { source, shape });
}

function onlyFlow(source) {
  const flows = source.outgoing.filter((connection) => connection.type === "bpmn:SequenceFlow");
  return source.businessObject.$instanceOf("bpmn:Gateway") || flows.length !== 1 ? null : flows[0];
}

function insert(injector, source, flow, shape) {
  const modeling = injector.get("modeling");
  const target = flow.target;
  const edge = source.x + source.width;
  const place = { x: edge + GAP + shape.width / 2, y: source.y + source.height / 2 };
  if (isTaken(source, place, shape)) makeRoom(injector, edge, shape.width + GAP);
  modeling.createShape(shape, place, source.parent);
  modeling.reconnectEnd(flow, shape, place);
  modeling.connect(shape, target);
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
