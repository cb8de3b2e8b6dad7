"""Settings are read and changed as people speak of them: in tables, sums and names."""

from __future__ import annotations

from datetime import date

from cases import configuration
from cases.ladder_steps import DEFAULT_LADDER
from tests.product import Browser, Product
from tests.steps import day

DECISION = {"decision": "Nämnden § 7", **day("valid_from", "2026-12-10")}


def change(product: Product, name: str, **fields: str) -> tuple[int, Browser]:
    product.clock.set("2026-12-07 09:00")
    axel = product.browser("demo-axel")
    axel.get(f"/installningar/{name}")
    return axel.post(f"/installningar/{name}", {**DECISION, **fields}).status_code, axel


def value(product: Product, name: str) -> object:
    with product.database.reading() as session:
        return configuration.value(session, name, date(2026, 12, 11))


def ladder(**changes: str) -> dict[str, str]:
    cells = {
        f"value-{group}-{step}": "" if days is None else str(days)
        for group, steps in DEFAULT_LADDER.items()
        for step, days in steps.items()
    }
    return {**cells, **{f"value-children-{step}": days for step, days in changes.items()}}


def test_the_ladder_is_changed_in_a_table(product: Product) -> None:
    status, axel = change(product, "ladder.steps", **ladder(phone_1="0", visit=""))
    assert status == 303, axel.text()
    found = value(product, "ladder.steps")
    assert isinstance(found, dict)
    assert (found["children"]["phone_1"], found["children"]["visit"]) == (0, None)
    assert found["default"] == dict(DEFAULT_LADDER["default"])


def test_a_wrong_number_of_days_is_told_and_everything_typed_is_kept(product: Product) -> None:
    status, axel = change(product, "ladder.steps", **ladder(phone_1="i morgon"))
    assert status == 422
    assert "ange stegens dagar som heltal" in axel.text()
    assert 'name="value-children-phone_1" type="text" value="i morgon"' in axel.page


def test_a_limit_is_given_in_kronor(product: Product) -> None:
    name = "commitment.section_head_limit"
    status, axel = change(product, name, **{"value-kronor": "mycket"})
    assert status == 422
    assert "Ange ett belopp i kronor" in axel.text()
    assert 'value="mycket"' in axel.page
    assert change(product, name, **{"value-kronor": "45 000"})[0] == 303
    assert value(product, name) == 4_500_000
    axel.get(f"/installningar/{name}")
    assert "45 000 kr" in axel.text().replace("\N{NO-BREAK SPACE}", " ")


def test_a_choice_is_read_in_words(product: Product) -> None:
    assert change(product, "limits.several_tenants", value="earliest")[0] == 303
    assert value(product, "limits.several_tenants") == "earliest"
    axel = product.browser("demo-axel")
    axel.get("/installningar/limits.several_tenants")
    assert "den tidigaste delgivningsdagen" in axel.text()
    assert "earliest" not in axel.text()


def test_a_deputy_is_chosen_by_name(product: Product) -> None:
    assert change(product, "roster.deputy", value="demo-hanna")[0] == 303
    axel = product.browser("demo-axel")
    product.clock.set("2026-12-11 09:00")
    axel.get("/installningar")
    assert "Hanna Handell, Socialsekreterare" in axel.text()
    assert "demo-hanna" not in axel.text()


def test_several_lines_are_given_one_by_one(product: Product) -> None:
    lines = {"value-phone": "040-1", "value-email": "a@kommun.example", "value-hours": "8-10"}
    assert change(product, "letters.contact", **lines)[0] == 303
    found = value(product, "letters.contact")
    assert found == {"phone": "040-1", "email": "a@kommun.example", "hours": "8-10"}
    assert change(product, "letters.contact", **{**lines, "value-phone": ""})[0] == 422
