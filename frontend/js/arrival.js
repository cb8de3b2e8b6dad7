// The days that count by the way a notice came, counted anew while that is typed: [data-count-url].
// Without it the button beside them does the same. Only the questions of its own part are sent.

const PAUSE_MS = 300;

export function countDays(form) {
  const shown = form.querySelector("[data-count-url]");
  if (!shown) return;
  const part = shown.closest(".bkv-form-part");
  shown.parentElement.querySelector("button").remove();
  let timer = null;
  let asked = 0;

  async function count() {
    const mine = ++asked;
    const answer = await fetch(shown.dataset.countUrl, { method: "POST", body: typed(form, part) }).catch(() => null);
    // What was typed since is counted by a later answer; a redirect is the login page.
    if (mine !== asked || !answer?.ok || answer.redirected) return;
    shown.innerHTML = await answer.text();
  }

  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(count, PAUSE_MS);
  };
  part.addEventListener("input", later);
  part.addEventListener("change", later);
}

function typed(form, part) {
  const body = new URLSearchParams();
  for (const [name, value] of new FormData(form)) {
    const isHere = part.querySelector(`[name="${CSS.escape(name)}"]`);
    if (typeof value === "string" && (isHere || name === "csrf_token")) body.append(name, value);
  }
  return body;
}
