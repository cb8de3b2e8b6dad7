// A diagram wider than its frame is scrolled sideways to what is in progress.

export function showActive() {
  for (const frame of document.querySelectorAll(".bkv-diagram")) {
    const active = frame.querySelector(".bpmn-active");
    if (!active) continue;
    const distance = active.getBoundingClientRect().left - frame.getBoundingClientRect().left;
    frame.scrollLeft += distance - frame.clientWidth / 2;
  }
}
