"""A sheet as one self-contained page: no script, nothing is fetched."""

from __future__ import annotations

import base64
import hashlib
import re
from functools import cache
from importlib import resources
from typing import NamedTuple

from jinja2 import BaseLoader, Environment, StrictUndefined, Template
from markupsafe import Markup

from vedette.core.sheets import Sheet
from vedette.export.visible import one_line

_FILES = "vedette.export.assets"


class Page(NamedTuple):
    """A page, and what it may do: the header to send along."""

    body: str
    policy: str


def render(sheet: Sheet) -> Page:
    """Return the page."""
    style = _asset("sheet.css")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = (
        f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'none'"
    )
    return Page(_template().render(sheet=sheet, style=Markup(style)), policy)  # noqa: S704  ours, and hashed


@cache
def _template() -> Template:
    env = Environment(
        autoescape=True, undefined=StrictUndefined, loader=BaseLoader(), trim_blocks=True, lstrip_blocks=True
    )
    env.filters["line"] = one_line
    env.filters["ours"] = _ours
    return env.from_string(_asset("sheet.html"))


def _ours(address: str) -> str:
    """Return an address of this very service; whatever else it is leads nowhere."""
    return address if re.fullmatch(r"/(?!/)[\w./-]*", address, re.ASCII) else "#"


@cache
def _asset(name: str) -> str:
    return (resources.files(_FILES) / name).read_text("utf-8")
