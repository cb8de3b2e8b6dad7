// The panel beside the diagram: the fields of what is chosen, each written when it is left. Fields that
// are there already are kept, so that the keyboard does not lose its place while something is written.

import { made } from "./elements.js";
import { fieldsOf } from "./fields.js";
import { kindOf } from "./kinds.js";
import { say } from "./language.js";

export class Panel {
  constructor(place, context) {
    this.place = place;
    this.context = context;
    this.element = null;
    this.drawn = new Map();
    context.modeler.on("selection.changed", () => this.refresh());
    context.modeler.on("commandStack.changed", () => this.refresh());
    context.modeler.on("import.done", () => this.refresh());
    this.refresh();
  }

  focus() {
    this.place.querySelector("input, select, textarea")?.focus();
  }

  // Choosing tells of one element; nothing or several chosen tells of the process.
  refresh() {
    const chosen = this.context.modeler.get("selection").get();
    const root = this.context.modeler.get("canvas").getRootElement();
    if (!root?.businessObject) return;
    const element = chosen.length === 1 ? (chosen[0].labelTarget ?? chosen[0]) : root;
    const fields = fieldsOf(element, this.context);
    const keys = fields.map((field) => `${field.key}/${field.kind}`);
    if (element !== this.element || keys.join() !== [...this.drawn.keys()].join()) this.redraw(element, fields, keys);
    fields.forEach((field, index) => this.drawn.get(keys[index]).show(field));
  }

  redraw(element, fields, keys) {
    const focused = document.activeElement?.closest?.(".bkv-studio__field")?.dataset.key;
    const kept = element === this.element ? this.drawn : new Map();
    this.element = element;
    this.drawn = new Map(fields.map((field, index) => [keys[index], kept.get(keys[index]) ?? new Control(field)]));
    const nodes = [...this.drawn.values()].map((control) => control.node);
    this.place.replaceChildren(heading(element), ...nodes);
    if (focused) this.place.querySelector(`[data-key="${CSS.escape(focused)}"] :is(input, select, textarea)`)?.focus();
  }
}

class Control {
  constructor(field) {
    this.id = `studio-${field.key}`;
    this.node = made("div", "govuk-form-group bkv-studio__field");
    this.node.dataset.key = field.key;
    this.input = input(field, this.id);
    this.label = made("label", "govuk-label", "", { for: this.id });
    this.hint = made("p", "govuk-hint", "", { id: `${this.id}-hint` });
    this.error = made("p", "govuk-error-message", "", { id: `${this.id}-error`, role: "alert" });
    this.listen(field.kind);
    this.node.append(...this.parts(field));
  }

  // With the keyboard a list gives its first, its second, its third choice on the way to what is meant;
  // so it is written like a text, when it is left or Enter is pressed. With Tab before it is left: what is then
  // asked for as well comes next.
  listen(kind) {
    let isOnTheWay = false;
    const leave = () => {
      const isToWrite = isOnTheWay;
      isOnTheWay = false;
      if (isToWrite) this.written();
    };
    this.input.addEventListener("keydown", ({ key }) => {
      if (key === "Enter" || key === "Tab") leave();
      else isOnTheWay = kind === "choice";
    });
    this.input.addEventListener("pointerdown", leave);
    this.input.addEventListener("blur", leave);
    this.input.addEventListener("change", () => isOnTheWay || this.written());
  }

  parts(field) {
    if (field.kind === "check") {
      const item = made("div", "govuk-checkboxes__item");
      this.label.className = "govuk-label govuk-checkboxes__label";
      item.append(this.input, this.label);
      return [item, this.error];
    }
    this.suggestions = made("datalist", "", "", { id: `${this.id}-list` });
    return [this.label, this.hint, this.error, this.input, this.suggestions];
  }

  show(field) {
    this.field = field;
    this.label.textContent = field.label;
    this.hint.textContent = field.hint ?? "";
    this.hint.hidden = !field.hint;
    this.tell("");
    if (field.kind === "check") this.input.checked = field.value;
    else this.fill(field);
  }

  fill({ kind, value, options, isNeeded }) {
    if (kind === "choice") this.input.replaceChildren(...choices(options, value, isNeeded));
    else if (options) {
      this.suggestions.replaceChildren(...options.map(asOption));
      this.input.setAttribute("list", this.suggestions.id);
    }
    this.input.value = value;
  }

  written() {
    const { kind } = this.field;
    const value = kind === "check" ? this.input.checked : this.input.value.trim();
    if (value === this.field.value) return this.tell("");
    const refused = this.field.set(value);
    if (typeof refused === "string") this.tell(refused);
  }

  tell(message) {
    this.error.textContent = message;
    this.error.hidden = !message;
    this.node.classList.toggle("govuk-form-group--error", Boolean(message));
    const told = [this.field?.hint && this.hint.id, message && this.error.id].filter(Boolean).join(" ");
    if (told) this.input.setAttribute("aria-describedby", told);
    else this.input.removeAttribute("aria-describedby");
  }
}

const LINE = { type: "text", autocomplete: "off", spellcheck: "false", maxlength: "500" };
const CONTROLS = {
  line: () => made("input", "govuk-input", "", LINE),
  text: () => made("textarea", "govuk-textarea", "", { rows: "5", maxlength: "5000" }),
  choice: () => made("select", "govuk-select"),
  check: () => made("input", "govuk-checkboxes__input", "", { type: "checkbox" }),
};

function input(field, id) {
  const control = CONTROLS[field.kind]();
  control.id = id;
  return control;
}

// What is chosen but no longer to be had is shown all the same, and said. What is needed cannot be taken away.
function choices(options, value, isNeeded) {
  const known = options.some((option) => option.name === value);
  const gone = value && !known ? [made("option", "", say("{name} (finns inte)", { name: value }), { value })] : [];
  const nothing = isNeeded && value ? [] : [made("option", "", say("Inget valt"), { value: "" })];
  return [...nothing, ...gone, ...options.map(asOption)];
}

function asOption({ name, title }) {
  return made("option", "", title, { value: name });
}

function heading(element) {
  const title = made("h2", "govuk-heading-s", kindOf(element.businessObject));
  title.id = "studio-panel-heading";
  return title;
}
