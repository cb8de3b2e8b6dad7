"""Which modules hold tables, so that the metadata is whole wherever it is needed."""

from importlib import import_module

MODULES = (
    "ledger.models",
    "ledger.anchor_models",
    "engine.definition_store",
    "engine.models",
    "engine.job_rows",
    "engine.beats",
    "documents.attachments",
    "documents.letter_tables",
    "cases.tables.models",
    "cases.tables.letter_models",
    "cases.tables.limit_models",
    "cases.tables.track_models",
    "cases.tables.sharing_models",
    "cases.tables.office_models",
    "cases.tables.act_models",
    "cases.tables.studio_models",
    "cases.tables.api_models",
    "cases.tables.landlord_models",
)


def load_all() -> None:
    """Import every module that adds tables to ``db.base.metadata``.

    By name, not by import: the cellar does not know the rooms above it.
    """
    for module in MODULES:
        import_module(module)
