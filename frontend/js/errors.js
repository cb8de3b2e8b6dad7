// The error summary gets the focus, so that it is read and seen first; its links go to the field.

export function focusErrorSummary() {
  const summary = document.querySelector(".govuk-error-summary");
  if (!summary) return;
  summary.focus();
  summary.addEventListener("click", (event) => {
    const id = event.target.closest("a")?.hash.slice(1);
    const control = id && document.getElementById(id);
    if (!control) return;
    event.preventDefault();
    (control.closest(".govuk-form-group") ?? control).scrollIntoView();
    control.focus({ preventScroll: true });
  });
}
