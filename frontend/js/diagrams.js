// A diagram wider than its frame is scrolled sideways to what is in progress.

export function showActive() {
  for (const frame of document.querySelectorAll(".bkv-diagram")) {
    const active = innermost([...frame.querySelectorAll(".bpmn-active")].map((node) => node.getBoundingClientRect()));
    if (!active) continue;
    const middle = active.left + active.width / 2 - frame.getBoundingClientRect().left;
    frame.scrollLeft += middle - frame.clientWidth / 2;
  }
}

// A sub-process is in progress as long as something in it is: what one looks for is within.
function innermost(boxes) {
  return boxes.sort((one, other) => one.width - other.width)[0];
}
