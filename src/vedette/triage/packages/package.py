"""A package: what it says it is, and which of its files run when."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct, field
from msgspec.structs import replace

from vedette.triage.fact import Fact, When
from vedette.triage.sample import LAYER, Sample


class Package(Struct, frozen=True, kw_only=True):
    """What a Python or npm package, or an editor's extension, says it is."""

    ecosystem: str
    """pypi, npm, vscode."""
    name: str
    version: str = ""
    root: str = ""
    """Name of the sample it came in."""
    runs: dict[str, When] = field(default_factory=dict)
    """When the module level of a file runs, by the sample's name."""
    facts: dict[str, list[Fact]] = field(default_factory=dict)
    """What the manifest itself does, by the sample's name."""

    def facts_of(self, sample: Sample) -> Sequence[Fact]:
        """Return what the package as a whole says of one of its files."""
        return self.facts.get(sample.name, ())

    def timed(self, sample: Sample, fact: Fact) -> Fact:
        """Return a fact with the time its file has in the package."""
        if fact.when not in {When.IMPORT, When.RUN, When.OPEN, When.UNKNOWN}:
            return fact
        when = self.runs.get(sample.name.partition(LAYER)[0])
        if when is None:
            return fact if fact.when is When.RUN else replace(fact, when=When.CALL)
        return replace(fact, when=when) if fact.when is not When.RUN or when is When.INSTALL else fact
