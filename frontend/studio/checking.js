// What the linter says of what is drawn now, saved or not: asked for when drawing has paused. Nothing
// is kept by asking, and an answer that comes late, to what is drawn no longer, is not shown.

import { made } from "./elements.js";
import { counted } from "./findings.js";
import { say } from "./language.js";

const PAUSE_MS = 800;

export class Checking {
  constructor(form, place, { modeler, draft, findings }) {
    Object.assign(this, { form, draft, findings });
    this.status = made("p", "govuk-hint bkv-studio__checked", "", { role: "status" });
    place.append(this.status);
    modeler.on("commandStack.changed", () => this.wait());
  }

  // What was found when it was saved takes the place of every answer under way.
  saved(found) {
    this.stop();
    this.found(found);
  }

  wait() {
    this.stop();
    this.tell("waiting");
    this.timer = setTimeout(() => this.ask(), PAUSE_MS);
  }

  stop() {
    clearTimeout(this.timer);
    this.asking?.abort();
  }

  async ask() {
    if (this.draft.isSending) return this.wait();
    const asking = new AbortController();
    this.asking = asking;
    const found = await this.answer(asking.signal).catch(() => null);
    if (asking.signal.aborted) return undefined;
    return found ? this.found(found) : this.tell("failed");
  }

  async answer(signal) {
    const response = await this.draft.post(this.form.dataset.check, await this.draft.xml(), signal);
    return response.ok && !response.redirected ? (await response.json()).findings : null;
  }

  found(found) {
    this.findings.show(found);
    this.tell("checked", counted(found));
  }

  // Said aloud only when there is something new to say.
  tell(state, counts = "") {
    this.status.dataset.state = state;
    const sentence = [counts, SENTENCES[state]?.()].filter(Boolean).join(" ");
    if (sentence && this.status.textContent !== sentence) this.status.textContent = sentence;
  }
}

const SENTENCES = {
  checked: () => say("Gäller det som är ritat nu, sparat eller inte."),
  failed: () => say("Kunde inte kontrolleras nu. Det kontrolleras vid nästa ändring och när du sparar."),
};
