// Lets a token wander from where it stood to where it stands, when a step of a replay is shown: along the
// flow that leads there, as it is drawn, and straight where no single flow does.

const SVG = "http://www.w3.org/2000/svg";
const RADIUS = 9;
const STOPS = 24;

// A step that leaves an element and the one that enters the next are two: the place is remembered.
let left = [];

export function moveTokens(before, to, element, lasts) {
  if (!to) return;
  const after = tokensIn(to);
  const gone = [...before.keys()].filter((id) => !after.has(id));
  const come = [...after.keys()].filter((id) => !before.has(id));
  const starts = gone.length ? gone.map((id) => ({ id, ...before.get(id) })) : left;
  left = come.length ? [] : starts;
  if (matchMedia("(prefers-reduced-motion: reduce)").matches) return;
  const passed = placeOf(to, element);
  for (const id of come) wander(to, starts.length ? starts : [passed], { id, ...after.get(id) }, lasts);
  if (!come.length && gone.length && passed) blink(to, passed, lasts);
}

// Where the tokens stand. A drawing that is out of the page has no boxes: ask before it is taken away.
export function tokensIn(svg) {
  const found = svg?.querySelectorAll(".bpmn-active[data-element]") ?? [];
  return new Map([...found].map((one) => [one.dataset.element, centre(one)]));
}

function placeOf(svg, id) {
  const one = id && svg.querySelector(`[data-element="${CSS.escape(id)}"]`);
  return one ? { id, ...centre(one) } : null;
}

function centre(one) {
  const box = one.querySelector("rect, circle, path")?.getBBox() ?? one.getBBox();
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

function wander(svg, starts, end, lasts) {
  const start = starts.find((one) => one && flowBetween(svg, one, end)) ?? starts[0];
  if (!start) return;
  const token = drawn(svg);
  const way = [start, ...along(flowBetween(svg, start, end)), end];
  const frames = way.map(({ x, y }) => ({ transform: `translate(${x}px, ${y}px)` }));
  token.animate(frames, { duration: lasts, easing: "ease-in-out" }).finished.then(() => token.remove());
}

function flowBetween(svg, start, end) {
  const [source, target] = [start.id, end.id].map((id) => CSS.escape(id));
  return svg.querySelector(`[data-source="${source}"][data-target="${target}"] > path.bpmn-line`);
}

// Points of a line at even distances, so that the token keeps its pace round the corners.
function along(line) {
  if (!line) return [];
  const length = line.getTotalLength();
  return Array.from({ length: STOPS + 1 }, (_, stop) => line.getPointAtLength((length * stop) / STOPS));
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
