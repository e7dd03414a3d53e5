"""Values escaped where they are put into a text: pages, shell commands, patterns, filters, lines."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from vedette.code.codemods.draft import Draft
from vedette.code.codemods.importing import known, relied_on, spell
from vedette.code.codemods.module import Module, Refused, function, plain, walk
from vedette.code.codemods.site import Site, positional
from vedette.code.codemods.texts import Piece, is_built, pieces
from vedette.code.codemods.tracing import built, handed_in, harmful, holes, own_function, ways
from vedette.core.nouns import Confidence

if TYPE_CHECKING:
    from tree_sitter import Node as Syntax

Wrap = Callable[[Site, Draft, Piece, "Syntax"], str]
"""Gives the expression that goes where a value stood."""

_ATTRIBUTE: Final = re.compile(r"""(?P<name>[-\w:]+)\s*=\s*(?:"(?P<value>[^"]*)|'(?P<single>[^']*))$""")
_MARKUP: Final = re.compile(
    r"html|body|content|markup|render|child|fragment|page|template|snippet|block|inner|widget|tag",
    re.IGNORECASE,
)
_ADDRESSES: Final = frozenset(("href", "src", "action", "formaction", "srcdoc", "style", "xlink:href"))
_TEXT_METHODS_WORDS: Final = """
strip lstrip rstrip lower upper title capitalize casefold replace decode removeprefix removesuffix read
getvalue getfirst get_argument get_query_argument get_body_argument readline
"""
_TEXT_METHODS: Final = frozenset(_TEXT_METHODS_WORDS.split())
_PLAIN_FUNCTIONS: Final = frozenset(("str", "unquote", "unquote_plus", "input"))
_MAPPING_METHODS: Final = frozenset(("get", "pop", "get_json", "recv", "text", "get_param"))
_REQUEST_MAPS: Final = frozenset(
    ("args", "form", "cookies", "headers", "GET", "POST", "query", "query_params", "values")
)


def escape_each(
    site: Site, wrap: Wrap, *, hoist: str = "", fits: Callable[[list[Piece]], bool] | None = None
) -> Iterator[Draft]:
    """Escape the untrusted holes of the text that does harm.

    What would bring quotes or backslashes into an f-string is given a variable of that name before it. `fits`
    tells by what stands before a hole whether escaping is enough there.
    """
    for node in harmful(site):
        module, made = built(site, node)
        for chosen in ways(site, made):
            draft = Draft()
            for piece in chosen:
                if fits is not None and not fits(made[: made.index(piece)]):
                    raise Refused
                for one in _descended(site, module, piece):
                    _wrap(site, draft, one, wrap, hoist)
            if draft.edits:
                yield draft


def _descended(site: Site, module: Module, piece: Piece) -> list[Piece]:
    """Return a hole; of a call of the program's own, what is untrusted in it."""
    hole = plain(piece.hole) if piece.hole is not None else None
    helper = own_function(module, hole) if hole is not None else None
    inner = (
        handed_in(site, module, hole) if hole is not None and helper and puts_together(module, helper) else []
    )
    made: list[Piece] = []
    for one in inner:
        made += holes(site, pieces(site, module, one))
    return [replace(one, form="handed") if one.form in ("+", "whole") else one for one in made] or [piece]


def _wrap(site: Site, draft: Draft, piece: Piece, wrap: Wrap, hoist: str) -> None:
    hole = target(piece)
    if piece.spec not in ("", "!s"):
        raise Refused
    text = wrap(site, draft, piece, hole)
    if piece.form == "f" and _has_quotes(piece, hole, text):
        if not hoist:
            raise Refused
        name = draft.fresh(piece.module, hoist, f"{hoist}_value", f"{hoist}_text")
        draft.before(piece.module, hole, [f"{name} = {text}"])
        text = name
    draft.replace(piece.module, hole, text)


def _has_quotes(piece: Piece, hole: Syntax, text: str) -> bool:
    """Tell whether quotes would come into an f-string that were not there: only new Pythons read them."""
    added = text.replace(piece.module.of(hole), "", 1)
    return any(sign in added for sign in "\"'\\")


