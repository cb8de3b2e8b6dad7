"""What people have tried elsewhere to make a program run more than it was asked to.

Each attempt is the files of a process folder. ``CANARY`` is where what was executed would show.
"""

from __future__ import annotations

import gzip
import io
import json
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from tests.engine.diagrams import (
    FORM,
    diagram,
    flow,
    folder,
    message_event,
    node,
    operator,
    properties,
    timer_event,
)

CANARY = Path(tempfile.gettempdir()) / "bokvar-canary"
_TOUCH = f"touch {CANARY}"
Files = Mapping[str, bytes]


@dataclass(frozen=True)
class Attempt:
    """``answers`` are what a person sends in the form of the folder."""

    name: str
    files: Files
    answers: Mapping[str, list[str]] | None = None


def attempts() -> Iterator[Attempt]:
    """All of them, each under a name of its own."""
    yield from _written("condition", EXPRESSIONS, _asked)
    for kind, place in _PLACES.items():
        yield from _written(kind, WALKS, place)
    yield from _written("cell", CELLS, lambda text: _table(cell=text))
    yield from _written("result", (*WALKS, *POWERS), lambda text: _table(result=text))
    yield from _written("column", (*WALKS, *POWERS), lambda text: _table(asked=text))
    for file in ("process.bpmn", "grade.dmn", "forms/carry.json"):
        yield from _given(file, FILES, file)
    for name, xml in DIAGRAMS.items():
        yield Attempt(f"diagram: {name}", folder(xml))
    yield from _given("table", TABLES, "grade.dmn")
    yield from _given("form", FORMS, "forms/carry.json")
    for name, file in NAMES.items():
        yield Attempt(f"file name: {name}", {**folder(), file: b"x"})
    for name, answers in ANSWERS.items():
        yield Attempt(f"answers: {name}", folder(), answers)


def harmless() -> Iterator[Attempt]:
    """The same places with what may stand in them, which must not be refused."""
    yield from _written("condition", ("1 = 1",), _asked)
    for kind, place in _PLACES.items():
        yield from _written(kind, ("[word]" if kind == "collection" else "word",), place)
    yield from _written("cell", ("> 6",), lambda text: _table(cell=text))
    yield from _written("result", ('"x"',), lambda text: _table(result=text))
    yield from _written("column", ("weight + 1",), lambda text: _table(asked=text))
    yield Attempt("answers: harmless", folder(), {"place": ["Hallen"]})


def _written(kind: str, texts: tuple[str, ...], place: Callable[[str], Files]) -> Iterator[Attempt]:
    for number, text in enumerate(texts):
        yield Attempt(f"{kind} {number}: {text[:40]!a}", place(text))


def _given(kind: str, bodies: Mapping[str, bytes], file: str) -> Iterator[Attempt]:
    for name, body in bodies.items():
        yield Attempt(f"{kind}: {name}", {**folder(), file: body})


