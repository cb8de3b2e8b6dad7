// Two guards: against sending a form twice, and against leaving what is not saved.

const AGAIN_AFTER_MS = 10000;

// A button that opens its answer in another tab leaves this page as it is, to be gone on with.
export function leaves(event) {
  return !event.submitter?.formTarget;
}

export function guardSubmit(form) {
  let sentAt = -Infinity;
  form.addEventListener("submit", (event) => {
    if (form.method === "get" || !leaves(event)) return;
    if (performance.now() - sentAt < AGAIN_AFTER_MS) return event.preventDefault();
    sentAt = performance.now();
    event.submitter?.setAttribute("aria-disabled", "true");
  });
  // Back in the browser shows the page as it was left.
  window.addEventListener("pageshow", () => {
    sentAt = -Infinity;
    for (const button of form.querySelectorAll("[aria-disabled]")) button.removeAttribute("aria-disabled");
  });
}

export function guardLeaving(form, isUnsaved) {
  let isTouched = false;
  form.addEventListener("input", () => (isTouched = true));
  form.addEventListener("submit", (event) => event.defaultPrevented || !leaves(event) || (isTouched = false));
  window.addEventListener("beforeunload", (event) => {
    if (isTouched && isUnsaved()) event.preventDefault();
  });
}
