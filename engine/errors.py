"""What can go wrong in the engine; each docstring says what the reader can do."""

from __future__ import annotations

from engine.texts import Text


class EngineError(Exception):
    """The engine could not do what was asked; see the kind of error."""


class NotFound(EngineError):
    """There is no such thing, or the actor may not know that there is."""


class TaskNotFound(NotFound):
    """There is no such task here; go back to the inbox."""


class InstanceNotFound(NotFound):
    """There is no such process instance here."""


class DefinitionNotFound(NotFound):
    """No process with that key is deployed; deploy it first."""


class Refused(EngineError):
    """The command was understood and not accepted; nothing was changed."""

    def __init__(self, text: Text | None = None) -> None:
        self.text = text or Text("Det går inte att göra.", "That cannot be done.")
        super().__init__(self.text.en)


class NotPermitted(Refused):
    """The actor may not do this; the answer does not say whether the thing exists."""


class TaskAlreadyCompleted(Refused):
    """Someone completed the task first; what was written is kept and shown."""


class ConcurrentChange(Refused):
    """The thing has changed since it was shown; look at it again and decide anew."""


class FormInvalid(Refused):
    """An answer is missing or wrong; ``answer`` holds what was typed and what is wrong with it."""

    def __init__(self, answer: object) -> None:
        super().__init__(Text("Svaren behöver rättas.", "The answers need correcting."))
        self.answer = answer


class Misfit(EngineError):
    """Something given to the engine does not fit what is deployed or running."""


class MessageNotCorrelated(Misfit):
    """Nothing waits for the message; it stays in the list of unmatched messages."""


class DefinitionInvalid(Misfit):
    """The process cannot be deployed; every reason is listed."""

    def __init__(self, findings: tuple[object, ...]) -> None:
        super().__init__("; ".join(str(finding) for finding in findings))
        self.findings = findings


class StepLimitReached(EngineError):
    """A process went on and on and never came to where it waits; the diagram or a value is wrong.
    What was going round stands still, and goes on when somebody asks for another try."""


class TooManyInstances(EngineError):
    """An activity is to be done more times than is reasonable; the diagram or a value is wrong."""


class BpmnError(EngineError):
    """A step came to an end that its process has drawn: an error event with this code takes it.

    Raised by an operation; what it wrote is undone. ``values`` are routing values for the event.
    """

    def __init__(self, code: str, **values: bool | int | str | None) -> None:
        super().__init__(code)
        self.code = code
        self.values = values


class UndeclaredValue(EngineError):
    """An operation gave a value that it does not say that it gives; declare it above it."""


class NotAnswered(EngineError):
    """What a step needs did not answer; it is tried again by itself, later and later."""


class AnswerNotYet(EngineError):
    """What a step asked has answered that it must wait; it is tried again by itself."""


class AnswerRefused(EngineError):
    """What a step asked has said no, and would again; a person has to see to it."""


class ErrorUncaught(EngineError):
    """An error was thrown in a process, and nothing around it catches it; draw where it goes."""


class TimerRepeats(EngineError):
    """The way from a timer leads back to it at the same time; move the time, and it goes on."""


class StateFormatUnknown(EngineError):
    """An instance was saved by a newer version of Bokvar than this one; start that version, or
    bring back the backup that was made before it was started."""


class StateDiverged(EngineError):
    """Snapshot and deltas did not add up to the state; nothing of the step was kept."""
