// The diagram editor, loaded on its own page only. docs/studio.md says what the page gives it.

import { asked, Draft } from "./draft.js";
import { made } from "./elements.js";
import { Findings } from "./findings.js";
import { say, untranslated } from "./language.js";
import { Model } from "./model.js";
import { newModeler, showWhole } from "./modeler.js";
import { Panel } from "./panel.js";
import { Toolbar } from "./toolbar.js";

const form = document.querySelector("[data-studio]");
if (form) open(form);

async function open(form) {
  const parts = drawn(form);
  const modeler = newModeler(parts.canvas);
  const draft = new Draft(form, modeler);
  try {
    const catalogue = await (await asked(form.dataset.catalogue)).json();
    const { findings, may_save: maySave } = await draft.open();
    show(parts, { form, modeler, draft, catalogue, findings, maySave });
  } catch {
    parts.canvas.replaceChildren(made("p", "govuk-body", say("Diagrammet kunde inte hämtas. Ladda om sidan för att försöka igen.")));
  }
}

function show(parts, { form, modeler, draft, catalogue, findings, maySave }) {
  const list = new Findings(parts.findings, modeler);
  new Panel(parts.panel, { modeler, model: new Model(modeler), catalogue });
  new Toolbar(parts.toolbar, { modeler, draft, maySave, process: form.dataset.process, onSaved: (found) => list.show(found) });
  list.show(findings);
  showWhole(modeler);
  form.studio = { modeler, untranslated };
  form.dataset.ready = "";
}

function drawn(form) {
  const parts = {
    toolbar: made("div", "bkv-studio__toolbar"),
    canvas: made("div", "bkv-studio__canvas", "", { role: "region", "aria-label": say("Diagram") }),
    panel: made("section", "bkv-studio__panel", "", { "aria-labelledby": "studio-panel-heading" }),
    findings: made("section", "bkv-studio__findings", "", { "aria-labelledby": "studio-findings-heading" }),
  };
  form.addEventListener("submit", (event) => event.preventDefault());
  form.append(narrow(form), ...Object.values(parts));
  return parts;
}

// On a narrow screen the diagram cannot be worked on; the stylesheet shows this instead.
function narrow(form) {
  const told = made("p", "govuk-body bkv-studio__narrow", `${say("Skärmen är för smal för diagrammet.")} `);
  told.append(made("a", "govuk-link", say("Ändra stegen i en lista i stället."), { href: form.dataset.steps }));
  return told;
}
