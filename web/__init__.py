"""What people see: the landlord's form, the inbox, tasks, cases and the auditor's replay."""

from __future__ import annotations

from flask import Flask

from web import (
    accessibility,
    acts,
    allowance,
    api,
    audit,
    audit_export,
    auth,
    cases,
    complement,
    desk,
    desk_scanning,
    desk_table_rows,
    errors,
    figures,
    health,
    home_search,
    inbox,
    key_making,
    landlord_forms,
    landlord_guide,
    letter_pages,
    letter_previews,
    message_aside,
    metrics,
    notices,
    operations,
    public,
    referrals,
    request_ids,
    roster,
    same_day,
    sealed,
    security,
    settings,
    studio,
    studio_check,
    studio_draft,
    studio_editor,
    studio_steps,
    studio_tables,
    studio_texts,
    task_files,
    tasks,
    theme,
    unmatched,
)
from web.access import Accessibility, Site

__all__ = ["Accessibility", "Site", "init_app"]

STAFF = (
    auth,
    inbox,
    home_search,
    task_files,
    tasks,
    cases,
    notices,
    desk,
    desk_scanning,
    desk_table_rows,
    acts,
    audit,
    audit_export,
    letter_pages,
    letter_previews,
    roster,
    referrals,
    sealed,
    settings,
    landlord_forms,
    key_making,
    unmatched,
    same_day,
    studio,
    studio_check,
    studio_draft,
    studio_editor,
    operations,
    message_aside,
    figures,
    studio_steps,
    studio_tables,
    studio_texts,
)
"""Whatever has pages that staff log in to see."""


def init_app(app: Flask, site: Site) -> None:
    """Give the app its pages: those of the doors that the installation opens."""
    app.extensions["site"] = site
    request_ids.init_app(app)
    metrics.init_app(app)
    security.init_app(app, site)
    theme.init_app(
        app,
        site=theme.Site(site.municipality, is_demo=site.is_demo),
        csrf_field=security.csrf_field,
    )
    errors.init_app(app)
    sealed.init_app(app)
    app.register_blueprint(public.common)
    app.register_blueprint(accessibility.bp)
    app.register_blueprint(health.bp)
    allowance.init_app(app, site)
    app.register_blueprint(metrics.bp)
    if "public" in site.doors:
        app.register_blueprint(public.bp)
        app.register_blueprint(complement.bp)
        app.register_blueprint(landlord_guide.bp)
        app.register_blueprint(api.bp)
    if "staff" in site.doors:
        auth.init_app(app)
        for room in STAFF:
            app.register_blueprint(room.bp)
