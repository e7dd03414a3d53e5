"""Checks put before the harm: what they ask, and how the program says no."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from vedette.code.codemods.draft import Draft
from vedette.code.codemods.importing import imported, spell
from vedette.code.codemods.module import COMPREHENSIONS, Module, Refused, ancestors, plain, statement
from vedette.code.codemods.site import Site

if TYPE_CHECKING:
    from tree_sitter import Node as Syntax

_LATE: Final = frozenset((
    "lambda", "conditional_expression", "boolean_operator", "default_parameter", "typed_default_parameter", "decorator",
    "while_statement", "elif_clause", "case_clause", "assert_statement",
)) | COMPREHENSIONS  # fmt: skip
"""What stands in these is evaluated later, again, or not at all: a check before the statement would be another."""


def certain(node: Syntax) -> None:
    """Make sure that an expression is evaluated just once when its statement is run.

    Raises:
        Refused: it may not be.

    """
    last = statement(node)
    for above in ancestors(node):
        if above == last:
            break
        if above.type in _LATE:
            raise Refused
    if last.type in ("while_statement", "function_definition", "class_definition", "decorated_definition"):
        raise Refused
    if last.type == "if_statement":
        condition = last.child_by_field_name("condition")
        if condition is None or not (
            condition.start_byte <= node.start_byte and node.end_byte <= condition.end_byte
        ):
            raise Refused
    if last.type in ("try_statement", "match_statement"):
        raise Refused


def kept(draft: Draft, module: Module, node: Syntax, *names: str) -> tuple[str, list[str]]:
    """Return a name for an expression, and the lines that give it that name; a name is taken as it is.

    The expression is replaced by the name where it stands.
    """
    inner = plain(node)
    if inner.type == "identifier":
        return module.of(inner), []
    certain(node)
    name = module.fresh(*names)
    draft.replace(module, node, name)
    text = module.of(inner)
    return name, [f"{name} = {text}" if "\n" not in text else f"{name} = ({text})"]


def refusal(site: Site, draft: Draft, module: Module, node: Syntax, status: int) -> str:  # noqa: PLR0911 - one a framework
    """Return the statement with which a program of this kind refuses a request."""
    if imported(module, "flask"):
        return f"{spell(site, draft, module, node, 'flask.abort')}({status})"
    if imported(module, "quart"):
        return f"{spell(site, draft, module, node, 'quart.abort')}({status})"
    if imported(module, "bottle"):
        return f"{spell(site, draft, module, node, 'bottle.abort')}({status})"
    if imported(module, "django"):
        if status == 404:  # noqa: PLR2004
            return f"raise {spell(site, draft, module, node, 'django.http.Http404')}"
        name = spell(site, draft, module, node, "django.core.exceptions.SuspiciousOperation")
        return f'raise {name}("value refused")'
    for library in ("fastapi", "starlette.exceptions"):
        if imported(module, library.partition(".")[0]):
            return f"raise {spell(site, draft, module, node, library + '.HTTPException')}({status})"
    if imported(module, "tornado"):
        return f"raise {spell(site, draft, module, node, 'tornado.web.HTTPError')}({status})"
    return 'raise ValueError("value refused")'
