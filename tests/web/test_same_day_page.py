"""The page of the same-day duties: time left, who answers, what is sent, and both figures."""

from __future__ import annotations

from datetime import date

from sqlalchemy import delete

from cases import case as case_rows
from cases import notice, sealing
from cases.lists.same_day_figures import Rate, same_day_figures
from cases.tables.sharing_models import case_access
from tests.product import Browser, Product
from tests.steps import do, match
from tests.vectors.same_day import REASON, arrive, post, send


def page(product: Product, who: str = "demo-jamila") -> Browser:
    browser = product.browser(who)
    browser.get("/samma-dag")
    return browser


def test_an_open_duty_stands_with_its_time_its_officer_and_its_task(product: Product) -> None:
    arrive(product, "2026-12-18 20:50")
    text = page(product).text()
    assert "U31 Tid för avhysning" in text
    assert "3 tim 9 min kvar." in text
    assert "Ska vara gjort före midnatt fredag 18 december 2026." in text
    assert "Ansvarig: Jamila Jourén." in text
    assert "Jourlistan hade inget namn: har rollen jour." in text
    assert "Bekräftelsen till Kronofogden : Förberett, inte skickat" in text
    assert page(product).links('/uppgifter/[^"]+')
    assert "Åsa" not in text
    assert "Exempelgatan" not in text


def test_a_done_duty_stands_with_what_was_sent_when(product: Product) -> None:
    arrive(product, "2026-12-21 08:10", arrival_channel="POST", reached_at="2026-12-21T08:10")
    product.clock.set("2026-12-21 09:00")
    send(product)
    post(product, "2026-12-21 09:00")
    text = page(product).text()
    assert "Allt som ska bekräftas samma dag är skickat." in text
    assert "Bekräftelsen: samma dag , räknat från dagen i handen, måndag 21 december 2026." in text
    assert "Bekräftelsen: sent , räknat från rättslig ankomstdag, fredag 18 december 2026." in text
    assert "Bekräftad till Kronofogden samma dag 1 av 1 (100 %) 0 av 1 (0 %)" in text
    assert "Kopian skickad samma dag 1 av 1 (100 %) 0 av 1 (0 %)" in text


def test_a_missed_duty_stands_with_its_reason(product: Product) -> None:
    arrive(product, "2026-12-24 23:50")
    product.at("2026-12-25 00:10")
    assert "Ingen har angett orsaken ännu." in page(product).text()
    assert "Dagen är slut." in page(product).text()
    do(product, "demo-malin", REASON, {"reason": "Jouren nåddes inte."})
    send(product)
    post(product, "2026-12-25 00:10")
    text = page(product, "demo-malin").text()
    assert "allt skickades inte samma dag. Orsak: Jouren nåddes inte." in text
    assert "Bekräftad till Kronofogden samma dag 0 av 1 (0 %) 0 av 1 (0 %)" in text


def test_figures_leave_out_what_may_still_go_today_and_copies_of_removals(
    product: Product,
) -> None:
    arrive(product, "2026-12-07 10:00", measure="removal")
    send(product, copy="not_needed", protection="")
    arrive(product, "2026-12-08 10:00", tenant_name="Andra Person")
    with product.database.reading() as session:
        authority = notice.receiving_authority(session)
        found = same_day_figures(session, [authority], date(2026, 12, 1), date(2026, 12, 8))
        later = same_day_figures(session, [authority], date(2026, 12, 1), date(2026, 12, 9))
    assert (found.physical, found.copy_physical) == (Rate(1, 1), Rate(0, 0))
    assert (later.physical, later.copy_physical) == (Rate(1, 2), Rate(0, 1))


def test_the_case_and_the_notice_tell_how_it_was_confirmed(product: Product) -> None:
    key = arrive(product, "2026-12-18 09:00")
    match(product)
    send(product)
    post(product, "2026-12-18 09:00")
    with product.database.reading() as session:
        case_id = notice.get(session, key).case_id
        assert case_id is not None
        case = case_rows.by_id(session, case_id)
    for who, path in (
        ("demo-hanna", f"/arenden/{case.public_id}"),
        ("demo-rut", f"/anmalningar/{key}"),
        ("demo-jamila", f"/anmalningar/{key}"),
    ):
        browser = product.browser(who)
        browser.get(path)
        assert "Bekräftelse samma dag" in browser.text(), who
        assert "Bekräftelsen: samma dag" in browser.text(), who


def test_a_sealed_case_is_not_on_the_page_of_those_outside_its_group(product: Product) -> None:
    key = arrive(product, "2026-12-18 09:00")
    match(product)
    with product.database.transaction() as session:
        case_id = notice.get(session, key).case_id
        assert case_id is not None
        case = case_rows.by_id(session, case_id)
        sealing.seal(session, case, actor="staff:demo-hanna", now=product.clock())
    assert "U31" in page(product).text()
    with product.database.transaction() as session:
        session.execute(delete(case_access))
    assert "U31" not in page(product).text()
    assert "1 av" not in page(product).text()


def test_the_two_letters_tasks_say_which_letter(product: Product) -> None:
    arrive(product, "2026-12-18 18:40", kfm_address=None)
    send(product, confirmation_channel="by_hand")
    jamila = product.browser("demo-jamila")
    jamila.get("/samma-dag")
    assert "brevet lämnades: Kopia av bekräftelsen" in jamila.text()
    assert "brevet lämnades: Bekräftelse" in jamila.text()
