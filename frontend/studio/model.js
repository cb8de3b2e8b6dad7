// Reads and writes what the engine reads of an element: engine/elements.py in the other direction.
// Every write is a command of the modeler, so that it can be undone.

const PREFIX = "spiffworkflow:";

export class Model {
  constructor(modeler) {
    this.modeling = modeler.get("modeling");
    this.moddle = modeler.get("moddle");
    this.factory = modeler.get("bpmnFactory");
    this.registry = modeler.get("elementRegistry");
    this.root = () => modeler.getDefinitions();
  }

  process() {
    return this.root().rootElements.find((entry) => entry.$type === "bpmn:Process");
  }

  set(element, values) {
    this.modeling.updateProperties(element, values);
  }

  documentation(owner) {
    return owner.documentation?.[0]?.text ?? "";
  }

  setDocumentation(element, owner, text) {
    const documentation = text ? [this.factory.create("bpmn:Documentation", { text })] : [];
    this.modeling.updateModdleProperties(element, owner, { documentation });
  }

  property(element, name, owner = element.businessObject) {
    return entriesOf(owner, "Properties").find((entry) => entry.name === name)?.value ?? "";
  }

  setProperty(element, name, value, owner = element.businessObject) {
    const kept = entriesOf(owner, "Properties").filter((entry) => entry.name !== name);
    const added = value ? [this.made("Property", { name, value })] : [];
    const entries = [...kept, ...added];
    const properties = entries.length ? this.made("Properties", { entries }) : null;
    this.#extend(element, "Properties", properties, owner);
  }

  operation(element) {
    return extension(element.businessObject, "ServiceTaskOperator")?.id ?? "";
  }

  parameter(element, name) {
    return this.parameters(element).find((entry) => entry.id === name)?.value ?? "";
  }

  parameters(element) {
    return extension(element.businessObject, "ServiceTaskOperator")?.parameterList?.entries ?? [];
  }

  // The operation with the parameters it knows; values that have been written are kept.
  setOperation(element, id, names) {
    const entries = this.parameters(element).filter((entry) => names.includes(entry.id));
    this.#setOperator(element, id, entries);
  }

  setParameter(element, name, value) {
    const others = this.parameters(element).filter((entry) => entry.id !== name);
    const added = value ? [this.made("Parameter", { id: name, type: "any", value })] : [];
    this.#setOperator(element, this.operation(element), [...others, ...added]);
  }

  #setOperator(element, id, entries) {
    const parameterList = this.made("Parameters", { entries });
    const operator = id ? this.made("ServiceTaskOperator", { id, parameterList }) : null;
    this.#extend(element, "ServiceTaskOperator", operator);
  }

  decision(element) {
    return extension(element.businessObject, "CalledDecisionId")?.text ?? "";
  }

  setDecision(element, text) {
    this.#extend(element, "CalledDecisionId", text ? this.made("CalledDecisionId", { text }) : null);
  }

  payload(element) {
    return extension(definitionOf(element, "Message"), "MessagePayload")?.text ?? "";
  }

  setPayload(element, text) {
    const definition = definitionOf(element, "Message");
    this.#extend(element, "MessagePayload", text ? this.made("MessagePayload", { text }) : null, definition);
  }

  message(element) {
    return definitionOf(element, "Message")?.messageRef?.name ?? "";
  }

  messageNames() {
    return this.#messages().map((message) => message.name);
  }

  setMessage(element, name) {
    const known = this.#messages().find((message) => message.name === name);
    const messageRef = name ? (known ?? this.#newMessage(name)) : undefined;
    this.modeling.updateModdleProperties(element, definitionOf(element, "Message"), { messageRef });
    this.declareMessages();
  }

  // What events are about, no more and no less: undoing may bring back one and leave another behind.
  declareMessages() {
    const others = this.root()
      .get("rootElements")
      .filter((entry) => entry.$type !== "bpmn:Message");
    this.root().rootElements = [...others, ...this.#messages()];
  }

  #newMessage(name) {
    const ids = this.root().$model.ids;
    const wanted = `message_${name}`;
    const id = ids.assigned(wanted) ? undefined : wanted;
    const made = this.factory.create("bpmn:Message", { id, name });
    made.$parent = this.root();
    return made;
  }

  #messages() {
    const shapes = this.registry.filter((element) => element.businessObject);
    const used = shapes.flatMap((shape) => [
      definitionOf(shape, "Message")?.messageRef,
      // A send or a receive task names its message itself.
      shape.businessObject.messageRef,
    ]);
    return [...new Set(used.filter(Boolean))];
  }

  due(element) {
    return definitionOf(element, "Timer")?.timeDate?.body ?? "";
  }

  setDue(element, body) {
    const definition = definitionOf(element, "Timer");
    const timeDate = body ? this.factory.create("bpmn:FormalExpression", { body }) : undefined;
    if (timeDate) timeDate.$parent = definition;
    this.modeling.updateModdleProperties(element, definition, { timeDate });
  }

  condition(element) {
    return element.businessObject.conditionExpression?.body ?? "";
  }

  setCondition(element, body) {
    const written = body && this.factory.create("bpmn:FormalExpression", { body });
    this.set(element, { conditionExpression: written || undefined });
  }

  made(type, values) {
    const made = this.moddle.create(PREFIX + type, values);
    for (const child of [values.parameterList, ...(values.entries ?? [])]) if (child) child.$parent = made;
    return made;
  }

  #extend(element, type, made, owner = element.businessObject) {
    const others = (owner.extensionElements?.values ?? []).filter((value) => value.$type !== PREFIX + type);
    const values = made ? [...others, made] : others;
    const extensionElements = values.length ? this.moddle.create("bpmn:ExtensionElements", { values }) : undefined;
    if (extensionElements) extensionElements.$parent = owner;
    for (const value of values) value.$parent = extensionElements;
    this.modeling.updateModdleProperties(element, owner, { extensionElements });
  }
}

export function definitionOf(element, kind) {
  const wanted = `bpmn:${kind}EventDefinition`;
  return element.businessObject.eventDefinitions?.find((definition) => definition.$type === wanted);
}

function extension(owner, type) {
  return owner?.extensionElements?.values?.find((value) => value.$type === PREFIX + type);
}

function entriesOf(owner, type) {
  return extension(owner, type)?.entries ?? [];
}
