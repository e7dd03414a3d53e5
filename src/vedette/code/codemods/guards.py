"""Checks put before the harm: what they ask, and how the program says no."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from vedette.code.codemods.draft import Draft
from vedette.code.codemods.importing import relied_on, spell
from vedette.code.codemods.module import COMPREHENSIONS, Module, Refused, ancestors, plain, statement
from vedette.code.codemods.site import Site

if TYPE_CHECKING:
    from tree_sitter import Node as Syntax

_LATE: Final = (
    frozenset(
        [
            "lambda",
            "conditional_expression",
            "boolean_operator",
            "default_parameter",
            "typed_default_parameter",
            "decorator",
            "while_statement",
            "elif_clause",
            "case_clause",
            "assert_statement",
        ]
    )
    | COMPREHENSIONS
)
"""What stands in these is evaluated later, again, or not at all: a check before it would be another."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why something is refused: the status for a browser, and words for whoever reads the log."""

    status: int
    words: str


OUTSIDE: Final = Refusal(404, "path outside its folder")
DASH: Final = Refusal(400, "argument begins with a dash")
QUOTE: Final = Refusal(400, "quote in a name to look up")
NO_TEXT: Final = Refusal(400, "not a plain value")
_FRAMEWORKS: Final = (
    ("flask", "flask.abort", "{0}({1})"),
    ("quart", "quart.abort", "{0}({1})"),
    ("bottle", "bottle.abort", "{0}({1})"),
    ("fastapi", "fastapi.HTTPException", "raise {0}({1})"),
    ("starlette", "starlette.exceptions.HTTPException", "raise {0}({1})"),
    ("tornado", "tornado.web.HTTPError", "raise {0}({1})"),
)


def certain(node: Syntax) -> None:
    """Make sure that an expression is evaluated just once when its statement is run.

    Raises:
        Refused: it may not be.

    """
    last = statement(node)
    inner = node
    for above in ancestors(node):
        if above == last:
            break
        if above.type in _LATE and not (above.type in COMPREHENSIONS and _is_first(inner, above)):
            raise Refused
        inner = above
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


def _is_first(clause: Syntax, comprehension: Syntax) -> bool:
    """Tell whether a part of a comprehension is what it runs over, which is evaluated at once."""
    first = next((one for one in comprehension.named_children if one.type == "for_in_clause"), None)
    return clause == first


def kept(draft: Draft, module: Module, node: Syntax, *names: str) -> tuple[str, list[str]]:
    """Return a name for an expression, and the lines that give it that name; a name is taken as it is.

    The expression is replaced by the name where it stands.
    """
    inner = plain(node)
    if inner.type == "identifier":
        return module.of(inner), []
    certain(node)
    name = draft.fresh(module, *names)
    draft.replace(module, node, name)
    text = module.of(inner)
    return name, [f"{name} = {text}" if "\n" not in text else f"{name} = ({text})"]


def refusal(site: Site, draft: Draft, module: Module, node: Syntax, why: Refusal) -> str:
    """Return the statement with which a program of this kind refuses a request."""
    for library, path, form in _FRAMEWORKS:
        if relied_on(module, library):
            return form.format(spell(site, draft, module, node, path), why.status)
    if relied_on(module, "django"):
        if why is OUTSIDE:
            return f"raise {spell(site, draft, module, node, 'django.http.Http404')}"
        name = spell(site, draft, module, node, "django.core.exceptions.SuspiciousOperation")
        return f'raise {name}("{why.words}")'
    return f'raise ValueError("{why.words}")'
