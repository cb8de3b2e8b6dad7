"""A letter says what its facts say, the same bytes every time, and nothing can break out of it."""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject

from documents import facts as letter_facts
from documents.errors import FactsInvalid
from documents.letter_templates import read_folder
from documents.typesetting import edition, pictures, typeset
from tests.documents.letter_samples import SAMPLES, Facts

ROOT = Path(__file__).parents[2]
LETTERS = read_folder(ROOT / "processes/shared/letters")
WRITTEN_AT = datetime(2026, 12, 18, 12, 0, tzinfo=UTC)
IN_ENGLISH = {"L01", "L03", "L05", "L07", "L13", "L15", "L04", "L08", "L10"}

ALL = [(name, n, facts) for name, samples in SAMPLES.items() for n, facts in enumerate(samples)]
each_sample = pytest.mark.parametrize(
    ("name", "facts"),
    [(name, facts) for name, _, facts in ALL],
    ids=[f"{a}-{n}" for a, n, _ in ALL],
)
each_letter = pytest.mark.parametrize("name", sorted(SAMPLES))


def made(name: str, facts: Facts) -> bytes:
    return typeset(LETTERS[name], facts, written_at=WRITTEN_AT)


def text_of(pdf: bytes) -> str:
    """What a reader hears: the text of every page, with spaces made one."""
    pages = PdfReader(io.BytesIO(pdf)).pages
    return " ".join(" ".join(page.extract_text().split()) for page in pages)


def text(name: str, facts: Facts) -> str:
    return text_of(made(name, facts))


def schema_of(name: str) -> dict[str, Any]:
    schema: dict[str, Any] = json.loads(LETTERS[name].files[f"{name}.schema.json"])
    return schema


def test_every_letter_has_samples() -> None:
    assert LETTERS.keys() == SAMPLES.keys()


# What a letter takes


@each_letter
def test_a_letter_takes_exactly_the_facts_of_its_schema(name: str) -> None:
    schema = schema_of(name)
    assert schema["additionalProperties"] is False
    assert set(schema["required"]) == set(schema["properties"]) == set(SAMPLES[name][0])


@each_letter
def test_every_fact_has_a_title_and_a_description(name: str) -> None:
    shared = json.loads(LETTERS[name].files["facts.schema.json"])["$defs"]
    for fact, said in schema_of(name)["properties"].items():
        spoken = said if "title" in said else shared[said["$ref"].rpartition("/")[2]]
        assert {"title", "description"} <= spoken.keys(), fact


@each_letter
def test_a_missing_fact_is_named(name: str) -> None:
    for fact in SAMPLES[name][0]:
        fewer = {known: value for known, value in SAMPLES[name][0].items() if known != fact}
        with pytest.raises(FactsInvalid) as refused:
            letter_facts.check(fewer, LETTERS[name].schema, LETTERS[name].files)
        assert refused.value.fields == (fact,)


@each_letter
def test_a_fact_that_the_letter_does_not_take_is_refused_and_not_repeated(name: str) -> None:
    with pytest.raises(FactsInvalid) as refused:
        made(name, SAMPLES[name][0] | {"diagnosis of Bo": "hemlig uppgift"})
    assert "Bo" not in str(refused.value)
    assert "hemlig" not in str(refused.value)


def test_a_wrong_fact_is_named_and_what_it_says_is_not_repeated() -> None:
    facts = SAMPLES["L02"][0] | {"received_on": "den 24:e hos Bo", "is_removal": "kanske"}
    facts["contact"] = {**facts["contact"], "phone": 7}
    with pytest.raises(FactsInvalid) as refused:
        made("L02", facts)
    assert refused.value.fields == ("contact.phone", "is_removal", "received_on")
    assert "Bo" not in str(refused.value)
    assert "kanske" not in str(refused.value)
    assert refused.value.__cause__ is None


@pytest.mark.parametrize("day", ["2026-02-30", "2026-1-1", "20260101", "", None, 20260101])
def test_a_day_that_is_none_is_refused(day: object) -> None:
    with pytest.raises(FactsInvalid, match="received_on"):
        made("L10", SAMPLES["L10"][0] | {"received_on": day})


