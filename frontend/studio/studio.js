// The diagram editor, loaded on its own page only. docs/studio.md says what the page gives it.

import { Builder } from "./builder.js";
import { Checking } from "./checking.js";
import { Chooser } from "./chooser.js";
import { asked, Draft } from "./draft.js";
import { Findings } from "./findings.js";
import { announcer, drawFrame, tellOnly } from "./frame.js";
import { say, untranslated } from "./language.js";
import { Model } from "./model.js";
import { fit, newModeler } from "./modeler.js";
import { Panel } from "./panel.js";
import { Toolbar } from "./toolbar.js";
import { Ways } from "./ways.js";

const form = document.querySelector("[data-studio]");
if (form) open(form);

async function open(form) {
  const frame = drawFrame(form);
  form.addEventListener("submit", (event) => event.preventDefault());
  const fetched = await Promise.all([asked(form.dataset.draft), asked(form.dataset.catalogue)]).catch(() => null);
  if (!fetched) return tellOnly(form, say("Diagrammet kunde inte hämtas. Ladda om sidan för att försöka igen."));
  const modeler = newModeler(frame.canvas);
  const draft = new Draft(form, modeler, new Model(modeler));
  const isDrawn = await draft.draw(fetched[0]);
  if (!isDrawn) return tellOnly(form, say("Diagrammet kan inte ritas: filen är trasig eller saknar ritning."));
  show(form, frame, { modeler, draft, saved: fetched[0], catalogue: fetched[1] });
  // What a test looks at: texts that should have been translated.
  form.untranslated = untranslated;
  form.dataset.ready = "";
}

function show(form, frame, { modeler, draft, saved, catalogue }) {
  const findings = new Findings(frame.found, modeler);
  const checking = new Checking(form, frame.findings, { modeler, draft, findings });
  const announce = announcer(frame.done);
  const chooser = new Chooser(frame.chooser, modeler);
  const panel = new Panel(frame.panel, { modeler, model: draft.model, catalogue });
  new Ways(frame.building, { modeler, chooser });
  new Builder(frame.building, { modeler, chooser, panel, announce });
  const onSaved = (found) => checking.saved(found);
  const { process, review: href } = form.dataset;
  const review = { href, isThere: saved.is_draft };
  new Toolbar(frame.toolbar, { modeler, draft, maySave: saved.may_save, process, review, onSaved, announce });
  checking.saved(saved.findings);
  fit(frame.canvas, modeler);
}
