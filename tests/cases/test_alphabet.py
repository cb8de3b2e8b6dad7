"""Names stand where a Swede looks for them."""

from cases.alphabet import place


def test_three_letters_come_after_z_and_accents_count_for_nothing() -> None:
    names = ["Östra", "Ängen", "Åsen", "Zon", "ek", "Édla", "Müller", "Myhr", "Mylle"]
    assert sorted(names, key=place) == [
        "Édla", "ek", "Myhr", "Mylle", "Müller", "Zon", "Åsen", "Ängen", "Östra",
    ]  # fmt: skip


def test_a_letter_that_is_written_in_two_parts_stands_where_the_whole_one_does() -> None:
    assert place("A\u030asen") == place("Åsen")
