// Save, undo and the like above the diagram, and what became of the last saving.

import { made } from "./elements.js";
import { say } from "./language.js";
import { showWhole } from "./modeler.js";

export class Toolbar {
  constructor(place, { modeler, draft, maySave, process, review, onSaved, announce }) {
    Object.assign(this, { modeler, draft, process, onSaved, maySave, announce });
    this.save = button("govuk-button", say("Spara utkastet"), () => this.saveNow());
    this.undo = secondary(say("Ångra"), () => this.goBack());
    this.redo = secondary(say("Gör om"), () => this.goForth());
    const larger = secondary(say("Större"), () => modeler.get("zoomScroll").stepZoom(1));
    const smaller = secondary(say("Mindre"), () => modeler.get("zoomScroll").stepZoom(-1));
    const whole = secondary(say("Visa hela diagrammet"), () => showWhole(modeler));
    this.keep = secondary(say("Ladda ner det du ritat"), () => this.download());
    this.keep.hidden = true;
    const waiting = maySave ? "" : say("Utkastet väntar på godkännande och kan inte ändras nu.");
    this.status = made("p", "bkv-draft", waiting, { role: "status" });
    this.review = made("a", "govuk-link", say("Granska utkastet"), { href: review.href });
    this.review.hidden = !review.isThere;
    place.append(this.save, this.undo, this.redo, larger, smaller, whole, this.keep, this.status, this.review);
    modeler.on("commandStack.changed", () => this.changed());
    document.addEventListener("keydown", (event) => this.pressed(event));
    this.follow();
  }

  changed() {
    this.tell("unsaved", say("Ändringarna är inte sparade."));
    this.follow();
  }

  follow() {
    disable(this.save, !this.maySave);
    disable(this.undo, !this.modeler.get("commandStack").canUndo());
    disable(this.redo, !this.modeler.get("commandStack").canRedo());
  }

  goBack() {
    this.modeler.get("commandStack").undo();
    this.announce(say("Ändringen är ångrad."));
  }

  goForth() {
    this.modeler.get("commandStack").redo();
    this.announce(say("Ändringen är gjord igen."));
  }

  // In the drawing bpmn-js answers the keys itself, and in a field the browser undoes what was typed.
  pressed(event) {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.defaultPrevented) return;
    const key = event.key.toLowerCase();
    const isTyped = event.target.matches("input[type=text], textarea, [contenteditable]");
    if (key === "s" && !event.shiftKey) this.saveByKey(event);
    else if (key === "z" && !isTyped) this.undoByKey(event);
  }

  saveByKey(event) {
    event.preventDefault();
    // What stands in a field is written when the field is left.
    document.activeElement?.blur?.();
    this.saveNow();
  }

  undoByKey(event) {
    event.preventDefault();
    const node = event.shiftKey ? this.redo : this.undo;
    node.click();
  }

  async saveNow() {
    if (!this.maySave || this.draft.isSending) return;
    this.modeler.get("directEditing").complete();
    this.tell("saving", say("Sparar…"));
    const answer = await this.draft.save();
    if (answer.state === "conflict") this.maySave = false;
    this.keep.hidden = answer.state === "saved";
    if (answer.state === "saved") this.review.hidden = false;
    // What was drawn while it was being sent is not saved yet.
    if (answer.state === "saved" && this.draft.isChanged) this.changed();
    else this.tell(answer.state, answer.message);
    if (answer.findings) this.onSaved(answer.findings);
    this.follow();
  }

  async download() {
    const address = URL.createObjectURL(new Blob([await this.draft.xml()], { type: "application/xml" }));
    const link = made("a", "", "", { href: address, download: `${this.process}.bpmn` });
    link.click();
    URL.revokeObjectURL(address);
  }

  tell(state, message) {
    this.status.dataset.state = state;
    // Said aloud only when it is something else.
    if (this.status.textContent !== message) this.status.textContent = message;
  }
}

function button(className, text, act) {
  const node = made("button", `${className} bkv-button--small`, text, { type: "button" });
  node.addEventListener("click", () => node.getAttribute("aria-disabled") === "true" || act());
  return node;
}

function secondary(text, act) {
  return button("govuk-button govuk-button--secondary", text, act);
}

function disable(node, isDisabled) {
  if (isDisabled) node.setAttribute("aria-disabled", "true");
  else node.removeAttribute("aria-disabled");
}
