// Follow-up questions: [data-show-when="field=value"] is hidden while the answer is another.
// Without JavaScript they stay visible, and the server drops answers to hidden questions.
// Several values: "field=yes|unknown"; any answer but these: "field!=none".

export function followConditions(form) {
  const questions = [...form.querySelectorAll("[data-show-when]")];
  if (questions.length === 0) return;
  const parts = [...form.querySelectorAll(".bkv-form-part")];
  const update = () => {
    questions.forEach((question) => (question.hidden = !isAsked(form, question)));
    // A heading without a question under it says nothing.
    parts.forEach((part) => (part.hidden = !part.querySelector(".govuk-form-group:not([hidden])")));
  };
  form.addEventListener("change", update);
  form.addEventListener("input", update);
  // The browser may put back old answers after the page has been shown.
  window.addEventListener("pageshow", update);
  update();
}

// What the button says follows the answer that says something else of what is sent.
export function sayWhatIsSent(form) {
  const button = form.querySelector("button[data-submit]");
  if (!button) return;
  const update = () => {
    const chosen = form.querySelector("input[data-submit]:checked");
    button.textContent = (chosen ?? button).dataset.submit;
  };
  form.addEventListener("change", update);
  window.addEventListener("pageshow", update);
}

function isAsked(form, question) {
  const [named, ...rest] = question.dataset.showWhen.split("=");
  const field = named.replace(/!$/, "");
  const wanted = rest.join("=").split("|");
  const asked = form.querySelector(`[name="${CSS.escape(field)}"]`)?.closest("[data-show-when]");
  // A follow-up of a question that is not asked is not asked either.
  if (asked && asked !== question && !isAsked(form, asked)) return false;
  return new FormData(form).getAll(field).some((answer) => wanted.includes(answer) === (field === named));
}
