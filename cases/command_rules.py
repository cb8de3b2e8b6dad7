"""Which rule of the policy each command answers to; a command that is not here is nobody's."""

from __future__ import annotations

from collections.abc import Mapping

from cases.commands import UndoMatch
from cases.policy import Rule, on_matchable_notice, on_task
from cases.roster_commands import SetDutyOfficer, may_set
from engine.commands import ClaimTask, CompleteTask, ReleaseTask

RULES: Mapping[type, Rule] = {
    ClaimTask: on_task,
    ReleaseTask: on_task,
    CompleteTask: on_task,
    UndoMatch: on_matchable_notice,
    SetDutyOfficer: may_set,
}
