"""A table as cells keeps its English words beside the Swedish, and writes only what changed."""

from __future__ import annotations

from dataclasses import replace

from engine.compare.tables import compare_tables
from engine.decisions import read_decision
from engine.table_cells import read_cells, write_cells
from engine.texts import Text
from tests.engine.diagrams import DECISION

TABLE = DECISION.encode()


def test_cells_know_both_languages() -> None:
    cells = read_cells(TABLE)
    assert cells.name == Text("Grade", "Grade")
    assert (cells.rows[0].annotation, cells.rows[0].annotation_en) == ("Heavy.", "Heavy.")
    assert (cells.rows[1].annotation, cells.rows[1].annotation_en) == ("", "")


def test_what_is_written_back_unchanged_is_the_same() -> None:
    cells = read_cells(TABLE)
    assert read_cells(write_cells(TABLE, cells.rows)) == cells


def test_an_english_explanation_is_written_where_there_was_none_and_taken_away_again() -> None:
    heavy, light = read_cells(TABLE).rows
    both = replace(light, annotation="Lätt.", annotation_en='Light "<&>".')
    written = write_cells(TABLE, [replace(heavy, annotation_en=""), both])
    rules = read_decision(written).rules
    assert [rule.annotation for rule in rules] == [
        Text("Heavy.", "Heavy."),
        Text("Lätt.", 'Light "<&>".'),
    ]
    assert read_cells(written).rows[0].annotation_en == ""
    assert b'Heavy."/>' not in written
    again = write_cells(written, [heavy, light])
    assert read_cells(again).rows == (heavy, light)


def test_a_new_rule_may_have_one_at_once() -> None:
    heavy, light = read_cells(TABLE).rows
    new = replace(light, id="rule_new", annotation="Ny.", annotation_en="New.")
    assert read_cells(write_cells(TABLE, [heavy, light, new])).rows[2] == new


def test_a_changed_english_explanation_is_told() -> None:
    heavy, light = read_cells(TABLE).rows
    after = write_cells(TABLE, [replace(heavy, annotation_en="Much."), light])
    assert [text.en for text in compare_tables(TABLE, after)] == [
        "Rule 1 of Grade has got a new explanation in English."
    ]
