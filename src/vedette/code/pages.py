"""Rule pages: a head the engine reads, words a person reads, cases the tests run."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import msgspec
from msgspec import Struct, field

from vedette.core.errors import BadInput
from vedette.core.nouns import Confidence, Severity
from vedette.core.rulehelp import RuleHelp

_PAGE = re.compile(r"\A\+\+\+\n(?P<head>.*?)\n\+\+\+\n(?P<words>.*)\Z", re.DOTALL)
_CASE = re.compile(r"^```python\n(?P<code>.*?)^```$", re.DOTALL | re.MULTILINE)


class Page(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One weakness. docs/rules-and-tables.md says what each field means."""

    id: str
    title: str
    severity: Severity
    score: float
    weaknesses: tuple[str, ...]
    owasp: tuple[str, ...] = ()
    kinds: tuple[str, ...]
    message: str
    remedy: str
    confidence: Confidence = Confidence.LIKELY
    sources: Mapping[str, Confidence] = field(default_factory=dict)
    only_below: tuple[str, ...] = ()
    words: str = ""

    @property
    def cases(self) -> tuple[str, ...]:
        """The page's code blocks."""
        return tuple(found["code"] for found in _CASE.finditer(self.words))

    @property
    def help(self) -> RuleHelp:
        """What exports and `vedette rules show` print."""
        return RuleHelp(
            id=self.id,
            title=self.title,
            words=self.words.strip(),
            severity=self.severity,
            score=self.score,
            weaknesses=self.weaknesses,
            owasp=self.owasp,
            remedy=self.remedy,
        )


def read_page(name: str, text: str) -> Page:
    """Read one page.

    Raises:
        BadInput: no head, a head that is not TOML, or a field missing, unknown or of the wrong type.

    """
    found = _PAGE.match(text.replace("\r\n", "\n"))
    if found is None:
        raise BadInput(f"{name}: no head between two +++ lines", hint="copy the head of another rule page")
    head: dict[str, Any] = read_toml(name, found["head"])
    try:
        page = msgspec.convert(head | {"words": found["words"]}, Page)
    except msgspec.ValidationError as error:
        raise BadInput(f"{name}: {error}", hint="see docs/rules-and-tables.md, 'A rule page'") from error
    return page


def read_toml(name: str, text: str) -> dict[str, Any]:
    """Parse TOML.

    Raises:
        BadInput: it is not TOML; the message says where.

    """
    import tomllib  # noqa: PLC0415  what was read once is cached

    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadInput(f"{name}: not TOML: {error}", hint="fix the line the message names") from error
