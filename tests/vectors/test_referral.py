"""Vectors of domain 8.4 on telling others: the ground, consent, the copy, the answer."""

from __future__ import annotations

import re

from cases.tables.letter_models import letters
from cases.tables.models import cases
from cases.tables.office_models import warnings
from cases.tables.sharing_models import referral_snapshots, referrals
from engine.models import incidents
from tests.product import Product
from tests.steps import do, ledger, rows
from tests.vectors.evicting import titles
from tests.vectors.referring import (
    ANSWER,
    FACTS,
    GROUND,
    READ,
    a_case,
    act,
    begin,
    choose,
    consent_to,
    offered,
    send,
)

YES = {"decision": "accepted", "answer": "Vi kontaktar hushållet i morgon."}


def test_t46_a_landlord_is_told_nothing_without_consent(product: Product) -> None:
    begin(product, a_case(product))
    told = choose(product, "landlord", "osl_26_9_c", reason="De frågar.")

    assert (told.status, "utan samtycke" in told.text()) == (422, True)
    assert "De frågar." in told.browser.page
    assert GROUND in titles(product, "demo-hanna")
    assert FACTS not in titles(product, "demo-hanna")
    assert rows(product, referral_snapshots) == []


def test_t46_the_general_clause_is_never_a_ground(product: Product) -> None:
    begin(product, a_case(product))
    told = choose(product, "support", "general_clause")
    assert (told.status, "Generalklausulen" in told.text()) == (422, False)
    assert FACTS not in titles(product, "demo-hanna")


def test_t47_fsf_is_told_without_consent_only_with_a_written_reason(product: Product) -> None:
    begin(product, a_case(product))
    told = choose(product, "support", "osl_26_9_c")
    assert (told.status, "Grunden kräver ett skriftligt skäl" in told.text()) == (422, True)
    assert FACTS not in titles(product, "demo-hanna")
    choose(product, "support", "osl_26_9_c", reason="   ")
    assert FACTS not in titles(product, "demo-hanna")
    choose(product, "support", "osl_26_9_c", reason="Har en LSS-insats som rör boendet.")
    assert FACTS in titles(product, "demo-hanna")


def test_consent_must_cover_the_recipient_and_the_kinds_of_facts(product: Product) -> None:
    product.clock.set("2026-12-07 09:00")
    case = a_case(product)
    to_care = consent_to(product, case, "care")
    begin(product, case)
    told = choose(product, "support", "consent", consent=to_care)
    assert (told.status, "inget giltigt samtycke" in told.text()) == (422, True)
    assert rows(product, referrals)[-1].legal_ground is None
    assert FACTS not in titles(product, "demo-hanna")
    choose(product, "care", "consent", consent=to_care)
    found = offered(product)
    assert any(key.startswith("name_") for key in found)
    assert "address" not in found
    assert not send(product, ["address"]).is_done


def test_a_referral_is_sent_answered_and_read(product: Product) -> None:
    product.clock.set("2026-12-07 09:00")
    case = a_case(product)
    consent = consent_to(product, case, "care")
    begin(product, case)
    choose(product, "care", "consent", consent=consent)
    name = next(key for key in offered(product) if key.startswith("name_"))
    assert send(product, [name]).is_done

    assert [r.answer_by for r in rows(product, referrals)] == ["2026-12-14"]
    assert [x.state for x in rows(product, letters) if x.kind == "L12"] == ["sent"]
    do(product, "demo-vera", ANSWER, YES)
    do(product, "demo-hanna", READ, {"note": "Vården tar kontakt."})
    assert [r.state for r in rows(product, referrals)] == ["accepted"]
    hanna = product.browser("demo-hanna")
    hanna.get(f"/arenden/{case}")
    assert YES["answer"] in hanna.text()
    assert rows(product, incidents) == []
    assert ledger(product).is_whole


def test_the_receiver_sees_the_copy_and_nothing_of_the_case(product: Product) -> None:
    product.clock.set("2026-12-07 09:00")
    case = a_case(product)
    consent = consent_to(product, case, "care")
    key = begin(product, case)
    choose(product, "care", "consent", consent=consent)
    name = next(key for key in offered(product) if key.startswith("name_"))
    vera, fatima = product.browser("demo-vera"), product.browser("demo-fatima")
    assert vera.get(f"/remisser/{key}").status_code == 404
    send(product, [name])

    vera.get("/inkorg")
    assert "BKV-" not in vera.text()
    vera.get(vera.links(r"/uppgifter/[\w-]+")[-1])
    page = vera.text()
    assert "Åsa Prov" in page
    for secret in ("Exempelgatan", "19850515", "BKV-", "Exempelbostäder", case):
        assert secret not in vera.page, secret
    assert vera.get(f"/arenden/{case}").status_code == 404
    assert vera.get(f"/remisser/{key}").status_code == 200
    assert "BKV-" not in vera.page
    assert fatima.get(f"/remisser/{key}").status_code == 404
    fatima.get("/inkorg")
    assert ANSWER not in fatima.text()
    hanna = product.browser("demo-hanna")
    assert hanna.get(f"/remisser/{key}").status_code == 404


