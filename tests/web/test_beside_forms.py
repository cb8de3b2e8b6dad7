"""What stands beside a form and what is filled in beforehand: nobody must remember or look up."""

from __future__ import annotations

from cases.commands import acts
from tests.product import ASSESSMENT, Product, take_task
from tests.steps import day, do, match, receive
from tests.vectors.arrears import LETTER
from tests.vectors.evicting import book, contact, limits_of
from tests.vectors.same_day import POSTING, SEND, arrive, send
from web import act_groups

ASSESS = "Bedöm ärendet"


def matched(product: Product) -> str:
    product.clock.set("2026-03-03 10:15")
    key = receive(product, amount=1_840_000, children="yes")
    match(product)
    return key


def case_page(product: Product, who: str = "demo-hanna") -> str:
    browser = product.browser(who)
    browser.get("/arenden")
    return browser.links('/arenden/[^/"]+')[0]


def test_a_task_begins_with_who_where_and_when_and_the_notice_is_looked_up(
    product: Product,
) -> None:
    matched(product)
    hanna = product.browser("demo-hanna")
    take_task(hanna, LETTER)
    text = hanna.text()
    for said in ("I korthet", "Åsa Prov", "Exempelgatan 12 B, lgh 1102", "18 400 kr"):
        assert said in text, said
    assert "fredag 20 mars 2026, om 17 dagar" in text
    assert '<details class="govuk-details bkv-notice-details">' in hanna.page
    assert "Din postadress" not in text


def test_the_usual_letter_needs_one_tap(product: Product) -> None:
    matched(product)
    hanna = product.browser("demo-hanna")
    take_task(hanna, LETTER)
    for name, value in (("letter", "L01"), ("channel", "print"), ("language", "sv")):
        assert f'name="{name}" type="radio" value="{value}" checked' in hanna.page


def test_a_posting_names_its_letter_and_is_dated_today_but_never_timed_for_her(
    product: Product,
) -> None:
    arrive(product, "2026-12-18 18:40")
    send(product)
    jamila = product.browser("demo-jamila")
    take_task(jamila, POSTING)
    assert "Se brevet: Kopia av bekräftelsen till den som avhysningen gäller" in jamila.text()
    assert 'name="sent_on-day" type="text" value="18"' in jamila.page
    assert 'name="sent_by" type="text" value="Jamila Jourén"' in jamila.page
    assert 'name="sent_at" type="text" value=""' in jamila.page


def test_whether_somebody_is_protected_is_never_filled_in(product: Product) -> None:
    arrive(product, "2026-12-18 18:40")
    jamila = product.browser("demo-jamila")
    take_task(jamila, SEND)
    assert 'name="confirmation_channel" type="radio" value="email" checked' in jamila.page
    for name in ("copy", "protection"):
        assert f'name="{name}"' in jamila.page
    assert jamila.page.count(" checked") == 1


def test_an_act_shows_what_it_is_about_and_comes_back_to_the_case_with_the_news(
    product: Product,
) -> None:
    key = matched(product)
    hanna = product.browser("demo-hanna")
    hanna.get(f"/anmalningar/{key}/gor/delgivning")
    assert "Åsa Prov" in hanna.text()
    assert 'name="tenant" type="radio" value="1" checked' in hanna.page
    fields = {"tenant": "1", "told_by": "Uthyraren", **day("served_on", "2026-03-02")}
    answer = hanna.post(f"/anmalningar/{key}/gor/delgivning", fields)
    assert answer.headers["Location"] == case_page(product)
    hanna.get(answer.headers["Location"])
    assert "Delgivningsdagen är sparad och fristen är räknad." in hanna.text()


def test_who_sees_no_case_comes_back_to_the_notice(product: Product) -> None:
    key = matched(product)
    rut = product.browser("demo-rut")
    rut.get(f"/anmalningar/{key}/gor/delgivning")
    fields = {"tenant": "1", "told_by": "Uthyraren", **day("served_on", "2026-03-02")}
    answer = rut.post(f"/anmalningar/{key}/gor/delgivning", fields)
    assert answer.headers["Location"] == f"/anmalningar/{key}"
    rut.get(f"/anmalningar/{key}")
    assert "Delgivningsdagen är sparad" in rut.text()


def test_every_act_has_its_place_on_the_page_and_is_offered_once(product: Product) -> None:
    placed = [word for _title, words in act_groups.TOPICS for word in words]
    assert sorted(placed) == sorted({*acts.CASE_ACTS, *acts.NOTICE_ACTS})
    matched(product)
    hanna = product.browser("demo-hanna")
    hanna.get(case_page(product))
    assert hanna.text().count("Markera flagga som avklarad") == 1


def test_what_the_notice_lacks_is_one_flag(product: Product) -> None:
    matched(product)
    hanna = product.browser("demo-hanna")
    hanna.get(case_page(product))
    assert hanna.text().count("Det här saknas i underrättelsen:") == 1


