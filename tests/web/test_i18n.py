"""Language: which one is chosen, that English is whole, and how times and sums are written."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from flask import Flask, render_template_string, request
from markupsafe import Markup

from web import formats, i18n, theme

ROOT = Path(__file__).parents[2]
MORNING = datetime(2026, 3, 24, 9, 15, 7, tzinfo=UTC)
NO_BREAK = "\N{NO-BREAK SPACE}"


@pytest.fixture
def app() -> Flask:
    app = Flask("web", root_path=str(ROOT / "web"))
    site = theme.Site("Provköpings kommun")
    theme.init_app(app, site=site, csrf_field=lambda: Markup("<!-- token -->"))
    return app


@pytest.mark.parametrize(
    ("cookie", "accepted", "chosen"),
    [
        ("en", "sv", "en"),
        ("sv", "en", "sv"),
        ("xx", "en-GB,en;q=0.8", "en"),
        ("", "de-DE,de;q=0.9", "sv"),
        ("", "", "sv"),
        ("", "en-GB, sv;q=0.5", "en"),
        ("", "sv-FI, en;q=0.5", "sv"),
        ("", "en-GB;q=0.5, sv;q=0.8", "sv"),
        ("", "de-AT, en-US;q=0.3, *;q=0.1", "en"),
        ("", "nb, en_GB;q=0.4", "en"),
        ("", "EN", "en"),
        ("", "*", "sv"),
        ("", "sv;q=0, *", "en"),
        ("", "en;q=0", "sv"),
        ("", "en;q=nan", "sv"),
        ("", "en;q=-1, sv-FI;q=1e9", "sv"),
        ("", ";q=,,;-_-*;;en=", "sv"),
        ("", "\u00e5\u00e4\u00f6-\u00ff", "sv"),
        ("", "x" * 60_000, "sv"),
        ("", "en-" + "a-" * 30_000, "en"),
        ("", ",".join(f"x{number}-y;q=0.{number % 9}" for number in range(5000)) + ",en-GB", "en"),
    ],
)
def test_the_persons_own_choice_goes_before_the_browsers(
    app: Flask, cookie: str, accepted: str, chosen: str
) -> None:
    headers = {"Cookie": f"lang={cookie}", "Accept-Language": accepted}
    with app.test_request_context("/", headers=headers):
        assert i18n.choose_language(request) == chosen


def test_a_sentence_is_given_in_the_readers_language(app: Flask) -> None:
    with app.test_request_context("/", headers={"Cookie": "lang=en"}):
        assert i18n.gettext("%(name)s har tagit uppgiften", name="Åsa") == (
            "Åsa has claimed the task"
        )


def test_a_sentence_without_english_is_shown_in_swedish(app: Flask) -> None:
    with app.test_request_context("/", headers={"Cookie": "lang=en"}):
        assert i18n.gettext("Finns inte i katalogen") == "Finns inte i katalogen"


def test_templates_escape_what_is_put_into_a_sentence(app: Flask) -> None:
    with app.test_request_context("/", headers={"Cookie": "lang=en"}):
        page = render_template_string(
            "{{ _('tagen av %(name)s', name=name) }}, "
            "{{ ngettext('%(num)s händelse', '%(num)s händelser', 2) }}",
            name="<b>",
        )
    assert page == "claimed by &lt;b&gt;, 2 events"


def test_every_message_has_an_english_text() -> None:
    missing = i18n.extract_message_ids(ROOT) - i18n.translated_message_ids()
    assert sorted(missing) == []


def test_the_english_catalogue_holds_no_text_that_is_no_longer_used() -> None:
    unused = i18n.translated_message_ids() - i18n.extract_message_ids(ROOT)
    assert sorted(unused) == []


def test_message_ids_are_found_in_python_and_in_templates(tmp_path: Path) -> None:
    source = '_("Från Python")\n' + "f\"{_('Inuti en f-sträng')}\"\n"
    (tmp_path / "view.py").write_text(source, "utf-8")
    (tmp_path / "page.html").write_text('{{ _("Från mallen") }}', "utf-8")
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "test_x.py").write_text('_("Från ett prov")\n', "utf-8")
    assert i18n.extract_message_ids(tmp_path) == {
        "Från Python",
        "Inuti en f-sträng",
        "Från mallen",
    }


@pytest.mark.parametrize(
    ("language", "write", "value", "text"),
    [
        ("sv", formats.datetime_full, MORNING, f"tisdag 24 mars 2026 kl.{NO_BREAK}10.15"),
        ("sv", formats.datetime_short, MORNING, f"24 mars 2026 kl.{NO_BREAK}10.15"),
        ("en", formats.datetime_short, MORNING, f"24 March 2026 at{NO_BREAK}10:15"),
        ("en", formats.datetime_full, MORNING, f"Tuesday 24 March 2026 at{NO_BREAK}10:15"),
        ("sv", formats.date_full, date(2026, 3, 24), "tisdag 24 mars 2026"),
        ("sv", formats.time_exact, MORNING, "10.15.07"),
        ("sv", formats.money, 1250050, f"12{NO_BREAK}500,50{NO_BREAK}kr"),
        ("sv", formats.money, -50000, f"\N{MINUS SIGN}500{NO_BREAK}kr"),
        ("en", formats.money, 1250050, f"SEK{NO_BREAK}12,500.50"),
        ("sv", formats.number, 12345, f"12{NO_BREAK}345"),
        ("en", formats.number, 12345, "12,345"),
        ("sv", formats.percent, 95, f"95{NO_BREAK}%"),
        ("en", formats.percent, 95, "95%"),
        ("sv", formats.clock_short, "09:05", "09.05"),
        ("en", formats.clock_short, "09:05", "09:05"),
        ("sv", formats.month_name, "2026-03", "mars"),
        ("sv", formats.date_iso, datetime(2026, 7, 1, 22, 30, tzinfo=UTC), "2026-07-02"),
        ("sv", formats.file_size, 1_234_567, f"1,2{NO_BREAK}MB"),
    ],
)
def test_times_and_sums_are_written_as_people_read_them(
    app: Flask, language: str, write: Callable[[object], str], value: object, text: str
) -> None:
    with app.test_request_context("/", headers={"Cookie": f"lang={language}"}):
        assert write(value) == text


def test_a_moment_late_in_the_evening_in_utc_is_the_next_day_in_stockholm(app: Flask) -> None:
    with app.test_request_context("/"):
        assert formats.date_full(datetime(2026, 7, 1, 22, 30, tzinfo=UTC)) == "torsdag 2 juli 2026"
