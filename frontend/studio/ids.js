// New elements get ids that are plain English words, as the linter wants them: user_task_1, flow_3.

import BpmnFactory from "bpmn-js/lib/features/modeling/BpmnFactory";

// What is drawn of an element keeps the id that it was made with, also when the element gets another one. So
// an id is given once, and not at all while something is drawn under it.
class PlainFactory extends BpmnFactory {
  #given = new Set();

  _ensureId(element) {
    if (!element.id && this._needsId(element)) element.id = this.plainId(element.$type);
    super._ensureId(element);
  }

  plainId(type) {
    const word = type
      .replace(/^\w+:/, "")
      .replace(/([a-z])([A-Z])/g, "$1_$2")
      .toLowerCase();
    let number = 1;
    while (this.#isTaken(`${word}_${number}`)) number += 1;
    this.#given.add(`${word}_${number}`);
    return `${word}_${number}`;
  }

  #isTaken(id) {
    return this.#given.has(id) || [id, `${id}_di`].some((own) => this._model.ids.assigned(own));
  }
}

PlainFactory.$inject = ["moddle"];

export const idsModule = { bpmnFactory: ["type", PlainFactory] };