def test_closing_shows_the_outcomes_that_the_case_bears_out(product: Product) -> None:
    key = matched(product)
    hanna = product.browser("demo-hanna")
    hanna.get(f"/anmalningar/{key}/gor/betalning")
    paid = {"kind": "paid", "amount": "18 400", "is_whole": "yes", "told_by": "Uthyraren"}
    hanna.post(f"/anmalningar/{key}/gor/betalning", {**paid, **day("paid_on", "2026-03-03")})
    product.work()
    do(product, "demo-hanna", ASSESS, {**ASSESSMENT, "next_step": "close"})
    take_task(hanna, "Besluta om utfall")
    said = hanna.text().split("Stämmer med det som är registrerat", 1)[1]
    assert said.lstrip().startswith("O01 Skulden betald av hushållet inom fristen")


def test_no_answer_stands_in_the_journal_that_nobody_gave(product: Product) -> None:
    key = matched(product)
    hanna = product.browser("demo-hanna")
    hanna.get(f"/anmalningar/{key}/gor/betalning")
    told = {"kind": "withdrawn", "told_by": "Uthyraren"}
    assert hanna.post(f"/anmalningar/{key}/gor/betalning", told).status_code == 303
    hanna.get(case_page(product))
    journal = hanna.text().split("Journal", 1)[1]
    assert "Hyresvärden återkallar" in journal
    assert "Är hela skulden betald?" not in journal
    assert "avstått skriftligt" not in journal


def test_a_correction_asks_for_what_that_sender_can_have_said(product: Product) -> None:
    key = matched(product)
    hanna = product.browser("demo-hanna")
    hanna.get(f"/anmalningar/{key}/gor/ratta")
    assert 'name="amount"' in hanna.page
    assert 'name="kfm_case_number"' not in hanna.page
    booked = arrive(product, "2026-03-04 09:00")
    rut = product.browser("demo-rut")
    rut.get(f"/anmalningar/{booked}/gor/ratta")
    assert 'name="kfm_case_number"' in rut.page
    assert 'name="amount"' not in rut.page


def test_a_time_typed_in_at_the_desk_leads_on_to_its_confirmation(product: Product) -> None:
    product.clock.set("2026-12-18 18:40")
    jamila = product.browser("demo-jamila")
    jamila.get("/anmalningar/ny/kronofogden")
    assert 'name="reached_on-day" type="text" value="18"' in jamila.page
    typed = {
        "arrival_channel": "EPOST",
        "kfm_document": "time",
        "measure": "eviction",
        "tenant_name": "Åsa Prov",
        "dwelling_street": "Exempelgatan 12 B",
        "dwelling_postal_code": "211 34",
        "dwelling_town": "Exempelstad",
        **day("reached_on", "2026-12-18"),
        **day("eviction_on", "2027-01-19"),
    }
    answer = jamila.post("/anmalningar/ny/kronofogden", typed)
    assert answer.status_code == 303, jamila.text()
    jamila.get(answer.headers["Location"])
    assert "Ska bekräftas till Kronofogden i dag, före midnatt." in jamila.text()
    assert jamila.links("/samma-dag")


def test_a_warning_names_its_case_and_the_new_last_day(product: Product) -> None:
    key = matched(product)
    rut = product.browser("demo-rut")
    rut.get(f"/anmalningar/{key}/gor/delgivning")
    fields = {"tenant": "1", "told_by": "Uthyraren", **day("served_on", "2026-03-10")}
    product.clock.set("2026-03-12 09:00")
    assert rut.post(f"/anmalningar/{key}/gor/delgivning", fields).status_code == 303
    hanna = product.browser("demo-hanna")
    hanna.get("/inkorg")
    said = "Fristen har räknats om. Sista dagen är nu tisdag 31 mars 2026. BKV-2026-000001"
    assert said in hanna.text()
    product.at("2026-03-25 09:00")
    hanna.get("/inkorg")
    assert "Fristen har räknats om" not in hanna.text()


def test_a_step_before_an_eviction_is_one_tap_and_its_day_is_met(product: Product) -> None:
    product.clock.set("2026-12-18 09:05")
    key = book(product, "2027-01-19 09:00")
    match(product)
    contact(product, situation="Letar boende hos en syster.")
    product.at("2027-01-04 08:30")
    do(product, "demo-hanna", "Planen klar?", {"state": "ready"})
    assert limits_of(product, key)["eviction_minus_10"].state == "met"
    product.at("2027-01-12 08:30")
    malin = product.browser("demo-malin")
    malin.post(take_task(malin, "Kontrollera planen"), {"state": "missing"})
    assert "Skriv i anteckningen vad som saknas" in malin.text()
    assert "Letar boende hos en syster." in malin.text()
    assert "Planen klar?, måndag 4 januari 2027" in malin.text()
    assert limits_of(product, key)["eviction_minus_5"].state == "fixed"
