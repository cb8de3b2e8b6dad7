"""The two languages of the screens: Swedish stands in the sources, English in the .po file."""

import ast
import io
import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from flask import Flask, Request, g, has_request_context, request
from jinja2.ext import babel_extract
from werkzeug.datastructures import LanguageAccept

from engine.texts import Text

LANGUAGES = ("sv", "en")
DEFAULT = "sv"
COOKIE = "lang"
CATALOGUE = Path(__file__).parent.parent / "translations" / "en" / "LC_MESSAGES" / "messages.po"
NOT_OURS = {"tests", "frontend", "node_modules", "migrations", "build", "dist", "var"}
KEYWORDS = ("_", "gettext", "ngettext")


def choose_language(asked: Request) -> str:
    """The person's own choice, else what the browser prefers, else Swedish."""
    chosen = asked.cookies.get(COOKIE)
    if chosen in LANGUAGES:
        return chosen
    return _without_countries(asked.accept_languages).best_match(LANGUAGES) or DEFAULT


def _without_countries(accepted: LanguageAccept) -> LanguageAccept:
    """``en-GB`` is English: Werkzeug puts a language without its country before every one with."""
    return LanguageAccept([(re.split("[-_]", tag)[0], quality) for tag, quality in accepted])


def current_language() -> str:
    """The language of the request being answered; Swedish outside a request."""
    if not has_request_context():
        return DEFAULT
    if "language" not in g:
        g.language = choose_language(request)
    language: str = g.language
    return language


def gettext(message: str, **variables: object) -> str:
    """The sentence in the reader's language; `%(name)s` is filled only when variables are given."""
    translated = _translations(current_language()).ugettext(message)
    return translated % variables if variables else translated


def ngettext(singular: str, plural: str, count: int) -> str:
    """The sentence for one or for several in the reader's language, `%(num)s` not yet filled."""
    return _translations(current_language()).ungettext(singular, plural, count)


def in_both_languages(write: Callable[[], str]) -> Text:
    """What a function writes for its reader, in either language; within a request only."""
    reader = current_language()
    try:
        swedish, english = (_written(write, language) for language in LANGUAGES)
    finally:
        g.language = reader
    return Text(swedish, english)


def _written(write: Callable[[], str], language: str) -> str:
    g.language = language
    return write()


_ = gettext


def install(app: Flask) -> None:
    """Give the templates `_`, `gettext`, `ngettext` and `{% trans %}`."""
    app.jinja_env.add_extension("jinja2.ext.i18n")
    # Jinja fills the variables itself in the new style, so it is given the bare look-ups.
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        lambda message: _translations(current_language()).ugettext(message),
        ngettext,
        newstyle=True,
    )


def extract_message_ids(root: Path) -> frozenset[str]:
    """Every message id under `root`: what templates and Python sources hand to gettext."""
    return frozenset(_message_ids(root))


def translated_message_ids() -> frozenset[str]:
    """Every message id that has a finished English text."""
    with CATALOGUE.open("rb") as file:
        entries = list(read_po(file, locale="en"))
    done = [e for e in entries if e.id and not e.fuzzy and e.string and all(_as_tuple(e.string))]
    return frozenset(text for entry in done for text in _as_tuple(entry.id))


def ids_in_order() -> tuple[str, ...]:
    """The message ids as they stand in the catalogue; of a plural the first."""
    with CATALOGUE.open("rb") as file:
        return tuple(_as_tuple(entry.id)[0] for entry in read_po(file, locale="en") if entry.id)


def _message_ids(root: Path) -> Iterator[str]:
    for path in sorted(root.rglob("*")):
        if path.suffix not in FINDERS or _is_not_ours(path.relative_to(root)):
            continue
        yield from FINDERS[path.suffix](path.read_bytes())


def _in_template(source: bytes) -> Iterator[str]:
    options = {"silent": "false"}
    for _line, _function, message, _comments in babel_extract(
        io.BytesIO(source), KEYWORDS, [], options
    ):
        yield from _as_tuple(message)


def _in_python(source: bytes) -> Iterator[str]:
    """Read as a syntax tree: Babel's own reader passes over calls inside f-strings on 3.11."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and _name_of(node.func) in KEYWORDS:
            yield from _texts(node.args)


def _name_of(function: ast.expr) -> str:
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def _texts(arguments: Sequence[ast.expr]) -> Iterator[str]:
    for argument in arguments:
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
            yield argument.value


def _is_not_ours(path: Path) -> bool:
    return any(part in NOT_OURS or part.startswith(".") for part in path.parts)


def _as_tuple(message: object) -> tuple[str, ...]:
    if isinstance(message, str):
        return (message,)
    parts = message if isinstance(message, list | tuple) else ()
    return tuple(part for part in parts if isinstance(part, str))


FINDERS = {".py": _in_python, ".html": _in_template}


@lru_cache(maxsize=len(LANGUAGES))
def _translations(language: str) -> NullTranslations:
    """The catalogue of a language, compiled in memory; Swedish needs none."""
    if language == DEFAULT:
        return NullTranslations()
    with CATALOGUE.open("rb") as file:
        catalogue = read_po(file, locale=language)
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return Translations(compiled)
