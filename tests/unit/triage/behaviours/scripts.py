"""Scripts and lists of acts as samples and facts: what cases of pages are written in."""

from __future__ import annotations

from importlib import import_module
from itertools import starmap

from vedette.core.nouns import Lines
from vedette.triage.allowance import Allowance
from vedette.triage.behaviours import Observed, Read, observed
from vedette.triage.fact import Act, Fact, When
from vedette.triage.kinds import Kind
from vedette.triage.sample import Sample

NAMES = {"python": "case.py", "javascript": "case.js", "facts": "case.txt"}
KINDS = {"python": Kind.PYTHON, "javascript": Kind.JAVASCRIPT, "facts": Kind.TEXT}


def listed(line: str, number: int) -> Fact:
    """Read `ACT @WHEN target`."""
    words = line.split()
    when = When[words[1][1:]] if len(words) > 1 and words[1].startswith("@") else When.UNKNOWN
    target = " ".join(words[1 + (when is not When.UNKNOWN) :])
    place = Lines(line=number + 1, column=1, end_line=number + 1, end_column=2)
    return Fact(act=Act[words[0]], place=place, quote=line, target=target, when=when)


def facts_of(language: str, sample: Sample) -> list[Fact]:
    if language == "facts":
        return list(starmap(listed, ((line, n) for n, line in enumerate(sample.text.splitlines()))))
    return list(import_module(f"vedette.triage.facts.{language}").facts(sample, Allowance()))


def seen(text: str, language: str = "python", name: str = "") -> tuple[Observed, ...]:
    """Return the behaviours of one script."""
    sample = Sample(name=name or NAMES[language], data=text.encode(), kind=KINDS[language])
    return observed([Read(sample, facts_of(language, sample))])


def names(text: str, language: str = "python", name: str = "") -> set[str]:
    """Return their ids."""
    return {one.page.id for one in seen(text, language, name)}
