"""A document as one self-contained page without a script: its own policy forbids it to ask for anything."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from importlib import resources

from jinja2 import BaseLoader, Environment, StrictUndefined, Template
from markupsafe import Markup

from vedette.core.incidents import Tlp
from vedette.export.incidents.pieces import Document, Heading, Piece
from vedette.export.visible import visible

_FILES = "vedette.export.incidents.assets"
_MARKS = {one.value: one.value for one in Tlp} | {"": ""}
"""What may stand in a style: these words and no other."""
_NO_WHERE = "base-uri 'none'; form-action 'none'"


def render(document: Document) -> str:
    """Return the page."""
    style, printed = _asset("incident.css"), _asset("marking.css").replace("MARKING", _MARKS[document.tlp])
    policy = (
        f"default-src 'none'; style-src '{_digest(style)}' '{_digest(printed)}'; img-src data:; {_NO_WHERE}"
    )
    headings = [
        (f"part-{at}", piece.text)
        for at, piece in enumerate(document.pieces)
        if isinstance(piece, Heading) and piece.level == 2  # noqa: PLR2004
    ]
    return _template().render(
        page=document,
        pieces=[(f"part-{at}", _kind(piece), piece) for at, piece in enumerate(document.pieces)],
        contents=headings,
        policy=policy,
        style=Markup(style),  # noqa: S704  ours, and hashed in the policy
        printed=Markup(printed),  # noqa: S704
    )


@cache
def _template() -> Template:
    # No loader: a page includes no other, whatever it is given.
    env = Environment(
        autoescape=True, undefined=StrictUndefined, loader=BaseLoader(), trim_blocks=True, lstrip_blocks=True
    )
    env.filters["visible"] = visible
    env.filters["drawn"] = Markup  # of `figures`, which escapes what it is given
    return env.from_string(_asset("incident.html"))


@cache
def _asset(name: str) -> str:
    return resources.files(_FILES).joinpath(name).read_text(encoding="utf-8")


def _kind(piece: Piece) -> str:
    return type(piece).__name__.lower()


def _digest(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