WALKS = (
    '"".__class__.__mro__[1].__subclasses__()',
    f'__import__("os").system("{_TOUCH}")',
    f"eval(\"__import__('os').system('{_TOUCH}')\")",
    f'open("{CANARY}", "w")',
    "word.__init__.__globals__",
    '"{0.__class__.__init__.__globals__}".format(word)',
    'f"{word.__class__}"',
    "[x for x in [1] if x]",
    "(lambda: 1)()",
    'function(x) external {java: {class: "java.lang.Runtime", method signature: "exec"}}',
)
POWERS = (
    "9 ** 9 ** 9 ** 9",
    "10 ** 1000000",
    "(10 ** 999) ** 999",
    "1e1000000000",
    "9" * 1900,
    f"{'9' * 34} * {'9' * 34} * {'9' * 34} ** 1000",
    '"a" * 1000000000',
    "[1] * 1000000000",
    "1 / 0",
    "0 ** -1",
)
_NESTED = (
    "(" * 1999,
    "(" * 900 + "1" + ")" * 900,
    "[" * 950 + "]" * 950,
    "{a: " * 450 + "1" + "}" * 450,
    "not(" * 450 + "true" + ")" * 450,
    "word" + ".a" * 900,
    "-" * 1900 + "1",
    "if true then " * 150 + "1" + " else 1" * 5,
    "1 + " * 5000 + "1",
    '"' + "a" * 100_000 + '"',
    "{a: word, b: a + a, c: b + b}",
)
_UNICODE = (
    "\uff45\uff56\uff41\uff4c(1)",  # eval in full width
    "__\U0001d4be\U0001d4c2port__(1)",
    "w\u043erd",  # a Cyrillic o
    "wo\u200brd",
    "\u202edrow",
    '"\\uD800" = "x"',
    '"\\u0000" = "x"',
    "\u0661 + \u0662",  # Arabic digits
    "word\u00a0and\u00a0word",
)
_OTHERS = (
    "__builtins__",
    "globals()",
    'getattr(word, "x")',
    'compile("1", "", "eval")',
    f"exec(\"open('{CANARY}', 'w')\")",
    "breakpoint()",
    "import os",
    "word; import os",
    "word\nimport os",
    "`id`",
    "$(id)",
    "{{ 7 * 7 }}",
    "${7 * 7}",
    "<%= 7 * 7 %>",
    "#{7 * 7}",
    "%s % word",
    "(x := 1)",
    "yield 1",
    "for i in 1..1000000000 return i",
    "some x in [1..1000000000] satisfies x = 1",
    "sort([2, 1], function(a, b) a < b)",
    'matches("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!", "(a+)+$")',
    'replace("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!", "(a+)+$", "x")',
    'split("aaaa", "(a*)*b")',
    "typename = 1",
    "spiff__result = 1",
)
_NOT_TRUE = ('"nej"', "1", "0", "null", "[]", "[true]", "word", '""', "{a: true}")
EXPRESSIONS = (*WALKS, *(f"{p} = 1" for p in POWERS), *_NESTED, *_UNICODE, *_OTHERS, *_NOT_TRUE)
"""Conditions on the way out of a gateway."""
CELLS = (
    *WALKS,
    *(f"? = {text}" for text in POWERS),
    f"? in ({', '.join(WALKS[:3])})",
    'matches(?, "(a+)+$")',
    "not(" * 450 + "1" + ")" * 450,
    "1, " * 5000 + "1",
    "[1..",
    '< "a"',
)


def _asked(text: str) -> Files:
    condition = (
        '<bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">'
        f"{escape(text)}</bpmn:conditionExpression>"
    )
    return folder(
        diagram(
            node("startEvent", "begun")
            + node("exclusiveGateway", "choose", default="choose_to_ended")
            + node("exclusiveGateway", "on")
            + node("endEvent", "ended"),
            flow("begun", "choose")
            + flow("choose", "on", condition)
            + flow("choose", "ended")
            + flow("on", "ended"),
            lanes="",
            messages="",
        )
    )


def _step(kind: str, inside: str, more: str = "") -> Files:
    """One element that says something; also a message, for those that are about one."""
    return folder(
        diagram(
            node("startEvent", "begun") + node(kind, "step", inside) + node("endEvent", "ended"),
            flow("begun", "step") + flow("step", "ended") + more,
            lanes="",
            messages='<bpmn:message id="message_asked" name="asked"/>',
        )
    )


def _quoted(text: str) -> str:
    return (
        quoteattr(text, {"\n": "&#10;"})[1:-1] if '"' not in text else escape(text, {'"': "&quot;"})
    )


_PLACES = {
    "parameter": lambda text: _step("serviceTask", operator("weigh", parcel=_quoted(text))),
    "correlation key": lambda text: _step(
        "intermediateThrowEvent",
        properties(correlation_key=_quoted(text)) + message_event("asked", "{}"),
    ),
    "payload": lambda text: _step(
        "intermediateThrowEvent",
        properties(correlation_key="word") + message_event("asked", escape(f"{{a: {text}}}")),
    ),
    "due time": lambda text: _step("intermediateCatchEvent", timer_event(escape(text))),
    "collection": lambda text: _step(
        "serviceTask",
        operator("weigh", parcel="word")
        + "<bpmn:multiInstanceLoopCharacteristics>"
        + properties(collection=_quoted(text), item="one")
        + "</bpmn:multiInstanceLoopCharacteristics>",
    ),
}


