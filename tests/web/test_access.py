"""Every page and every act, for everyone: who may, who may not, and what each leaves behind."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from werkzeug.test import TestResponse

from cases.policy import staff_member
from cases.tables.models import ROLES
from tests.product import Browser, Product
from tests.web import scene
from tests.web.scene import UNKNOWN, Thing
from tests.web.traces import count, is_same, state
from web import access

PEOPLE = {
    "demo-rut": "registrar",
    "demo-hanna": "caseworker, north",
    "demo-sara": "caseworker, south",
    "demo-malin": "manager, north",
    "demo-gosta": "auditor, same authority",
    "demo-vera": "caseworker, another authority",
    "demo-axel": "administrator",
    "demo-jamila": "duty officer",
    "demo-pia": "process owner",
    "demo-mikael": "manager, south",
    "demo-ulla": "unit head, above both units",
    "demo-niklas": "the committee's reader, above both units",
    "demo-fatima": "receiver of a third authority",
    # Of two units each, and of two authorities: what a person is in one she is not in the other.
    "demo-dag": "caseworker north, manager south",
    "demo-eva": "registrar here, auditor of another authority",
}

# Pages about no thing in particular: who may open them.
LISTS = {
    "inbox.show": (
        "/inkorg",
        "demo-rut demo-hanna demo-sara demo-malin demo-vera demo-jamila "
        "demo-mikael demo-ulla demo-niklas demo-fatima demo-dag demo-eva",
    ),
    "cases.list_cases": (
        "/arenden",
        "demo-hanna demo-sara demo-malin demo-vera demo-mikael demo-dag",
    ),
    "audit.list_cases": ("/granskning", "demo-gosta demo-eva"),
    "audit_export.list_anchors": ("/granskning/forankringar", "demo-gosta demo-eva"),
    "notices.list_notices": ("/anmalningar", "demo-rut demo-eva"),
    "unmatched.show": ("/anmalningar/okopplade", "demo-rut demo-eva"),
    "desk.choose": ("/anmalningar/ny", "demo-rut demo-jamila demo-eva"),
    "desk.write": ("/anmalningar/ny/kronofogden", "demo-rut demo-jamila demo-eva"),
    "desk_table.write": ("/anmalningar/ny/tabell", "demo-rut demo-jamila demo-eva"),
    "desk_table.empty_table": ("/anmalningar/ny/tabell/mall.csv", "demo-rut demo-jamila demo-eva"),
    "same_day.show": (
        "/samma-dag",
        "demo-rut demo-malin demo-jamila demo-mikael demo-dag demo-eva",
    ),
    "roster.show": (
        "/jour",
        "demo-rut demo-malin demo-axel demo-jamila demo-mikael demo-dag demo-eva",
    ),
    "figures.show": ("/siffror", "demo-malin demo-mikael demo-ulla demo-niklas demo-dag"),
    "referrals.list_referrals": ("/remisser", "demo-vera demo-fatima"),
    "landlords.list_landlords": ("/hyresvardar", "demo-rut demo-axel demo-eva"),
    "landlords.write": ("/hyresvardar/ny", "demo-rut demo-axel demo-eva"),
    "settings.list_settings": ("/installningar", "demo-malin demo-axel demo-mikael demo-dag"),
    "operations.show": ("/drift", "demo-axel"),
    "key_pages.list_keys": ("/nycklar", "demo-axel"),
    "key_pages.write": ("/nycklar/ny", "demo-axel"),
    "settings.show": ("/installningar/sla.referral", "demo-malin demo-axel demo-mikael demo-dag"),
    "studio.list_processes": ("/studio", "demo-pia"),
    "studio.show": ("/studio/unpaid_rent", "demo-pia"),
    "studio_draft.compare": ("/studio/unpaid_rent/jamfor", "demo-pia"),
    "studio_steps.show": ("/studio/unpaid_rent/steg/is_kept", "demo-pia"),
    "studio_tables.show": ("/studio/refer_case/tabell/legal_ground", "demo-pia"),
    "studio_texts.show": ("/studio/unpaid_rent/texter/check_rent", "demo-pia"),
    "studio_editor.edit": ("/studio/unpaid_rent/redigera", "demo-pia"),
    "studio_editor.draft": ("/studio/unpaid_rent/draft.json", "demo-pia"),
    "studio_editor.catalogue": ("/studio/catalogue.json?process=unpaid_rent", "demo-pia"),
}

# Pages about a thing: whose things each person may open. Everyone else: as if it did not exist.
CASES = {
    "demo-hanna": "north",
    "demo-malin": "north",
    "demo-sara": "south",
    "demo-vera": "care",
    "demo-gosta": "north south",
    "demo-mikael": "south",
    "demo-dag": "north south",
    "demo-eva": "care",
}
NOTICES = {
    **CASES,
    "demo-rut": "north south unmatched",
    "demo-jamila": "north south unmatched",
    "demo-eva": "north south care unmatched",
}
LETTERS = {
    **CASES,
    "demo-rut": "north south",
    "demo-jamila": "north south",
    "demo-eva": "north south care",
}
SENDERS = {**LETTERS, "demo-gosta": "", "demo-eva": "north south"}
AUDITED = {"demo-gosta": "north south", "demo-eva": "care"}
WITH_CASES = ("demo-hanna", "demo-sara", "demo-malin", "demo-vera", "demo-mikael", "demo-dag")
ROSTER_SETTERS = ("demo-malin", "demo-mikael", "demo-dag", "demo-axel")
AT_THE_DESK = ("demo-rut", "demo-jamila", "demo-eva")
EVERYTHING = "north south care unmatched"
TASKS = {
    "demo-hanna": "north",
    "demo-malin": "north",
    "demo-sara": "south",
    "demo-vera": "care",
    "demo-rut": "unmatched",
    "demo-mikael": "south",
    "demo-dag": "north south",
    "demo-eva": "unmatched",
}
THINGS: dict[str, tuple[str, dict[str, str]]] = {
    "tasks.show": ("/uppgifter/{task}", TASKS),
    "cases.show": ("/arenden/{case}", CASES),
    "letters.show": ("/arenden/{case}/brev/{letter}", LETTERS),
    "letters.page": ("/anmalningar/{notice}/brev/{letter}/sida/1", LETTERS),
    "letters.download": ("/arenden/{case}/brev/{letter}/pdf", LETTERS),
    "notices.show": ("/anmalningar/{notice}", NOTICES),
    "notices.download": ("/anmalningar/{notice}/bilagor/{file}", NOTICES),
    "audit.replay": ("/granskning/{case}/{instance}", AUDITED),
    "audit_export.ask": ("/granskning/{case}/utdrag", AUDITED),
    # No export was made here; proved in tests/web/test_audit_export.py.
    "audit_export.fetch": ("/granskning/{case}/utdrag/fil", {}),
    # A receipt is found by a signed word only; tried in tests/web/test_desk.py.
    "desk.receipt": ("/anmalningar/ny/kvitto/unknown", {}),
    # A table is shown to the one who tried it; proved in tests/web/test_desk_table.py.
    "desk_table.show": ("/anmalningar/ny/tabell/unknown", {}),
    "desk_table.refused_rows": ("/anmalningar/ny/tabell/unknown/rader.csv", {}),
    # A table of figures is read by the board's roles only; tried in tests/web/test_figures.py.
    "figures.download": ("/siffror/unknown.csv", {}),
    # Every report here has its notice; tried in tests/web/test_complement.py.
    "task_files.download": ("/uppgifter/{task}/bilagor/unknown", {}),
    # Nobody is in the register here; proved in tests/web/test_landlords.py.
    "landlords.show": ("/hyresvardar/{case}", {}),
    "landlords.edit": ("/hyresvardar/{case}/andra", {}),
    "landlords.write_contact": ("/hyresvardar/{case}/kontakter/ny", {}),
    "landlords.ask_merge": ("/hyresvardar/{case}/sla-ihop", {}),
    # Shown to the one who scanned it; proved in tests/web/test_desk_document.py.
    "desk_document.page": ("/anmalningar/ny/handling/unknown/sida/1", {}),
    "desk_document.download": ("/anmalningar/ny/handling/unknown", {}),
    # Which acts there are, and for whom, is proved in tests/web/test_acts.py.
    "acts.show_on_case": ("/arenden/{case}/gor/unknown", {}),
    "acts.show_on_notice": ("/anmalningar/{notice}/gor/unknown", {}),
    # There is no draft here; proved in tests/web/test_studio_approval.py.
    "studio_draft.show": ("/studio/unpaid_rent/utkast", {}),
    # Nothing here is referred or sealed; that is proved in tests/vectors.
    "referrals.show": ("/remisser/{case}", {}),
    "sealed.ask": ("/arenden/{case}/oppna", {}),
    "sealed.ask_of_notice": ("/anmalningar/{notice}/oppna", {}),
    # Nobody has a key here; tried in tests/web/test_key_pages.py.
    "key_pages.ask_revoke": ("/nycklar/unknown/aterkalla", {}),
    # Nothing has failed here; tried in tests/web/test_operations.py.
    "operations.ask_end": ("/drift/storningar/unknown/avsluta", {}),
    "message_aside.ask": ("/drift/meddelanden/unknown/undan", {}),
    # A preview is shown to the one who asked; proved in tests/web/test_letter_preview.py.
    "letter_previews.page": ("/forhandsgranskning/unknown/sida/1", {}),
}

# Acts: whose things each person may act on.
ACTS: dict[str, tuple[str, dict[str, str]]] = {
    "home_search.search": (
        "/uppgifter/{task}/hushall",
        dict.fromkeys(("demo-rut", "demo-eva"), "unmatched"),
    ),
    # There is no such household; tried in tests/web/test_home_search.py.
    "home_search.add": ("/uppgifter/{task}/hushall/unknown", {}),
    "tasks.claim": ("/uppgifter/{task}/ta", TASKS),
    "tasks.save_draft": ("/uppgifter/{task}/utkast", TASKS),
    "tasks.complete": ("/uppgifter/{task}", TASKS),
    "tasks.release": ("/uppgifter/{task}/lamna", TASKS),
    # The tasks here send no letter.
    "tasks.preview": ("/uppgifter/{task}/forhandsgranska", {}),
    "acts.preview_on_case": ("/arenden/{case}/gor/unknown/forhandsgranska", {}),
    "acts.do_on_case": ("/arenden/{case}/gor/unknown", {}),
    "acts.do_on_notice": ("/anmalningar/{notice}/gor/unknown", {}),
    # Nothing hangs, so whoever may see the letter is refused with a sentence.
    "letters.take_over": ("/arenden/{case}/brev/{letter}/ta-over", SENDERS),
    "notices.undo_match": (
        "/anmalningar/{notice}/angra-koppling",
        dict.fromkeys(("demo-rut", "demo-eva"), "north south unmatched"),
    ),
    "audit_export.export": ("/granskning/{case}/utdrag", AUDITED),
    "landlords.change": ("/hyresvardar/{case}/andra", {}),
    "landlords.add_contact": ("/hyresvardar/{case}/kontakter/ny", {}),
    "landlords.merge": ("/hyresvardar/{case}/sla-ihop", {}),
    "landlords.remove_contact": ("/hyresvardar/{case}/kontakter/unknown/ta-bort", {}),
    "landlords.link": ("/hyresvardar/koppla", {}),
    "sealed.open_case": ("/arenden/{case}/oppna", {}),
    "sealed.open_notice": ("/anmalningar/{notice}/oppna", {}),
    # About no thing: the same for every one of them.
    "desk.keep": (
        "/anmalningar/ny/annan",
        dict.fromkeys(AT_THE_DESK, EVERYTHING),
    ),
    "desk_table.take_in": (
        "/anmalningar/ny/tabell",
        dict.fromkeys(AT_THE_DESK, EVERYTHING),
    ),
    "desk_table.keep": ("/anmalningar/ny/tabell/unknown", {}),
    "desk.count": (
        "/anmalningar/ny/annan/ankomst",
        dict.fromkeys(AT_THE_DESK, EVERYTHING),
    ),
    "landlords.add": (
        "/hyresvardar/ny",
        dict.fromkeys(("demo-rut", "demo-axel", "demo-eva"), EVERYTHING),
    ),
    "desk_document.take_in": (
        "/anmalningar/ny/annan/handling",
        dict.fromkeys(AT_THE_DESK, EVERYTHING),
    ),
    "cases.search": (
        "/arenden",
        dict.fromkeys(WITH_CASES, EVERYTHING),
    ),
    "audit.search": ("/granskning", dict.fromkeys(AUDITED, EVERYTHING)),
    "settings.change": (
        "/installningar/sla.referral",
        {"demo-axel": EVERYTHING},
    ),
    "studio_steps.change": (
        "/studio/unpaid_rent/steg/is_kept",
        {"demo-pia": EVERYTHING},
    ),
    "studio_tables.change": (
        "/studio/refer_case/tabell/legal_ground",
        {"demo-pia": EVERYTHING},
    ),
    "studio_texts.change": (
        "/studio/unpaid_rent/texter/check_rent",
        {"demo-pia": EVERYTHING},
    ),
    "studio_check.check": (
        "/studio/unpaid_rent/check.json",
        {"demo-pia": EVERYTHING},
    ),
    "studio_editor.save": (
        "/studio/unpaid_rent/draft.json",
        {"demo-pia": EVERYTHING},
    ),
    "key_pages.make": ("/nycklar/ny", {"demo-axel": EVERYTHING}),
    "key_pages.revoke": ("/nycklar/unknown/aterkalla", {}),
    # Nothing has failed here; tried in tests/web/test_operations.py.
    "operations.retry": ("/drift/storningar/unknown/forsok", {}),
    "operations.end": ("/drift/storningar/unknown/avsluta", {}),
    "message_aside.set_aside": ("/drift/meddelanden/unknown/undan", {}),
    **{
        f"studio_draft.{act}": (
            f"/studio/unpaid_rent/utkast/{word}",
            {"demo-pia": EVERYTHING},
        )
        for act, word in (
            ("submit", "skicka"),
            ("send_back", "tillbaka"),
            ("approve", "godkann"),
            ("discard", "kasta"),
        )
    },
    "settings.withdraw": ("/installningar/sla.referral/dra-tillbaka", {}),
    "roster.set_officer": (
        "/jour",
        dict.fromkeys(ROSTER_SETTERS, EVERYTHING),
    ),
}

OPEN_TO_ALL = {
    "accessibility.show",
    "api.description",
    # A key lets in there and no person; tried in tests/api.
    "api.correct",
    "api.send_batch",
    "api.send_notice",
    "api.status",
    "api.template_csv",
    "api.template_xlsx",
    "api.withdraw",
    "common.built_file",
    "common.choose_language",
    "common.start",
    "health.live",
    "health.ready",
    "metrics.show",
    "public.notice_form",
    "public.send_notice",
    "public.receipt",
    "public.receipt_file",
    "landlord_guide.guide",
    "landlord_guide.write",
    "landlord_guide.send",
    "complement.receipt",
    "complement.send",
    "complement.write",
    "landlord_guide.receipt",
    "landlord_guide.receipt_file",
    "auth.choose",
    "auth.log_in",
    "auth.log_out",  # Anyone who is logged in; tried in test_login.
}
NOTHING = Thing(*[UNKNOWN] * 6)
MALFORMED = ("x", "%00", "%ff", "a%0ab", "'--", "..%2f..", "å" * 300, "-1", "${7*7}", "%ed%a0%80")


@pytest.fixture
def things(product: Product) -> dict[str, Thing]:
    return scene.build(product)


def test_the_tables_here_name_every_page_there_is(product: Product) -> None:
    named = OPEN_TO_ALL | LISTS.keys() | THINGS.keys() | ACTS.keys()
    assert {rule.endpoint for rule in product.app.url_map.iter_rules()} == named
    assert all(hasattr(view, "access") for view in product.app.view_functions.values())


def test_the_people_here_have_every_role_there_is(
    product: Product, things: dict[str, Thing]
) -> None:
    with product.database.reading() as session:
        members = [staff_member(session, person) for person in PEOPLE]
    assert {role for one in members if one for role in one.roles} == set(ROLES)
    assert all(members)


def test_each_person_sees_what_is_hers_and_for_the_rest_nothing_exists(
    product: Product, things: dict[str, Thing]
) -> None:
    for person in PEOPLE:
        browser = product.browser(person)
        wrong = [*_wrong_lists(browser, person), *_wrong_things(product, browser, person, things)]
        assert wrong == []


def _wrong_lists(browser: Browser, person: str) -> Iterator[str]:
    for endpoint, (path, who) in LISTS.items():
        expected = 200 if person in who.split() else 404
        if browser.get(path).status_code != expected:
            yield f"{person} {endpoint} is not {expected}"


def _wrong_things(
    product: Product, browser: Browser, person: str, things: dict[str, Thing]
) -> Iterator[str]:
    for endpoint, (template, who) in THINGS.items():
        missing = _get(browser, template, NOTHING)
        for name, thing in _places(template, things):
            if UNKNOWN in template.format(**vars(thing)):
                continue
            reads, refusals = count(product, "access"), count(product, "security")
            answer = _get(browser, template, thing)
            left = (count(product, "access") - reads, count(product, "security") - refusals)
            if name in who.get(person, "").split():
                is_right = answer.status_code == 200 and left == (1, 0)
            else:
                is_right = is_same(answer, missing) and left == (0, 1)
            if not is_right:
                yield f"{person} {endpoint} {name}: {answer.status_code} {left}"


def test_nobody_is_sent_to_the_login_whatever_she_asks_for(
    product: Product, things: dict[str, Thing]
) -> None:
    nobody = product.browser()
    for endpoint, (path, _) in LISTS.items():
        assert nobody.get(path).status_code == 303, endpoint
    for endpoint, (template, _) in THINGS.items():
        answers = [_get(nobody, template, thing) for thing in (*things.values(), NOTHING)]
        assert {answer.status_code for answer in answers} == {303}, endpoint
        places = {answer.headers["Location"].partition("?")[0] for answer in answers}
        assert places == {"/logga-in"}


def test_an_address_that_makes_no_sense_is_a_page_that_does_not_exist(product: Product) -> None:
    for person in (None, "demo-rut", "demo-gosta"):
        browser = product.browser(person)
        for odd in MALFORMED:
            for path in (f"/uppgifter/{odd}", f"/arenden/{odd}", f"/anmalningar/{odd}"):
                assert browser.get(path).status_code in (303, 404), path
            for path in (
                f"/anmalningar/{odd}/bilagor/{odd}",
                f"/granskning/{odd}/{odd}",
                f"/anmalan/kvitto/{odd}",
                f"/static/dist/{odd}",
            ):
                assert browser.get(path).status_code in (303, 404), path


def test_numbers_in_the_address_that_make_no_sense_give_the_nearest_page(
    product: Product, things: dict[str, Thing]
) -> None:
    gosta = product.browser("demo-gosta")
    replay = f"/granskning/{things['north'].case}/{things['north'].instance}"
    hanna = product.browser("demo-hanna")
    for odd in ("", "0", "-1", "x", "1e3", "9" * 40, "²", "٣", "%00", "%ff", "1&sida=2", "1;"):
        assert gosta.get(f"{replay}?steg={odd}").status_code == 200, odd
        assert gosta.get(f"/granskning?sida={odd}").status_code == 200, odd
        assert hanna.get(f"/inkorg?sida={odd}&visa={odd}").status_code == 200, odd
        assert hanna.get(f"/arenden?sida={odd}").status_code == 200, odd


def test_acts_on_what_is_not_hers_are_refused_noted_and_change_nothing(
    product: Product, things: dict[str, Thing]
) -> None:
    for person in PEOPLE:
        browser = product.browser(person)
        browser.get("/")
        before = state(product)
        for endpoint, (template, who) in ACTS.items():
            missing = browser.post(template.format(**vars(NOTHING)))
            for name, thing in _places(template, things):
                if name in who.get(person, "").split():
                    continue
                refusals = count(product, "security")
                answer = browser.post(template.format(**vars(thing)), {"reason": "x"})
                assert is_same(answer, missing), (person, endpoint, name, answer.status_code)
                assert state(product) == before, (person, endpoint, name)
                assert count(product, "security") == refusals + 1


def test_acts_on_what_is_hers_are_not_refused(product: Product, things: dict[str, Thing]) -> None:
    for person in PEOPLE:
        browser = product.browser(person)
        browser.get("/")
        for endpoint, (template, who) in ACTS.items():
            for name in who.get(person, "").split():
                answer = browser.post(template.format(**vars(things[name])))
                assert answer.status_code in (200, 303, 409, 422), (person, endpoint, name)


WRONG_TOKENS: tuple[dict[str, str], ...] = (
    {},
    {"csrf_token": ""},
    {"csrf_token": "å\x00"},
    {"csrf_token": "x" * 100_000},
)


def test_a_form_from_another_site_is_refused_and_changes_nothing(
    product: Product, things: dict[str, Thing]
) -> None:
    for number, person in enumerate((None, "demo-rut", "demo-hanna", "demo-malin")):
        fields = {"reason": "x", "choice": "new", **WRONG_TOKENS[number]}
        browser = product.browser(person)
        before = state(product)
        for template, _ in ACTS.values():
            for thing in things.values():
                path = template.format(**vars(thing))
                answer = browser.client.post(path, data=fields)
                assert answer.status_code in (303, 404, 422), path
        assert browser.client.post("/logga-ut", data=fields).status_code == 422
        login = {"person": "demo-axel", **fields}
        assert browser.client.post("/logga-in", data=login).status_code == 422
        assert state(product) == before
        if person:
            assert browser.get("/inkorg").status_code == 200


def test_nothing_is_shown_when_the_access_log_cannot_be_written(
    product: Product, things: dict[str, Thing], monkeypatch: pytest.MonkeyPatch
) -> None:
    browsers = {person: product.browser(person) for person in PEOPLE}
    hanna = browsers["demo-hanna"]
    task = f"/uppgifter/{things['north'].task}"
    hanna.get(task)
    assert hanna.post(f"{task}/ta").status_code == 303
    hanna.get(task)

    def _full(*_args: Any, **_named: Any) -> None:
        raise RuntimeError("The disk is full.")

    monkeypatch.setattr(access, "record_read", _full)
    for person, browser in browsers.items():
        for path, who in LISTS.values():
            if person in who.split():
                assert browser.client.get(path).status_code == 500
        for template, seen in THINGS.values():
            for name in seen.get(person, "").split():
                path = template.format(**vars(things[name]))
                if UNKNOWN in path:
                    continue
                answer = browser.client.get(path)
                assert answer.status_code == 500, path
                assert not any(tenant in answer.text for tenant in scene.TENANTS.values())
    # Answers to what was sent show the same things, and are no way round.
    answer = hanna.client.post(task, data=hanna.hidden())
    assert answer.status_code == 500
    assert "Nora" not in answer.text


def test_a_task_that_is_shown_again_with_its_mistakes_is_a_read_too(
    product: Product, things: dict[str, Thing]
) -> None:
    hanna = product.browser("demo-hanna")
    task = f"/uppgifter/{things['north'].task}"
    hanna.get(task)
    hanna.post(f"{task}/ta")
    hanna.get(task)
    reads = count(product, "access")
    assert hanna.post(task).status_code == 422
    assert "Nora Norrby" in hanna.text()
    assert count(product, "access") == reads + 1


def test_every_page_answers_only_the_methods_that_it_has(product: Product) -> None:
    rut = product.browser("demo-rut")
    for rule in product.app.url_map.iter_rules():
        path = re.sub(r"<[^>]+>", "x", rule.rule)
        for method in ("PUT", "PATCH", "DELETE", "TRACE", "PROPFIND", "get"):
            answer = rut.client.open(path, method=method)
            assert answer.status_code == 405 or method == "get", (method, path)
            if answer.status_code == 405:
                assert answer.headers["Allow"], path
        assert rut.client.options(path).status_code == 200
    assert rut.client.head("/inkorg").status_code == 200
    assert product.browser().client.head("/inkorg").status_code == 303


def _places(template: str, things: dict[str, Thing]) -> list[tuple[str, Thing]]:
    """The things that make a difference to the address: all of them, or any one of them."""
    return list(things.items())[: None if "{" in template else 1]


def _get(browser: Browser, template: str, thing: Thing) -> TestResponse:
    return browser.get(template.format(**vars(thing)))
