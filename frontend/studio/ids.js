// New elements get ids that are plain English words, as the linter wants them: user_task_1, flow_3.

import BpmnFactory from "bpmn-js/lib/features/modeling/BpmnFactory";

class PlainFactory extends BpmnFactory {
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
    while (this._model.ids.assigned(`${word}_${number}`)) number += 1;
    return `${word}_${number}`;
  }
}

PlainFactory.$inject = ["moddle"];

export const idsModule = { bpmnFactory: ["type", PlainFactory] };
