"""Every page that can be reached is walked in English, and no Swedish is left on it but names."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from html import unescape

import pytest
from sqlalchemy import select
from werkzeug.exceptions import HTTPException

from cases import demo
from cases.tables.models import authorities, units
from tests.product import Product
from tests.steps import match, receive
from tests.vectors import referring
from tests.vectors.same_day import arrive, send

SWEDISH = frozenset(
    [
        *("och", "att", "det", "den", "ett", "som", "med", "till", "inte", "har", "kan", "ska"),
        *("eller", "vid", "dag", "brev", "saknas", "nej", "ja", "ingen", "inga", "alla", "enhet"),
        *("uppgift", "underlag", "hyra", "skuld", "mellan", "efter", "innan", "sedan", "samt"),
        *("dig", "hennes", "ni", "vi", "oss", "nu", "redan", "kommun", "kommunen", "bara", "utan"),
    ]
)
"""Common words of Swedish that are no English; a word with å, ä or ö is Swedish anyhow."""

LAW = re.compile(
    r"(?:\w+- och )?\w+(?:lagen|balken|förordningen|nämnden)\b|\bbostadsrätt\b"
    r"|\d+ kap\.|\b(?:första|andra|tredje|fjärde|femte) stycket"
)
"""The law's own names and those of its authorities, which have no English ones."""

ID = re.compile(r"(?<![\w-])[A-Za-z0-9_-]{22}(?![\w-])")
"""A public id: signs by chance, that may look like a word."""

WRITTEN = (
    # The name of the other language, in that language.
    "På svenska",
    # What people here have written, and what the settings hold: shown as it is.
    "Exempelbostäder AB",
    "Behöver stöd i hemmet.",
    "Personen själv",
    "Stöd i boendet.",
    "kontakt@kommun.example",
    "Vardagar 8–16",
    "Alla dagar, dygnet runt",
    "Budget- och skuldrådgivarna",
)
MANY = {"tasks.show", "acts.show_on_case", "acts.show_on_notice", "settings.show", "desk.write"}
"""Pages whose words differ from one address to the next."""
FEW = 2
LEAST_NAME = 5
"""A shorter name would excuse words that are no names."""
WALKED = frozenset(
    [
        *("acts.show_on_case", "acts.show_on_notice", "audit.replay", "cases.show", "desk.write"),
        *("figures.show", "inbox.show", "letters.show", "notices.show", "operations.show"),
        *("public.notice_form", "same_day.show", "settings.show", "studio.show", "tasks.show"),
    ]
)
"""Some of what must be reached: a walk that stops early proves nothing."""


@pytest.fixture
def town(product: Product) -> Product:
    """A case of rent, a booked eviction that is sent, a referral under way, one not matched."""
    arrive(product, "2026-12-08 10:00", tenant_name="Test Person")
    match(product)
    send(product)
    case = referring.a_case(product, tenant_name="Nora Test", dwelling_street="Test 3")
    consent = referring.consent_to(product, case, "care")
    referring.begin(product, case)
    referring.choose(product, "care", "consent", consent=consent)
    referring.offered(product)
    receive(product, tenant_name="Carl Test", dwelling_street="Test 4")
    return product


def test_no_page_in_english_has_swedish_words_left(town: Product) -> None:
    left: dict[str, set[str]] = {}
    walked = set()
    for person in (None, *(one.key for one in demo.PEOPLE)):
        for path, page in _walk(town, person):
            walked.add(_endpoint(town, path))
            for words in _swedish(_readable(page), _names(town)):
                left.setdefault(words, set()).add(path)
    assert not left, _told(left)
    assert sorted(WALKED - walked) == []


def _walk(product: Product, person: str | None) -> Iterator[tuple[str, str]]:
    """Follow every link from where the person begins; a few of each kind of page are enough."""
    browser, seen, visits = product.browser(person), set[str](), Counter[str]()
    browser.client.set_cookie("lang", "en")
    waiting = ["/", *(["/logga-in"] if person is None else [])]
    while waiting:
        path = waiting.pop(0)
        kind = _endpoint(product, path)
        if path in seen or (kind not in MANY and visits[kind] >= FEW):
            continue
        seen.add(path)
        visits[kind] += 1
        answer = browser.get(path)
        if answer.status_code == 200 and answer.mimetype == "text/html":
            assert '<html lang="en">' in answer.text, path
            yield path, answer.text
            waiting += [unescape(link) for link in browser.links('/(?!static|sprak)[^"#]*')]


def _endpoint(product: Product, path: str) -> str:
    try:
        where = product.app.url_map.bind("localhost").match(path.partition("?")[0])
    except HTTPException:
        return "none"
    return str(where[0])


def _readable(page: str) -> list[str]:
    """What is read or heard, without what is marked as Swedish."""
    page = re.sub(r"<(script|style)\b.*?</\1>", " ", page, flags=re.S)
    page = re.sub(r"<(\w+)[^>]*\blang=\"sv\".*?</\1>", " ", page, flags=re.S)
    heard = re.findall(r'\b(?:aria-label|alt|title|placeholder)="([^"]*)"', page)
    return [" ".join(unescape(one).split()) for one in (*heard, *re.split(r"<[^>]+>", page))]


def _swedish(texts: list[str], names: list[str]) -> Iterator[str]:
    for text in texts:
        rest = text
        for name in names:
            rest = rest.replace(name, " ")
        words = re.findall(r"[A-Za-zÅÄÖåäöéÉ]+", LAW.sub(" ", ID.sub(" ", rest)))
        if any(word.lower() in SWEDISH or re.search("[åäöÅÄÖ]", word) for word in words):
            yield text


def _names(product: Product) -> list[str]:
    """Whose names stand on the pages: people, units, boards, and what has Swedish words only."""
    with product.database.reading() as session:
        of_units = session.execute(select(units.c.name)).scalars().all()
        of_boards = session.execute(select(authorities.c.name)).scalars().all()
    of_people = [text for one in demo.PEOPLE for text in (one.name, one.title)]
    return sorted([*WRITTEN, *of_units, *of_boards, *of_people], key=len, reverse=True)


def _told(left: dict[str, set[str]]) -> str:
    lines = (f"{text[:160]!r} on {sorted(paths)[0]}" for text, paths in sorted(left.items()))
    return "\n" + "\n".join(lines)
