"""What a landlord or another authority is told: never of somebody whom it is not about."""

from __future__ import annotations

import json

from cases.tables.letter_models import letters
from cases.tables.models import cases, persons
from cases.tables.sharing_models import consents, referral_snapshots
from tests.product import Product
from tests.steps import match, receive, rows
from tests.vectors import arrears
from tests.vectors.referring import act, begin, choose, consent_to, offered, send


def test_a_commitment_names_only_whom_the_landlord_named(product: Product) -> None:
    arrears.arrive(product, "2026-12-03 10:00", service_date="2026-12-02")
    receive(product, tenant_name="Bo Hemlig", tenant_personal_number=None, ground="other")
    match(product)
    kept, gone = (str(one.public_id) for one in rows(product, cases))
    merged = act(product, "demo-hanna", gone, "sammanfor", {"into": kept, "reason": "De bor ihop."})
    assert merged.is_done, merged.text()
    arrears.propose(product)
    arrears.decide(product)
    (pledge,) = [one for one in rows(product, letters) if one.kind == "L09"]
    assert json.loads(pledge.facts)["tenants"] == ["Åsa Prov"]
    assert "Bo Hemlig" not in pledge.facts


def test_a_consent_covers_nobody_but_the_person_it_is_about(product: Product) -> None:
    receive(product, other_tenants="Bo Annan")
    match(product)
    case = str(rows(product, cases)[-1].public_id)
    begin(product, case)
    asa = rows(product, persons)[0].public_id
    consent_to(product, case, "care", person=asa, scope=["identity"])
    choose(product, "care", "consent", consent=rows(product, consents)[-1].public_id)
    assert offered(product) == {
        "name_1": "Namn: Åsa Prov",
        "number_1": "Personnummer: 19850515-2382",
    }
    assert not send(product, ["name_1", "name_2"]).is_done
    assert rows(product, referral_snapshots) == []
