"""The process variables of intake in words, for whoever steps through a process."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from web.i18n import gettext as _

NAMES: Mapping[str, Callable[[], str]] = {
    "kfm_document": lambda: _("Kronofogdens handling"),
    "measure": lambda: _("Kronofogdens åtgärd"),
    "states_time": lambda: _("Tid för åtgärden anges"),
    "statutory": lambda: _("Bekräftas samma dag enligt lag"),
    "starts_duty": lambda: _("Bekräftelse samma dag börjar"),
    "priority": lambda: _("Prioritet"),
    "days_left": lambda: _("Dagar till egen sista dag"),
    "has_children": lambda: _("Barn i hushållet"),
    "extra_attention": lambda: _("Uppmärksammas extra"),
    "is_repeated": lambda: _("Andra underrättelsen på tolv månader"),
    "owes_over_a_month": lambda: _("Skuld över en månadshyra"),
    "serious": lambda: _("Särskilt allvarlig störning"),
    "withdrawn": lambda: _("Ansökan återkallad"),
    "forwards": lambda: _("Ska vidare till en annan kommun"),
    "other_municipality": lambda: _("Den andra kommunen"),
}

WORDS: Mapping[tuple[str, str], Callable[[], str]] = {
    ("decision", "copy"): lambda: _("ett exemplar till"),
    ("decision", "reclassified"): lambda: _("typen rättad"),
    ("track", "kfm_application"): lambda: _("ansökan hos Kronofogden"),
    ("track", "eviction_booked"): lambda: _("bokad avhysning"),
    ("track", "eviction_changed"): lambda: _("ändrad avhysning"),
    ("kfm_document", "none"): lambda: _("ingen"),
    ("kfm_document", "application"): lambda: _("ansökan"),
    ("kfm_document", "time"): lambda: _("tid"),
    ("kfm_document", "changed_time"): lambda: _("ändrad tid"),
    ("kfm_document", "cancelled"): lambda: _("inställd eller återkallad"),
    ("kfm_document", "carried_out"): lambda: _("verkställd"),
    ("measure", "eviction"): lambda: _("avhysning"),
    ("measure", "removal"): lambda: _("avlägsnande"),
}
