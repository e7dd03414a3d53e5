"""An explanation as one self-contained page: no script, nothing is fetched, one sheet when printed."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from functools import cache
from importlib import resources

from jinja2 import BaseLoader, Environment, StrictUndefined, Template
from markupsafe import Markup

from vedette.core.explanations import Explanation
from vedette.export.explanations import marks, proofs
from vedette.export.paint import SYMBOLS
from vedette.export.visible import one_line

_FILES = "vedette.export.assets"


def render(explanation: Explanation, words: Mapping[str, str]) -> str:
    """Return the page; `words` are the labels of its language."""
    style = _asset("explanation.css")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = (
        f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'; form-action 'none'"
    )
    return _template().render(
        one=explanation,
        words=words,
        symbol=SYMBOLS[explanation.severity],
        proofs=tuple(proofs(explanation)),
        policy=policy,
        style=Markup(style),  # noqa: S704  ours, and hashed in the policy
    )


@cache
def _template() -> Template:
    env = Environment(
        autoescape=True, undefined=StrictUndefined, loader=BaseLoader(), trim_blocks=True, lstrip_blocks=True
    )
    env.filters["line"] = one_line
    env.filters["marks"] = marks
    return env.from_string(_asset("explanation.html"))


@cache
def _asset(name: str) -> str:
    return resources.files(_FILES).joinpath(name).read_text(encoding="utf-8")