def test_facts_that_would_fill_a_book_are_refused() -> None:
    with pytest.raises(FactsInvalid):
        made("L04", SAMPLES["L04"][0] | {"missing_fields": ["x" * 20000] * 100})


def test_a_time_without_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        typeset(LETTERS["L02"], SAMPLES["L02"][0], written_at=WRITTEN_AT.replace(tzinfo=None))


# What it says


@each_sample
def test_every_text_of_the_facts_stands_in_the_letter(name: str, facts: Facts) -> None:
    said = packed(text(name, facts))
    assert [fact for fact in shown_as_they_are(name, facts) if packed(fact) not in said] == []


@pytest.mark.parametrize("name", sorted(IN_ENGLISH))
def test_a_letter_to_a_tenant_or_sender_can_be_had_in_english(name: str) -> None:
    facts = SAMPLES[name][0]
    swedish, english = text(name, facts), text(name, facts | {"language": "en"})
    assert "Kontakta oss" in swedish
    assert "Contact us" in english
    assert not re.search(r"\b(och|eller|inte|att|hyran|sida)\b", of_ours(english, facts))
    assert not re.search(r"\b(and|or|not|the|rent|page)\b", of_ours(swedish, facts))


def test_letters_to_others_are_swedish_only() -> None:
    with_language = {name for name in LETTERS if "language" in schema_of(name)["properties"]}
    assert with_language == IN_ENGLISH


def test_dates_times_sums_and_months_are_written_out() -> None:
    first = text("L01", SAMPLES["L01"][0])
    assert "tisdag 24 mars 2026" in first
    assert "18 400,50 kronor" in first
    assert "januari 2026, februari 2026 och mars 2026" in first
    assert "Tuesday 24 March 2026" in text("L01", SAMPLES["L01"][2])
    assert "SEK 18,400.50" in text("L01", SAMPLES["L01"][2])
    assert "fredag 18 december 2026, klockan 09.05" in text("L02", SAMPLES["L02"][0])


@pytest.mark.parametrize(
    ("ore", "shown"),
    [
        (0, "0"),
        (5, "0,05"),
        (100, "1"),
        (99999, "999,99"),
        (100000, "1 000"),
        (123456700, "1 234 567"),
    ],
)
def test_a_sum_is_shown_in_kronor(ore: int, shown: str) -> None:
    assert f"Belopp {shown} kronor" in text("L09", SAMPLES["L09"][0] | {"amount_ore": ore})


def test_pages_are_numbered_out_of_how_many() -> None:
    assert "sida 1 av 1" in text("L02", SAMPLES["L02"][0])
    assert "sida 2 av 2" in text("L11", SAMPLES["L11"][0])


def test_without_an_address_there_is_nothing_in_the_window_and_the_name_stands_in_the_text() -> (
    None
):
    with_window, without = SAMPLES["L03"][0], SAMPLES["L03"][2]
    assert not re.search(r"\bTill\b", text("L03", with_window))
    assert "Till Wolfe" in text("L03", without)


# What the law and secrecy ask of single letters


def test_l01_and_l07_say_that_a_day_is_preliminary_only_when_it_is() -> None:
    for name in ("L01", "L07"):
        facts = SAMPLES[name][0]
        assert "preliminär" not in text(name, facts | {"is_preliminary": False})
        assert "preliminär" in text(name, facts | {"is_preliminary": True})


def test_l01_and_l07_show_no_sum_that_was_not_told() -> None:
    for name in ("L01", "L07"):
        said = text(name, SAMPLES[name][0] | {"amount_ore": None, "months": []})
        assert "kronor" not in said
        assert "Gäller" not in said


@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize("name", ["L01", "L07"])
def test_to_a_tenant_owned_flat_there_is_no_word_of_a_commitment(name: str, language: str) -> None:
    flat = SAMPLES[name][0] | {"tenure": "bostadsratt", "landlord_name": "X", "language": language}
    said = text(name, flat).lower()
    for word in ("åta sig", "ansvara för", "responsibility", "hyra", "rent ", "jordabalken"):
        assert word not in said
    assert "7 kap. 23 §" in said or "chapter 7, section 23" in said


