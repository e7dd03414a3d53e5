"""Pages as help: what a behaviour means, what else it may mean; and one digest over all of them."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Final

from vedette.core.digest import sha256
from vedette.core.levels import Severity
from vedette.core.nouns import Finding
from vedette.core.rulehelp import RuleHelp
from vedette.triage.behaviours.pages import Page, pages

_SCORES: Final = {
    Severity.CRITICAL: 9.5,
    Severity.HIGH: 8.0,
    Severity.MEDIUM: 5.5,
    Severity.LOW: 3.0,
    Severity.INFO: 0.0,
}


def helps(findings: Iterable[Finding]) -> tuple[RuleHelp, ...]:
    """Return help for the behaviours that were seen."""
    seen = {one.rule for one in findings}
    return tuple(_help(one) for one in pages() if one.id in seen)


@cache
def digest() -> str:
    """Return one digest over all pages, and over the table of whose a token is."""
    here = Path(__file__)
    files = (here.with_name("services.toml"), *here.with_name("pages").iterdir())
    texts = sorted((one.name, one.read_bytes()) for one in files if one.name.endswith(".toml"))
    return sha256(b"\0".join(name.encode() + b"\0" + text for name, text in texts))


def _help(page: Page) -> RuleHelp:
    words = (
        f"{page.message}\n\n**It may be innocent:** {page.innocent}\n\n"
        f"Alone it supports the verdict *{page.verdict.value}*"
    )
    if page.early is not None:
        words += f", and *{page.early.value}* where it happens on install, on import or on opening"
    return RuleHelp(
        id=page.id, title=page.title, words=f"{words}.", severity=page.severity, score=_SCORES[page.severity]
    )
