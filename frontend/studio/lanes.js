// A lane is a group: its id is the role that does what stands in it. To change the group of a step is to
// move its shape into the lane of that role; bpmn-js then writes it into the lane.

import { Model } from "./model.js";
import { crosses, GAP, makeRoom, overlaps } from "./room.js";
import { together } from "./together.js";

const STEP = 20;
const NEAR_PX = 300;

// A move with this hint puts the step into no flow that happens to run there: limits.js.
export const STAYS_OUT = "staysOutOfFlows";

export function laneOf(modeler, element) {
  return lanes(modeler).find(({ businessObject }) => businessObject.flowNodeRef?.includes(element.businessObject));
}

// Whether it could be done: without a pool there is nowhere to put a new lane.
export function moveToRole(modeler, element, role) {
  const lane = laneOfRole(modeler, role);
  if (!lane && !home(modeler)) return false;
  together(modeler, () => moveInto(modeler, element, lane ?? addLane(modeler, role)));
  return true;
}

function moveInto(modeler, element, lane) {
  const place = freePlace(element, lane) ?? newPlace(modeler, element, lane);
  const distance = { x: place.x - element.x, y: place.y - element.y };
  modeler.get("modeling").moveElements([element], distance, element.parent, { [STAYS_OUT]: true });
}

// A lane takes the role's id and its names, whatever the language of the page.
export function giveRole(modeler, lane, role) {
  together(modeler, () => {
    modeler.get("modeling").updateProperties(lane, { id: role.name, name: role.sv });
    new Model(modeler).setProperty(lane, "name_en", role.en);
  });
}

// Two lanes of one role would be the same group twice.
export function isTaken(modeler, lane, role) {
  return lanes(modeler).some((other) => other !== lane && other.businessObject.id === role.name);
}

function lanes(modeler) {
  return modeler.get("elementRegistry").filter((shape) => shape.type === "bpmn:Lane");
}

function laneOfRole(modeler, role) {
  return lanes(modeler).find(({ businessObject }) => businessObject.id === role.name);
}

function addLane(modeler, role) {
  const lane = modeler.get("modeling").addLane(home(modeler), "bottom");
  giveRole(modeler, lane, role);
  return lane;
}

// A new lane goes below the lowest one, or into the empty pool.
function home(modeler) {
  const lowest = lanes(modeler).sort((a, b) => b.y - a.y)[0];
  return lowest ?? modeler.get("elementRegistry").find((shape) => shape.type === "bpmn:Participant");
}

// Straight up or down where there is room, else as near as can be: beside everything and off every flow, or
// else beside every step; null when the lane is full.
function freePlace(element, lane) {
  const others = element.parent.children.filter((other) => isInTheWay(other, element));
  const flows = element.parent.children.filter((other) => isForeignFlow(other, element));
  const isFree = (place) => isInside(place, lane) && !others.some((other) => overlaps(place, other));
  const isOff = (place) => isFree(place) && !flows.some((flow) => crosses(place, flow));
  const nearest = (limit, isFit) => places(element, lane, limit).find(isFit);
  return nearest(NEAR_PX, isOff) ?? nearest(lane.width, isFree) ?? null;
}

// Below all that is in the lane, which is made higher for it.
function newPlace(modeler, element, lane) {
  const end = lane.y + lane.height;
  makeRoom(modeler, end - 1, element.height + 2 * GAP, "y");
  return { x: element.x, y: end + GAP };
}

function places({ x, width, height }, lane, limit) {
  const ys = [lane.y + (lane.height - height) / 2, lane.y + GAP, lane.y + lane.height - height - GAP];
  const found = [];
  for (let aside = 0; aside < limit; aside += STEP)
    for (const at of aside ? [x + aside, x - aside] : [x]) found.push(...ys.map((y) => ({ x: at, y, width, height })));
  return found;
}

function isForeignFlow(other, element) {
  return other.waypoints && other.source !== element && other.target !== element;
}

function isInTheWay(other, element) {
  const isLane = other.type === "bpmn:Lane";
  return other !== element && !isLane && !other.waypoints && other.host !== element && other.labelTarget !== element;
}

function isInside(place, lane) {
  return place.x >= lane.x + 30 + GAP && place.x + place.width <= lane.x + lane.width - GAP;
}
