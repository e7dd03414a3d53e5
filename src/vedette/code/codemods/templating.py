"""Values handed to templates by name, and escaped by them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from vedette.code.codemods.draft import Draft
from vedette.code.codemods.module import Refused, plain
from vedette.code.codemods.settings import add
from vedette.code.codemods.site import Site, keywords, positional, value
from vedette.code.codemods.substituting import Slot, expression, substitute
from vedette.code.codemods.texts import Piece, contents, pieces
from vedette.code.codemods.tracing import harmful, holes

if TYPE_CHECKING:
    from tree_sitter import Node as Syntax

_RENDERERS: Final = ("render_template_string", "template")
_SAFE: Final = re.compile(rb"\s*\|\s*safe\b")
_RAW: Final = re.compile(rb"\{\{!\s*")
_OFF: Final = re.compile(rb"(\{%-?\s*autoescape\s+)(?:false|off)(\s*-?%\})")
_IN_SCRIPT: Final = re.compile(rb"(['\"])\{\{\s*(\w[\w.]*)\s*\}\}\1")


def by_name(site: Site) -> Iterator[Draft]:
    """Keep the template fixed, and hand the value over by name."""
    module, call = site.module, site.call
    renderer = _renderer(site, call)
    given = harmful(site)[0]
    made = pieces(site, module, given)
    if len(made) == 1:
        raise Refused  # all of the template is chosen from outside
    chosen = holes(site, made)
    slots = [Slot(first=number, last=number) for number, one in enumerate(made) if one in chosen]
    taken = set(keywords(module, renderer))
    names: list[str] = []
    for where in slots:
        names.append(_name(made[where.first], taken))
        taken.add(names[-1])
    values = [expression(made, where) for where in slots]
    draft = Draft()
    substitute(draft, made, slots, [f"{{{{ {name} }}}}" for name in names])
    add(
        draft, module, renderer, ", ".join(f"{name}={text}" for name, text in zip(names, values, strict=True))
    )
    yield draft


def _renderer(site: Site, call: Syntax) -> Syntax:
    """Return the call that takes the values: the sink itself, or `.render(...)` behind it.

    Raises:
        Refused: the template is kept, and filled elsewhere.

    """
    if site.sink.rpartition(".")[2] in _RENDERERS:
        return call
    outer = call.parent
    if outer is not None and outer.type == "attribute" and site.module.of(outer).endswith(".render"):
        above = outer.parent
        if (
            above is not None
            and above.type == "call"
            and above.child_by_field_name("function") == outer
            and not positional(above)
        ):
            return above
    raise Refused


def _name(piece: Piece, taken: set[str]) -> str:
    text = piece.module.of(plain(piece.hole)) if piece.hole is not None else ""
    found: list[str] = re.findall(r"\w+", text)
    names: list[str] = [text, *found[-1:], "value", "value2", "value3", "value4"]
    for name in names:
        if (
            name.isidentifier()
            and name.islower()
            and name not in taken
            and name not in ("self", "loop", "get")
        ):
            return name
    raise Refused


def escaped_by_template(site: Site) -> Iterator[Draft]:
    """Let the template escape the value where it is put into the page."""
    if site.sink.rpartition(".")[2] not in _RENDERERS:
        raise Refused
    module, draft = site.module, Draft()
    given = positional(site.call)
    literal = site.followed(given[0]) if given else None
    if literal is None or literal.type != "string" or not _only(site):
        raise Refused
    start, end = contents(literal)
    text = module.data[start:end]
    changed = _RAW.sub(b"{{", _SAFE.sub(b"", _OFF.sub(rb"\1true\2", text)))
    if b"<script" in text:
        changed = _IN_SCRIPT.sub(rb"{{ \2|tojson }}", changed)
    if changed != text:
        yield draft.put(module, start, end, changed.decode("utf-8", "replace"))


def _only(site: Site) -> bool:
    """Tell whether every value handed over is untrusted: none that is HTML already is escaped with it."""
    named = keywords(site.module, site.call)
    return bool(named) and all(site.untrusted(value(one)) for one in named.values())
