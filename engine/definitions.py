"""Definitions of processes: deploy them, find the current one, load the exact one."""

from engine.definition import (
    Definition,
    DefinitionDamaged,
    all_latest,
    forget_all,
    latest,
    load,
    part,
    parts,
    started_by_message,
)
from engine.deployment import LOCAL, SHIPPED, Deployed, DeployReport, deploy

__all__ = [
    "LOCAL",
    "SHIPPED",
    "Definition",
    "DefinitionDamaged",
    "DeployReport",
    "Deployed",
    "all_latest",
    "deploy",
    "forget_all",
    "latest",
    "load",
    "part",
    "parts",
    "started_by_message",
]
