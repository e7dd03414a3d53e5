"""Rules for a hunt: those that ship and the folders somebody gives, compiled once and kept in the cache."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from vedette import __version__
from vedette.app.acquire.folder import read_plain
from vedette.app.jobs import Job
from vedette.app.requests import Hunt, TestHuntRules
from vedette.app.results import CaseRun, CasesRun
from vedette.app.stamps import Bytes
from vedette.app.tools import Tools
from vedette.core.errors import BadInput
from vedette.core.limits import MIB
from vedette.core.nouns import Finding, Skipped
from vedette.core.rulehelp import RuleHelp
from vedette.hunt.sigma.cases import failures
from vedette.hunt.sigma.hits import Hits
from vedette.hunt.sigma.pages import own_rules, pages
from vedette.hunt.sigma.rules import RuleSet

SUFFIXES: Final = (".yml", ".yaml")
_MOST_FILES: Final = 50_000
_MOST_BYTES: Final = MIB
_KEY: Final = f"sigma {__version__} ".encode()
_NAMED: Final = 200
"""Unusable rules named one by one; the rest is counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HuntRules:
    """The rules that are on."""

    ruleset: RuleSet
    matcher: Hits | None
    """None when there are no rules at all."""

    @classmethod
    def load(cls, tools: Tools, request: Hunt) -> HuntRules:
        """Load what a request asks for.

        Raises:
            BadInput: a folder is not there, or holds no rules.

        """
        texts = list(own_rules()) if request.own_rules else []
        for folder in request.rules:
            texts += read_folder(folder)
        cache = tools.open_cache() if request.cache else None
        try:
            ruleset = _compiled(texts, cache)
        finally:
            if cache is not None:
                cache.close()
        some = bool(ruleset.rules or ruleset.correlations)
        return cls(ruleset=ruleset, matcher=Hits(ruleset) if some else None)

    @property
    def digest(self) -> str:
        """Digest over all rules that are on."""
        return self.ruleset.digest

    def skipped(self) -> Iterator[Skipped]:
        """Name the rules that are not run, and why."""
        unusable = self.ruleset.unusable
        for one in unusable[:_NAMED]:
            yield Skipped(what=f"rule {one.name} ({one.rule})", why=one.reason)
        if len(unusable) > _NAMED:
            yield Skipped(what=f"{len(unusable) - _NAMED} more rules", why="for reasons like those above")

    def notes(self) -> Iterator[str]:
        """Say how many rules were on."""
        on = len(self.ruleset.rules) + len(self.ruleset.correlations)
        off = f", {len(self.ruleset.unusable):,} cannot be used" if self.ruleset.unusable else ""
        yield f"{on:,} rules were on{off}"

    def helps(self, findings: Iterable[Finding]) -> tuple[RuleHelp, ...]:
        """Return, in words, the rules that fired."""
        fired = {one.rule for one in findings}
        abouts = [one.about for one in self.ruleset.rules]
        abouts += [one.about for one in self.ruleset.correlations]
        return tuple(
            RuleHelp(
                id=f"sigma:{one.id}",
                title=one.title,
                words=one.description or one.title,
                severity=one.severity,
                score=0.0,
                remedy=one.remedy,
            )
            for one in abouts
            if f"sigma:{one.id}" in fired
        )


def tested(tools: Tools, request: TestHuntRules, job: Job) -> CasesRun:
    """Run the events of the pages that ship: those a rule must match, and look-alikes it must not."""
    del tools, request
    from vedette.hunt.sigma.reading import load_rules  # noqa: PLC0415  the parser takes a second to load

    shipped = pages()
    job.tell("rules", len(shipped))
    wrong = tuple(failures(shipped, load_rules(own_rules())))
    named = {one.partition(":")[0]: one for one in wrong}
    return CasesRun(
        cases=tuple(
            CaseRun(where=page.name, passed=page.name not in named, why=named.get(page.name, ""))
            for page in shipped
        )
    )


def read_folder(folder: Path) -> list[tuple[str, str]]:
    """Read every Sigma file in a folder and below, in the order of their names.

    Raises:
        BadInput: there is no such folder, nothing in it, or too much.

    """
    if folder.is_file():
        return [(folder.name, _text(folder))]
    if not folder.is_dir():
        raise BadInput(f"{folder}: no such folder", hint="give a folder of Sigma rules (.yml)")
    paths = sorted(path for path in folder.rglob("*") if path.suffix in SUFFIXES and path.is_file())
    if not paths:
        raise BadInput(
            f"{folder}: no Sigma rule (.yml) in it", hint="give a checkout of SigmaHQ, or its rules/"
        )
    if len(paths) > _MOST_FILES:
        raise BadInput(f"{folder}: {len(paths)} files of rules", hint=f"give at most {_MOST_FILES}")
    return [(path.relative_to(folder).as_posix(), _text(path)) for path in paths]


def _text(path: Path) -> str:
    """Read a rule; one that is no UTF-8 is refused by whoever parses it, and named there."""
    try:
        return read_plain(os.fsencode(path), _MOST_BYTES).decode("utf-8", "replace")
    except BadInput as error:
        raise BadInput(f"{path}: {error}", hint=error.hint) from error


def _compiled(texts: list[tuple[str, str]], cache: Bytes | None) -> RuleSet:
    """Take compiled rules from the cache, or compile and keep them."""
    total = hashlib.sha256()
    for name, text in texts:
        for part in (name, text):
            data = part.encode("utf-8", "replace")
            total.update(b"%d " % len(data) + data)
    key = _KEY + total.digest()
    if cache is not None and (kept := cache.get(key)) is not None:
        try:
            return RuleSet.from_bytes(kept)
        except BadInput:
            pass
    from vedette.hunt.sigma.reading import load_rules  # noqa: PLC0415  the parser takes a second to load

    made = load_rules(texts)
    if cache is not None:
        cache.put(key, made.to_bytes())
    return made
