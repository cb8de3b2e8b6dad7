// What the kinds of elements are called, and what an event is about.

import { say } from "./language.js";

const KINDS = {
  "bpmn:UserTask": "Användaruppgift",
  "bpmn:ManualTask": "Uppgift utanför systemet",
  "bpmn:ServiceTask": "Automatiskt steg",
  "bpmn:BusinessRuleTask": "Beslutssteg",
  "bpmn:SendTask": "Sändningssteg",
  "bpmn:ReceiveTask": "Mottagningssteg",
  "bpmn:CallActivity": "Anrop av en process",
  "bpmn:SubProcess": "Delprocess",
  "bpmn:ExclusiveGateway": "Vägval",
  "bpmn:InclusiveGateway": "Val av en eller flera vägar",
  "bpmn:ParallelGateway": "Parallella vägar",
  "bpmn:EventBasedGateway": "Vänta på det som händer först",
  "bpmn:StartEvent": "Start",
  "bpmn:EndEvent": "Slut",
  "bpmn:IntermediateCatchEvent": "Väntande händelse",
  "bpmn:IntermediateThrowEvent": "Sändande händelse",
  "bpmn:BoundaryEvent": "Kanthändelse",
  "bpmn:SequenceFlow": "Flöde",
  "bpmn:Lane": "Bana",
  "bpmn:TextAnnotation": "Anteckning",
};

const SUBJECTS = {
  "bpmn:MessageEventDefinition": "meddelande",
  "bpmn:TimerEventDefinition": "tid",
  "bpmn:SignalEventDefinition": "signal",
  "bpmn:ErrorEventDefinition": "fel",
  "bpmn:EscalationEventDefinition": "eskalering",
  "bpmn:TerminateEventDefinition": "avslutar allt",
};

export function kindOf(node) {
  const kind = say(KINDS[node.$type] ?? "Processen");
  const subject = SUBJECTS[node.eventDefinitions?.[0]?.$type];
  return subject ? `${kind} (${say(subject)})` : kind;
}
