"""What to do about a finding, where that is one thing that can be said in a sentence."""

from __future__ import annotations

from collections.abc import Callable

from web.i18n import gettext as _

_FIXES: dict[str, Callable[[], str]] = {
    "name_missing": lambda: _("Skriv ett namn."),
    "name_en_missing": lambda: _("Skriv namnet på engelska."),
    "documentation_en_missing": lambda: _("Skriv beskrivningen på engelska."),
    "lane_missing": lambda: _("Välj en grupp."),
    "lane_automatic": lambda: _("Välj en grupp av människor."),
    "form_missing": lambda: _("Välj ett formulär."),
    "form_unknown": lambda: _("Välj ett av processens formulär."),
    "operation_missing": lambda: _("Välj en operation."),
    "operation_unknown": lambda: _("Välj en av operationerna i listan."),
    "completion_unfit": lambda: _("Välj en operation som tar svaren, eller ingen."),
    "parameter_missing": lambda: _("Skriv ett värde."),
    "parameter_unknown": lambda: _("Töm värdet."),
    "decision_missing": lambda: _("Välj en beslutstabell."),
    "decision_unknown": lambda: _("Välj en av processens beslutstabeller."),
    "call_missing": lambda: _("Välj en process."),
    "call_unknown": lambda: _("Välj en av processerna i listan."),
    "call_recursive": lambda: _("Välj en process som inte leder tillbaka hit."),
    "call_inputs_missing": lambda: _("Skriv värdena som lämnas över."),
    "call_outputs_missing": lambda: _("Skriv värdena som tas tillbaka."),
    "call_input_missing": lambda: _("Lägg till namnet bland värdena som lämnas över."),
    "call_input_unknown": lambda: _("Stryk namnet bland värdena som lämnas över."),
    "call_output_unknown": lambda: _("Stryk namnet bland värdena som tas tillbaka."),
    "process_inputs_missing": lambda: _("Skriv dem under Ändra diagrammet, vid processens namn."),
    "process_outputs_missing": lambda: _("Skriv dem under Ändra diagrammet, vid processens namn."),
    "value_never_set": lambda: _("Låt ett steg före ge värdet."),
    "message_value_missing": lambda: _("Lägg till värdet i innehållet i meddelandet."),
    "timer_without_time": lambda: _("Välj en tid att vänta på."),
    "loop_without_condition": lambda: _("Skriv ett villkor under Görs om så länge."),
    "loop_unbounded": lambda: _("Skriv ett tal under Högst så många gånger."),
    "loop_limit": lambda: _("Skriv ett heltal, 1 till 100, under Högst så många gånger."),
    "instances_unclear": lambda: _("Fyll i antingen Hur många gånger eller För varje i listan."),
    "instances_item": lambda: _("Fyll i båda fälten, För varje i listan och Namn på var och en."),
    "timer_constant": lambda: _("Välj en av tiderna i listan."),
}
"""By the code of the finding; what is not here is said whole in the finding itself."""


def fix(code: str) -> str:
    """What to do, or nothing."""
    return _FIXES[code]() if code in _FIXES else ""
