"""The diagrams of the traps with our engine: brought to life, kept and resumed, or refused."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from engine.elements import read_process
from engine.findings import Finding
from engine.linter import LintContext, ProcessFacts, lint_folder
from engine.signatures import OperationSignature
from engine.spiff.live import LiveInstance
from engine.spiff.specs import SpecBundle, build_bundle
from engine.texts import Text
from tests.engine.diagrams import folder, speak_both_languages

KNOWN = LintContext(
    operations={"weigh": OperationSignature(frozenset())},
    roles=frozenset({"carrier"}),
    processes={"called": ProcessFacts(started_by=None, catches=frozenset())},
)


class Trap:
    """One instance of the process ``trap``, which may call others."""

    def __init__(self, *diagrams: str, **values: Any) -> None:
        self.bundle = bundle_of(*diagrams)
        self.live = LiveInstance.begin(self.bundle, values)
        self.live.advance()

    def ready(self) -> list[str]:
        """The names of the tasks that a person sees."""
        return sorted(position.element for position in self.live.open_user_tasks())

    def values(self, name: str) -> Mapping[str, Any]:
        """What a task sees."""
        found: Mapping[str, Any] = self._at(name).variables
        return found

    def run(self, name: str, **values: Any) -> None:
        self.live.complete(self._at(name).task, values)

    def keep(self) -> None:
        """Save it as text and bring it to life again."""
        self.live = LiveInstance.resume(self.bundle, json.loads(json.dumps(self.live.dump())))

    def _at(self, name: str) -> Any:
        return next(p for p in self.live.open_user_tasks() if p.element == name)


def bundle_of(*diagrams: str) -> SpecBundle:
    models = [read_process(diagram.encode()) for diagram in diagrams]
    return build_bundle({model.key: model for model in models}, "trap")


def findings(diagram: str) -> tuple[Finding, ...]:
    """What the linter says of it, each in both languages."""
    found = lint_folder(folder(diagram), KNOWN)
    speak_both_languages(found)
    return found


def refused(diagram: str, code: str) -> Text:
    """The sentence by which the linter refuses a diagram; fails when it does not."""
    return next(f.text for f in findings(diagram) if f.is_error and f.code == code)


def passes(diagram: str) -> bool:
    """Whether the linter has no error of its own about the flow; lanes are not drawn here."""
    return not {f.code for f in findings(diagram) if f.is_error} - {"lane_missing"}
