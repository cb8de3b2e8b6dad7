// What the linter found, in words in a list and as a mark on the element; each leads to the other.

import { made } from "./elements.js";
import { say } from "./language.js";

const OVERLAY = "bkv-finding";
const CAN_HOLD_FOCUS = "h2, li, button";

export class Findings {
  constructor(place, modeler) {
    this.place = place;
    this.modeler = modeler;
    this.marked = [];
  }

  // Drawn anew again and again while somebody may be reading it: the keyboard keeps its place.
  show(findings) {
    this.#unmark();
    const held = [...this.place.querySelectorAll(CAN_HOLD_FOCUS)].indexOf(document.activeElement);
    this.items = new Map();
    const list = made("ol", "bkv-findings");
    findings.forEach((finding) => list.append(this.#item(finding)));
    this.place.replaceChildren(heading(), findings.length ? list : nothing());
    for (const [element, about] of this.#byElement(findings)) this.#mark(element, about);
    if (held >= 0) this.#holdOn(held);
  }

  // It is not known whether there are any: what was found before may stand, but not that all was well.
  doubt() {
    if (!this.items.size && !this.place.querySelector("li")) this.place.replaceChildren(heading());
  }

  #holdOn(place) {
    const now = [...this.place.querySelectorAll(CAN_HOLD_FOCUS)];
    now[Math.min(place, now.length - 1)].focus();
  }

  #item(finding) {
    const item = made("li", `bkv-findings__item bkv-findings__item--${finding.severity}`, "", { tabindex: "-1" });
    const element = this.#element(finding);
    item.append(made("strong", "govuk-tag", word(finding)), made("span", "bkv-findings__text", sentence(finding)));
    if (element) item.append(this.#jump(element), ...listed(finding));
    else if (finding.href) item.append(elsewhere(finding));
    if (element && !this.items.has(element)) this.items.set(element, item);
    return item;
  }

  #jump(element) {
    const name = element.businessObject.name || element.businessObject.id;
    const button = made("button", "bkv-findings__jump", say("Visa {name}", { name }), { type: "button" });
    button.addEventListener("click", () => this.#choose(element));
    return button;
  }

  // A shape that has been replaced since keeps its id.
  #choose(element) {
    const current = this.modeler.get("elementRegistry").get(element.id);
    if (!current) return;
    this.modeler.get("canvas").scrollToElement(current, 80);
    this.modeler.get("selection").select(current);
    this.place.closest("[data-studio]").querySelector(".bkv-studio__canvas").scrollIntoView({ block: "nearest" });
  }

  #element(finding) {
    const registry = this.modeler.get("elementRegistry");
    const process = (shape) => shape.businessObject.processRef?.id === finding.element;
    return finding.element ? (registry.get(finding.element) ?? registry.find(process)) : undefined;
  }

  #byElement(findings) {
    const found = new Map();
    for (const finding of findings) {
      const element = this.#element(finding);
      if (element) found.set(element, [...(found.get(element) ?? []), finding]);
    }
    return found;
  }

  #mark(element, about) {
    const severity = about.some((finding) => finding.severity === "error") ? "error" : "warning";
    const said = about.map((finding) => sentence(finding)).join(" ");
    // What is heard begins with what is seen.
    const named = { type: "button", title: said, "aria-label": `${about.length}: ${said}` };
    const badge = made("button", `bkv-badge bkv-badge--${severity}`, String(about.length), named);
    badge.addEventListener("click", () => this.items.get(element)?.focus());
    this.modeler.get("canvas").addMarker(element, `bkv-${severity}`);
    this.modeler.get("overlays").add(element, OVERLAY, { position: { top: -12, left: -12 }, html: badge });
    this.marked.push([element, `bkv-${severity}`]);
  }

  #unmark() {
    this.modeler.get("overlays").remove({ type: OVERLAY });
    const registry = this.modeler.get("elementRegistry");
    for (const [element, marker] of this.marked)
      if (registry.get(element.id) === element) this.modeler.get("canvas").removeMarker(element, marker);
    this.marked = [];
  }
}

// How many there are, in words; nothing when there are none.
export function counted(findings) {
  const errors = findings.filter((finding) => finding.severity === "error").length;
  const warnings = findings.length - errors;
  if (!findings.length) return "";
  return warnings === 1
    ? say("{errors} fel, 1 varning.", { errors })
    : say("{errors} fel, {warnings} varningar.", { errors, warnings });
}

function heading() {
  const title = made("h2", "govuk-heading-s", say("Kontroll av utkastet"), { tabindex: "-1" });
  title.id = "studio-findings-heading";
  return title;
}

function nothing() {
  return made("p", "govuk-body", say("Inga anmärkningar: processen kan köras."));
}

// What is no part of the drawing is changed on a page of its own, in another tab: the drawing is not saved.
function elsewhere({ href, place }) {
  const attributes = { href, target: "_blank", rel: "noopener" };
  return made("a", "bkv-findings__jump", say("Öppna {place} i en ny flik", { place }), attributes);
}

// Where there is no room for the drawing, the step is changed on its own page; the stylesheet shows one of the two.
function listed({ href, place }) {
  return href ? [made("a", "bkv-findings__page", say("Ändra {place}", { place }), { href })] : [];
}

function word(finding) {
  return finding.severity === "error" ? say("Fel") : say("Varning");
}

function sentence({ element, place, text, fix }) {
  const about = !element && place ? `${place}: ` : "";
  return `${about}${text} ${fix}`.trim();
}
