"""Whether a form file is right: every reason that it is not, at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from engine import form_schema
from engine.findings import Finding, error
from engine.form_texts import SENTENCES
from engine.texts import Text

_META = Draft202012Validator(form_schema.FORM)
_CHOICES = ("radios", "buttons", "select", "checkboxes")


def check_form(definition: Any) -> tuple[Finding, ...]:
    """Every finding about a form as it was read from JSON; none when it can be used."""
    written = [_written(failure) for failure in _META.iter_errors(definition)]
    return (*written, *_consistent(_Sketch(definition)))


class _Sketch:
    """What can be made out of a form that may be written wrongly; the rest is left out."""

    def __init__(self, definition: Any) -> None:
        whole = _mapping(definition)
        schema = _mapping(whole.get("schema"))
        properties = _mapping(schema.get("properties"))
        self.properties = {name: _mapping(answer) for name, answer in properties.items()}
        self.required = [name for name in _list(schema.get("required")) if isinstance(name, str)]
        self.files = _mapping(whole.get("files"))
        self.has_submit = "submit" in whole
        self.fields = [
            _mapping(field)
            for group in _list(whole.get("ui"))
            for field in _list(_mapping(group).get("fields"))
            if isinstance(_mapping(field).get("name"), str)
        ]
        self.names = [str(field["name"]) for field in self.fields]


def _written(failure: ValidationError) -> Finding:
    place = ".".join(str(step) for step in failure.absolute_path) or "form"
    sv, en = _COMPLAINTS.get(str(failure.validator), _COMPLAINTS["type"])
    detail = _detail(failure)
    return error("form.written", place, Text(sv.format(detail), en.format(detail)))


_COMPLAINTS = {
    "required": ("Här saknas: {}.", "Missing here: {}."),
    "additionalProperties": ("Det här får inte stå här: {}.", "This may not stand here: {}."),
    "enum": ("Skriv ett av: {}.", "Write one of: {}."),
    "const": ("Här ska stå: {}.", "This must be: {}."),
    "pattern": (
        "Skriv med små bokstäver, siffror och understreck, och börja med en bokstav.",
        "Write in small letters, digits and underscores, beginning with a letter.",
    ),
    "type": ("Här ska stå: {}.", "This must be: {}."),
    "minLength": ("Texten får inte vara tom.", "The text may not be empty."),
    "maxLength": ("Texten får ha högst {} tecken.", "The text may have at most {} characters."),
    "minimum": ("Talet ska vara minst {}.", "The number must be at least {}."),
    "maximum": ("Talet ska vara högst {}.", "The number must be at most {}."),
    "minItems": ("Listan ska ha minst {}.", "The list must have at least {}."),
    "maxItems": ("Listan får ha högst {}.", "The list may have at most {}."),
    "minProperties": ("Här ska stå minst {}.", "There must be at least {}."),
    "maxProperties": ("Här får stå högst {}.", "There may be at most {}."),
}


def _detail(failure: ValidationError) -> str:
    """What the rule asks for; never long, and never what the file says in a text."""
    wanted, found = failure.validator_value, _mapping(failure.instance)
    if failure.validator == "required":
        return ", ".join(name for name in _list(wanted) if name not in found)
    if failure.validator == "additionalProperties":
        known = _mapping(_mapping(failure.schema).get("properties"))
        return ", ".join(str(name)[:60] for name in found if name not in known)
    return ", ".join(map(str, wanted)) if isinstance(wanted, list) else str(wanted)


def _consistent(form: _Sketch) -> Iterator[Finding]:
    yield from _names(form)
    yield from _required(form)
    yield from _submit(form)
    for place, field in enumerate(form.fields):
        yield from _answer(form, field)
        yield from _options(form, field)
        yield from _show(field, form.fields[:place])
        yield from _routing(field)
        yield from _sentences(field)


def _names(form: _Sketch) -> Iterator[Finding]:
    for name, times in Counter(form.names).items():
        if times > 1:
            yield _finding("name", name, "Fältet finns flera gånger.", "The field stands twice.")
        if name in form_schema.RESERVED:
            yield _finding("name", name, "Namnet är upptaget.", "The name is taken.")
    for name in sorted(form.properties.keys() - set(form.names)):
        yield _finding("question", name, "Svaret har ingen fråga i ui.", "No question in ui.")
    for name in sorted(form.files.keys() - set(form.names)):
        yield _finding("question", name, "Filerna har ingen fråga i ui.", "No question in ui.")
    if len(form.fields) > form_schema.MAX_FIELDS:
        yield _finding("size", None, "Formuläret har för många fält.", "Too many fields.")


def _submit(form: _Sketch) -> Iterator[Finding]:
    """A button of the form's own must be there to be read, and an answer can only change that."""
    is_sent_by_answers = any(field.get("widget") == "buttons" for field in form.fields)
    if form.has_submit and is_sent_by_answers:
        yield _finding(
            "submit",
            None,
            "Svaren är själva knappar, så formulärets egen knapp ritas inte.",
            "The answers are buttons themselves, so the form's own button is not drawn.",
        )
    for field in form.fields:
        says = any("submit" in _mapping(option) for option in _list(field.get("options")))
        if says and not (form.has_submit and field.get("widget") == "radios"):
            yield _finding(
                "submit",
                str(field["name"]),
                "Bara ett svar att välja ett av, i ett formulär med en egen knapp, kan ändra den.",
                "Only an answer to choose one of, in a form with a button of its own, can change "
                "it.",
            )


