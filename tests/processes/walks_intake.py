"""The walks of intake and of the thin processes that it starts."""

from __future__ import annotations

from cases.tables.models import notices
from tests.product import Product
from tests.steps import do, match, receive, rows
from tests.vectors.intake import APPLICATION, DISTURBANCE, day
from tests.vectors.test_intake import CALM, FIRST_CONTACT, SERIOUS

SHIPPED = {"forward_notice", "disturbance", "kfm_application"}


def the_type_is_put_right_before_the_match(product: Product) -> None:
    product.clock.set("2028-03-06 09:00")
    receive(product, tenant_name="Elfte Person", tenure="municipal_contract")
    match(product, "reclassify", type_code="U52")
    match(product)
    assert rows(product, notices)[-1].type_code == "U52"


def the_same_notice_comes_by_two_ways(product: Product) -> None:
    first = receive(product, tenant_name="Tolfte Person", ground="reminder")
    match(product)
    receive(product, tenant_name="Tolfte Person", ground="reminder")
    match(product, first)
    assert rows(product, notices)[-1].state == "duplicate"


def a_misdirected_notice_is_sent_on(product: Product) -> None:
    receive(product, tenant_name="Trettonde Person", dwelling_postal_code="984 31")
    match(product, "misdirected", misdirected_reason="other_municipality")
    forward = {"action": "forward", "other_municipality": "Pajala kommun"}
    do(product, "demo-rut", "Vidarebefordra eller återsänd", forward)
    stated = {**day("sent_on", "2028-03-06"), "sent_at": "10:00", "way": "letter"}
    product.at("2028-03-06 11:00")
    do(product, "demo-rut", "Ange när brevet lämnades", {**stated, "sent_by": "Rut"})


def a_misdirected_notice_goes_no_further(product: Product) -> None:
    receive(product, tenant_name="Fjortonde Person", premises="other")
    match(product, "misdirected", misdirected_reason="not_a_home")
    do(product, "demo-rut", "Vidarebefordra eller återsänd", {"action": "told"})


def a_disturbance_is_followed_up_though_the_contact_was_late(product: Product) -> None:
    product.clock.set("2028-05-08 10:00")
    receive(product, tenant_name="Femtonde Person", **DISTURBANCE)
    match(product)
    product.at("2028-05-11 08:00")
    do(product, "demo-hanna", "Ta första kontakten", FIRST_CONTACT)
    product.at("2028-05-23 09:00")
    do(product, "demo-hanna", "Följ upp efter 14 dagar", CALM)
    product.at("2028-06-08 09:00")
    do(product, "demo-hanna", "Följ upp efter 30 dagar", CALM)


def a_serious_disturbance_is_acted_on_at_once(product: Product) -> None:
    facts = {**DISTURBANCE, "is_terminated": "yes"}
    receive(product, tenant_name="Sextonde Person", **facts)
    match(product)
    do(product, "demo-hanna", "Agera i dag", SERIOUS)


def an_application_is_gone_through(product: Product) -> None:
    for stage, name in (("applied", "Sjuttonde Person"), ("withdrawn", "Artonde Person")):
        receive(product, **{**APPLICATION, "tenant_name": name})
        match(product)
        answers = {"stage": stage, "told_household": "yes", "plan": "Frågat hyresvärden."}
        do(product, "demo-hanna", "Gå igenom ansökan", answers)


WALKS = (
    the_type_is_put_right_before_the_match,
    the_same_notice_comes_by_two_ways,
    a_misdirected_notice_is_sent_on,
    a_misdirected_notice_goes_no_further,
    a_disturbance_is_followed_up_though_the_contact_was_late,
    a_serious_disturbance_is_acted_on_at_once,
    an_application_is_gone_through,
)
