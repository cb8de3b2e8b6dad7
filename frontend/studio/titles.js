// What the elements of a diagram are called where they stand in a list.

import { kindOf } from "./kinds.js";

export function nameOf(node) {
  return node?.name || node?.text || node?.id || "";
}

export function titleOf(element) {
  const node = element.businessObject;
  return `${kindOf(node)}: ${element.waypoints ? wayOf(node) : nameOf(node)}`;
}

function wayOf({ name, sourceRef, targetRef }) {
  return `${nameOf(sourceRef)} → ${nameOf(targetRef)}${name ? ` (${name})` : ""}`;
}
