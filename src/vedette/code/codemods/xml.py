"""XML read without loading what it points to, and XPath asked with variables."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from vedette.code.codemods.draft import Draft
from vedette.code.codemods.guards import QUOTE, kept, refusal
from vedette.code.codemods.importing import spell
from vedette.code.codemods.module import Module, Refused, function, plain, walk
from vedette.code.codemods.settings import add, assign, drop
from vedette.code.codemods.site import Site, argument, keywords, positional, value
from vedette.code.codemods.substituting import Slot, expression, slot, substitute
from vedette.code.codemods.texts import Piece, pieces
from vedette.code.codemods.tracing import harmful, holes, varying, ways

if TYPE_CHECKING:
    from tree_sitter import Node as Syntax


def no_entities(site: Site) -> Iterator[Draft]:
    """Keep the parser from loading what a document points to."""
    module = site.module
    if site.sink.startswith("xmltodict."):
        yield drop(Draft(), module, site.call, keywords(module, site.call)["disable_entities"])
    elif site.sink.startswith("lxml."):
        yield _parser(site)
    else:
        yield _feature(site)


def _parser(site: Site) -> Draft:
    """Give lxml a parser that resolves no entities, or change the one that is given."""
    module, call, draft = site.module, site.call, Draft()
    given = argument(module, call, 1, "parser")
    if given is None:
        if "objectify" in site.sink and not _beside(module, call):
            raise Refused  # its elements come of a parser of its own
        made = _beside(module, call) or spell(site, draft, module, call, "lxml.etree.XMLParser")
        return add(draft, module, call, f"parser={made}(resolve_entities=False, no_network=True)")
    parser = site.followed(given)
    if parser.type != "call":
        raise Refused
    for name, safe in (("resolve_entities", "False"), ("no_network", "True")):
        assign(draft, module, parser, name, safe) if name == "resolve_entities" or name in keywords(
            module, parser
        ) else None
    for name in ("load_dtd", "dtd_validation"):
        if name in keywords(module, parser):
            draft.replace(module, value(keywords(module, parser)[name]), "False")
    return draft


def _beside(module: Module, call: Syntax) -> str:
    """Return the parser of the module the call is of: of `etree.fromstring`, `etree.XMLParser`."""
    called = call.child_by_field_name("function")
    holder = called.child_by_field_name("object") if called is not None else None
    text = module.of(holder) if holder is not None and holder.type in ("identifier", "attribute") else ""
    maker = {"etree": "XMLParser", "objectify": "makeparser"}.get(text.rpartition(".")[2])
    return f"{text}.{maker}" if maker else ""


def _feature(site: Site) -> Draft:
    """`parser.setFeature(feature_external_ges, True)`: the one before the parsing."""
    module, draft = site.module, Draft()
    for one in walk(function(site.node) or module.root):
        called = one.child_by_field_name("function") if one.type == "call" else None
        given = positional(one) if called is not None else []
        if called is None or not module.of(called).endswith(".setFeature") or len(given) != 2:  # noqa: PLR2004
            continue
        if "external" in module.of(given[0]) and module.of(given[1]) in ("True", "1"):
            draft.replace(module, given[1], "False")
    if not draft.edits:
        raise Refused
    return draft


def ask_with_variables(site: Site) -> Iterator[Draft]:
    """Hand the value over as a variable, so that it never becomes part of the question."""
    module, call = site.module, site.call
    called = call.child_by_field_name("function")
    if called is None:
        raise Refused
    compiled = site.sink == "lxml.etree.XPath"
    outer = call.parent if compiled else call
    if compiled and (outer is None or outer.type != "call" or outer.child_by_field_name("function") != call):
        raise Refused
    if (
        not compiled
        and site.sink != "elementpath.select"
        and not (site.sink.startswith("lxml.") and site.sink.endswith(".xpath"))
    ):
        raise Refused
    given = harmful(site)[-1]
    made = pieces(site, module, given)
    slots = _slots(site, made)
    names = [_name(made[where.first], number) for number, where in enumerate(slots)]
    if len(set(names)) != len(names) or outer is None:
        raise Refused
    values = [expression(made, where) for where in slots]
    draft = Draft()
    substitute(draft, made, slots, [f"${name}" for name in names])
    if site.sink == "elementpath.select":
        pairs = ", ".join(f'"{name}": {text}' for name, text in zip(names, values, strict=True))
        add(draft, module, outer, f"variables={{{pairs}}}")
    else:
        add(
            draft,
            module,
            outer,
            ", ".join(f"{name}={text}" for name, text in zip(names, values, strict=True)),
        )
    yield draft


def _slots(site: Site, made: list[Piece]) -> list[Slot]:
    """Return the slots of the values between quotes.

    Raises:
        Refused: an untrusted one stands somewhere else.

    """
    chosen, every, found = holes(site, made), varying(made), list[Slot]()
    for number, piece in enumerate(made):
        if piece in every and not (found and number <= found[-1].last):
            quotes = _open(_before(made, piece))
            if quotes:
                found.append(slot(made, number, quotes))
            elif piece in chosen:
                raise Refused
    return found


def _before(made: list[Piece], piece: Piece) -> str:
    """Return the text before a piece, with a letter for each hole."""
    return "".join("x" if one.hole is not None else one.text for one in made[: made.index(piece)])


def _open(text: str) -> str:
    quotes = ""
    for sign in text:
        if quotes:
            quotes = "" if sign == quotes else quotes
        elif sign in "'\"":
            quotes = sign
    return quotes


def _name(piece: Piece, number: int) -> str:
    text = piece.module.of(plain(piece.hole)) if piece.hole is not None else ""
    return (
        text
        if text.isidentifier() and text not in ("self", "namespaces", "extensions")
        else ("value" if not number else f"value{number + 1}")
    )


def no_quotes(site: Site) -> Iterator[Draft]:
    """Refuse values that hold the quote they are put between: this library has no variables."""
    module = site.module
    for given in harmful(site):
        made = pieces(site, module, given)
        for chosen in ways(site, made):
            draft, lines = Draft(), list[str]()
            for piece in chosen:
                lines += _guarded(site, draft, piece, _open(_before(made, piece)))
            yield draft.before(module, given, lines)


def _guarded(site: Site, draft: Draft, piece: Piece, quotes: str) -> list[str]:
    """Return the lines that refuse a value with a quote in it.

    Raises:
        Refused: it does not stand between quotes, or in another file.

    """
    if piece.hole is None or not quotes or piece.module != site.module:
        raise Refused
    name, lines = kept(draft, piece.module, piece.hole, "wanted", "value", "asked_for")
    sign = '"\'"' if quotes == "'" else "'\"'"
    no = refusal(site, draft, piece.module, piece.hole, QUOTE)
    return [*lines, f"if {sign} in {name}:", "\t" + no]
