// A new sub-process begins with a start of its own, as one that another step is changed into does already.

const FROM_LEFT = 1 / 6;

class Begun {
  constructor(eventBus, modeling) {
    eventBus.on("commandStack.shape.create.postExecuted", ({ context: { shape } }) => {
      if (!shape.isToBegin) return;
      shape.isToBegin = false;
      const place = { x: shape.x + shape.width * FROM_LEFT, y: shape.y + shape.height / 2 };
      modeling.createShape({ type: "bpmn:StartEvent" }, place, shape);
    });
  }
}

Begun.$inject = ["eventBus", "modeling"];

export const begunModule = { __init__: ["begun"], begun: ["type", Begun] };