def target(piece: Piece) -> Syntax:
    """Return the expression to escape: of `x.encode()`, x."""
    hole = plain(piece.hole) if piece.hole is not None else None
    if hole is None:
        raise Refused
    called = hole.child_by_field_name("function") if hole.type == "call" else None
    if called is not None and called.type == "attribute":
        name, holder = called.child_by_field_name("attribute"), called.child_by_field_name("object")
        if name is not None and holder is not None and piece.module.of(name) == "encode":
            return holder
    return hole


def is_plain_value(module: Module, node: Syntax) -> bool:
    """Tell whether an expression hands a value on as it is: no call may have made something else of it."""
    node = plain(node)
    if node.type in ("identifier", "attribute", "subscript"):
        return True
    if node.type == "await":
        return bool(node.named_children) and is_plain_value(module, node.named_children[0])
    called = node.child_by_field_name("function") if node.type == "call" else None
    if called is None:
        return False
    name = module.of(called).rpartition(".")[2]
    methods = _TEXT_METHODS | _MAPPING_METHODS | {"unquote", "unquote_plus"}
    return name in (_PLAIN_FUNCTIONS if called.type == "identifier" else methods)


def is_text(module: Module, piece: Piece, node: Syntax) -> bool:
    """Tell whether a value is certain to be a text, so that it need not be made one."""
    return piece.form == "+" or is_text_value(module, plain(node))


def is_text_value(module: Module, node: Syntax) -> bool:
    """Tell whether an expression is certain to give a text."""
    if node.type == "identifier":
        return _is_text_name(module, node)
    if node.type == "subscript":
        return _of_request(module, node.child_by_field_name("value"))
    called = node.child_by_field_name("function") if node.type == "call" else None
    if called is None:
        return False
    name = module.of(called).rpartition(".")[2]
    if name == "get" and len(positional(node)) == 2:  # noqa: PLR2004 - with a default
        return _of_request(module, called) and positional(node)[1].type == "string"
    return name in _TEXT_METHODS or name in ("str", "repr")


def _is_text_name(module: Module, node: Syntax) -> bool:
    """Tell whether a name is a parameter that says it is a text."""
    here = function(node)
    given = here.child_by_field_name("parameters") if here is not None else None
    for one in given.named_children if given is not None else ():
        kind = one.child_by_field_name("type")
        if kind is not None and module.of(kind) == "str":
            name = one.child_by_field_name("name") or one.named_children[0]
            if module.of(name) == module.of(node):
                return True
    return False


def _of_request(module: Module, node: Syntax | None) -> bool:
    if node is None:
        return False
    parts = module.of(node).split(".")
    return "request" in parts and any(part in _REQUEST_MAPS for part in parts)


def as_text(piece: Piece, hole: Syntax) -> str:
    """Return an expression that is a text for certain."""
    text = piece.module.of(hole)
    return text if is_text(piece.module, piece, hole) else f"str({text})"


def escape_html(site: Site) -> Iterator[Draft]:
    """Escape values in a page put together by hand."""
    if site.sink.rpartition(".")[2] in ("render_template_string", "template", "render"):
        raise Refused  # the template escapes, or is to
    yield from escape_each(site, _html, fits=_in_text)


def _gives_plain(module: Module, node: Syntax) -> bool:
    """Tell whether a call is of a function of this file that gives a value on as it came in."""
    helper = own_function(module, node)
    given = _returned(helper) if helper is not None else []
    return bool(given) and all(is_plain_value(module, one) for one in given)


def _returned(helper: Syntax) -> list[Syntax]:
    """Return what a function gives back."""
    return [
        one.named_children[0]
        for one in walk(helper)
        if one.type == "return_statement" and one.named_child_count
    ]


def puts_together(module: Module, helper: Syntax) -> bool:
    """Tell whether all that a function gives back is a text it puts together."""
    given = _returned(helper)
    return bool(given) and all(is_built(module, one) for one in given)


def _may_be_page(site: Site, piece: Piece, hole: Syntax) -> bool:
    """Tell whether a value may be a page, or a part of one, already: escaping would show its marks."""
    module = piece.module
    if is_direct(site):
        return not is_plain_value(module, hole) and not _gives_plain(module, hole)
    if piece.form == "whole" or _MARKUP.search(module.of(hole)):
        return True
    return not is_plain_value(module, hole) and not _gives_plain(module, hole)


