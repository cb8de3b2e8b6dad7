// What leads to what is chosen, and where it leads, each a button that goes there: the drawing read with
// the keyboard, one step at a time.

import { made } from "./elements.js";
import { say } from "./language.js";
import { nameOf } from "./titles.js";

export class Ways {
  constructor(place, { modeler, chooser }) {
    Object.assign(this, { modeler, chooser });
    this.place = made("div", "bkv-studio__ways");
    place.append(this.place);
    modeler.on("selection.changed", () => this.refresh());
    modeler.on("commandStack.changed", () => this.refresh());
    this.refresh();
  }

  refresh() {
    const chosen = this.modeler.get("selection").get();
    const element = chosen.length === 1 ? (chosen[0].labelTarget ?? chosen[0]) : null;
    const lists = element ? [this.list(say("Kommer från"), before(element)), this.list(say("Leder till"), after(element))] : [];
    const isHeld = this.place.contains(document.activeElement);
    this.place.replaceChildren(...lists.filter(Boolean));
    if (isHeld) this.chooser.focus();
  }

  list(heading, ends) {
    if (!ends.length) return null;
    const line = made("p", "bkv-studio__way", `${heading}: `);
    ends.forEach(({ element, title }, index) => line.append(index ? ", " : "", this.jump(element, title)));
    return line;
  }

  jump(element, title) {
    const button = made("button", "bkv-studio__jump", title, { type: "button" });
    button.addEventListener("click", () => {
      this.modeler.get("selection").select(element);
      this.modeler.get("canvas").scrollToElement(element, 80);
    });
    return button;
  }
}

function before(element) {
  if (element.source) return [end(element.source)];
  return [...(element.host ? [end(element.host)] : []), ...flows(element.incoming).map((flow) => end(flow.source, flow))];
}

function after(element) {
  if (element.target) return [end(element.target)];
  return flows(element.outgoing).map((flow) => end(flow.target, flow));
}

function flows(connections = []) {
  return connections.filter((connection) => connection.type === "bpmn:SequenceFlow");
}

function end(element, flow) {
  const way = flow?.businessObject.name;
  const name = nameOf(element.businessObject);
  return { element, title: way ? `${name} (${way})` : name };
}
