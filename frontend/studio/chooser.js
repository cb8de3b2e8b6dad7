// A list of what is in the diagram, to choose from with the keyboard: the diagram itself needs a mouse.

import { made } from "./elements.js";
import { say } from "./language.js";
import { titleOf } from "./titles.js";

const ID = "studio-chosen";
const CHOSEN = ["bpmn:FlowNode", "bpmn:Lane", "bpmn:SequenceFlow", "bpmn:TextAnnotation"];

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

  // Drawn anew only when there is something else to choose: whoever types in the list is not disturbed.
  refresh() {
    const chosen = this.modeler.get("selection").get();
    const choices = [["", say("Processen")], ...this.elements().map((element) => [element.id, titleOf(element)])];
    if (JSON.stringify(choices) !== this.drawn) {
      this.drawn = JSON.stringify(choices);
      this.select.replaceChildren(...choices.map(([value, title]) => made("option", "", title, { value })));
    }
    const value = chosen.length === 1 ? (chosen[0].labelTarget ?? chosen[0]).id : "";
    if (this.select.value !== value) this.select.value = value;
  }

  focus() {
    this.select.focus();
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
  const isKnown = CHOSEN.some((type) => node.$instanceOf?.(type));
  return isKnown && element.type !== "label";
}