def _table(*, cell: str = "-", result: str = '"light"', asked: str = "weight") -> Files:
    text = folder()["grade.dmn"].decode()
    text = text.replace("&gt; 5", escape(cell)).replace('"heavy"', escape(result))
    return {
        **folder(),
        "grade.dmn": text.replace("<text>weight<", f"<text>{escape(asked)}<").encode(),
    }


_ENTITIES = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' + "".join(
    f'<!ENTITY {name} "{f"&{before};" * 10}">'
    for before, name in zip("abcdefghi", "bcdefghij", strict=True)
)
_BOMB = f"{_ENTITIES}]><x>&j;</x>"
_QUADRATIC = f'<!DOCTYPE x [<!ENTITY a "{"a" * 50_000}">]><x>{"&a;" * 50_000}</x>'


def _zipped(body: bytes, levels: int = 3) -> bytes:
    """A file in a file in a file, which is large only once it is opened."""
    for _ in range(levels):
        kept = io.BytesIO()
        with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("process.bpmn", body * 20)
        body = kept.getvalue()
    return body


FILES: Mapping[str, bytes] = {
    "billion laughs": _BOMB.encode(),
    "billion laughs in utf-16": _BOMB.encode("utf-16"),
    "quadratic entities": _QUADRATIC.encode(),
    "file as an entity": b'<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><x>&f;</x>',
    "address as an entity": b'<!DOCTYPE x [<!ENTITY f SYSTEM "http://localhost:1/">]><x>&f;</x>',
    "parameter entity": b'<!DOCTYPE x [<!ENTITY % p SYSTEM "file:///etc/passwd"> %p;]><x/>',
    "document type from elsewhere": b'<!DOCTYPE x SYSTEM "http://localhost:1/x.dtd"><x/>',
    "entity in an attribute": b'<!DOCTYPE x [<!ENTITY a "b">]><x y="&a;"/>',
    "document type in capitals of another kind": b"<!doctype x><x/>",
    "utf-7": b'<?xml version="1.0" encoding="utf-7"?>+ADwAIQ-DOCTYPE x+AD4-<x/>',
    "an unknown encoding": b'<?xml version="1.0" encoding="idna"?><x/>',
    "100 000 levels": b"<a>" * 100_000 + b"</a>" * 100_000,
    "100 000 levels of lists": b"[" * 100_000 + b"]" * 100_000,
    "100 000 elements": b"<x>" + b"<a/>" * 100_000 + b"</x>",
    "100 000 attributes": b"<x " + b" ".join(b'a%d=""' % n for n in range(100_000)) + b"/>",
    "100 000 namespaces": b"<x " + b" ".join(b'xmlns:a%d="b"' % n for n in range(100_000)) + b"/>",
    "three million bytes": b"<x>" + b" " * 3_000_000 + b"</x>",
    "gzip": gzip.compress(b"<x>" + b" " * 30_000_000 + b"</x>"),
    "a zip in a zip in a zip": _zipped(b" " * 100_000),
    "pickle": b"cos\nsystem\n(S'" + _TOUCH.encode() + b"'\ntR.",
    "a number that never ends": b'{"id": ' + b"9" * 1_000_000 + b"}",
    "yaml": b"!!python/object/apply:os.system ['" + _TOUCH.encode() + b"']",
}
_XI = 'xmlns:xi="http://www.w3.org/2001/XInclude"'
_WHOLE = diagram()


def _with(inside: str) -> str:
    return _WHOLE.replace("</bpmn:process>", f"{inside}</bpmn:process>", 1)


def _many(count: int) -> str:
    """So many steps, in a file that is short enough to be read."""
    steps = "".join(f'<task id="{n:x}"/>' for n in range(count))
    return (
        '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL">'
        f'<process id="p" isExecutable="true">{steps}</process></definitions>'
    )


_LIMITS = ("abc", "-1", "0", "1.5", "1e9", "9" * 400, "1; import os", "\u0663")
"""What stands where a loop says how often at most, in files of others."""


def _looping(most: str) -> str:
    """A person's task that is done again and again."""
    task = '<bpmn:userTask id="carry" name="Name">'
    loop = f"<bpmn:standardLoopCharacteristics loopMaximum={quoteattr(most)}>"
    again = "<bpmn:loopCondition>1 = 1</bpmn:loopCondition></bpmn:standardLoopCharacteristics>"
    return _WHOLE.replace(task, f"{task}{loop}{again}", 1)


