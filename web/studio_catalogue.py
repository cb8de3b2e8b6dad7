"""What may be chosen in a process: roles, forms, operations, messages and times, named for people.

Each with its own name after its title.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from cases.limit_moments import NAMES
from cases.process_check import LANES
from db.session import Session
from engine import definitions
from engine.definitions import Definition
from engine.signatures import OperationSignature
from web import diagram_names, first_uses, studio_words
from web.i18n import current_language, in_both_languages
from web.studio_piece import Piece

Named = dict[str, Any]


def catalogue(session: Session, piece: Piece) -> dict[str, list[Named]]:
    """Every list by its name, as docs/studio.md says."""
    known = definitions.all_latest(session)
    return {
        "roles": [_role(name) for name in LANES],
        "forms": forms(piece.current),
        "decisions": decisions(piece.current),
        "processes": [
            _named(one.key, diagram_names.of(one.model)) for one in known if one.key != piece.key
        ],
        "messages": messages(known),
        "times": times(known),
        "operations": operations(piece.context.operations, known),
    }


def _role(name: str) -> Named:
    """A role also by its name in each language, which a lane that becomes its takes."""
    names = in_both_languages(lambda: studio_words.role(name))
    title = names.in_language(current_language())
    return {**_named(name, title), "sv": names.sv, "en": names.en}


def forms(current: Definition) -> list[Named]:
    """The forms of a process."""
    language = current_language()
    return [_named(name, form.title.in_language(language)) for name, form in current.forms.items()]


def decisions(current: Definition) -> list[Named]:
    """The decision tables of a process."""
    language = current_language()
    return [_named(one.id, one.name.in_language(language)) for one in current.decisions.values()]


def messages(known: Iterable[Definition]) -> list[Named]:
    """Every message that some process sends or takes."""
    titles = first_uses.messages(known)
    return [_named(name, titles[name]) for name in sorted(titles)]


def times(known: Iterable[Definition]) -> list[Named]:
    """The stored times that a timer may wait for."""
    titles = first_uses.times(known)
    return [_named(name, titles.get(name, "")) for name in sorted(NAMES)]


def operations(
    signatures: Mapping[str, OperationSignature], known: Iterable[Definition]
) -> list[Named]:
    """Everything that a step can do by itself, or that takes the answers of a form."""
    titles = first_uses.operations(known)
    return [
        {
            **_named(name, titles.get(name, "")),
            "parameters": sorted(signature.parameters),
            "optional": sorted(signature.optional),
            "completes": signature.completes,
        }
        for name, signature in sorted(signatures.items())
    ]


def _named(name: str, title: str) -> Named:
    return {"name": name, "title": f"{title} ({name})" if title else name}
