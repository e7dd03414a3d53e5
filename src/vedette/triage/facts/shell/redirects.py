"""Redirections of a command, read one by one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from vedette.core.expressions import expression

if TYPE_CHECKING:
    from tree_sitter import Node

_FORM: Final = expression(r"(\d{0,3}|\{\w+\})\s*(<>|<&|>&|&>>|&>|>>|>\||<|>)\s*(.*)", re.DOTALL)
_NETWORK: Final = expression(r"/dev/(?:tcp|udp)/(.+)")


class Redirect(Struct, frozen=True, kw_only=True):
    """One redirection."""

    descriptor: str
    sign: str
    name: str
    """The file, or the descriptor it goes to."""
    node: Node

    @property
    def reads(self) -> bool:
        """Whether something is read from there."""
        return self.sign[:1] == "<"

    @property
    def writes(self) -> bool:
        """Whether what is written to a file is what a command prints."""
        return ">" in self.sign and self.descriptor in {"", "1"} and not self.name.isdigit()

    @property
    def host(self) -> str:
        """Return where a connection goes, if it is one."""
        found = _NETWORK.match(self.name)
        return found[1] if found is not None else ""


def redirect_of(text: str, name: str, node: Node) -> Redirect | None:
    """Read one, with the name its words came to."""
    found = _FORM.match(text)
    if found is None:
        return None
    return Redirect(descriptor=found[1].strip("{}"), sign=found[2], name=name or found[3].strip(), node=node)