def test_l02_says_nothing_of_the_person_the_dwelling_or_any_need() -> None:
    taken = set(schema_of("L02")["properties"])
    assert not taken & {"dwelling", "tenants", "person_name", "chosen_facts", "result"}
    said = text("L02", SAMPLES["L02"][0]).lower()
    for word in ("hyresgäst", "barn", "sjuk", "behov", "bostad ", "adress"):
        assert word not in said


def test_l02_promises_a_copy_for_an_eviction_and_none_for_a_removal() -> None:
    eviction, removal, *_others = SAMPLES["L02"]
    assert "En kopia skickas" in text("L02", eviction)
    assert "kopia" not in text("L02", removal)
    assert "avlägsnande" in text("L02", removal)


def test_l02_refers_to_the_law_only_when_the_law_orders_it() -> None:
    ordered, _removal, application, change = (text("L02", facts) for facts in SAMPLES["L02"])
    assert "11 kap. 3 §" in ordered
    assert "ansökan om avhysning" in application
    assert "ändrad, inställd eller genomförd" in change
    for said in (application, change):
        assert "enligt" not in said
        assert "kopia" not in said


def test_l03_is_a_copy_of_l02_and_more() -> None:
    facts = SAMPLES["L03"][0]
    said = packed(text("L03", facts))
    copied = set(schema_of("L02")["properties"]) - {"is_removal", "notice_of"}
    assert copied < set(facts)
    assert packed("tisdag 19 januari 2027, klockan 09.00") in said
    assert packed("16 kap. 3 och 4 §§ utsökningsbalken") in said


@pytest.mark.parametrize("name", ["L04", "L08", "L10", "L16", "receipt"])
def test_a_letter_to_a_sender_shows_no_case_and_no_person(name: str) -> None:
    taken = set(schema_of(name)["properties"])
    assert not taken & {"case_number", "tenants", "dwelling", "person_name", "reason"}


def test_l09_commits_in_the_words_of_the_law() -> None:
    said = text("L09", SAMPLES["L09"][0])
    assert "nämnden åtar sig betalningsansvaret för hyran" in said
    assert "12 kap. 44 § fjärde stycket 1 jordabalken" in said


def test_l10_gives_no_reason() -> None:
    said = text("L10", SAMPLES["L10"][0])
    assert "därför" not in said
    assert "Av sekretesskäl kan vi inte berätta varför" in said


def test_l11_can_be_printed_empty_and_written_by_hand() -> None:
    assert "Namnteckning" in text("L11", SAMPLES["L11"][1])


def test_l16_says_different_things_to_the_two_it_goes_to() -> None:
    municipality, sender = SAMPLES["L16"]
    assert "vidare till er" in text("L16", municipality)
    assert "skickat din underrättelse vidare" in text("L16", sender)


# What it is made as


@each_sample
def test_a_letter_claims_the_standards_and_has_title_language_and_tags(
    name: str, facts: Facts
) -> None:
    root: Any = PdfReader(io.BytesIO(made(name, facts))).trailer["/Root"]
    about = root["/Metadata"].get_object().get_data().decode()
    assert re.search(r"<pdfaid:part>2</pdfaid:part>", about)
    assert re.search(r"<pdfaid:conformance>A</pdfaid:conformance>", about)
    assert re.search(r"<pdfuaid:part>1</pdfuaid:part>", about)
    assert root["/Lang"] == facts.get("language", "sv")
    assert root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    tags = list(tags_of(root["/StructTreeRoot"]))
    assert tags.count("/H1") == 1
    assert "/H2" in tags
    assert "/L" in tags


