// The modeler of bpmn-js with our own extensions, menus, ids and language.

import Modeler from "bpmn-js/lib/Modeler";

import { begunModule } from "./begun.js";
import spiffworkflow from "./extension.json";
import { hyphensModule } from "./hyphens.js";
import { idsModule } from "./ids.js";
import { languageModule } from "./language.js";
import { limitsModule } from "./limits.js";
import { offeredModule } from "./offered.js";
import { togetherModule } from "./together.js";

const FAMILY = '"Source Sans 3", arial, sans-serif';
const PALETTE_PX = 175;
const MARGIN_PX = 20;

export function newModeler(container) {
  return new Modeler({
    container,
    moddleExtensions: { spiffworkflow },
    additionalModules: [
      begunModule,
      languageModule,
      hyphensModule,
      idsModule,
      limitsModule,
      offeredModule,
      togetherModule,
    ],
    textRenderer: {
      defaultStyle: { fontFamily: FAMILY, fontSize: 12 },
      externalStyle: { fontFamily: FAMILY, fontSize: 11 },
    },
  });
}

// Shown whole once there is room for it: the canvas has no size on a screen that is too narrow.
export function fit(container, modeler) {
  let isShown = false;
  const observer = new ResizeObserver(() => {
    modeler.get("canvas").resized();
    if (container.clientWidth && !isShown) showWhole(modeler);
    isShown ||= container.clientWidth > 0;
  });
  observer.observe(container);
}

// The whole diagram beside the palette, never larger than life.
export function showWhole(modeler) {
  const canvas = modeler.get("canvas");
  const { inner, outer } = canvas.viewbox();
  if (!inner.width || !outer.width) return;
  const [width, height] = [outer.width - PALETTE_PX - MARGIN_PX, outer.height - 2 * MARGIN_PX];
  const scale = Math.min(1, width / inner.width, height / inner.height);
  canvas.viewbox({
    x: inner.x - PALETTE_PX / scale,
    y: inner.y - (outer.height / scale - inner.height) / 2,
    width: outer.width / scale,
    height: outer.height / scale,
  });
}
