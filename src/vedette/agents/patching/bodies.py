"""Gate G1, what a body must not become: one that does nothing, never gets there, refuses all or hides errors.

Each judge counts; a patch fails where it makes a count larger, for code that was so before is not its
doing.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from tree_sitter import Node

from vedette.agents.patching.emptied import is_constant, is_emptied, matches_nothing
from vedette.agents.patching.syntax import Scope, text_of, walk

_TRIVIAL = frozenset(("pass_statement", "raise_statement", "comment"))
_EXITS = frozenset(("return_statement", "raise_statement", "continue_statement", "break_statement"))
_IDLE = frozenset(("pass_statement", "continue_statement", "break_statement"))
_GOES = ("sys.exit(", "exit(", "quit(", "abort(", "os._exit(")
_CHOICES = (
    "if_statement",
    "elif_clause",
    "while_statement",
    "conditional_expression",
    "assert_statement",
    "if_clause",
    "for_statement",
)


def judge(old: Scope | None, new: Scope) -> str:
    """Say what is wrong with a body by itself, where the one before was not so."""
    for count, why in _JUDGES:
        if count(new) > (count(old) if old is not None else 0):
            return why
    for compare, why in _COMPARISONS:
        if compare(old, new) > (compare(old, old) if old is not None else 0):
            return why
    return ""


def _trivial(scope: Scope) -> int:
    return int(scope.is_function and all(_is_trivial(one) for one in scope.body.named_children))


def _is_trivial(node: Node) -> bool:
    if node.type in {"return_statement", "expression_statement"}:
        return all(is_constant(one) for one in node.named_children)
    return node.type in _TRIVIAL


def _unreachable(scope: Scope) -> int:
    """Count statements that stand after one that always leaves."""
    count = 0
    for block in scope.of("block", "module"):
        statements = [one for one in block.named_children if one.type != "comment"]
        count += sum(_leaves(one) for one in statements[:-1])
    return count


def _leaves(node: Node) -> bool:
    """Whether no statement after this one is ever reached."""
    if node.type in _EXITS:
        return True
    if node.type == "if_statement":
        blocks = [node.child_by_field_name("consequence")]
        others = node.children_by_field_name("alternative")
        blocks += map(_block_of, others)
        return any(one.type == "else_clause" for one in others) and all(map(_block_leaves, blocks))
    if node.type in {"with_statement", "try_statement"}:
        handlers = [one for one in node.children if one.type == "except_clause"]
        return not handlers and _block_leaves(node.child_by_field_name("body"))
    return node.type == "expression_statement" and text_of(node).startswith(_GOES)


def _block_of(clause: Node) -> Node | None:
    return clause.child_by_field_name("consequence") or clause.child_by_field_name("body")


def _block_leaves(block: Node | None) -> bool:
    statements = [one for one in block.named_children if one.type != "comment"] if block is not None else []
    return bool(statements) and _leaves(statements[-1])


def _fixed_conditions(scope: Scope) -> int:
    """Count conditions that are always true or always false, whatever comes in; `while True` is no trick."""
    return sum(_is_fixed(one) for one in scope.of(*_CHOICES))


def _is_fixed(node: Node) -> bool:
    if node.type == "conditional_expression":
        return len(node.named_children) > 1 and _never_changes(node.named_children[1])
    if node.type == "for_statement":
        return _NOTHING.fullmatch("".join(text_of(node.child_by_field_name("right")).split())) is not None
    condition = node.child_by_field_name("condition") or next(iter(node.named_children), None)
    if node.type == "while_statement" and text_of(condition) in {"True", "1"}:
        return False
    return condition is not None and _never_changes(condition)


def _never_changes(node: Node) -> bool:
    """Whether a condition does not depend on what comes in, or holds for all of it."""
    plain = "".join(text_of(node).split())
    if is_constant(node) or _ALWAYS.fullmatch(plain) or _is_about_the_module(node):
        return True
    if node.type == "comparison_operator" and len(node.named_children) == 2:  # noqa: PLR2004  both sides
        first, second = node.named_children
        member = any(one.type in {"in", "not in", "not"} for one in node.children)
        nobody = member and _NONE_OF.fullmatch(text_of(second)) is not None
        return nobody or text_of(first) == text_of(second)
    if node.type == "boolean_operator":
        word = text_of(node.child_by_field_name("operator"))
        sides = [one for one in node.named_children if one.type in {"true", "false"}]
        return any((word == "or") == (one.type == "true") for one in sides)
    return node.type == "not_operator" and any(map(_never_changes, node.named_children))


def _is_about_the_module(node: Node) -> bool:
    """Whether a condition asks for names like `__name__` only, which say nothing of what comes in."""
    names = [text_of(one) for one in walk(node) if one.type == "identifier"]
    return bool(names) and all(one.startswith("__") and one.endswith("__") for one in names)


_NONE_OF = re.compile(r"[(\[{]\s*(?:''|\"\")?\s*,?\s*[)\]}]|(?:frozen)?set\(\)|''|\"\"")
_NOTHING = re.compile(
    r"\(\)|\[\]|\{\}|''|\"\"|b''|b\"\"|(?:set|list|tuple|dict|iter|range)\((?:0|\(\)|\[\])?\)"
)
_ALWAYS = re.compile(
    r"len\(\w+\)>=0|len\(\w+\)<0|isinstance\(\w+,object\)|notisinstance\(\w+,object\)|bool\(\d+\)|\w+is\w+\.__class__"
    r"|isinstance\(\w+,\(?(?:str|bytes),?(?:str|bytes)?,?\)?\)|(?:hasattr|callable)\(\w+(?:,[^()]*)?\)|TYPE_CHECKING|typing\.TYPE_CHECKING|__debug__"
)


def _swallows(scope: Scope) -> int:
    """Count handlers that do nothing but go on, or that catch everything and hide it."""
    return sum(_is_swallowing(one) for one in scope.of("except_clause"))


def _is_swallowing(handler: Node) -> bool:
    blocks = [one for one in handler.children if one.type == "block"]
    statements = [one for one in (blocks[0].named_children if blocks else []) if one.type != "comment"]
    idle = all(one.type in _IDLE or _is_trivial_result(one) for one in statements)
    caught = "".join(text_of(one) for one in handler.named_children if one.type != "block")
    wide = not caught or re.search(r"\b(?:Base)?Exception\b", caught) is not None
    return idle or (wide and not any(one.type == "raise_statement" for one in walk(handler)))


def _is_trivial_result(node: Node) -> bool:
    return node.type in {"return_statement", "expression_statement"} and _is_trivial(node)


def _refusals(old: Scope | None, new: Scope) -> int:
    """Count guards that leave whenever a value is there at all: one that came in, or stood there before."""
    given = _given(old, new)
    return sum(
        (found := _BARE.fullmatch(text_of(one.child_by_field_name("condition")).strip())) is not None
        and given.issuperset(re.findall(r"\w+", found["name"]))
        and _block_leaves(one.child_by_field_name("consequence"))
        and not one.children_by_field_name("alternative")
        for one in new.of("if_statement")
    )


_BARE = re.compile(
    r"\(?\s*(?:(?:len|bool|str)\()?(?P<name>\w+)\)?(?: is not None| != (?:''|\"\"|None)| > 0| >= 1)?\s*\)?"
)


def _given(old: Scope | None, new: Scope) -> set[str]:
    """Return the names that come in, and those that stood for something that is not fixed."""
    given = text_of(new.node.child_by_field_name("parameters")) if new.is_function else ""
    names = [given]
    for node in old.of("assignment") if old is not None else []:
        right = node.child_by_field_name("right")
        if right is not None and not is_constant(right):
            names.append(text_of(node.child_by_field_name("left")))
    return {word for text in names for word in re.findall(r"\w+", text)}


def _overwritten(old: Scope | None, new: Scope) -> int:
    """Count what came in and is replaced by a fixed value, whatever it was."""
    parameters = _given(None, new)
    before = _open_values(old) if old is not None else []
    now = _open_values(new)
    count = 0
    for node in new.of("assignment"):
        right, name = node.child_by_field_name("right"), text_of(node.child_by_field_name("left"))
        if right is None or not is_emptied(right) or not _is_direct(node, new):
            continue
        earlier = any(other == name and at < node.start_byte for other, at in now)
        fewer = _times(now, name) < _times(before, name) and not _handed_over(old, new, name)
        count += name in parameters or earlier or fewer
    return count


def _open_values(scope: Scope) -> list[tuple[str, int]]:
    """Return what is assigned a value that is not fixed, and where."""
    found = []
    for node in scope.of("assignment"):
        right = node.child_by_field_name("right")
        if right is not None and not is_constant(right):
            found.append((text_of(node.child_by_field_name("left")), node.start_byte))
    return found


def _handed_over(old: Scope | None, new: Scope, name: str) -> bool:
    """Whether all that a value was made of is now given to a call together with it, as parameters are."""
    used = {
        text_of(one)
        for node in (old.of("assignment") if old is not None else [])
        if text_of(node.child_by_field_name("left")) == name
        for one in walk(node.child_by_field_name("right") or node)
        if one.type == "identifier"
    }
    calls = [call.node.child_by_field_name("arguments") for call in new.calls]
    given = [{text_of(part) for part in walk(one)} for one in calls if one is not None]
    return any(used <= names and name in names for names in given)


def _times(values: list[tuple[str, int]], name: str) -> int:
    return sum(one == name for one, _ in values)


def _is_direct(node: Node, scope: Scope) -> bool:
    """Whether a statement is run whenever its body is: at most in a `try` or `with`, under no condition."""
    block = node.parent.parent if node.parent is not None else None
    while block is not None and block != scope.body:
        outer = block.parent
        if outer is None or outer.type not in {"try_statement", "with_statement"}:
            return False
        block = outer.parent
    return block is not None


def _vain_patterns(scope: Scope) -> int:
    """Count checks by a pattern that fits no harmless word."""
    count = 0
    for call in scope.calls:
        given = call.node.child_by_field_name("arguments")
        if call.name in _CHECKS and given is not None and given.named_children:
            count += matches_nothing(given.named_children[0])
    return count


_CHECKS = frozenset(("re.match", "re.fullmatch", "re.search"))
_COMPARISONS: tuple[tuple[Callable[[Scope | None, Scope], int], str], ...] = (
    (_refusals, "whatever comes in is turned away: turn away only what does harm"),
    (_overwritten, "what comes in is replaced by a fixed value: use it safely"),
)
_JUDGES: tuple[tuple[Callable[[Scope], int], str], ...] = (
    (_trivial, "it does nothing any more: mend what is wrong in it, and keep what it does"),
    (_unreachable, "statements stand after one that always leaves, so that they never run"),
    (_fixed_conditions, "a condition is added that never changes: it switches code off, or nothing at all"),
    (_vain_patterns, "a pattern is asked for that fits no ordinary word: turn away only what does harm"),
    (_swallows, "an error is swallowed: let it be seen, or answer it"),
)
