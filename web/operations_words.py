"""What the operations page says of an incident or a job: the cause, what is done, what to do."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from cases.letters.dispatch import JOB_KIND
from db.session import Session
from engine.causes import CauseClass, class_of, passes_by_itself
from engine.incidents import RETRY_KIND
from engine.job_lists import JobView
from engine.job_values import JobState
from engine.open_incidents import IncidentView, Mending
from engine.portions import CONTINUE_KIND
from web import step_failures
from web.formats import datetime_full
from web.i18n import current_language
from web.i18n import gettext as _

State = tuple[str, str]
"""What a tag says, and its tone."""

_CAUSES: dict[str, Callable[[], str]] = {
    "ConcurrentChange": lambda: _("Något annat ändrade samma sak samtidigt."),
    "DatabaseError": lambda: _("Databasen tog inte emot det som steget ville skriva."),
    "IntegrityError": lambda: _("Databasen tog inte emot det som steget ville skriva."),
    "ErrorUncaught": lambda: _("Ett fel kastades som ingenting i processen tar hand om."),
    "ExpressionFailed": lambda: _("Ett uttryck i diagrammet gick inte att räkna ut."),
    "KeyError": lambda: _("Något som steget behöver finns inte."),
    "LookupError": lambda: _("Något som steget behöver finns inte."),
    "NotFound": lambda: _("Något som steget behöver finns inte."),
    "OverflowError": lambda: _("En tid ligger utanför kalendern."),
    "MadeUpFault": lambda: _(
        "Provmiljön har gjort felet med flit, för att visa hur en störning ser ut."
    ),
    "TimerRepeats": lambda: _("En timer leder tillbaka till sig själv vid samma tid."),
    "TooManyInstances": lambda: _("Ett steg skulle göras fler gånger än vad som är rimligt."),
    "TypeError": lambda: _("Steget fick ett värde av fel slag."),
    "ValueError": lambda: _("Steget fick ett värde som det inte kan använda."),
}


def cause(session: Session, incident: IncidentView) -> str:
    """Why the step failed: what a caseworker is told, then what is known of the kind of error, as
    the log has it."""
    told = step_failures.cause(session, incident)
    known = _CAUSES.get(incident.cause)
    return f"{told} {known()} ({incident.cause})" if known else f"{told} ({incident.cause})"


_NOTHING_TO_MEND = ("ConcurrentChange", "MadeUpFault", "NotAnswered", "AnswerNotYet")
_OF_THE_DIAGRAM = ("ErrorUncaught", "TooManyInstances")
_OF_THE_DATABASE = ("DatabaseError", "IntegrityError")


def look_for(incident: IncidentView) -> str:
    """Where the reader finds out what is to be mended; empty when there is nothing, or when no new
    try will help."""
    if incident.mending not in (Mending.RETRYING, Mending.GIVEN_UP):
        return ""
    if incident.cause in _NOTHING_TO_MEND:
        return ""
    if incident.cause in _OF_THE_DATABASE:
        return _(
            "Titta i databasens egen logg vid tiden för störningen: full disk, bruten anslutning "
            "eller en tabell som hör till en annan version."
        )
    if incident.cause == "ExpressionFailed":
        return _(
            "Be processägaren jämföra uttrycket vid steget med ärendets uppgifter. Saknas en "
            "uppgift kan den som arbetar med ärendet ange den; är uttrycket fel rättas det för "
            "nya ärenden, och den här processen avslutas för hand."
        )
    if class_of(incident.cause) is CauseClass.DECISION:
        return _(
            "Be processägaren jämföra tabellen med ärendets uppgifter. Är en uppgift fel kan den "
            "som arbetar med ärendet rätta den; är tabellen fel rättas den för nya ärenden, och "
            "den här processen avslutas för hand. Granskaren ser i uppspelningen vilka värden som "
            "gällde."
        )
    if incident.cause == "StepLimitReached":
        return _(
            "Be processägaren titta på slingan i diagrammet där steget står: vilken uppgift leder "
            "ut ur den? Rätta uppgiften i ärendet om den är fel. Är diagrammet fel rättas det för "
            "nya ärenden, och den här processen avslutas för hand."
        )
    if incident.cause in _OF_THE_DIAGRAM:
        return _(
            "Be processägaren titta på steget i diagrammet: vart felet ska leda, eller hur många "
            "gånger steget ska göras. En rättad version gäller nya ärenden; den här processen "
            "avslutas för hand."
        )
    return _(
        "Sök i loggen efter step_failed med instansens id. Ge raden, stegets id och versionen till "
        "den som utvecklar Bokvar: felet ligger i det som steget gör, och är löst när en rättad "
        "version är installerad."
    )


def state(incident: IncidentView) -> State:
    """Green only when the step has worked."""
    if incident.mending is Mending.GIVEN_UP and not passes_by_itself(incident.cause):
        return _("Måste rättas"), "stopped"
    return {
        Mending.RETRYING: (_("Försöker igen"), "active"),
        Mending.GIVEN_UP: (_("Försöken är slut"), "stopped"),
        Mending.UNTRIED: (_("Försöks inte"), "stopped"),
        Mending.MENDED: (_("Löst"), "done"),
        Mending.ENDED: (_("Avslutad"), "neutral"),
    }[incident.mending]


def next_act(incident: IncidentView, now: datetime) -> str:
    """What happens by itself, and what the reader can do."""
    if incident.next_try is not None:
        return _next_try(incident.next_try, now)
    if incident.mending is Mending.GIVEN_UP:
        if incident.cause in _NOTHING_TO_MEND:
            return _("Tryck på Försök igen.")
        return _("Rätta orsaken och tryck sedan på Försök igen.")
    if incident.cause == "TimerRepeats":
        return _("Löses när ärendets uppgifter ändras så att tiden flyttas.")
    return _(
        "Det framgår inte vilket ärende, vilken underrättelse eller vilket brev steget väntar på. "
        "Ett nytt försök lyckas först när den uppgiften finns i ärendet."
    )


def kind(job: JobView) -> str:
    """What the job is for."""
    known = {
        RETRY_KIND: _("Försöka ett steg igen"),
        CONTINUE_KIND: _("Föra en process vidare"),
        JOB_KIND: _("Skicka ett brev"),
    }
    return known.get(job.kind, job.kind)


def job_state(job: JobView, now: datetime) -> State:
    """Where the job stands."""
    if job.hangs(now):
        return _("Hänger"), "warning"
    return {
        JobState.WAITING: (_("Väntar"), "active"),
        JobState.LEASED: (_("Pågår"), "active"),
        JobState.FAILED: (_("Gick inte"), "stopped"),
        JobState.POISON: (_("Avbröts gång på gång"), "stopped"),
    }.get(job.state, (job.state.value, "neutral"))


def job_words(job: JobView, now: datetime) -> str:
    """The cause if there is one, and what comes next."""
    said = job.cause.in_language(current_language()) if job.cause else ""
    return f"{said} {_job_next(job, now)}".strip()


def _job_next(job: JobView, now: datetime) -> str:
    if job.hangs(now):
        return _("En arbetsprocess tog det och kom inte tillbaka. En annan tar över.")
    if job.state is JobState.WAITING:
        return _next_try(job.due_at, now)
    if job.kind == JOB_KIND:
        return _("Den som ansvarar för brevet har en uppgift i sin inkorg.")
    return ""


def _next_try(at: datetime, now: datetime) -> str:
    if at <= now:
        return _("Nästa försök görs så snart arbetsprocessen hinner.")
    return _("Nästa försök görs av sig självt %(when)s.", when=datetime_full(at))
