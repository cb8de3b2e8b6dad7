"""The engine's own commands: small frozen values that say what shall happen, never how."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from engine.values import Scalar


@dataclass(frozen=True)
class CorrelateMessage:
    """Hand a received message to what waits for it, or start what it starts."""

    message: str


@dataclass(frozen=True)
class DeliverMessage:
    """Hand a message from our own outbox to the instance that waits for it, once."""

    name: str
    correlation_key: str
    payload: Mapping[str, Scalar]
    message_id: str


@dataclass(frozen=True)
class FireTimer:
    """Let a timer go on, if it is still waited for and its time has come."""

    timer: int


@dataclass(frozen=True)
class ClaimTask:
    """Take a task so that others see who works on it."""

    task: str


@dataclass(frozen=True)
class ReleaseTask:
    """Give a task back to everyone who may take it."""

    task: str


@dataclass(frozen=True)
class CompleteTask:
    """Complete a task with what was filled in; ``version`` is the one that was shown."""

    task: str
    fields: Mapping[str, Sequence[str]]
    version: int


@dataclass(frozen=True)
class RetrySteps:
    """Try the failed automatic steps of an instance again."""

    instance: int


@dataclass(frozen=True)
class ContinueInstance:
    """Do the next portion of what an instance does by itself, if it stands at this version."""

    instance: int
    version: int


@dataclass(frozen=True)
class AskRetry:
    """Let the worker try the step of an incident again, now and with all its tries before it."""

    incident: str
