"""Whatever a fact holds it is printed and does nothing else, and a template reaches nothing."""

from __future__ import annotations

import io
import os
import random
import socket
import sys
import threading
import unicodedata
from pathlib import Path

import pytest
from pypdf import PdfReader

from documents import typesetting
from documents.errors import LetterFailed
from documents.font_coverage import FAMILIES, FOLDER, REPLACEMENT, characters_of, printable
from documents.letter_templates import LetterTemplate
from documents.typesetting import replaced, typeset
from tests.documents.letter_samples import SAMPLES, Facts
from tests.documents.test_letters import LETTERS, WRITTEN_AT, made, packed, text, text_of

L04 = LETTERS["L04"]
PAGE_WIDTH = 595
ENDLESS = "#for a in range(9999) { for b in range(9999) { for c in range(9999) { let d = c } } }"


def to(name: str) -> Facts:
    """The facts of a confirmation to someone of this name."""
    return SAMPLES["L04"][0] | {"recipient": {"name": name, "address": None}}


def variant(source: str) -> LetterTemplate:
    """A confirmation with another text and the same facts."""
    start = '#import "letter.typ": *\n#show: letter.with(title: "Prov")\n'
    return LetterTemplate("L04", {**L04.files, "L04.typ": (start + source).encode()})


def set_variant(source: str) -> str:
    return text_of(typeset(variant(source), to("Bo"), written_at=WRITTEN_AT))


# Facts are data


@pytest.mark.parametrize(
    "name",
    [
        "#panic()",
        '#read("/etc/passwd")',
        "#facts.contact",
        "*fet* _lutad_ `kod` $x^2$ ~ -- ... --- \\u{41}",
        "<label> @label @preview/x:1.0.0",
        '"; #let x = 1 //',
        "/* kommentar */ // rad",
        "= Rubrik",
        "- punkt",
        "+ punkt",
        "1. punkt",
        "/ Term: text",
        "[hak] {klammer} (parentes)",
        "https://example.com/?a=1&b=2#c",
        "\\",
        "\\n",
        "{{ namn }} ${namn} %(namn)s <b>&amp;</b>",
        "'enkla' \"dubbla\" ”svenska”",
        "0-1 1/2 2^3 H2O (c) (R)",
        "fi fl ffi ff tt",
    ],
)
def test_markup_in_a_name_is_printed_as_it_is(name: str) -> None:
    assert packed(name) in packed(text("L04", to(name)))


@pytest.mark.parametrize(
    "name",
    [
        "Åsa Öberg-Ärlig",
        "Łukasz Żółć",
        "Nguyễn Thị Ánh",
        "Ольга Иванова",
        "Ελένη Παπαδοπούλου",
        "A\u030asa O\u0308berg",
        "İpek Şahin Ğ ı",
        "ʻOkina ŋ ə ɓ",
        "ከበደ",
        "გიორგი",
        "Հայկ",
    ],
)
def test_names_in_many_scripts_are_printed(name: str) -> None:
    said = unicodedata.normalize("NFC", packed(text("L04", to(name))))
    assert unicodedata.normalize("NFC", packed(name)) in said
    assert replaced(to(name)) == []


@pytest.mark.parametrize(
    "name", ["محمد علي", "דוד כהן", "สมชาย", "राजेश कुमार", "রহিম", "ਸਿੰਘ", "முருகன்"]
)
def test_scripts_that_join_or_run_from_right_to_left_are_set_and_not_replaced(name: str) -> None:
    assert REPLACEMENT not in text("L04", to(name))
    assert replaced(to(name)) == []


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("王小明", "���"),
        ("Bo 😀", "Bo �"),
        ("Bo \U000e0041 \u0378", "Bo � �"),
        ("Bo\x07\x00\x1b", "Bo���"),
        ("Bo \u202eretsnoM", "Bo �retsnoM"),
        ("Bo \u2066x\u2069", "Bo �x�"),
        ("Bo \ue000", "Bo �"),
        ("Bo \ufeff\u200b", "Bo ��"),
        ("Bo\u2028Ek", "Bo�Ek"),
        ("ก\u064b", "ก�"),
    ],
)
def test_what_no_font_has_and_what_steers_is_replaced_where_it_can_be_seen(
    name: str, shown: str
) -> None:
    assert packed(shown) in packed(text("L04", to(name)))
    assert replaced(to(name)) == ["recipient"]


