// The replay page: plays, pauses and steps in place. Without it every step is a page of its own.

import { showActive } from "./diagrams.js";
import { onKeys } from "./replay_keys.js";
import { moveTokens, tokensIn } from "./tokens.js";

const A_STEP_MS = 1400;

export function playReplay() {
  const player = document.querySelector("[data-player]");
  if (!player) return;
  const one = (name) => player.querySelector(`[data-${name}]`);
  const [button, place, speed, keys, said] = ["play", "place", "speed", "keys", "said"].map(one);
  const total = Number(moment().dataset.total);
  let timer = null;
  let isComing = false;

  function step() {
    return Number(moment().dataset.step);
  }

  function pause() {
    clearTimeout(timer);
    timer = null;
    button.textContent = button.dataset.playText;
  }

  function play() {
    button.textContent = button.dataset.pauseText;
    timer = setTimeout(onward, step() < total ? wait() : 0);
  }

  async function onward() {
    const isThere = await go(step() < total ? step() + 1 : 1);
    if (timer === null) return;
    if (!isThere || step() >= total) pause();
    else timer = setTimeout(onward, wait());
  }

  function wait() {
    return A_STEP_MS / Number(speed.value);
  }

  // One step at a time: what is asked for while another is on its way is left out.
  async function go(wanted) {
    if (isComing || wanted < 1 || wanted > total || wanted === step()) return false;
    isComing = true;
    const isThere = await show(`${player.action}?steg=${wanted}`, wait() * 0.6);
    isComing = false;
    if (!isThere) return false;
    place.value = wanted;
    said.textContent = timer === null ? moment().querySelector("#shown-title").textContent : "";
    return true;
  }

  function seek(wanted) {
    pause();
    go(Math.min(Math.max(wanted, 1), total));
  }

  button.addEventListener("click", () => (timer === null ? play() : pause()));
  place.addEventListener("change", () => seek(Number(place.value)));
  player.addEventListener("submit", (event) => event.preventDefault());
  window.addEventListener("popstate", () => location.reload());
  onKeys(keys, {
    toggle: () => (timer === null ? play() : pause()),
    previous: () => seek(step() - 1),
    next: () => seek(step() + 1),
    first: () => seek(1),
    last: () => seek(total),
  });
  player.hidden = false;
  showCurrent();
}

function moment() {
  return document.querySelector("[data-moment]");
}

// Puts what the server drew for another step in place of this one. What is no such page, because
// one was logged out or asked for a reason, is opened as it is.
async function show(address, lasts) {
  const page = await fetched(address);
  const next = page?.querySelector("[data-moment]");
  if (!next) {
    location.assign(address);
    return false;
  }
  const held = document.activeElement?.closest("[data-moment]") ? document.activeElement.dataset.step : null;
  const before = moment();
  const placed = document.importNode(next, true);
  const [stood, scrolled] = [tokensIn(diagramOf(before)), diagramOf(before)?.parentElement.scrollLeft ?? 0];
  before.replaceWith(placed);
  document.title = page.title;
  history.replaceState(null, "", address);
  placed.querySelector(`[data-step="${held}"]`)?.focus();
  showCurrent();
  const drawn = diagramOf(placed);
  if (drawn) drawn.parentElement.scrollLeft = scrolled;
  showActive();
  moveTokens(stood, drawn, placed.dataset.elementShown, lasts);
  return true;
}

async function fetched(address) {
  try {
    const answer = await fetch(address, { redirect: "follow" });
    return answer.ok ? new DOMParser().parseFromString(await answer.text(), "text/html") : null;
  } catch {
    return null;
  }
}

function diagramOf(shown) {
  return shown.querySelector(".bkv-diagram svg");
}

// Scrolls the list only, never the page.
function showCurrent() {
  const item = document.querySelector("[data-current]");
  const list = item?.parentElement;
  if (list) list.scrollTop = item.offsetTop - list.offsetTop - list.clientHeight / 3;
}
