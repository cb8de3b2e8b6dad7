// Several changes that are undone as one: together(modeler, () => { ... }).

const COMMAND = "bokvar.together";

class Together {
  preExecute({ act }) {
    act();
  }

  // The changes within are commands of their own, and do and undo themselves.
  execute() {
    return [];
  }

  revert() {
    return [];
  }
}

class Registration {
  constructor(commandStack) {
    commandStack.registerHandler(COMMAND, Together);
  }
}

Registration.$inject = ["commandStack"];

export function together(modeler, act) {
  modeler.get("commandStack").execute(COMMAND, { act });
}

export const togetherModule = { __init__: ["together"], together: ["type", Registration] };
