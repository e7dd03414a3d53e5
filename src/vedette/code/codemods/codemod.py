"""What a codemod is: a name, what it claims to mend, and how."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

from vedette.code.codemods.draft import Draft
from vedette.code.codemods.site import Site, sink_name
from vedette.core.nouns import Confidence, Finding


@dataclass(frozen=True)
class Codemod:
    """A mechanical fix for one shape of one weakness."""

    id: str
    rule: str
    """The rule page whose findings it mends."""
    says: str
    """What it changes and why that is safe, one sentence."""
    mend: Callable[[Site], Iterator[Draft]]
    """Yields changes, best first; raises Refused, or yields none, when it is not sure."""
    sure: bool = False
    """Whether it is about findings that are more than possible only: at those a person has to look first."""
    sinks: str = ""
    """A pattern for the calls it claims, by the name the finding gives them; empty for all of its rule."""

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        return re.compile(self.sinks)

    def claims(self, finding: Finding) -> bool:
        """Tell whether a finding is of the class this codemod is about, whether or not it can mend it."""
        if finding.rule != self.rule or (self.sure and finding.confidence is Confidence.POSSIBLE):
            return False
        return not self.sinks or self._pattern.search(sink_name(finding)) is not None
