// The keys of the replay page, which can be turned off; the choice is kept in this browser.

const KEYS = { " ": "toggle", ArrowLeft: "previous", ArrowRight: "next", Home: "first", End: "last" };
const KEPT = "bokvar.replay.keys";
const TAKES_KEYS = "input, textarea, select, [contenteditable], .bkv-diagram";

export function onKeys(box, acts) {
  box.checked = localStorage.getItem(KEPT) !== "off";
  box.addEventListener("change", () => localStorage.setItem(KEPT, box.checked ? "on" : "off"));
  document.addEventListener("keydown", (event) => {
    const act = KEYS[event.key];
    if (!act || !box.checked || isTaken(event, act)) return;
    event.preventDefault();
    acts[act]();
  });
}

// Fields, and frames that scroll sideways, need the keys themselves; a button is pressed by space.
function isTaken(event, act) {
  const isWithKey = event.altKey || event.ctrlKey || event.metaKey || event.shiftKey;
  const isPressed = act === "toggle" && event.target.closest("button, a, summary") !== null;
  return isWithKey || isPressed || event.target.closest(TAKES_KEYS) !== null;
}
