"""Who may see to incidents: the administrator, who sees no case and needs none for it."""

from __future__ import annotations

from collections.abc import Mapping

from cases.commands.office import may_change
from cases.policy import Rule
from engine.commands import AskRetry

OPERATORS = ("administrator",)

RULES: Mapping[type, Rule] = {AskRetry: may_change}
