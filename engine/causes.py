"""Why a step failed, in five classes: they decide who sees to it, and whether waiting helps.

By the kind of error alone, for what an error says may hold what nobody may read here.
"""

from __future__ import annotations

import builtins
import errno
import socket
from enum import StrEnum

from engine.decisions import FAILURES, DecisionFailed
from engine.errors import AnswerNotYet, AnswerRefused, NotAnswered


class CauseClass(StrEnum):
    """network: what the step needs did not answer, or somebody else held it. answer: it answered,
    and not as the step needs. data: a fact is missing or cannot be used. decision: a table gave no
    answer, or not just one. code: all the rest."""

    NETWORK = "network"
    ANSWER = "answer"
    DATA = "data"
    DECISION = "decision"
    CODE = "code"


_NOT_ANSWERED = (NotAnswered, ConnectionError, TimeoutError, socket.gaierror)
_NO_WAY_THERE = frozenset({errno.ENETDOWN, errno.ENETUNREACH, errno.EHOSTDOWN, errno.EHOSTUNREACH})
_SAID = (AnswerNotYet, AnswerRefused)
_NETWORK = frozenset({"NotAnswered", "ConcurrentChange"})
_ANSWER = frozenset({"AnswerNotYet", "AnswerRefused"})
_DATA = frozenset(
    {
        "DataError", "DatabaseError", "ExpressionFailed", "IntegrityError", "InvalidOperation",
        "NotFound", "StepLimitReached", "TimerRepeats", "TooManyInstances", "TypeError",
    }
)  # fmt: skip
_DECISION = frozenset({DecisionFailed.__name__, *(kind.__name__ for kind in FAILURES)})
_OF_VALUES = (ValueError, LookupError, OverflowError)


def name_of(error: BaseException) -> str:
    """The kind of error as an incident keeps it; all that is of the network goes by one name."""
    if isinstance(error, _NOT_ANSWERED) or getattr(error, "errno", None) in _NO_WAY_THERE:
        return NotAnswered.__name__
    said = next((kind for kind in _SAID if isinstance(error, kind)), type(error))
    return said.__name__


def class_of(cause: str) -> CauseClass:
    """The class of a kind of error."""
    if cause in _NETWORK:
        return CauseClass.NETWORK
    if cause in _ANSWER:
        return CauseClass.ANSWER
    if cause in _DECISION:
        return CauseClass.DECISION
    kind = getattr(builtins, cause, None)
    is_of_values = isinstance(kind, type) and issubclass(kind, _OF_VALUES)
    return CauseClass.DATA if cause in _DATA or is_of_values else CauseClass.CODE


def passes_by_itself(cause: str) -> bool:
    """Whether the same step may work a little later though nobody has done anything."""
    return class_of(cause) is CauseClass.NETWORK or cause == AnswerNotYet.__name__