def test_half_a_surrogate_is_replaced() -> None:
    assert "Bo�" in packed(text("L04", to("Bo\ud800")))


def test_lines_of_a_text_are_kept_and_tabs_are_spaces() -> None:
    facts = SAMPLES["L15"][0] | {"result": "ett\r\ntvå\rtre\nfyra\tfem"}
    assert "ett två tre fyra fem" in text("L15", facts)
    assert replaced(facts) == []


def test_no_text_at_all_stops_a_letter() -> None:
    chance = random.Random(20261218)  # noqa: S311  Any text will do.
    pool = [
        *range(0x3000),
        *range(0xA000, 0xD800),
        *range(0xE000, 0x10000),
        *range(0x10000, 0x1FC00),
    ]
    marks = [code for code in range(0x10000) if unicodedata.category(chr(code)).startswith("M")]
    for _ in range(12):
        codes = [chance.choice(marks if chance.random() < 0.4 else pool) for _ in range(2500)]
        assert made("L04", to("".join(map(chr, codes)))).startswith(b"%PDF")


def test_every_character_of_every_font_can_be_set_alone() -> None:
    every = sorted(set().union(*(characters_of(family) for family in FAMILIES)))
    kept = [chr(code) for code in every if printable(chr(code)) == chr(code)]
    assert len(kept) > 5500
    assert made("L04", to(" ".join(kept))).startswith(b"%PDF")


