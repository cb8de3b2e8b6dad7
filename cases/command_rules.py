"""Which rule of the policy each command answers to; a command that is not here is nobody's."""

from __future__ import annotations

from collections.abc import Mapping

from cases import (
    access_commands,
    case_letter_commands,
    contact_commands,
    correction_commands,
    eviction_commands,
    flag_commands,
    household_commands,
    office_commands,
    payment_commands,
    protection_commands,
    service_commands,
    sharing_commands,
)
from cases.commands import UndoMatch
from cases.dispatch_commands import TakeOverDispatch
from cases.policy import Rule, on_matchable_notice, on_sendable_letter, on_task
from cases.roster_commands import SetDutyOfficer, may_set
from engine.commands import ClaimTask, CompleteTask, ReleaseTask

RULES: Mapping[type, Rule] = {
    ClaimTask: on_task,
    ReleaseTask: on_task,
    CompleteTask: on_task,
    UndoMatch: on_matchable_notice,
    TakeOverDispatch: on_sendable_letter,
    SetDutyOfficer: may_set,
    **sharing_commands.RULES,
    **protection_commands.RULES,
    **access_commands.RULES,
    **eviction_commands.RULES,
    **office_commands.RULES,
    **case_letter_commands.RULES,
    **correction_commands.RULES,
    **flag_commands.RULES,
    **household_commands.RULES,
    **service_commands.RULES,
    **payment_commands.RULES,
    **contact_commands.RULES,
}
