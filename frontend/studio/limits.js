// Three things bpmn-js would let happen: that the pool is deleted, and the whole process with it; that a
// step of another kind keeps extensions which mean nothing there; and that a step which is given to another
// group is put into a flow that happens to run where it lands.

import { STAYS_OUT } from "./lanes.js";

const ABOVE_THEIRS = 2000;
const AFTER_THEIRS = 500;

class Limits {
  constructor(eventBus, moddle) {
    eventBus.on("commandStack.elements.delete.canExecute", ABOVE_THEIRS, ({ context }) => deletable(context.elements));
    eventBus.on("moddleCopy.canCopyProperty", ABOVE_THEIRS, ({ property, parent }) =>
      isAtHome(property, parent, moddle) ? undefined : false,
    );
    eventBus.on("commandStack.elements.move.preExecute", AFTER_THEIRS, ({ context }) => {
      if (context.hints?.[STAYS_OUT]) context.targetFlow = null;
    });
  }
}

Limits.$inject = ["eventBus", "moddle"];

function deletable(elements) {
  return elements.filter((element) => element.type !== "bpmn:Participant");
}

// extension.json says for each extension in what it may stand.
function isAtHome(property, parent, moddle) {
  const isOurs = property?.$type?.startsWith("spiffworkflow:");
  const homes = isOurs && moddle.getTypeDescriptor(property.$type)?.meta?.allowedIn;
  const owner = parent?.$type === "bpmn:ExtensionElements" ? parent.$parent : parent;
  return !homes || homes.some((home) => owner?.$instanceOf?.(home));
}

export const limitsModule = { __init__: ["limits"], limits: ["type", Limits] };