def test_what_is_sent_does_not_follow_the_case(product: Product) -> None:
    product.clock.set("2026-12-07 09:00")
    case = a_case(product)
    begin(product, case)
    choose(product, "care", "osl_26_9", reason="Gravid.")
    send_all = list(offered(product))
    assert send(product, send_all).is_done
    before = [row.facts for row in rows(product, referral_snapshots)]
    product.clock.set("2026-12-08 09:00")
    consent_to(product, case, "care")
    assert [row.facts for row in rows(product, referral_snapshots)] == before


def test_a_withdrawn_consent_stops_a_referral_that_is_not_sent(product: Product) -> None:
    product.clock.set("2026-12-07 09:00")
    case = a_case(product)
    consent = consent_to(product, case, "care")
    begin(product, case)
    choose(product, "care", "consent", consent=consent)
    name = next(key for key in offered(product) if key.startswith("name_"))
    withdrawal = {"consent": consent, "note": "Ringde och tog tillbaka det."}
    assert act(product, "demo-hanna", case, "aterkalla-samtycke", withdrawal).is_done

    refused = send(product, [name])
    assert refused.status == 422
    assert "Samtycket gäller inte längre" in refused.text()
    assert "Kan ni erbjuda boendestöd?" in refused.text()
    assert rows(product, referral_snapshots) == []
    assert send(product, [], next="other_ground").is_done
    choose(product, "care", "osl_26_9", reason="Nödvändig vård.")
    assert FACTS in titles(product, "demo-hanna")


def test_an_unanswered_referral_is_reminded_of_and_then_escalated(product: Product) -> None:
    product.clock.set("2026-12-07 09:00")
    begin(product, a_case(product))
    choose(product, "care", "osl_26_9", reason="Nödvändig vård.")
    send(product, list(offered(product))[:1])
    product.clock.set("2026-12-15 00:30")
    product.work()
    assert {w.audience for w in rows(product, warnings) if w.code == "REFERRAL_LATE"} == {
        "receiver:care",
        "caseworker:north",
    }
    assert _warned(product, "demo-hanna") == ["/arenden/" + rows(product, cases)[0].public_id]
    assert _warned(product, "demo-vera") == ["/remisser/" + rows(product, referrals)[0].public_id]
    product.clock.set("2026-12-16 08:30")
    product.work()
    late = {w.audience for w in rows(product, warnings) if w.code == "REFERRAL_VERY_LATE"}
    assert late == {"receiver:care", "manager:north"}
    do(product, "demo-vera", ANSWER, {"decision": "declined", "answer": "Hör inte till oss."})
    mine = [w for w in rows(product, warnings) if w.code.startswith("REFERRAL")]
    assert all(w.ended_at is not None for w in mine)


def test_consent_for_somebody_outside_is_accepted_but_no_referral_goes_there(
    product: Product,
) -> None:
    product.clock.set("2026-12-07 09:00")
    case = a_case(product)
    consent = consent_to(product, case, "landlord")
    begin(product, case)
    choose(product, "landlord", "consent", consent=consent)
    assert [r.state for r in rows(product, referrals)] == ["withdrawn"]


def test_a_referral_is_taken_back_before_anything_was_told(product: Product) -> None:
    begin(product, a_case(product))
    choose(product, "care", "osl_26_9", reason="Nödvändig vård.")
    offered(product)
    assert send(product, [], next="cancel").is_done
    assert [r.state for r in rows(product, referrals)] == ["withdrawn"]
    assert rows(product, referral_snapshots) == []


def _warned(product: Product, who: str) -> list[str]:
    """Where the warning of a late answer leads in her inbox."""
    browser = product.browser(who)
    browser.get("/inkorg")
    _before, found, after = browser.page.partition("Svaret på en remiss har inte kommit i tid.")
    assert found
    return re.findall(r'href="([^"]+)"', after.partition("</p>")[0])
