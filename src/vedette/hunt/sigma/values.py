"""What a field holds, as texts a rule can be compared with: as written, and without case.

`true` and "true" are one text, 4624 and "4624" too; 1 and true are not. A list is all its members: any of
them may match. What is null, or not there, has no text.
"""

from __future__ import annotations

from typing import Final

from vedette.hunt.event import Value
from vedette.hunt.sigma.nodes import KEYWORD

NO_TEXTS: Final[tuple[str, ...]] = ()


def text_of(value: object) -> str:
    """Write one value; a whole number the same whether it came as 1 or as 1.0."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def texts_of(value: Value) -> tuple[str, ...]:
    """Write all that a field holds."""
    if isinstance(value, str):
        return (value,)
    if value is None:
        return NO_TEXTS
    if isinstance(value, list):
        return tuple(text_of(one) for one in value if one is not None)
    return (text_of(value),)


class Look(dict[str, tuple[str, ...]]):
    """One event under one look: texts without case by field, made when first asked for."""

    __slots__ = ("fields",)

    def __init__(self, fields: dict[str, Value]) -> None:
        super().__init__()
        self.fields = fields

    def __missing__(self, name: str) -> tuple[str, ...]:
        value = self.fields.get(name) if name != KEYWORD else None
        if type(value) is str:
            texts: tuple[str, ...] = (value.casefold(),)
        else:
            texts = tuple(text.casefold() for text in self.raw(name))
        self[name] = texts
        return texts

    def raw(self, name: str) -> tuple[str, ...]:
        """Give the texts of a field as they are; of the keyword, those of all fields."""
        if name == KEYWORD:
            return tuple(text for value in self.fields.values() for text in texts_of(value))
        return texts_of(self.fields.get(name))
