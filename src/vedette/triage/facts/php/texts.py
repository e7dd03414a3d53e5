"""Texts of a PHP script, as far as they stand there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from vedette.triage.layers.php.literals import cooked

if TYPE_CHECKING:
    from tree_sitter import Node
_DEPTH: Final = 100


class Texts:
    """What nodes read, and what is known of variables that hold text."""

    def __init__(self, source: bytes) -> None:
        self.source = source
        self.texts: dict[str, str] = {}

    def text(self, node: Node) -> str:
        """Return what stands there."""
        return self.source[node.start_byte : node.end_byte].decode("utf-8", "replace")

    def last(self, node: Node) -> str:
        """Return the name of a member."""
        name = node.child_by_field_name("name")
        return self.text(name) if name is not None else ""

    def arguments(self, node: Node) -> list[Node]:
        """Return what a call is given."""
        args = node.child_by_field_name("arguments")
        if args is None:
            return list(node.named_children[:1])
        return [
            one.named_children[0]
            for one in args.named_children
            if one.type == "argument" and one.named_children
        ]

    def constant(  # noqa: PLR0911  one a kind
        self, node: Node | None, depth: int = 0
    ) -> str | None:
        """Return the string a node is, if it is one, or a variable that was given one, or both joined."""
        if node is None or depth > _DEPTH:
            return None
        match node.type:
            case "string":
                return self.text(node)[1:-1]
            case "encapsed_string" if all(
                one.type in {"string_content", "escape_sequence"} for one in node.named_children
            ):
                return cooked(self.text(node)[1:-1])
            case "variable_name":
                return self.texts.get(self.text(node))
            case "binary_expression" if len(node.named_children) == 2:  # noqa: PLR2004  left and right
                left, right = (self.constant(one, depth + 1) for one in node.named_children)
                return None if left is None or right is None else (left + right)[:4096]
            case _:
                return None

    def head(self, node: Node) -> str:
        """Return how a text begins that is not wholly known."""
        while node.type == "binary_expression" and node.named_children:
            node = node.named_children[0]
        if node.type == "encapsed_string":
            return self.text(node)[1:].partition("$")[0]
        return self.constant(node) or ""

    def tail(self, node: Node) -> str:
        """Return a text, or how it ends."""
        known = self.constant(node)
        while known is None and node.type == "binary_expression" and node.named_children:
            node = node.named_children[-1]
            known = self.constant(node)
            if known is not None:
                return f"…{known}"
        return known or ""
