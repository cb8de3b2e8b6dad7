"""What people write in a field, and the one way in which it is kept."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import form_dates, form_formats, form_identity
from engine.form_characters import is_text_character, visible
from engine.form_texts import SENTENCES, Unreadable

TODAY = date(2026, 11, 23)
READERS: list[Callable[[str], object]] = [
    form_formats.money,
    form_formats.integer,
    form_formats.email,
    form_formats.phone,
    form_formats.postal_code,
    form_formats.flat_number,
    form_identity.organisation_number,
    form_dates.iso_day,
    form_dates.months,
    lambda text: form_identity.personal_number(text, TODAY),
]


@pytest.mark.parametrize(
    ("text", "ore"),
    [
        ("12500", 1250000),
        ("12 500,50", 1250050),
        ("12\N{NO-BREAK SPACE}500,50", 1250050),
        ("12500:50", 1250050),
        ("12500.50 kr", 1250050),
        ("12 500:-", 1250000),
        ("12500,-", 1250000),
        ("12.500,50 SEK", 1250050),
        ("kr 99", 9900),
        ("0,5", 50),
        ("0", 0),
    ],
)
def test_a_sum_is_kept_in_ore(text: str, ore: int) -> None:
    assert form_formats.money(text) == ore


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("12.500", "money_unclear"),
        ("12,500", "money_unclear"),
        ("-100", "negative"),
        ("\N{MINUS SIGN}100", "negative"),
        ("12 5000", "money"),
        ("1e3", "money"),
        ("NaN", "money"),
        ("tolv", "money"),
        ("١٢", "money"),
        ("1" * 5000, "money"),
    ],
)
def test_a_sum_that_could_be_misread_is_refused(text: str, code: str) -> None:
    with pytest.raises(Unreadable) as caught:
        form_formats.money(text)
    assert caught.value.code == code


@given(st.integers(min_value=0, max_value=10**11))
def test_every_sum_written_in_swedish_is_read_back(ore: int) -> None:
    crowns = f"{ore // 100:,}".replace(",", " ")
    assert form_formats.money(f"{crowns},{ore % 100:02} kr") == ore


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("198505152382", "198505152382"),
        ("19850515-2382", "198505152382"),
        ("850515-2382", "198505152382"),
        ("850515 2382", "198505152382"),
        ("8505152382", "198505152382"),
        ("100305\N{EN DASH}2386", "201003052386"),
        ("199001752386", "199001752386"),
    ],
)
def test_a_personal_number_is_kept_in_twelve_digits(text: str, value: str) -> None:
    assert form_identity.personal_number(text, TODAY) == form_identity.PersonalNumber(value, True)


def test_a_plus_means_that_the_person_turns_a_hundred_this_year() -> None:
    assert form_identity.personal_number("261201+0007", TODAY).value == "192612010007"
    assert form_identity.personal_number("251201+0007", TODAY).value == "192512010007"


def test_ten_digits_mean_the_latest_century_that_is_not_ahead() -> None:
    assert form_identity.personal_number("261201-0007", TODAY).value == "192612010007"
    assert form_identity.personal_number("261101-0007", TODAY).value == "202611010007"


def test_a_wrong_check_digit_is_told_and_not_guessed() -> None:
    number = form_identity.personal_number("198505152383", TODAY)
    assert number == form_identity.PersonalNumber("198505152383", confirmed=False)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("198502302382", "personal_number_day"),
        ("19850562", "personal_number"),
        ("202712312395", "personal_number_day"),
        ("850515-T382", "personal_number"),
        ("85051523", "personal_number"),
    ],
)
def test_what_is_not_a_personal_number_is_refused(text: str, code: str) -> None:
    with pytest.raises(Unreadable) as caught:
        form_identity.personal_number(text, TODAY)
    assert caught.value.code == code


@pytest.mark.parametrize("text", ["556036-0793", "5560360793", "16556036-0793"])
def test_an_organisation_number_is_kept_with_its_hyphen(text: str) -> None:
    assert form_identity.organisation_number(text) == "556036-0793"


@pytest.mark.parametrize("text", ["556036-0794", "850515-2382", "55603607", ""])
def test_a_personal_number_or_a_wrong_digit_is_no_organisation_number(text: str) -> None:
    with pytest.raises(Unreadable):
        form_identity.organisation_number(text)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("070-123 45 67", "+46701234567"),
        ("+46 (0)70 123 45 67", "+46701234567"),
        ("+46 070 123 45 67", "+46701234567"),
        ("0046701234567", "+46701234567"),
        ("08-12 34 56", "+468123456"),
        ("040/12 34 56", "+4640123456"),
        ("+45 12 34 56 78", "+4512345678"),
    ],
)
def test_a_phone_number_is_kept_as_e164(text: str, number: str) -> None:
    assert form_formats.phone(text) == number


@pytest.mark.parametrize("text", ["0701234567 ankn 3", "123", "+46", "0" * 30, "070123456789"])
def test_what_nobody_can_call_is_refused(text: str) -> None:
    with pytest.raises(Unreadable):
        form_formats.phone(text)


@pytest.mark.parametrize("text", ["anna@exempel.se", "a.b+c@mail.exempel.co.uk"])
def test_a_plain_email_address_is_kept(text: str) -> None:
    assert form_formats.email(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "anna",
        "anna@exempel",
        "a@b@c.se",
        "anna@exempel.se\nBcc: x@y.se",
        "anna@exempel.se,b@c.se",
        "Anna <anna@exempel.se>",
        ".anna@exempel.se",
        "an na@exempel.se",
        "anna@-exempel.se",
        "a" * 65 + "@exempel.se",
    ],
)
def test_an_address_that_could_break_a_mail_header_is_refused(text: str) -> None:
    with pytest.raises(Unreadable):
        form_formats.email(text)


def test_postal_codes_and_flat_numbers_have_one_form() -> None:
    codes = [form_formats.postal_code(t) for t in ("21122", "211 22", "SE-211 22", "S-21122")]
    numbers = [form_formats.flat_number(t) for t in ("1102", " 1102 ", "lgh 1102")]
    assert codes == ["211 22"] * 4
    assert numbers == ["1102"] * 3


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("2026-02", ["2026-02"]),
        ("2026-03, 2026-02", ["2026-02", "2026-03"]),
        ("januari, februari och mars 2026", ["2026-01", "2026-02", "2026-03"]),
        ("dec 2025 och jan 2026", ["2025-12", "2026-01"]),
        ("May 2026 and June 2026", ["2026-05", "2026-06"]),
        ("2026-02\n2026-02", ["2026-02"]),
        ("02 2026", ["2026-02"]),
    ],
)
def test_months_are_read_as_people_write_them(text: str, months: list[str]) -> None:
    assert form_dates.months(text) == months


@pytest.mark.parametrize("text", ["januari", "2026-13", "ju 2026", "februari 26"])
def test_a_month_without_a_year_is_refused(text: str) -> None:
    with pytest.raises(Unreadable):
        form_dates.months(text)


def test_a_month_in_the_box_of_a_day_may_be_a_word() -> None:
    assert form_dates.day("2026", "februari", "3") == "2026-02-03"


@pytest.mark.parametrize(
    ("year", "month", "day", "code"),
    [
        ("2026", "2", "31", "date"),
        ("2026", "13", "1", "date"),
        ("26", "2", "1", "year"),
        ("0026", "2", "1", "year"),
        ("2026", "2", "x", "date"),
        ("2026", "2", "²", "date"),
    ],
)
def test_a_day_that_does_not_exist_is_refused(year: str, month: str, day: str, code: str) -> None:
    with pytest.raises(Unreadable) as caught:
        form_dates.day(year, month, day)
    assert caught.value.code == code


@given(text=st.text(alphabet=st.characters(), max_size=40), reader=st.sampled_from(READERS))
def test_whatever_is_written_is_read_or_refused_with_a_sentence(
    text: str, reader: Callable[[str], object]
) -> None:
    assert _outcome(reader, text) in {"read", *SENTENCES}


def _outcome(reader: Callable[[str], object], text: str) -> str:
    try:
        reader(text)
    except Unreadable as refused:
        return refused.code
    return "read"


@given(st.text(alphabet=st.characters(), max_size=40))
def test_what_is_made_visible_can_be_stored(text: str) -> None:
    shown = visible(text)
    assert all(is_text_character(sign, multiline=True) for sign in shown)
    assert len(shown) == len(text)
