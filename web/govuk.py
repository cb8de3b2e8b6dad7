"""The GOV.UK macros, in an environment of their own: they fail under StrictUndefined."""

from functools import lru_cache
from typing import Any

from jinja2 import ChainableUndefined, Environment, PackageLoader, PrefixLoader
from markupsafe import Markup


def component(component_name: str, /, **params: Any) -> Markup:
    """The markup of one component, named as in the package (`date-input`), with its parameters.

    Parameters that are None are left out, because the macros tell "absent" from "empty". Text is
    escaped by the environment; only the parameters named `html` are taken as markup.
    """
    given = {key: value for key, value in params.items() if value is not None}
    markup: Markup = _macro(component_name)(given)
    return markup.strip()


@lru_cache(maxsize=64)
def _macro(component_name: str) -> Any:
    source = f"govuk_frontend_jinja/components/{component_name}/macro.html"
    name = "govuk" + "".join(part.capitalize() for part in component_name.split("-"))
    return getattr(_environment().get_template(source).module, name)


@lru_cache(maxsize=1)
def _environment() -> Environment:
    return Environment(
        loader=PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")}),
        autoescape=True,
        undefined=ChainableUndefined,
    )