def is_direct(site: Site) -> bool:
    """Tell whether a value comes to the harm as it came in: under names, and in texts put together."""
    for evidence in site.finding.evidence[1:-1]:
        if evidence.note.startswith("passes through") or evidence.note.startswith("comes out of"):
            return False
    return site.finding.confidence is not Confidence.POSSIBLE


def answer_as_json(site: Site) -> Iterator[Draft]:
    """Say of JSON that it is JSON, so that no browser takes it for a page."""
    module, draft = site.module, Draft()
    node = site.node.named_children[0] if site.node.type == "return_statement" else None
    called = node.child_by_field_name("function") if node is not None else None
    if node is None or module.dotted(called) != "json.dumps" or not relied_on(module, "flask"):
        raise Refused
    answer = spell(site, draft, module, node, "flask.Response")
    yield draft.wrap(module, node, f"{answer}(", ', mimetype="application/json")')


def _in_text(before: list[Piece]) -> bool:
    """Tell whether a page is in plain text or a quoted attribute after some pieces, and not in a script."""
    page = "".join(one.text if one.hole is None else "x" for one in before).lower()
    if any(page.rfind(f"<{name}") > page.rfind(f"</{name}") for name in ("script", "style")):
        return False
    tag = page[page.rfind("<") :] if page.rfind("<") > page.rfind(">") else ""
    if not tag:
        return True
    found = _ATTRIBUTE.search(tag)
    if found is None:
        return False  # a name, or a value without quotes
    return not (
        found["name"].startswith("on")
        or (found["name"] in _ADDRESSES and not (found["value"] or found["single"]))
    )


def _html(site: Site, draft: Draft, piece: Piece, hole: Syntax) -> str:
    module = piece.module
    if _may_be_page(site, piece, hole):
        raise Refused
    if piece.form in ("f", "%", "format"):
        for path in ("markupsafe.escape", "django.utils.html.escape", "flask.escape"):
            if name := known(module, hole, path):
                return f"{name}({module.of(hole)})"
    return f"{spell(site, draft, module, hole, 'html.escape')}({as_text(piece, hole)})"


def escape_pattern(site: Site) -> Iterator[Draft]:
    """Escape values in a regular expression."""
    yield from escape_each(site, _pattern)


def _pattern(site: Site, draft: Draft, piece: Piece, hole: Syntax) -> str:
    return f"{spell(site, draft, piece.module, hole, 're.escape')}({piece.module.of(hole)})"


def escape_filter(site: Site) -> Iterator[Draft]:
    """Escape values in an LDAP filter, with the function of the library that is used."""
    yield from escape_each(site, _filter)


def _filter(site: Site, draft: Draft, piece: Piece, hole: Syntax) -> str:
    if piece.form == "whole":
        raise Refused
    path = "ldap.filter.escape_filter_chars"
    if site.sink.startswith("ldap3") or relied_on(piece.module, "ldap3"):
        path = "ldap3.utils.conv.escape_filter_chars"
    return f"{spell(site, draft, piece.module, hole, path)}({as_text(piece, hole)})"


def _shown_otherwise(site: Site, hole: Syntax) -> bool:
    """Tell whether a logger is to show a value with something else than `%s`."""
    call = site.node if site.node.type == "call" else None
    given = positional(call) if call is not None and site.finding.rule == "log-injection" else []
    if hole not in given[1:] or given[0].type != "string":
        return False
    marks = re.findall(r"%[#0\- +]*\d*(?:\.\d+)?([a-zA-Z])", site.module.of(given[0]).replace("%%", ""))
    number = given[1:].index(hole)
    return number >= len(marks) or marks[number] != "s"


def one_line(site: Site) -> Iterator[Draft]:
    """Take line breaks out of values."""
    yield from escape_each(site, _line, hoist="line")


def _line(site: Site, _: Draft, piece: Piece, hole: Syntax) -> str:
    if (not is_plain_value(piece.module, hole) and piece.form == "whole") or _shown_otherwise(site, hole):
        raise Refused
    text = as_text(piece, hole) if is_plain_value(piece.module, hole) else f"str({piece.module.of(hole)})"
    return f'{text}.replace("\\r", " ").replace("\\n", " ")'
