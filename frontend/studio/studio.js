// The diagram editor, loaded on its own page only. docs/studio.md says what the page gives it.

import { Chooser } from "./chooser.js";
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
  const model = new Model(modeler);
  const draft = new Draft(form, modeler, model);
  try {
    const catalogue = await (await asked(form.dataset.catalogue)).json();
    const { findings, may_save: maySave } = await draft.open();
    show(parts, { form, modeler, model, draft, catalogue, findings, maySave });
  } catch {
    parts.canvas.replaceChildren(made("p", "govuk-body", say("Diagrammet kunde inte hämtas. Ladda om sidan för att försöka igen.")));
  }
}

function show(parts, { form, modeler, model, draft, catalogue, findings, maySave }) {
  const list = new Findings(parts.findings, modeler);
  new Chooser(parts.chooser, modeler);
  new Panel(parts.panel, { modeler, model, catalogue });
  new Toolbar(parts.toolbar, { modeler, draft, maySave, process: form.dataset.process, onSaved: (found) => list.show(found) });
  list.show(findings);
  fit(parts.canvas, modeler);
  // What a test looks at: texts that should have been translated.
  form.untranslated = untranslated;
  form.dataset.ready = "";
}

// The canvas has no size while the screen is too narrow for it.
function fit(canvas, modeler) {
  let isShown = false;
  const observer = new ResizeObserver(() => {
    modeler.get("canvas").resized();
    if (canvas.clientWidth && !isShown) showWhole(modeler);
    isShown ||= canvas.clientWidth > 0;
  });
  observer.observe(canvas);
}

function drawn(form) {
  const parts = {
    toolbar: made("div", "bkv-studio__toolbar"),
    canvas: made("div", "bkv-studio__canvas", "", { role: "region", "aria-label": say("Diagram") }),
    side: made("section", "bkv-studio__side", "", { "aria-labelledby": "studio-panel-heading" }),
    findings: made("section", "bkv-studio__findings", "", { "aria-labelledby": "studio-findings-heading" }),
  };
  const inside = { chooser: made("div", "bkv-studio__field"), panel: made("div", "bkv-studio__panel") };
  parts.side.append(...Object.values(inside));
  form.addEventListener("submit", (event) => event.preventDefault());
  form.append(narrow(form), ...Object.values(parts));
  return { ...parts, ...inside };
}

// On a narrow screen the diagram cannot be worked on; the stylesheet shows this instead.
function narrow(form) {
  const told = made("p", "govuk-body bkv-studio__narrow", `${say("Skärmen är för smal för diagrammet.")} `);
  told.append(made("a", "govuk-link", say("Ändra stegen i en lista i stället."), { href: form.dataset.steps }));
  return told;
}
