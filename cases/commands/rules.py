"""Which rule of the policy each command answers to; a command that is not here is nobody's."""

from __future__ import annotations

from collections.abc import Mapping

from cases.commands import access as access_commands
from cases.commands import api_key as api_key_commands
from cases.commands import aside as aside_commands
from cases.commands import case_letter as case_letter_commands
from cases.commands import contact as contact_commands
from cases.commands import correction as correction_commands
from cases.commands import eviction as eviction_commands
from cases.commands import export as export_commands
from cases.commands import flag as flag_commands
from cases.commands import household as household_commands
from cases.commands import landlord as landlord_commands
from cases.commands import match as match_commands
from cases.commands import office as office_commands
from cases.commands import operations as operations_commands
from cases.commands import payment as payment_commands
from cases.commands import protection as protection_commands
from cases.commands import service as service_commands
from cases.commands import sharing as sharing_commands
from cases.commands import studio as studio_commands
from cases.commands.basic import UndoMatch
from cases.commands.dispatch import TakeOverDispatch
from cases.commands.roster import SetDutyOfficer, may_set
from cases.policy import Rule, on_matchable_notice, on_sendable_letter
from cases.task_policy import on_task
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
    **export_commands.RULES,
    **office_commands.RULES,
    **operations_commands.RULES,
    **aside_commands.RULES,
    **api_key_commands.RULES,
    **case_letter_commands.RULES,
    **correction_commands.RULES,
    **flag_commands.RULES,
    **household_commands.RULES,
    **landlord_commands.RULES,
    **match_commands.RULES,
    **service_commands.RULES,
    **payment_commands.RULES,
    **contact_commands.RULES,
    **studio_commands.RULES,
}
