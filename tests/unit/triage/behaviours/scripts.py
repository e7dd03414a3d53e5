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

NAMES = {
    "python": "case.py",
    "javascript": "case.js",
    "facts": "case.txt",
    "server_pages": "case.aspx",
}
KINDS = {
    "python": Kind.PYTHON,
    "javascript": Kind.JAVASCRIPT,
    "facts": Kind.TEXT,
    "server_pages": Kind.SERVER_PAGE,
}


def listed(line: str, number: int) -> Fact:
    """Read `ACT @WHEN how:means target < ACT target`: what stands right flows into what stands left."""
    first, _, fed = line.partition(" < ")
    act, *words = first.split()
    when = next((When[one[1:]] for one in words if one.startswith("@")), When.UNKNOWN)
    how = next((one[4:] for one in words if one.startswith("how:")), "")
    target = " ".join(one for one in words if not one.startswith(("@", "how:")))
    place = Lines(line=number + 1, column=1, end_line=number + 1, end_column=2)
    inputs = (listed(fed, number),) if fed else ()
    return Fact(act=Act[act], place=place, quote=line, target=target, how=how, when=when, inputs=inputs)


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
