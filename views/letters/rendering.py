"""Templates to pages: words stay words, and the style stands in the tags."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import css_inline
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

if TYPE_CHECKING:
    from collections.abc import Mapping

PACKAGE = "views.letters"


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("views", "letters"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def _style(name: str) -> Markup:
    """A style sheet of ours."""
    return Markup(files(PACKAGE).joinpath(name).read_text("utf-8"))  # noqa: S704 - ours


@cache
def _inliner() -> css_inline.CSSInliner:
    return css_inline.CSSInliner(load_remote_stylesheets=False)


def page(template: str, values: Mapping[str, Any]) -> str:
    """A whole page: with the style in every tag, and what only a style sheet can say beside it."""
    given = {"css": _style("letter.css"), "dark": _style("dark.css"), **values}
    made: str = _inliner().inline(_environment().get_template(template).render(given))
    return made


def fragment(template: str, values: Mapping[str, Any]) -> Markup:
    """Rows for a page that was made before; their style stands in the template."""
    return Markup(_environment().get_template(template).render(values))  # noqa: S704 - escaped there
