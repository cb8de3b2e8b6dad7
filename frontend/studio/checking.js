// What the linter says of what is drawn now, saved or not: asked for when drawing has paused. Nothing
// is kept by asking, and an answer that comes late, to what is drawn no longer, is not shown.

import { made } from "./elements.js";
import { counted } from "./findings.js";
import { say } from "./language.js";

const PAUSE_MS = 800;
const BUSY = 503;

export class Checking {
  constructor(form, place, { modeler, draft, findings }) {
    Object.assign(this, { form, draft, findings, turn: 0, isAsking: false });
    this.status = made("p", "govuk-hint bkv-studio__checked", "", { role: "status" });
    this.waiting = made("p", "govuk-hint bkv-studio__checked", say("Kontrolleras…"));
    place.append(this.status, this.waiting);
    modeler.on("commandStack.changed", () => this.wait());
  }

  // What was found when it was saved takes the place of every answer under way.
  saved(found) {
    this.stop();
    this.found(found);
  }

  wait() {
    this.stop();
    this.findings.doubt();
    this.tell("waiting");
    this.timer = setTimeout(() => this.ask(), PAUSE_MS);
  }

  stop() {
    clearTimeout(this.timer);
    this.turn += 1;
  }

  // One at a time: a question whose answer nobody waits for any longer keeps the server busy all the same.
  async ask() {
    if (this.draft.isSending || this.isAsking) return this.wait();
    const turn = this.turn;
    this.isAsking = true;
    const answer = await this.answer().catch(() => ({}));
    this.isAsking = false;
    if (turn === this.turn) this.answered(answer);
    return undefined;
  }

  async answer() {
    const response = await this.draft.post(this.form.dataset.check, await this.draft.xml());
    if (response.status === BUSY) return { isBusy: true };
    return response.ok && !response.redirected ? response.json() : {};
  }

  answered({ isBusy, findings }) {
    if (isBusy) return this.wait();
    if (findings) return this.found(findings);
    this.findings.doubt();
    return this.tell("failed");
  }

  found(found) {
    this.findings.show(found);
    this.tell("checked", counted(found));
  }

  // Said aloud only when there is something new to say; that it is being checked is to be seen, no more.
  tell(state, counts = "") {
    this.status.dataset.state = state;
    this.waiting.hidden = state !== "waiting";
    this.status.hidden = state === "waiting";
    const sentence = [counts, SENTENCES[state]?.()].filter(Boolean).join(" ");
    if (sentence && this.status.textContent !== sentence) this.status.textContent = sentence;
  }
}

const SENTENCES = {
  checked: () => say("Gäller det som är ritat nu, sparat eller inte."),
  failed: () => say("Kunde inte kontrolleras nu. Det kontrolleras vid nästa ändring och när du sparar."),
};
