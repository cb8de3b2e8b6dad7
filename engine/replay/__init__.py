"""Re-execute a process instance from what is recorded of it: does it come out the same?"""

from engine.replay.recording import (
    NotReplayable,
    Recording,
    Step,
    every_instance,
    instances_under,
    is_instance,
    recording_of,
)
from engine.replay.replayer import replay
from engine.replay.verdict import Difference, Outcome, Verdict

__all__ = [
    "Difference",
    "NotReplayable",
    "Outcome",
    "Recording",
    "Step",
    "Verdict",
    "every_instance",
    "instances_under",
    "is_instance",
    "recording_of",
    "replay",
]