DIAGRAMS: Mapping[str, str] = {
    **{f"a loop of at most {most[:20]!a}": _looping(most) for most in _LIMITS},
    "XInclude of a file": _with(f'<xi:include {_XI} href="file:///etc/passwd" parse="text"/>'),
    "XInclude as documentation": _WHOLE.replace(
        "Words.", f'<xi:include {_XI} href="file:///etc/passwd" parse="text"/>', 1
    ),
    "XInclude in an expression": _WHOLE.replace(
        "weight &gt; 5", f'<xi:include {_XI} href="file:///etc/passwd" parse="text"/>'
    ),
    "a stylesheet that transforms": _with(
        '<xsl:stylesheet xmlns:xsl="http://www.w3.org/1999/XSL/Transform" version="1.0"/>'
    ),
    "a script task": _with(
        f'<bpmn:scriptTask id="s"><bpmn:script>import os; os.system("{_TOUCH}")</bpmn:script>'
        "</bpmn:scriptTask>"
    ),
    "a script before a task": _WHOLE.replace(
        "<spiffworkflow:properties>",
        f"<spiffworkflow:preScript>open('{CANARY}', 'w')</spiffworkflow:preScript>"
        "<spiffworkflow:properties>",
        1,
    ),
    "a script after a task": _WHOLE.replace(
        "<spiffworkflow:properties>",
        f"<spiffworkflow:postScript>open('{CANARY}', 'w')</spiffworkflow:postScript>"
        "<spiffworkflow:properties>",
        1,
    ),
    "an unknown operator": _WHOLE.replace(
        'serviceTaskOperator id="weigh"', 'serviceTaskOperator id="os.system"'
    ),
    "camunda's class": _with(
        '<bpmn:serviceTask id="s" xmlns:c="http://camunda.org/schema/1.0/bpmn" '
        'c:class="java.lang.Runtime" c:expression="${1}"/>'
    ),
    "a form of another folder": _WHOLE.replace('value="carry"', 'value="../../etc/passwd"'),
    "a table of another folder": _WHOLE.replace(">grade<", ">../../../etc/passwd<"),
    "a process that is a path": _WHOLE.replace('"finish_parcel"', '"../finish_parcel"'),
    "an id that is a path": _WHOLE.replace('"carry"', '"../carry"'),
    "an id that is a dunder": _WHOLE.replace('"carry"', '"__class__"'),
    "a language of its own": _WHOLE.replace(
        'xsi:type="bpmn:tFormalExpression"',
        'xsi:type="bpmn:tFormalExpression" language="python"',
    ),
    "an import": _WHOLE.replace(
        "<bpmn:process ",
        '<bpmn:import importType="http://www.w3.org/2001/XMLSchema" location="http://localhost:1/" '
        'namespace="x"/><bpmn:process ',
        1,
    ),
    "100 000 elements": _many(100_000),
    "20 000 elements": _many(20_000),
    "600 elements": _many(600),
    "a loop of automatic steps": diagram(
        node("startEvent", "begun")
        + node("exclusiveGateway", "meet")
        + node("exclusiveGateway", "again", default="again_to_meet")
        + node("endEvent", "ended"),
        flow("begun", "meet")
        + flow("meet", "again")
        + flow("again", "meet")
        + flow("again", "ended", "<bpmn:conditionExpression>1 = 2</bpmn:conditionExpression>"),
        lanes="",
        messages="",
    ),
    "a million instances": _WHOLE.replace(
        '<bpmn:userTask id="carry" name="Name">',
        '<bpmn:userTask id="carry" name="Name"><bpmn:multiInstanceLoopCharacteristics>'
        "<bpmn:loopCardinality>1000000</bpmn:loopCardinality>"
        "</bpmn:multiInstanceLoopCharacteristics>",
    ),
}
_DECISION = folder()["grade.dmn"]


def _rules(count: int) -> bytes:
    rule = (
        b'<rule id="r%d"><inputEntry id="i%d"><text>-</text></inputEntry>'
        b'<outputEntry id="o%d"><text>"x"</text></outputEntry></rule>'
    )
    return _DECISION.replace(
        b"</decisionTable>", b"".join(rule % (n, n, n) for n in range(count)) + b"</decisionTable>"
    )


