"""Redirects kept on this site."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from vedette.code.codemods.draft import Draft
from vedette.code.codemods.escaping import is_plain_value
from vedette.code.codemods.guards import kept
from vedette.code.codemods.importing import spell
from vedette.code.codemods.module import Module, Refused, function, is_bound, plain, walk
from vedette.code.codemods.site import Site
from vedette.code.codemods.texts import is_built, pieces
from vedette.code.codemods.tracing import harmful, own_function

if TYPE_CHECKING:
    from tree_sitter import Node as Syntax


def stay_here(site: Site) -> Iterator[Draft]:
    """Send visitors to the front page where the address is not a path of this site.

    Browsers take a backslash for a slash and leave out control characters and blanks, so those are taken out
    of what is looked at first; what then has a scheme, a host or two slashes in front leaves this site.
    """
    given = harmful(site)[0]
    module = site.module
    yield _guarded(site, module, given)


def _guarded(site: Site, module: Module, given: Syntax) -> Draft:
    made = pieces(site, module, given)
    if made[0].hole is None or not _is_given(site, module, plain(given)):
        raise Refused  # it begins with an address of the program's own, or was put together by a library
    draft = Draft()
    split = spell(site, draft, module, given, "urllib.parse.urlsplit")
    inner = plain(given)
    if inner.type == "identifier" and not _is_local(module, inner):
        raise Refused
    name, lines = kept(draft, module, given, "target", "address", "where_to")
    local = draft.fresh(module, "seen", "local", "as_seen")
    lines += [
        f'{local} = "".join(sign for sign in {name} if sign > " ").replace("\\\\", "/")',
        f'if {split}({local}).scheme or {split}({local}).netloc or {local}.startswith("//"):',
        f'\t{name} = "/"',
    ]
    return draft.before(module, given, lines)


def _is_given(site: Site, module: Module, node: Syntax) -> bool:
    """Tell whether an address is a value of a request, put together here, or what a helper here gives."""
    made = site.followed(node)
    if made.type == "boolean_operator":
        return all(_is_given(site, module, one) or one.type == "string" for one in made.named_children)
    if made.type == "conditional_expression":
        return True
    return is_plain_value(module, made) or is_built(module, made) or own_function(module, made) is not None


def _is_local(module: Module, name: Syntax) -> bool:
    """Tell whether a name is bound in its function, so that it may be given another value there."""
    here = function(name)
    if here is None:
        return True
    return any(
        one.type == "identifier"
        and module.of(one) == module.of(name)
        and (is_bound(one) or _is_parameter(one, here))
        for one in walk(here)
    )


def _is_parameter(node: Syntax, here: Syntax) -> bool:
    given = here.child_by_field_name("parameters")
    return given is not None and given.start_byte <= node.start_byte < given.end_byte
