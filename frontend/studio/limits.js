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

// extension.json says for each extension in what it may stand, and for a property of ours by its name as well.
function isAtHome(property, parent, moddle) {
  const isOurs = property?.$type?.startsWith("spiffworkflow:");
  if (!isOurs) return true;
  const { allowedIn, onlyIn } = moddle.getTypeDescriptor(property.$type).meta ?? {};
  const homes = onlyIn?.[property.name] ?? allowedIn;
  if (homes && !homes.some((home) => ownerOf(parent)?.$instanceOf?.(home))) return false;
  return !property.entries?.length || property.entries.some((entry) => isAtHome(entry, parent, moddle));
}

// The element of BPMN in which an extension stands.
function ownerOf(parent) {
  const isOwner = parent?.$type?.startsWith("bpmn:") && parent.$type !== "bpmn:ExtensionElements";
  return isOwner || !parent ? parent : ownerOf(parent.$parent);
}

export const limitsModule = { __init__: ["limits"], limits: ["type", Limits] };
