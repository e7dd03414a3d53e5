"""What a rule says to people: engines make these from their pages, exports read them."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

from vedette.core.nouns import Severity

Score = Annotated[float, Meta(ge=0, le=10, description="like a CVSS base score")]


class RuleHelp(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One rule in words; `words` is Markdown and carries the examples."""

    id: str
    title: str
    words: str
    severity: Severity
    score: Score
    weaknesses: tuple[str, ...] = ()
    """CWE ids, the most exact first."""
    owasp: tuple[str, ...] = ()
    """Entries of the OWASP Top 10, such as A03:2021."""
    remedy: str = ""
