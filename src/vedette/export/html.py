"""A report as one self-contained page that asks nobody for anything: its own policy forbids it."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from importlib import resources

from jinja2 import BaseLoader, Environment, StrictUndefined, Template
from markupsafe import Markup

from vedette.core.nouns import Report
from vedette.export.page import page
from vedette.export.show import SHOW, Rules, ShowOptions
from vedette.export.visible import visible

_FILES = "vedette.export.assets"


def render(report: Report, rules: Rules, *, show: ShowOptions = SHOW) -> str:
    """Return the page; it works from a disk, without a network and without its script."""
    style, script = _asset("report.css"), _asset("report.js")
    policy = (
        f"default-src 'none'; style-src '{_digest(style)}'; script-src '{_digest(script)}'; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )
    return _template().render(
        page=page(report, rules, show),
        policy=policy,
        style=Markup(style),  # noqa: S704  ours, and hashed in the policy
        script=Markup(script),  # noqa: S704
    )


@cache
def _template() -> Template:
    # No loader: a page includes no other, whatever it is given.
    env = Environment(
        autoescape=True, undefined=StrictUndefined, loader=BaseLoader(), trim_blocks=True, lstrip_blocks=True
    )
    env.filters["visible"] = visible
    env.filters["code"] = lambda text: "\n".join(map(visible, text.split("\n")))
    return env.from_string(_asset("report.html"))


@cache
def _asset(name: str) -> str:
    return resources.files(_FILES).joinpath(name).read_text(encoding="utf-8")


def _digest(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
