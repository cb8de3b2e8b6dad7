"""No page is open by oversight: each view is guarded by roles or public by name."""

from pathlib import Path

import pytest
from flask import Flask

from app import create_app
from cases.tables.models import ROLES
from settings import Settings

# What is public says so with `@public` and stands here too: opening a page takes two hands.
PUBLIC = {
    "accessibility.show",
    "api.description",
    "api.template_csv",
    "api.template_xlsx",
    "auth.choose",
    "auth.log_in",
    "common.built_file",
    "common.choose_language",
    "common.start",
    "complement.receipt",
    "complement.send",
    "complement.write",
    "landlord_guide.guide",
    "landlord_guide.receipt",
    "landlord_guide.receipt_file",
    "landlord_guide.send",
    "landlord_guide.write",
    "health.live",
    "health.ready",
    "metrics.show",
    "public.notice_form",
    "public.receipt",
    "public.receipt_file",
    "public.send_notice",
}
TO_THE_LOGIN = 303
REFUSED = {400, 401, 403, 422}


@pytest.fixture
def app(tmp_path: Path) -> Flask:
    return create_app(Settings.from_environment({"BOKVAR_VAR": str(tmp_path)}))


def test_every_view_is_guarded_or_public_by_name(app: Flask) -> None:
    access = {name: getattr(view, "access", None) for name, view in app.view_functions.items()}
    assert [name for name, allowed in access.items() if allowed is None] == []
    assert {name for name, allowed in access.items() if allowed == "public"} == PUBLIC


def test_every_guard_names_roles_that_exist(app: Flask) -> None:
    guards = (getattr(view, "access", None) for view in app.view_functions.values())
    named = set().union(*(roles for roles in guards if isinstance(roles, frozenset)))
    assert named <= set(ROLES)


def test_a_stranger_is_shown_no_guarded_page(app: Flask) -> None:
    shown = []
    for rule in app.url_map.iter_rules():
        if rule.endpoint in PUBLIC:
            continue
        for method in sorted((rule.methods or set()) - {"OPTIONS"}):
            path = app.url_map.bind("localhost").build(rule.endpoint, _any_values(rule.arguments))
            answer = app.test_client().open(path, method=method)
            if answer.status_code != TO_THE_LOGIN and answer.status_code not in REFUSED:
                shown.append((method, path, answer.status_code))
    assert shown == []


@pytest.mark.parametrize("door", ["public", "staff"])
def test_a_door_opens_only_its_own_pages(app: Flask, tmp_path: Path, door: str) -> None:
    one = create_app(Settings.from_environment({"BOKVAR_VAR": str(tmp_path), "BOKVAR_DOORS": door}))
    assert set(one.view_functions) < set(app.view_functions)


def _any_values(arguments: set[str]) -> dict[str, str]:
    return dict.fromkeys(arguments, "x")
