// The parts of the page that the editor fills: toolbar, diagram, panel and findings, within the form.

import { made } from "./elements.js";
import { say } from "./language.js";

export function drawFrame(form) {
  const parts = {
    toolbar: made("div", "bkv-studio__toolbar"),
    canvas: made("div", "bkv-studio__canvas", "", { role: "region", "aria-label": say("Diagram") }),
    side: made("section", "bkv-studio__side", "", { "aria-labelledby": "studio-panel-heading" }),
    findings: made("section", "bkv-studio__findings", "", { "aria-labelledby": "studio-findings-heading" }),
  };
  const inside = {
    chooser: made("div", "bkv-studio__field"),
    building: made("div", "bkv-studio__building"),
    done: made("p", "bkv-studio__done", "", { role: "status" }),
    panel: made("div", "bkv-studio__panel"),
  };
  parts.side.append(...Object.values(inside));
  const found = made("div", "bkv-studio__found");
  parts.findings.append(found);
  form.append(narrow(form), ...Object.values(parts));
  return { ...parts, ...inside, found };
}

// Says a sentence where it can be read and heard, also the same one twice.
export function announcer(place) {
  return (sentence) => {
    place.textContent = "";
    setTimeout(() => (place.textContent = sentence), 50);
  };
}

// Instead of the editor, when it cannot be used.
export function tellOnly(form, sentence) {
  form.querySelector(".bkv-studio__toolbar").remove();
  form.querySelector(".bkv-studio__side").remove();
  const told = made("p", "govuk-body", `${sentence} `, { role: "alert" });
  told.append(listLink(form));
  form.querySelector(".bkv-studio__canvas").replaceWith(told);
}

// On a narrow screen the diagram cannot be worked on; the stylesheet shows this instead.
function narrow(form) {
  const told = made("div", "bkv-studio__narrow");
  const lines = [
    say("Skärmen är för smal för att rita på."),
    say("I listan ändrar du stegens namn, grupper, formulär, operationer, tider, villkor och hur ofta de görs, och tabeller och texter."),
    say("Nya steg, nya vägar och att ta bort steg kräver en bredare skärm."),
  ];
  told.append(...lines.map((line) => made("p", "govuk-body", line)));
  told.children[1].append(" ", listLink(form));
  return told;
}

function listLink(form) {
  return made("a", "govuk-link", say("Ändra stegen i en lista i stället."), { href: form.dataset.steps });
}
