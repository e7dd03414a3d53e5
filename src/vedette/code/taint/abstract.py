"""Classes that are never made themselves: their methods run on objects of those that derive from them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from vedette.code.taint.scopes import Class, Function

if TYPE_CHECKING:
    from collections.abc import Sequence

_ABSTRACT: Final = frozenset(
    f"abstract{kind}" for kind in ("method", "staticmethod", "classmethod", "property")
)
_HEIRS_MAX: Final = 3


def made_of(function: Function) -> Sequence[Class | None]:
    """Return the classes on whose objects a function runs; None when it is no method.

    Of an abstract class, those of the same file that say what it leaves open.
    """
    cls = function.cls
    if cls is None or not _is_abstract(cls):
        return (cls,)
    heirs = [heir for heir in _heirs(cls) if function.name not in heir.attrs]
    return heirs[:_HEIRS_MAX] or (cls,)


def _is_abstract(cls: Class) -> bool:
    if cls.abstract is None:  # asked for every method
        functions = [value.ref for value in cls.attrs.values() if value.ref.__class__ is Function]
        cls.abstract = any(not _ABSTRACT.isdisjoint(function.decorator_names) for function in functions)
    return cls.abstract


def _heirs(cls: Class) -> list[Class]:
    found = (value.ref for value in cls.module.env.values() if isinstance(value.ref, Class))
    return [heir for heir in found if any(base.ref is cls for base in heir.bases) and not _is_abstract(heir)]
