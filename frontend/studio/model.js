// Reads and writes what the engine reads of an element: engine/elements.py in the other direction.
// Every write is a command of the modeler, so that it can be undone.

const PREFIX = "spiffworkflow:";

// What is declared beside the process, and by which of its attributes it is known.
const DECLARED = { Message: "name", Error: "errorCode", Escalation: "escalationCode", Signal: "name" };

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

  hasProperty(element, name, owner = element.businessObject) {
    return entriesOf(owner, "Properties").some((entry) => entry.name === name);
  }

  // A property without a value is none; keepProperty keeps it also when it is empty.
  setProperty(element, name, value, owner = element.businessObject) {
    this.#setEntries(element, name, value ? [this.made("Property", { name, value })] : [], owner);
  }

  keepProperty(element, name, value, owner = element.businessObject) {
    this.#setEntries(element, name, [this.made("Property", { name, value })], owner);
  }

  #setEntries(element, name, added, owner) {
    const kept = entriesOf(owner, "Properties").filter((entry) => entry.name !== name);
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
    return extension(messageHolder(element), "MessagePayload")?.text ?? "";
  }

  setPayload(element, text) {
    const made = text ? this.made("MessagePayload", { text }) : null;
    this.#extend(element, "MessagePayload", made, messageHolder(element));
  }

  // The name of the message or the signal, the code of the error or the escalation that it is about.
  declaredBy(element, kind) {
    return holderOf(element, kind)?.[referenceTo(kind)]?.[DECLARED[kind]] ?? "";
  }

  declared(kind) {
    return this.#declarations(kind).map((entry) => entry[DECLARED[kind]]);
  }

  setDeclared(element, kind, name) {
    const known = this.#declarations(kind).find((entry) => entry[DECLARED[kind]] === name);
    const reference = name ? (known ?? this.#newDeclaration(kind, name)) : undefined;
    this.modeling.updateModdleProperties(element, holderOf(element, kind), { [referenceTo(kind)]: reference });
    this.declare();
  }

  // What elements are about, no more and no less: undoing may bring back one and leave another behind.
  declare() {
    const kinds = Object.keys(DECLARED);
    const isDeclared = ({ $type }) => kinds.some((kind) => $type === `bpmn:${kind}`);
    const others = this.root()
      .get("rootElements")
      .filter((entry) => !isDeclared(entry));
    this.root().rootElements = [...others, ...kinds.flatMap((kind) => this.#declarations(kind))];
  }

  #newDeclaration(kind, name) {
    const ids = this.root().$model.ids;
    const wanted = `${kind.toLowerCase()}_${name}`;
    const id = ids.assigned(wanted) ? undefined : wanted;
    const made = this.factory.create(`bpmn:${kind}`, { id, name, [DECLARED[kind]]: name });
    made.$parent = this.root();
    return made;
  }

  #declarations(kind) {
    const used = this.registry.getAll().map((shape) => holderOf(shape, kind)?.[referenceTo(kind)]);
    return [...new Set(used.filter(Boolean))];
  }

  // When a timer is due, or from when and how often a process begins by itself.
  time(element, name) {
    return definitionOf(element, "Timer")?.[name]?.body ?? "";
  }

  setTime(element, name, body) {
    const definition = definitionOf(element, "Timer");
    this.modeling.updateModdleProperties(element, definition, { [name]: this.#expression(body, definition) });
  }

  repeats(element) {
    return element.businessObject.loopCharacteristics;
  }

  // Once, over and over, or several times; what was said of another kind goes.
  setRepeats(element, type, values) {
    const now = this.repeats(element);
    if (type && now?.$type === type) return this.modeling.updateModdleProperties(element, now, values);
    const loopCharacteristics = type ? this.factory.create(type, values) : undefined;
    if (loopCharacteristics) loopCharacteristics.$parent = element.businessObject;
    return this.set(element, { loopCharacteristics });
  }

  setRepeated(element, values) {
    this.modeling.updateModdleProperties(element, this.repeats(element), values);
  }

  setRepeatedWhile(element, name, body) {
    this.setRepeated(element, { [name]: this.#expression(body, this.repeats(element)) });
  }

  #expression(body, parent) {
    if (!body) return undefined;
    const made = this.factory.create("bpmn:FormalExpression", { body });
    made.$parent = parent;
    return made;
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

// What says which message it is: the definition of an event, or the task itself.
export function messageHolder(element) {
  const isTask = ["bpmn:SendTask", "bpmn:ReceiveTask"].includes(element.businessObject?.$type);
  return isTask ? element.businessObject : definitionOf(element, "Message");
}

function holderOf(element, kind) {
  return kind === "Message" ? messageHolder(element) : definitionOf(element, kind);
}

function referenceTo(kind) {
  return `${kind.toLowerCase()}Ref`;
}

export function definitionOf(element, kind) {
  const wanted = `bpmn:${kind}EventDefinition`;
  return element.businessObject?.eventDefinitions?.find((definition) => definition.$type === wanted);
}

function extension(owner, type) {
  return owner?.extensionElements?.values?.find((value) => value.$type === PREFIX + type);
}

function entriesOf(owner, type) {
  return extension(owner, type)?.entries ?? [];
}
