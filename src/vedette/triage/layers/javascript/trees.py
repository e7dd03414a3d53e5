"""Syntax trees of scripts: what was parsed for the facts is not parsed again for the layers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vedette.triage.layers.javascript.lowering import parser

if TYPE_CHECKING:
    from tree_sitter import Node, Tree


class _Kept:
    """The last tree and its source, until it is given away: trees take ten times the room of a script."""

    source: bytes | None = None
    tree: Tree | None = None


_KEPT = _Kept()


def first(source: bytes) -> Node:
    """Parse a script, and keep the tree."""
    tree = parser().parse(source)
    _KEPT.source, _KEPT.tree = source, tree
    return tree.root_node


def again(source: bytes) -> Node:
    """Return the tree of a script, parsed now or before."""
    kept, tree = _KEPT.source, _KEPT.tree
    _KEPT.source = _KEPT.tree = None
    return tree.root_node if tree is not None and kept == source else parser().parse(source).root_node
