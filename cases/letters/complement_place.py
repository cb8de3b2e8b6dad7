"""Where whoever left a notice adds to it or corrects it, as letters and receipts say it."""

from __future__ import annotations

from engine.texts import Text

PATH = "/hyresvard/komplettera"


def words(public_address: str) -> Text:
    """With the address of the page where the installation knows its own, else how it is found."""
    if not public_address:
        return Text(
            "Komplettera eller rätta underrättelsen på kommunens webbsida För dig som hyr ut, "
            "under Har du redan lämnat en underrättelse?",
            "Add to or correct the notice on the municipality's web page For landlords, "
            "under Have you already left a notice?",
        )
    where = f"{public_address}{PATH}"
    return Text(
        f"Komplettera eller rätta underrättelsen här: {where}",
        f"Add to or correct the notice here: {where}",
    )
