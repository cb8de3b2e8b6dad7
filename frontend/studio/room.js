// Where there is room in the drawing, and how it is made where there is none.

export const MARGIN = 20;
export const GAP = 10;
const BEHIND_PX = 50;
const NAMED_BESIDE_PX = 60;
const NAME_PX = 20;
const FAR_PX = 2000;
const ALONG = { x: "e", y: "s" };

// The first free place from there on down in the lane of the step, off every flow if there is one; at the end of the
// lane, which is made higher, when it is full.
export function lowered(injector, source, shape, place) {
  const end = endOfLane(injector, source);
  const isFree = (y, height) => isWithin(y, height) && !inTheWay(source, { x: place.x, y }, { ...shape, height }).length;
  const isWithin = (y, height) => y + height / 2 <= end;
  if (isFree(place.y, shape.height)) return place;
  const whole = shape.height + 2 * marginOf(shape);
  const free = below(place, end).filter(({ y }) => isFree(y, whole));
  const found = free.find((at) => !isOnFlow(source, at, shape)) ?? free[0];
  if (found) return found;
  makeRoom(injector, end - 1, whole, "y");
  return { x: place.x, y: end - 1 + whole / 2 };
}

// The name of what is small is written outside it.
function marginOf({ height }) {
  return height < NAMED_BESIDE_PX ? MARGIN + NAME_PX : MARGIN;
}

function below({ x, y }, end) {
  const last = Math.min(end, y + FAR_PX);
  return Array.from({ length: Math.max(0, Math.ceil((last - y) / GAP)) }, (_, step) => ({ x, y: y + step * GAP }));
}

function isOnFlow(source, { x, y }, { width, height }) {
  const box = { x: x - width / 2, y: y - height / 2, width, height };
  const flows = source.parent.children.filter((other) => other.waypoints && other.source !== source);
  return flows.some((flow) => crosses(box, flow));
}

// A sub-process has no lanes, and is made larger by itself.
function endOfLane(injector, { parent, y, height }) {
  if (parent.type === "bpmn:SubProcess") return Infinity;
  const middle = y + height / 2;
  const lanes = injector.get("elementRegistry").filter((shape) => shape.type === "bpmn:Lane");
  const around = lanes.filter((lane) => lane.y <= middle && middle <= lane.y + lane.height);
  return Math.min(...around.map((lane) => lane.y + lane.height));
}

// The shapes that lie where one would stand, with room behind it.
export function inTheWay(source, place, shape) {
  const [left, top] = [place.x - shape.width / 2, place.y - shape.height / 2];
  return source.parent.children.filter((other) => {
    const isBeside = other.x >= left + shape.width + BEHIND_PX || other.x + other.width <= left;
    const isAbove = other.y >= top + shape.height || other.y + other.height <= top;
    return !other.waypoints && other.type !== "bpmn:Lane" && other !== source && !isBeside && !isAbove;
  });
}

export function crosses(place, { waypoints }) {
  return waypoints.slice(1).some((end, index) => overlaps(place, boxOf(waypoints[index], end)));
}

function boxOf(a, b) {
  const [x, y] = [Math.min(a.x, b.x), Math.min(a.y, b.y)];
  return { x, y, width: Math.abs(a.x - b.x), height: Math.abs(a.y - b.y) };
}

export function overlaps(place, other) {
  const isBeside = place.x + place.width + GAP <= other.x || other.x + other.width + GAP <= place.x;
  const isAbove = place.y + place.height + GAP <= other.y || other.y + other.height + GAP <= place.y;
  return !isBeside && !isAbove;
}

// Everything to the right of the edge, or below it, moves; lanes, pool and sub-processes grow.
export function makeRoom(injector, edge, distance, axis = "x") {
  const tool = injector.get("spaceTool");
  const root = injector.get("canvas").getRootElement();
  const all = injector.get("elementRegistry").filter((element) => element !== root);
  const { movingShapes, resizingShapes } = tool.calculateAdjustments(all, axis, distance, edge);
  tool.makeSpace(movingShapes, resizingShapes, { x: 0, y: 0, [axis]: distance }, ALONG[axis], edge);
}
