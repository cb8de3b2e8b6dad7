// Lets a token wander from where it stood to where it stands, when a step of a replay is shown.

const SVG = "http://www.w3.org/2000/svg";
const RADIUS = 9;

// A step that leaves an element and the one that enters the next are two: the place is remembered.
let left = [];

export function moveTokens(before, to, element, lasts) {
  if (!to) return;
  const after = tokensIn(to);
  const gone = [...before.keys()].filter((id) => !after.has(id));
  const come = [...after.keys()].filter((id) => !before.has(id));
  const starts = gone.length ? gone.map((id) => before.get(id)) : left;
  left = come.length ? [] : starts;
  if (matchMedia("(prefers-reduced-motion: reduce)").matches) return;
  const passed = centreOf(to, element);
  for (const id of come) wander(to, starts[0] ?? passed, after.get(id), lasts);
  if (!come.length && gone.length && passed) blink(to, passed, lasts);
}

// Where the tokens stand. A drawing that is out of the page has no boxes: ask before it is taken away.
export function tokensIn(svg) {
  const found = svg?.querySelectorAll(".bpmn-active[data-element]") ?? [];
  return new Map([...found].map((one) => [one.dataset.element, centre(one)]));
}

function centreOf(svg, id) {
  const one = id && svg.querySelector(`[data-element="${CSS.escape(id)}"]`);
  return one ? centre(one) : null;
}

function centre(one) {
  const box = one.querySelector("rect, circle, path")?.getBBox() ?? one.getBBox();
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

function wander(svg, start, end, lasts) {
  if (!start) return;
  const token = drawn(svg);
  const at = ({ x, y }) => ({ transform: `translate(${x}px, ${y}px)` });
  token.animate([at(start), at(end)], { duration: lasts, easing: "ease-in-out" }).finished.then(() => token.remove());
}

function blink(svg, place, lasts) {
  const token = drawn(svg);
  const transform = `translate(${place.x}px, ${place.y}px)`;
  const shown = [{ transform, opacity: 1 }, { transform, opacity: 0.2 }];
  token.animate(shown, { duration: lasts }).finished.then(() => token.remove());
}

function drawn(svg) {
  const token = document.createElementNS(SVG, "circle");
  token.setAttribute("r", RADIUS);
  token.setAttribute("class", "bkv-token");
  svg.append(token);
  return token;
}