@each_letter
def test_the_title_of_a_letter_holds_no_fact_of_a_person(name: str) -> None:
    titles = set()
    for facts in SAMPLES[name]:
        about = PdfReader(io.BytesIO(made(name, facts))).metadata
        assert about is not None
        titles.add(str(about.title))
        assert about.author == facts["authority"]
    for title in titles:
        assert not re.search("Exempel|Prov|BKV|[0-9]", title)


def test_what_is_read_comes_in_the_order_of_the_letter() -> None:
    said = text("L01", SAMPLES["L01"][0])
    order = [
        "Exempelby kommun",
        "Datum",
        "Provgatan",
        "Vi vill",
        "Att betala",
        "24 mars",
        "Kontakta",
    ]
    places = [said.index(part) for part in order]
    assert places == sorted(places)


def test_a_letter_can_be_looked_at_as_pictures() -> None:
    pages = pictures(LETTERS["L11"], SAMPLES["L11"][0], written_at=WRITTEN_AT)
    assert len(pages) == 2
    assert all(page.startswith(b"\x89PNG\r\n") for page in pages)


# The same bytes


@each_letter
def test_the_same_letter_is_the_same_bytes(name: str) -> None:
    facts = SAMPLES[name][-1]
    assert made(name, facts) == made(name, dict(reversed(list(facts.items()))))


def test_another_time_is_other_bytes_and_the_same_instant_elsewhere_is_not() -> None:
    facts, template = SAMPLES["L02"][0], LETTERS["L02"]
    there = WRITTEN_AT.astimezone(datetime.now().astimezone().tzinfo)
    assert typeset(template, facts, written_at=there) == made("L02", facts)
    assert typeset(template, facts, written_at=WRITTEN_AT + timedelta(1)) != made("L02", facts)


@pytest.mark.parametrize(
    "environment",
    [
        {"TZ": "Pacific/Kiritimati", "LC_ALL": "C", "SOURCE_DATE_EPOCH": "1"},
        {"TZ": "America/New_York", "LC_ALL": "sv_SE.UTF-8", "PYTHONHASHSEED": "7"},
        {"TYPST_FONT_PATHS": "/usr/share/fonts", "RAYON_NUM_THREADS": "4", "HOME": "/nonexistent"},
    ],
)
def test_another_process_elsewhere_makes_the_same_bytes(environment: dict[str, str]) -> None:
    program = (
        "import sys, hashlib; from tests.documents.test_letters import *; "
        "[print(hashlib.sha256(made(n, SAMPLES[n][0])).hexdigest()) for n in ('L01', 'L11')]; "
        "print(edition())"
    )
    ended = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env={**os.environ, **environment, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        check=True,
        text=True,
    )
    here = [hashlib.sha256(made(n, SAMPLES[n][0])).hexdigest() for n in ("L01", "L11")]
    assert ended.stdout.split("\n")[:3] == [*here, edition()]


def packed(said: str) -> str:
    """Without any space: where a line ends, what is read depends on the reader."""
    return "".join(said.replace("\u00ad", "").split())


def of_ours(said: str, facts: Facts) -> str:
    """What the template says, without what the facts say."""
    for fact in sorted(letter_facts.texts_of(facts), key=len, reverse=True):
        if len(fact) > 2:
            said = said.replace(" ".join(fact.split()), " ")
    return re.sub(r"\([^)]*\)", " ", said)


def shown_as_they_are(name: str, facts: Facts) -> Iterator[str]:
    """The texts among the facts; dates, times, months and choices are written out in words."""
    properties = schema_of(name)["properties"]
    for field, value in facts.items():
        if "enum" not in properties[field] and field != "language":
            yield from (said for said in letter_facts.texts_of(value) if not is_a_time(said))


def is_a_time(said: str) -> bool:
    return bool(re.fullmatch(r"\d{4}-\d\d(-\d\d)?|\d\d:\d\d", said))


def tags_of(node: Any) -> Iterator[str]:
    node = node.get_object()
    if isinstance(node, ArrayObject):
        for each in node:
            yield from tags_of(each)
    elif isinstance(node, DictionaryObject):
        if "/S" in node:
            yield str(node["/S"])
        if "/K" in node:
            yield from tags_of(node["/K"])
