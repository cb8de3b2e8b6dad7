"""Which modules hold tables, so that the metadata is whole wherever it is needed."""

from importlib import import_module

MODULES = (
    "ledger.models",
    "ledger.anchor_models",
    "engine.definition_store",
    "engine.models",
    "engine.job_rows",
    "documents.attachments",
    "documents.letter_tables",
    "cases.models",
    "cases.letter_models",
    "cases.limit_models",
    "cases.track_models",
    "cases.sharing_models",
    "cases.office_models",
    "cases.act_models",
)


def load_all() -> None:
    """Import every module that adds tables to ``db.base.metadata``.

    By name, not by import: the cellar does not know the rooms above it.
    """
    for module in MODULES:
        import_module(module)
