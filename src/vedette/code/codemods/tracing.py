"""Where an untrusted text is put together: at the harm, in a variable, in the caller, or in a helper."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from vedette.code.codemods.module import Module, Refused, function, plain, walk
from vedette.code.codemods.site import Site, arguments, value
from vedette.code.codemods.texts import Piece, is_built, pieces
from vedette.core.nouns import Lines

if TYPE_CHECKING:
    from tree_sitter import Node as Syntax


def harmful(site: Site) -> list[Syntax]:
    """Return the arguments of the sink that may hold the value: those seen to, else all that vary.

    Raises:
        Refused: there are none.

    """
    node = site.node
    if node.type in ("return_statement", "assignment"):
        held = node.child_by_field_name("right") if node.type == "assignment" else None
        held = held or next(iter(node.named_children), None)
        given = [held] if held is not None else []
    else:
        given = [value(one) if one.type == "keyword_argument" else one for one in arguments(site.call)]
    seen = [one for one in given if site.untrusted(one)] or [one for one in given if not is_constant(one)]
    if not seen:
        raise Refused
    return seen


def is_constant(node: Syntax) -> bool:
    """Tell whether an expression holds no name."""
    return not any(one.type in ("identifier", "call") for one in walk(node))


def built(site: Site, node: Syntax) -> tuple[Module, list[Piece]]:
    """Return the pieces of a text; one that came in put together is looked at where it was handed over."""
    module, made = site.module, pieces(site, site.module, node)
    if (
        len(made) == 1
        and made[0].hole is not None
        and made[0].form == "whole"
        and came_in(site, made[0].hole)
    ):
        for other, given in handed_over(site):
            if is_built(other, given):
                return other, pieces(site, other, given)
    return module, made


def came_in(site: Site, hole: Syntax) -> bool:
    """Tell whether a value is a parameter of the function it stands in."""
    here = function(hole)
    given = here.child_by_field_name("parameters") if here is not None else None
    if given is None or hole.type != "identifier":
        return False
    return any(
        one.type == "identifier" and site.module.of(one) == site.module.of(hole) for one in walk(given)
    )


def handed_over(site: Site) -> Iterator[tuple[Module, Syntax]]:
    """Yield what was handed over on the way to the sink, the last call first."""
    for evidence in reversed(site.finding.evidence[:-1]):
        if not evidence.note.startswith("goes into") or not isinstance(evidence.locator, Lines):
            continue
        module = site.read(evidence.name)
        call = module.node(*module.span(evidence.locator))
        if call.type != "call":
            continue
        for one in arguments(call):
            given = plain(value(one) if one.type == "keyword_argument" else one)
            if site.untrusted_in(module, given):
                yield module, given


def own_function(module: Module, call: Syntax) -> Syntax | None:
    """Return the function of this file that a call names, where there is just one of that name."""
    called = call.child_by_field_name("function") if call.type == "call" else None
    if called is None or called.type not in ("identifier", "attribute"):
        return None
    if called.type == "attribute":
        holder = called.child_by_field_name("object")
        if holder is None or module.of(holder) not in ("self", "cls"):
            return None
    wanted = module.of(called).rpartition(".")[2]
    found = [
        one for one in module.nodes if one.type == "function_definition" and named(module, one) == wanted
    ]
    return found[0] if len(found) == 1 else None


def named(module: Module, definition: Syntax) -> str:
    """Return the name of a function or class."""
    name = definition.child_by_field_name("name")
    return module.of(name) if name is not None else ""


def handed_in(site: Site, module: Module, call: Syntax) -> list[Syntax]:
    """Return the untrusted arguments of a call of a function of this file; none where it is no such call."""
    return handed_in_call(site, module, call) if own_function(module, call) is not None else []


def handed_in_call(site: Site, module: Module, call: Syntax) -> list[Syntax]:
    """Return the untrusted arguments of a call."""
    given = [value(one) if one.type == "keyword_argument" else one for one in arguments(call)]
    return [one for one in given if site.untrusted_in(module, one)]


def holes(site: Site, made: list[Piece]) -> list[Piece]:
    """Return the holes the value comes through: those that are seen to, else all but numbers.

    Raises:
        Refused: there are none.

    """
    every = varying(made)
    if not every:
        raise Refused
    return [one for one in every if one.hole and site.untrusted_in(one.module, one.hole)] or every


def varying(made: list[Piece]) -> list[Piece]:
    """Return the holes that may hold anything: no numbers, and no constants."""
    return [one for one in made if one.hole is not None and not one.is_number and not is_constant(one.hole)]


def ways(site: Site, made: list[Piece]) -> Iterator[list[Piece]]:
    """Yield the holes to see to: those the value comes through, and then, as another way, all of them.

    Raises:
        Refused: there are none.

    """
    some, every = holes(site, made), varying(made)
    yield some
    if len(every) > len(some):
        yield every
