"""What every template may count on: both languages, filters, built files, components, the site."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import Flask
from jinja2 import StrictUndefined
from markupsafe import Markup

from documents.attachments import LIMIT_BYTES
from web import formats, i18n
from web.assets import asset_url
from web.govuk import component


@dataclass(frozen=True)
class Site:
    """Whose installation this is, as the header and the footer say it."""

    municipality: str
    service: str = "Bokvar"
    is_demo: bool = False


def init_app(app: Flask, *, site: Site, csrf_field: Callable[[], Markup]) -> None:
    """Make the Jinja environment ready; `csrf_field` draws the hidden field of every POST form."""
    environment = app.jinja_env
    environment.undefined = StrictUndefined
    environment.trim_blocks = environment.lstrip_blocks = True
    i18n.install(app)
    environment.filters.update(formats.FILTERS)
    environment.globals.update(
        asset=asset_url,
        govuk=component,
        csrf_field=csrf_field,
        site=site,
        language=i18n.current_language,
        largest_file_mb=LIMIT_BYTES // (1024 * 1024),
    )