TABLES: Mapping[str, bytes] = {
    "a literal expression": _DECISION.replace(b"decisionTable", b"literalExpression"),
    "a function of Java": _DECISION.replace(
        b"</decision>",
        b'<businessKnowledgeModel id="b"><encapsulatedLogic kind="Java"/></businessKnowledgeModel>'
        b"<knowledgeRequirement/></decision>",
    ),
    "an import": _DECISION.replace(
        b"<decision ", b'<import namespace="x" locationURI="http://localhost:1/"/><decision ', 1
    ),
    "python": _DECISION.replace(
        b"<text>weight", b'<text expressionLanguage="python">weight'
    ).replace(
        b'<inputExpression id="expression_weight"',
        b'<inputExpression id="expression_weight" expressionLanguage="python"',
    ),
    "the javascript of a column": _DECISION.replace(
        b'<inputExpression id="expression_weight"',
        b'<inputExpression id="expression_weight" expressionLanguage="javascript"',
    ),
    "a type that does not exist": _DECISION.replace(b'typeRef="number"', b'typeRef="os.system"'),
    "an output called typename": _DECISION.replace(
        b'name="grade" typeRef', b'name="typename" typeRef'
    ),
    "20 000 rules": _rules(20_000),
    "XInclude": _DECISION.replace(
        b"<rule ",
        b'<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="/etc/passwd"/><rule ',
        1,
    ).replace(b'<inputEntry id="heavy_in"><text>&gt; 5</text></inputEntry>', b""),
}


def _form(**changes: object) -> bytes:
    return json.dumps({**FORM, **changes}).encode()


def _place(**changes: object) -> bytes:
    place = {"type": "string", "maxLength": 80, **changes}
    return _form(schema={**FORM["schema"], "properties": {"place": place}})  # type: ignore[dict-item]


FORMS: Mapping[str, bytes] = {
    "a pattern that never ends": _place(pattern="^(a+)+$"),
    "a reference to a file": _place(**{"$ref": "file:///etc/passwd"}),
    "a reference to itself": _place(**{"$ref": "#"}),
    "a format of its own": _place(format="__import__('os')"),
    "a length of 10 ** 18": _place(maxLength=10**18),
    "a default that is a template": _place(default="{{ 7 * 7 }}"),
    "an expression to show by": _form(
        ui=[{"group": {"sv": "x", "en": "y"}, "fields": [{"name": "place", "show": "1 = 1"}]}]
    ),
    "a field called typename": json.dumps(FORM).replace('"place"', '"typename"').encode(),
    "a field called __class__": json.dumps(FORM).replace('"place"', '"__class__"').encode(),
    "100 000 fields": _form(
        schema={
            **FORM["schema"],  # type: ignore[dict-item]
            "properties": {f"f{n}": {"type": "string", "maxLength": 1} for n in range(30_000)},
        }
    ),
    "nan": json.dumps(FORM).replace("80", "NaN").encode(),
    "infinity": json.dumps(FORM).replace("80", "1e999").encode(),
    "a name twice": json.dumps(FORM).replace('"id": "carry"', '"id": "carry", "id": "x"').encode(),
    "half a pair of surrogates": json.dumps(FORM)
    .replace("Bär paketet", "\\ud800")
    .replace("B\\u00e4r paketet", "\\ud800")
    .encode(),
}
NAMES: Mapping[str, str] = {
    "up and out": "../../etc/passwd",
    "from the root": "/etc/passwd",
    "with backslashes": "..\\..\\x.dmn",
    "with a nul": "forms/x\0.json",
    "a form that goes up": "forms/../../x.json",
}
ANSWERS: Mapping[str, dict[str, list[str]]] = {
    "a nul": {"place": ["a\0b"]},
    "half a pair of surrogates": {"place": ["\ud800"]},
    "a million characters": {"place": ["a" * 1_000_000]},
    "100 000 values": {"place": ["a"] * 100_000},
    "100 000 fields": {f"f{n}": ["a"] for n in range(100_000)},
    "a field called typename": {"place": ["a"], "typename": ["Villa"]},
    "a field called __class__": {"place": ["a"], "__class__": ["Villa"]},
    "more than there is room for": {"place": ["x" * 81]},
    "nothing but direction marks": {"place": ["\u202e\u200b"]},
}
