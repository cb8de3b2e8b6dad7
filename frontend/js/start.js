// Where somebody who types one form after the other begins: [data-start-at="question question"]. The
// first of those that is not answered gets the focus, so that Tab need not pass the whole head of the page.

export function startAt(form) {
  if (!form.dataset.startAt || document.querySelector(".govuk-error-summary")) return;
  const answers = new FormData(form);
  const name = form.dataset.startAt.split(" ").find((one) => form.elements.namedItem(one) && !answers.get(one));
  form.querySelector(`[name="${CSS.escape(name ?? "")}"]`)?.focus({ preventScroll: true });
}
