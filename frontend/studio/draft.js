// The draft on the server: fetched once, saved when asked. Nothing that fails loses what has been drawn.

import { say } from "./language.js";

export class Draft {
  constructor(form, modeler, model) {
    this.form = form;
    this.modeler = modeler;
    this.model = model;
    this.version = 0;
    this.isChanged = false;
    this.isSending = false;
    // A listener that returns something keeps the event from all others.
    modeler.on("commandStack.changed", () => {
      this.isChanged = true;
    });
    window.addEventListener("beforeunload", (event) => this.isChanged && event.preventDefault());
  }

  async open() {
    const answer = await (await asked(this.form.dataset.draft)).json();
    await this.modeler.importXML(answer.xml);
    this.version = answer.version;
    this.isChanged = false;
    return answer;
  }

  // {state, message, findings}; the states are saved, conflict, failed and offline.
  async save() {
    this.isSending = true;
    try {
      const xml = await this.xml();
      this.isChanged = false;
      return await this.#answered(await this.#post(xml));
    } catch {
      return this.#failed("offline", say("Inte sparat: ingen kontakt med servern. Det du ritat finns kvar här."));
    } finally {
      this.isSending = false;
    }
  }

  async xml() {
    this.model.declareMessages();
    return (await this.modeler.saveXML({ format: true })).xml;
  }

  #post(xml) {
    const body = new URLSearchParams(new FormData(this.form));
    body.set("version", this.version);
    body.set("xml", xml);
    return fetch(this.form.dataset.draft, { method: "POST", body, credentials: "same-origin", headers: { Accept: "application/json" } });
  }

  async #answered(response) {
    if (response.redirected || response.status === 403)
      return this.#failed("failed", say("Inte sparat: du är inte längre inloggad. Logga in i en annan flik och spara igen."));
    const answer = await response.json().catch(() => ({}));
    if (response.status === 409) return this.#failed("conflict", answer.message ?? CONFLICT());
    if (!response.ok) return this.#failed("failed", answer.message ?? say("Inte sparat. Det du ritat finns kvar här."));
    this.version = answer.version;
    return { state: "saved", message: say("Sparat kl. {time}", { time: answer.saved_at }), findings: answer.findings };
  }

  #failed(state, message) {
    this.isChanged = true;
    return { state, message };
  }
}

const CONFLICT = () => say("Någon annan har ändrat utkastet sedan du öppnade det. Det du ritat finns kvar här, men kan inte sparas.");

export async function asked(address) {
  const response = await fetch(address, { credentials: "same-origin", headers: { Accept: "application/json" } });
  if (!response.ok || response.redirected) throw new Error(`${response.status}`);
  return response;
}
