// Keeps what is being written on the server while it is written: form[data-draft-url].
// Sends the form as it stands, `version` included. Answers: 2xx with {"version", "saved_at"} (both
// optional, saved_at as text to show), 409 with {"message"}; anything else counts as a failure.

import { guardLeaving, leaves } from "./guards.js";

const PAUSE_MS = 800;
const RETRY_MS = [2000, 5000, 15000, 30000];

export function keepDraft(form) {
  const draft = new Draft(form);
  form.addEventListener("input", () => draft.changed());
  form.addEventListener("change", () => draft.changed());
  form.addEventListener("submit", (event) => event.defaultPrevented || !leaves(event) || draft.stop());
  window.addEventListener("online", () => draft.retryNow());
  document.addEventListener("visibilitychange", () => document.hidden && draft.saveNow());
  // After a conflict nothing more is saved, so leaving would lose the text: ask then too.
  guardLeaving(form, () => draft.isChanged());
}

class Draft {
  constructor(form) {
    this.form = form;
    this.status = form.querySelector("[data-draft-status]");
    this.timer = null;
    this.sent = serialise(form);
    this.isSending = false;
    this.isStopped = false;
    this.failures = 0;
  }

  isChanged() {
    return serialise(this.form) !== this.sent;
  }

  isUnsaved() {
    return !this.isStopped && this.isChanged();
  }

  changed() {
    if (!this.isStopped) this.later(PAUSE_MS);
  }

  saveNow() {
    if (this.isUnsaved()) this.later(0);
  }

  retryNow() {
    if (this.failures > 0) this.saveNow();
  }

  stop() {
    this.isStopped = true;
    clearTimeout(this.timer);
  }

  later(pause) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), pause);
  }

  async save() {
    if (!this.isUnsaved()) return;
    if (this.isSending) return this.later(PAUSE_MS);
    this.isSending = true;
    const body = serialise(this.form);
    if (this.failures === 0) this.show("saving");
    try {
      await this.answered(await post(this.form.dataset.draftUrl, body), body);
    } catch {
      this.failed("offline");
    } finally {
      this.isSending = false;
    }
  }

  async answered(response, body) {
    const answer = await readJson(response);
    if (response.status === 409) return this.conflict(answer.message);
    // A redirect is the login page: nothing was saved.
    if (!response.ok || response.redirected) return this.failed("failed");
    this.saved(answer, body);
  }

  saved(answer, body) {
    this.failures = 0;
    this.sent = body;
    if (answer.version !== undefined) this.renew(String(answer.version));
    this.show("saved", answer.saved_at ?? timeNow());
    if (this.isUnsaved()) this.later(PAUSE_MS);
  }

  renew(version) {
    const field = this.form.elements.namedItem("version");
    if (!field || field.value === version) return;
    const wasSaved = !this.isUnsaved();
    field.value = version;
    if (wasSaved) this.sent = serialise(this.form);
  }

  conflict(message) {
    this.stop();
    this.show("conflict", "", message);
  }

  failed(state) {
    this.show(state);
    this.later(RETRY_MS[Math.min(this.failures, RETRY_MS.length - 1)]);
    this.failures += 1;
  }

  show(state, time = "", message = "") {
    if (!this.status) return;
    const text = message || (this.status.getAttribute(`data-text-${state}`) ?? "");
    this.status.dataset.state = state;
    this.status.textContent = text.replace("{time}", time);
  }
}

function serialise(form) {
  const fields = [...new FormData(form)].filter(([, value]) => typeof value === "string");
  return new URLSearchParams(fields).toString();
}

function post(url, body) {
  return fetch(url, {
    method: "POST",
    body,
    credentials: "same-origin",
    keepalive: body.length < 60000,
    headers: { "Content-Type": "application/x-www-form-urlencoded", Accept: "application/json" },
  });
}

async function readJson(response) {
  try {
    return await response.json();
  } catch {
    return {};
  }
}

function timeNow() {
  const parts = { hour: "2-digit", minute: "2-digit", timeZone: "Europe/Stockholm" };
  const time = new Intl.DateTimeFormat("sv-SE", parts).format(new Date());
  return document.documentElement.lang === "sv" ? time.replace(":", ".") : time;
}
