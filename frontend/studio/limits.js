// Two things bpmn-js would let happen: that the pool is deleted, and the whole process with it; and that
// a step of another kind keeps extensions which mean nothing there.

const ABOVE_THEIRS = 2000;

class Limits {
  constructor(eventBus, moddle) {
    eventBus.on("commandStack.elements.delete.canExecute", ABOVE_THEIRS, ({ context }) => deletable(context.elements));
    eventBus.on("moddleCopy.canCopyProperty", ABOVE_THEIRS, ({ property, parent }) =>
      isAtHome(property, parent, moddle) ? undefined : false,
    );
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
