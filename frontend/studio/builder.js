// The drawing changed from lists and buttons, with the keyboard alone: what can be done from what is
// chosen, a sentence about what was done, and the keyboard put where the work goes on.

import { actsOn } from "./acts.js";
import { Build } from "./build.js";
import { made } from "./elements.js";
import { say } from "./language.js";

export class Builder {
  constructor(place, { modeler, chooser, panel, announce }) {
    Object.assign(this, { modeler, chooser, panel, announce });
    this.build = new Build(modeler);
    this.place = made("div", "bkv-studio__acts");
    const whole = made("details", "bkv-studio__builder");
    whole.append(made("summary", "", say("Bygg: lägg till, led om, ta bort")), this.place);
    place.append(whole);
    modeler.on("selection.changed", () => this.refresh());
    modeler.on("commandStack.changed", () => this.refresh());
    this.refresh();
  }

  refresh() {
    const root = this.modeler.get("canvas").getRootElement();
    const chosen = this.modeler.get("selection").get();
    const element = chosen.length === 1 ? (chosen[0].labelTarget ?? chosen[0]) : this.pool(root);
    const acts = element ? actsOn(element, this.build) : [];
    const drawn = JSON.stringify([element?.id, acts]);
    if (drawn === this.drawn) return;
    this.drawn = drawn;
    this.draw(acts);
  }

  // The keyboard stays where it was when what it stood on is still there.
  draw(acts) {
    const focused = this.place.contains(document.activeElement) ? document.activeElement.id : "";
    const nothing = made("p", "govuk-hint", say("Välj ett steg eller ett flöde i listan ovanför."));
    this.place.replaceChildren(...(acts.length ? acts.map((act) => this.control(act)) : [nothing]));
    if (focused) (document.getElementById(focused) ?? this.chooser).focus();
  }

  control(act) {
    const node = made("div", "bkv-studio__field bkv-studio__act");
    const id = `studio-act-${act.key}`;
    const select = act.options && made("select", "govuk-select", "", { id });
    if (select) {
      select.append(...act.options.map(({ name, title }) => made("option", "", title, { value: name })));
      if (act.value) select.value = act.value;
      node.append(made("label", "govuk-label", act.label, { for: id }), select);
    }
    const kind = act.isWarning ? "govuk-button--warning" : "govuk-button--secondary";
    const attributes = { type: "button", id: `${id}-button` };
    const button = made("button", `govuk-button ${kind} bkv-button--small`, act.button, attributes);
    button.addEventListener("click", () => this.perform(act, select?.value));
    node.append(button);
    return node;
  }

  perform(act, chosen) {
    if (act.options && !chosen) return;
    const { element, next, told } = act.act(chosen);
    if (next) this.goOn(element, next);
    this.announce(told);
  }

  goOn(element, next) {
    this.modeler.get("selection").select(element);
    if (element) this.modeler.get("canvas").scrollToElement(element, 80);
    this[next].focus();
  }

  pool(root) {
    return root?.children?.find((shape) => shape.type === "bpmn:Participant");
  }
}
