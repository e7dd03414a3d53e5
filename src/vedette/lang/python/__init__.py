"""The Python front-end: syntax up to 3.14 by tree-sitter, whatever Python runs us."""

from vedette.lang.python.lower import lower

__all__ = ["lower"]
