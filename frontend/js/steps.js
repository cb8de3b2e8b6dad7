// The replay page: left and right arrow go to the step before and after, outside fields.

const KEYS = { ArrowLeft: "prev", ArrowRight: "next" };

export function stepWithArrows() {
  const steps = document.querySelector("[data-steps]");
  if (!steps) return;
  showCurrent();
  document.addEventListener("keydown", (event) => {
    const place = KEYS[event.key];
    if (!place || isTaken(event)) return;
    const link = steps.querySelector(`[data-step="${place}"]`);
    if (!link) return;
    event.preventDefault();
    location.assign(link.href);
  });
}

// Fields, and frames that scroll sideways, need the arrows themselves.
function isTaken(event) {
  const isWithKey = event.altKey || event.ctrlKey || event.metaKey || event.shiftKey;
  return isWithKey || event.target.closest("input, textarea, select, [contenteditable], .bkv-diagram") !== null;
}

// Scrolls the list only, never the page.
function showCurrent() {
  const item = document.querySelector("[data-current]");
  const list = item?.parentElement;
  if (list) list.scrollTop = item.offsetTop - list.offsetTop - list.clientHeight / 3;
}
