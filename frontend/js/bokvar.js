// What every page gets: small improvements over pages that already work without them.

import { countDays } from "./arrival.js";
import { followConditions, sayWhatIsSent } from "./conditions.js";
import { showActive } from "./diagrams.js";
import { keepDraft } from "./draft.js";
import { focusErrorSummary } from "./errors.js";
import { guardLeaving, guardSubmit } from "./guards.js";
import { playReplay } from "./replay.js";
import { startAt } from "./start.js";

for (const form of document.querySelectorAll("form")) {
  guardSubmit(form);
  followConditions(form);
  sayWhatIsSent(form);
  countDays(form);
  if (form.dataset.draftUrl) keepDraft(form);
  else if ("guard" in form.dataset) guardLeaving(form, () => true);
}
focusErrorSummary();
document.querySelectorAll("[data-start-at]").forEach(startAt);
playReplay();
showActive();
