// What the kinds of elements are called.

import { say } from "./language.js";

const KINDS = {
  "bpmn:UserTask": "Användaruppgift",
  "bpmn:ServiceTask": "Automatiskt steg",
  "bpmn:BusinessRuleTask": "Beslutssteg",
  "bpmn:CallActivity": "Anrop av en process",
  "bpmn:ExclusiveGateway": "Vägval",
  "bpmn:ParallelGateway": "Parallella vägar",
  "bpmn:StartEvent": "Start",
  "bpmn:EndEvent": "Slut",
  "bpmn:IntermediateCatchEvent": "Väntande händelse",
  "bpmn:IntermediateThrowEvent": "Sändande händelse",
  "bpmn:BoundaryEvent": "Kanthändelse",
  "bpmn:SequenceFlow": "Flöde",
  "bpmn:Lane": "Bana",
  "bpmn:TextAnnotation": "Anteckning",
};

export function kindOf(node) {
  return say(KINDS[node.$type] ?? "Processen");
}
