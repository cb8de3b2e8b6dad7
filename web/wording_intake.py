"""The events of intake in words: what became of a notice, of its flags, of the people in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from web.i18n import gettext as _

WORDS: Mapping[str, Callable[[], str]] = {
    "notice.arrival_changed": lambda: _("Ankomstdagen ändrad"),
    "notice.copied": lambda: _("Sparad som ett exemplar till av en tidigare underrättelse"),
    "notice.copy_added": lambda: _("Ett exemplar till av underrättelsen sparat"),
    "notice.forwarding_decided": lambda: _("Avgjort om underrättelsen ska vidare"),
    "person.corrected": lambda: _("Personens namn eller nummer rättat"),
    "case.reopened": lambda: _("Ärendet öppnat igen"),
    "case.merged": lambda: _("Ärenden sammanförda"),
    "case.prioritised": lambda: _("Ärendets prioritet satt"),
    "limit.ended": lambda: _("Frist avslutad"),
    "eviction.undone": lambda: _("Den bokade avhysningen borttagen ur ärendet"),
    "ladder.undone": lambda: _("Kontaktstegen börjar om"),
    "application.linked": lambda: _("Tidigare underrättelser eftersökta"),
    "journal.disturbance": lambda: _("Kontakt om störningen antecknad"),
    "journal.application": lambda: _("Ansökan hos Kronofogden genomgången"),
}