def _required(form: _Sketch) -> Iterator[Finding]:
    by_name = {str(field["name"]): field for field in form.fields}
    for name in form.required:
        if name not in form.properties:
            yield _finding("required", name, "Fältet finns inte.", "There is no such field.")
        elif "required" not in _mapping(by_name.get(name, {}).get("errors")):
            yield _finding(
                "required_text",
                name,
                "Ett obligatoriskt fält ska ha en egen mening i errors.required.",
                "A required field must have its own sentence in errors.required.",
            )


def _answer(form: _Sketch, field: Mapping[str, Any]) -> Iterator[Finding]:
    name, widget = field["name"], str(field.get("widget"))
    if widget == "file":
        if name not in form.files:
            yield _finding("files", name, "Filregeln saknas i files.", "No rule in files.")
        return
    answer = form.properties.get(name)
    if answer is None:
        yield _finding("schema", name, "Svaret saknas i schema.", "No answer in schema.")
    elif widget in form_schema.ANSWERS and not _fits(widget, answer):
        yield _finding(
            "schema", name, "Schemat passar inte frågetypen.", "The schema does not fit the widget."
        )


def _fits(widget: str, answer: Mapping[str, Any]) -> bool:
    wanted, words = form_schema.ANSWERS[widget]
    if not set(answer) <= words or any(answer.get(key) != value for key, value in wanted.items()):
        return False
    if widget in ("text", "textarea"):
        return answer.get("format") in form_schema.TEXT_FORMATS and "maxLength" in answer
    if widget == "personal_number":
        return (answer.get("type"), answer.get("format")) in form_schema.PERSONAL_NUMBERS
    if widget == "months":
        return _mapping(answer.get("items")).get("format") == "month" and "maxItems" in answer
    return True


def _options(form: _Sketch, field: Mapping[str, Any]) -> Iterator[Finding]:
    name, options = field["name"], field.get("options")
    if field.get("widget") not in _CHOICES:
        if options or "options_from" in field:
            yield _finding("options", name, "Frågan har inga alternativ.", "No options here.")
        return
    values = [str(_mapping(option).get("value")) for option in _list(options)]
    if len(set(values)) != len(values):
        yield _finding(
            "options", name, "Ett alternativ står två gånger.", "An option stands twice."
        )
    if "options_from" not in field and (set(values) != set(_enum(form, field)) or not values):
        yield _finding(
            "options",
            name,
            "Alternativen i ui och enum i schema ska vara samma.",
            "The options in ui and the enum in schema must be the same.",
        )
    if "options_from" in field and _enum(form, field):
        yield _finding(
            "options",
            name,
            "Ett fält med options_from har ingen enum i schema.",
            "A field with options_from has no enum in schema.",
        )


def _enum(form: _Sketch, field: Mapping[str, Any]) -> list[str]:
    answer = form.properties.get(field["name"], {})
    values = answer.get("enum") or _mapping(answer.get("items")).get("enum")
    return [str(value) for value in _list(values)]


def _show(field: Mapping[str, Any], earlier: Sequence[Mapping[str, Any]]) -> Iterator[Finding]:
    for asked, values in _mapping(field.get("show")).items():
        before = next((other for other in earlier if other["name"] == asked), None)
        if before is None or before.get("widget") not in _CHOICES:
            yield _finding(
                "show",
                field["name"],
                "show ska peka på en tidigare fråga med alternativ.",
                "show must point to an earlier question with options.",
            )
            continue
        known = [_mapping(option).get("value") for option in _list(before.get("options"))]
        is_open = "options_from" in before
        if not is_open and any(value not in known for value in _list(values)):
            yield _finding(
                "show",
                field["name"],
                "show har ett värde som inte är ett av alternativen.",
                "show has a value that is not one of the options.",
            )


def _routing(field: Mapping[str, Any]) -> Iterator[Finding]:
    if field.get("routing") is True and str(field.get("widget")) not in form_schema.ROUTING_WIDGETS:
        yield _finding(
            "routing",
            field["name"],
            "Fri text och listor får inte styra flödet.",
            "Free text and lists may not steer the flow.",
        )


def _sentences(field: Mapping[str, Any]) -> Iterator[Finding]:
    for code in sorted(set(_mapping(field.get("errors"))) - set(SENTENCES)):
        yield _finding(
            "errors",
            field["name"],
            f"Okänt fel i errors: {code[:40]}.",
            f"Unknown mistake in errors: {code[:40]}.",
        )


def _finding(code: str, name: str | None, sv: str, en: str) -> Finding:
    return error(f"form.{code}", name, Text(sv, en))


def _mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