def test_when_marks_cannot_be_combined_the_letter_is_set_plainly(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # As if a font had a character and could still not show it where it stands.
    monkeypatch.setattr(typesetting, "printable", lambda said: said)
    assert "Bo��" in packed(text("L04", to("Bo王明")))


def test_the_fonts_that_are_tried_are_the_fonts_that_are_there() -> None:
    regular = {path.name for path in FOLDER.glob("*_400Regular.ttf")}
    assert regular == {f"{family.replace(' ', '')}_400Regular.ttf" for family in FAMILIES}


# Size


@pytest.mark.parametrize("name", ["x" * 10_000, "Åsa " * 2_500, "ÅÄÖ" * 3_333, "م" * 10_000])
def test_a_name_of_ten_thousand_characters_is_printed_whole(name: str) -> None:
    said = packed(text("L04", to(name)))
    first = packed(name)[0]
    assert said.count(first) >= packed(name).count(first) or "م" in name
    assert made("L04", to(name)).startswith(b"%PDF")


@pytest.mark.parametrize("address", [None, ["z" * 3_000, "Z" * 40]])
def test_a_long_word_is_broken_and_stays_on_the_page(address: list[str] | None) -> None:
    facts = SAMPLES["L04"][0] | {"recipient": {"name": "y" * 3_000, "address": address}}
    pdf = typeset(L04, facts, written_at=WRITTEN_AT)
    said = packed(text_of(pdf))
    # A page may end within the word, and then its number stands there.
    assert said.count("y") >= 3_000
    assert address is None or said.count("z") >= 3_000
    assert max(right_ends(pdf)) < PAGE_WIDTH


def right_ends(pdf: bytes) -> list[float]:
    """How far to the right each piece of text goes, by a narrow guess at the width of a letter."""
    ends: list[float] = []

    def see(said: str, _cm: list[float], tm: list[float], _font: object, size: float) -> None:
        ends.append(tm[4] + len(said.strip()) * size * 0.35)

    for page in PdfReader(io.BytesIO(pdf)).pages:
        page.extract_text(visitor_text=see)
    return ends


@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_every_text_of_every_letter_may_be_long(name: str) -> None:
    long = "lång text " * 60
    facts = {
        field: long
        if field in ("municipality", "unit", "place", "result", "legal_basis")
        else value
        for field, value in SAMPLES[name][0].items()
    }
    facts["contact"] = {"phone": long, "email": "q" * 500, "hours": long}
    said = packed(text(name, facts))
    assert packed(long) in said
    assert said.count("q") >= 500


# A template reaches nothing


@pytest.mark.parametrize(
    "source",
    [
        '#read("/etc/passwd")',
        '#read("../../../../../../etc/passwd")',
        '#read("/proc/self/environ")',
        '#read("/../etc/hosts")',
        '#image("/etc/passwd")',
        '#include "/etc/passwd"',
        '#import "../letter.typ": *',
        '#json("/L02.schema.json")',
        '#import "@preview/cetz:0.3.0"',
        '#import ("@pre" + "view/cetz:0.3.0")',
        '#import "@local/letter:1.0.0"',
        '#plugin("x.wasm")',
        '#bibliography("/etc/passwd")',
        '#read("https://example.com/")',
        '#read("file:///etc/passwd")',
    ],
)
def test_a_template_can_read_no_file_and_fetch_nothing(source: str) -> None:
    with pytest.raises(LetterFailed) as failed:
        set_variant(source)
    assert failed.value.cause == "template"
    assert failed.value.place == "L04.typ:3"


def test_a_file_that_lies_where_the_template_could_look_is_not_read(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("hemligt", "utf-8")
    for path in (secret, Path(os.path.relpath(secret, "/"))):
        with pytest.raises(LetterFailed):
            set_variant(f'#read("{path}")')


def test_a_template_opens_no_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(3)
        called: list[bool] = []
        listening = threading.Thread(target=_await_call, args=(server, called))
        listening.start()
        proxy = f"http://127.0.0.1:{server.getsockname()[1]}"
        for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"):
            monkeypatch.setenv(name, proxy)
            monkeypatch.setattr(
                typesetting, "_ENVIRONMENT", {**typesetting._ENVIRONMENT, name: proxy}
            )
        with pytest.raises(LetterFailed):
            set_variant('#import "@preview/cetz:0.3.0"')
        listening.join()
    assert called == []


def _await_call(server: socket.socket, called: list[bool]) -> None:
    try:
        server.accept()[0].close()
    except TimeoutError:
        return
    called.append(True)


def test_a_template_sees_neither_the_clock_nor_the_environment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("BOKVAR_SECRET_KEY", "hemlig-nyckel")
    said = set_variant('#datetime.today().display() #sys.inputs.keys().join(",")')
    assert "Prov 2026-12-18 given " in said
    assert "hemlig" not in said


def test_a_template_that_never_ends_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(typesetting._LIMITS, "RLIMIT_CPU", 1)
    with pytest.raises(LetterFailed) as failed:
        set_variant(ENDLESS)
    assert failed.value.cause == "time"


def test_a_template_that_waits_for_the_clock_on_the_wall_is_stopped(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(typesetting, "WALL_SECONDS", 0.5)
    with pytest.raises(LetterFailed) as failed:
        set_variant(ENDLESS)
    assert failed.value.cause == "time"
    assert failed.value.__cause__ is None


@pytest.mark.skipif(sys.platform != "linux", reason="Only Linux keeps the limit of memory.")
def test_a_template_that_eats_memory_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(typesetting._LIMITS, "RLIMIT_AS", 600 * 1024**2)
    with pytest.raises(LetterFailed) as failed:
        set_variant('#let s = "x"\n#for _ in range(40) { s = s + s }\n#s.len()')
    assert failed.value.cause in ("crash", "time")


@pytest.mark.parametrize(
    "source",
    ["#let f(n) = f(n + 1)\n#f(1)", "#(", "#facts.nothing", "#assert(false)", "#" + "(" * 9000],
)
def test_a_broken_template_says_where_and_not_what(source: str) -> None:
    with pytest.raises(LetterFailed) as failed:
        set_variant(source)
    assert failed.value.cause in ("template", "crash")


def test_what_a_template_says_when_it_fails_holds_no_fact() -> None:
    broken = variant("#panic(facts.recipient.name)")
    with pytest.raises(LetterFailed) as failed:
        typeset(broken, to("Bo Hemlig"), written_at=WRITTEN_AT)
    assert "Hemlig" not in str(failed.value)
    assert failed.value.__cause__ is None
    assert failed.value.__context__ is None
