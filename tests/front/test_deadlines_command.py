"""``flask deadlines``: a notice in, its time limits and their reasons out, or a plain sentence."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

import app as front_door
from settings import Settings

T01 = {
    "type": "U10",
    "channel": "EPOST",
    "arrived_at": "2026-03-03T10:15",
    "served_on": "2026-03-02",
    "today": "2026-03-03",
}


@pytest.fixture
def app(tmp_path: Path) -> Flask:
    """The app without a database: the command needs none."""
    return front_door.create_app(
        Settings(var=tmp_path, database_url=f"sqlite:///{tmp_path}/x.db", secret_key="for tests")
    )


def run(app: Flask, given: bytes | str, *arguments: str) -> tuple[int, str, str]:
    result = app.test_cli_runner().invoke(args=["deadlines", *arguments], input=given)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.output
    return result.exit_code, result.stdout, result.stderr


def counted(app: Flask, **notice: Any) -> dict[str, Any]:
    code, said, refused = run(app, json.dumps(notice))
    assert (code, refused) == (0, "")
    answer: dict[str, Any] = json.loads(said)
    return answer


def limits(answer: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The limits of the home by their kind."""
    return {limit["kind"]: limit for limit in answer["limits"] if limit["tenant"] is None}


def test_t01_is_counted_with_its_reason(app: Flask) -> None:
    found = limits(counted(app, **T01))
    recovery, decision = found["recovery_period"], found["earliest_decision"]
    assert (recovery["legal_end"], recovery["internal_end"]) == ("2026-03-24", "2026-03-20")
    assert (recovery["status"], decision["legal_end"]) == ("FASTSTALLD", "2026-03-27")
    assert recovery["ends_at"] == "2026-03-24T22:59:59+00:00"
    assert "12 kap. 44 § jordabalken" in recovery["sentence"]["sv"]
    assert "counted to Tuesday 24 March 2026" in recovery["sentence"]["en"]


def test_t06_is_counted_whatever_day_it_is_here(app: Flask) -> None:
    notice = {"type": "U10", "arrived_at": "2031-12-04T09:00", "served_on": "2031-12-04"}
    recovery = limits(counted(app, **notice))["recovery_period"]
    assert (recovery["nominal_end"], recovery["status"]) == ("2031-12-25", "FASTSTALLD")
    assert recovery["legal_end"] == "2031-12-29"
    assert recovery["unsettled"][0]["point"] == "commitment_on_shifted_day"
    assert "Ankomsten ligger efter i dag" in recovery["remarks"][0]["sv"]


def test_several_tenants_are_numbered_and_never_named(app: Flask) -> None:
    tenants = [{"name": "Anna Exempel", "served_on": "2026-03-02"}, {"served_on": "2026-03-10"}]
    notice = {**T01, "tenants": tenants, "today": "2026-03-12", "tenant_name": "Anna Exempel"}
    answer = counted(app, **notice)
    assert [limit["tenant"] for limit in answer["limits"]] == ["1", "2", None, None]
    assert limits(answer)["recovery_period"]["legal_end"] == "2026-03-31"
    assert "Exempel" not in json.dumps(answer)


def test_a_switch_is_followed(app: Flask) -> None:
    notice: dict[str, Any] = {
        **T01, "arrived_at": "2026-11-12T09:00", "served_on": "2026-11-12",
    }  # fmt: skip
    assert limits(counted(app, **notice))["earliest_decision"]["legal_end"] == "2026-12-08"
    notice["switches"] = {"saturday_is_weekday": True}
    assert limits(counted(app, **notice))["earliest_decision"]["legal_end"] == "2026-12-07"


def test_a_registered_letter_counts_from_its_posting(app: Flask) -> None:
    notice = {
        "type": "U10",
        "channel": "rek",
        "arrived_at": "2026-11-30",
        "served_on": "2026-11-25",
    }
    answer = counted(app, **notice, posting_date="2026-11-26", today="2026-12-01")
    assert answer["arrival"]["given_on"] == "2026-11-26"
    assert limits(answer)["recovery_period"]["legal_end"] == "2026-12-17"


def test_a_file_is_read_as_standard_input_is(app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "notice.json"
    file.write_text(json.dumps(T01), "utf-8")
    assert run(app, "", str(file))[:2] == run(app, json.dumps(T01))[:2]


def test_days_that_cannot_be_right_are_remarks_and_not_errors(app: Flask) -> None:
    future = limits(counted(app, **{**T01, "served_on": "2099-01-01"}))["recovery_period"]
    assert (future["legal_end"], future["status"]) == ("2026-03-24", "PRELIMINAR")
    assert "efter i dag" in future["remarks"][0]["sv"]
    odd = counted(app, **{**T01, "served_on": "2026-02-31", "tenants": [{"served_on": 3}]})
    assert [remark["fact"] for remark in odd["remarks"]] == ["service_date", "tenants"]
    past = counted(app, type="U31", arrived_at="2026-03-03T10:15", eviction_date="2020-01-01")
    assert "redan passerat" in json.dumps(past["limits"], ensure_ascii=False)


@pytest.mark.parametrize(
    "given",
    [
        "",
        " \n",
        "not json",
        "[]",
        "7",
        "{}",
        '{"type": "U99", "arrived_at": "2026-03-03T10:15"}',
        '{"type": ["U10"], "arrived_at": "2026-03-03T10:15"}',
        '{"type": "U10"}',
        '{"type": "U10", "arrived_at": "yesterday"}',
        '{"type": "U10", "arrived_at": "9999-12-31T23:59"}',
        '{"type": "U10", "arrived_at": 1e400}',
        json.dumps({**T01, "channel": "PIGEON"}),
        json.dumps({**T01, "today": "soon"}),
        json.dumps({**T01, "opened_at": "later"}),
        json.dumps({**T01, "switches": {"saturday_is_weekday": "perhaps"}}),
        json.dumps({**T01, "switches": {"several_tenants": ["latest"]}}),
        json.dumps({**T01, "switches": {"other": True}}),
        json.dumps({**T01, "switches": []}),
        b"\xff\xfe\x00",
        b"\x00" * 200_000,
        "[" * 90_000,
        '{"a":' * 15_000,
        "9" * 50_000,
    ],
)  # fmt: skip
def test_what_is_no_notice_gets_a_sentence_in_both_languages_and_exit_code_2(
    app: Flask, given: bytes | str
) -> None:
    code, said, refused = run(app, given)
    assert (code, said) == (2, "")
    assert len(refused.splitlines()) == 2
    assert "Traceback" not in refused


def test_a_file_that_is_not_there_or_is_a_folder_gets_a_sentence(
    app: Flask, tmp_path: Path
) -> None:
    for name in (tmp_path, tmp_path / "nothing.json"):
        assert run(app, "", str(name)) == (
            2, "", "Filen går inte att läsa.\nThe file cannot be read.\n",
        )  # fmt: skip


def test_a_refusal_repeats_nothing_of_what_was_given(app: Flask) -> None:
    for given in ('{"type": "Anna Exempel"}', '{"tenant_name": "Anna Exempel"', '["Anna Exempel"]'):
        assert "Exempel" not in run(app, given)[2]
