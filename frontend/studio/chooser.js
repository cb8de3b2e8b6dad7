// A list of what is in the diagram, to choose from with the keyboard: the diagram itself needs a mouse.

import { made } from "./elements.js";
import { kindOf } from "./kinds.js";
import { say } from "./language.js";

const ID = "studio-chosen";

export class Chooser {
  constructor(place, modeler) {
    this.modeler = modeler;
    this.select = made("select", "govuk-select", "", { id: ID });
    this.select.addEventListener("change", () => this.choose());
    place.append(made("label", "govuk-label", say("Visa"), { for: ID }), this.select);
    modeler.on("selection.changed", () => this.refresh());
    modeler.on("commandStack.changed", () => this.refresh());
    this.refresh();
  }

  refresh() {
    const chosen = this.modeler.get("selection").get();
    const options = this.elements().map((element) => made("option", "", titleOf(element), { value: element.id }));
    this.select.replaceChildren(made("option", "", say("Processen"), { value: "" }), ...options);
    this.select.value = chosen.length === 1 ? (chosen[0].labelTarget ?? chosen[0]).id : "";
  }

  choose() {
    const element = this.modeler.get("elementRegistry").get(this.select.value);
    this.modeler.get("selection").select(element ?? null);
    if (element) this.modeler.get("canvas").scrollToElement(element, 80);
  }

  // In the order of reading; flows last.
  elements() {
    const all = this.modeler.get("elementRegistry").filter(isChosen);
    return all.sort((a, b) => Boolean(a.waypoints) - Boolean(b.waypoints) || a.x - b.x || a.y - b.y);
  }
}

function isChosen(element) {
  const node = element.businessObject;
  const isKnown = ["bpmn:FlowNode", "bpmn:Lane", "bpmn:SequenceFlow"].some((type) => node.$instanceOf?.(type));
  return isKnown && element.type !== "label";
}

function titleOf(element) {
  const node = element.businessObject;
  const ends = element.waypoints && `${nameOf(node.sourceRef)} → ${nameOf(node.targetRef)}`;
  return `${kindOf(node)}: ${ends || nameOf(node)}`;
}

function nameOf(node) {
  return node.name || node.id;
}
