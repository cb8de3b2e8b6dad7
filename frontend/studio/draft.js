// The draft on the server: fetched once, saved when asked. Nothing that fails loses what has been drawn.

import { say } from "./language.js";

const AS_JSON = { credentials: "same-origin", headers: { Accept: "application/json" } };

export class Draft {
  constructor(form, modeler, model) {
    this.form = form;
    this.modeler = modeler;
    this.model = model;
    this.version = 0;
    this.isChanged = false;
    this.isSending = false;
    this.isLoggedOut = false;
    // A listener that returns something keeps the event from all others.
    modeler.on("commandStack.changed", () => {
      this.isChanged = true;
    });
    window.addEventListener("beforeunload", (event) => this.isChanged && event.preventDefault());
  }

  // Whether what the server gave could be drawn.
  async draw({ xml, version }) {
    try {
      await this.modeler.importXML(xml);
    } catch {
      return false;
    }
    this.version = version;
    this.isChanged = false;
    return true;
  }

  // {state, message, findings}; the states are saved, conflict, failed and offline.
  async save() {
    this.isSending = true;
    try {
      if (this.isLoggedOut) await this.#renewToken();
      const xml = await this.xml();
      this.isChanged = false;
      return await this.#answered(await this.post(this.form.dataset.draft, xml));
    } catch {
      return this.#failed("offline", OFFLINE());
    } finally {
      this.isSending = false;
    }
  }

  async xml() {
    this.model.declare();
    return (await this.modeler.saveXML({ format: true })).xml;
  }

  post(address, xml) {
    const body = new URLSearchParams(new FormData(this.form));
    body.set("version", this.version);
    body.set("xml", xml);
    return fetch(address, { ...AS_JSON, method: "POST", body });
  }

  // Whoever has logged in again in another tab has a new token, which stands in the page as it is now.
  async #renewToken() {
    const page = await (await fetch(location.href, { credentials: "same-origin" })).text();
    const fresh = new DOMParser().parseFromString(page, "text/html").querySelector("[data-studio] [name=csrf_token]");
    if (fresh) this.form.elements.namedItem("csrf_token").value = fresh.value;
  }

  async #answered(response) {
    this.isLoggedOut = response.redirected || response.status === 403;
    if (this.isLoggedOut) return this.#failed("failed", LOGGED_OUT());
    const answer = await response.json().catch(() => ({}));
    if (response.status === 409) return this.#failed("conflict", answer.message ?? CONFLICT());
    if (!response.ok) return this.#failed("failed", answer.message ?? FAILED());
    this.version = answer.version;
    const message = say("Sparat kl. {time}", { time: answer.saved_at });
    return { state: "saved", message, findings: answer.findings };
  }

  #failed(state, message) {
    this.isChanged = true;
    return { state, message };
  }
}

const OFFLINE = () => say("Inte sparat: ingen kontakt med servern. Det du ritat finns kvar här.");
const FAILED = () => say("Inte sparat. Det du ritat finns kvar här.");
const LOGGED_OUT = () => say("Inte sparat: du är inte längre inloggad. Logga in i en annan flik och spara igen.");
const CONFLICT = () =>
  say("Någon annan har ändrat utkastet sedan du öppnade det. Det du ritat finns kvar här, men kan inte sparas.");

// The JSON at an address; being sent to the login page counts as a failure.
export async function asked(address) {
  const response = await fetch(address, AS_JSON);
  if (!response.ok || response.redirected) throw new Error(`${response.status}`);
  return response.json();
}
