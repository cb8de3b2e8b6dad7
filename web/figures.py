"""The figures of a year: tables with a picture each, small numbers hidden, and CSV of the same.

Only whole calendar years may be chosen: of two periods that overlap, a number that is hidden in
both could be counted out from their difference.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from cases import configuration
from cases.lists import figures, first_contact, same_day_figures
from cases.lists.figures import Scope
from cases.policy import BOARD, StaffMember
from db.session import Session
from documents import chart
from engine.errors import NotFound
from web import figure_contacts, figure_csv, figure_rates, figure_tables
from web.access import current_actor, database, engine, log_read, now, requires
from web.figure_tables import Table
from web.formats import date_full

bp = Blueprint("figures", __name__)

SMALLEST = "figures.smallest_number"


@bp.get("/siffror")
@requires(*BOARD)
def show() -> ResponseReturnValue:
    """The figures of the year that is asked for, else of this one."""
    actor, today = current_actor(), engine().local_day(now())
    with database().reading() as session:
        years = _years(session, actor, today)
        year = _year(years)
        log_read(actor, "figures", year=year)
        smallest = configuration.value(session, SMALLEST, today)
        tables = _tables(session, actor, year, today)
    return render_template(
        "figures.html",
        year=year,
        years=years,
        until=date_full(today) if year == today.year else "",
        smallest=smallest,
        tables=[{**vars(one), "picture": _picture(one)} for one in tables],
    )


@bp.get("/siffror/<name>.csv")
@requires(*BOARD)
def download(name: str) -> ResponseReturnValue:
    """One table as it is shown, for a spreadsheet."""
    actor, today = current_actor(), engine().local_day(now())
    with database().reading() as session:
        year = _year(_years(session, actor, today))
        found = [one for one in _tables(session, actor, year, today) if one.key == name]
    if not found:
        raise NotFound
    log_read(actor, "figures_file", year=year, table=name)
    headers = {"Content-Disposition": f'attachment; filename="{name}-{year}.csv"'}
    written = figure_csv.write(found[0])
    return Response(written, mimetype="text/csv", headers=headers)


def _years(session: Session, actor: StaffMember, today: date) -> list[int]:
    """The years that have notices, and this one; the newest first."""
    first = figures.first_day(session, actor.authorities(BOARD)) or today
    return list(range(today.year, min(first.year, today.year) - 1, -1))


def _year(years: Sequence[int]) -> int:
    asked = request.args.get("ar", "")
    return next((year for year in years if str(year) == asked), years[0])


def _tables(session: Session, actor: StaffMember, year: int, today: date) -> list[Table]:
    """None when there are so few notices that even their number is hidden."""
    authorities = actor.authorities(BOARD)
    scope = Scope(authorities, date(year, 1, 1), date(year, 12, 31))
    smallest = configuration.value(session, SMALLEST, today)
    by_type = figures.by_type_and_month(session, scope)
    if sum(sum(months.values()) for months in by_type.values()) < smallest:
        return []
    same_day = same_day_figures.same_day_figures(
        session, authorities, scope.first, today, scope.last
    )
    contacts = first_contact.first_contacts(session, scope, today)
    months = figure_tables.by_month(by_type, _months(year, today), smallest)
    told = figure_tables.told_duties(months, by_type)
    return [
        months,
        figure_rates.table(same_day, smallest, told=told),
        *figure_contacts.tables(contacts, smallest),
    ]


def _months(year: int, today: date) -> list[str]:
    last = today.month if year == today.year else 12
    return [f"{year}-{month:02}" for month in range(1, last + 1)]


def _picture(table: Table) -> Markup:
    """The bars, as safe markup."""
    draw = chart.draw_over_time if table.is_over_time else chart.draw
    svg = draw(table.bars, title=table.bars_title, largest=table.largest)
    return Markup(svg)  # noqa: S704 - the drawing escapes every text
