"""The open legal points of the time limits as this municipality has decided them on a day."""

from __future__ import annotations

from datetime import date

from cases import configuration
from cases.law.deadlines import RecoveryEnd, ServedTenant, Switches
from db.session import Session


def of_day(session: Session, day: date) -> Switches:
    """The switches that held on this day (domain 6.3: points a, b and c)."""
    return Switches(
        saturday_is_weekday=configuration.value(session, "limits.saturday_counts", day),
        extra_weekdays_from=RecoveryEnd(
            configuration.value(session, "limits.extra_days_from", day)
        ),
        several_tenants=ServedTenant(configuration.value(session, "limits.several_tenants", day)),
    )
