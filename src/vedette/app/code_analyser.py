"""The real code engine behind the `Analyser` port."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from vedette import code
from vedette.app.analyser import Analysis, Progress, Texts
from vedette.app.results import CaseRun
from vedette.app.stamps import Bytes
from vedette.core.rulehelp import RuleHelp
from vedette.core.sources import SourceFile

_FINDING = "# finding"


class CodeAnalyser:
    """The engine with its knowledge."""

    def __init__(self, knowledge: code.Knowledge, *, ending: bool = False) -> None:
        self._knowledge = knowledge
        self._ending = ending

    @property
    def digest(self) -> str:
        """Digest over all rules and tables."""
        return self._knowledge.digest

    def scan(self, files: Sequence[SourceFile], cache: Bytes | None, progress: Progress) -> Analysis:
        """Find weaknesses in files."""
        found = code.scan(files, self._knowledge, cache, progress, ending=self._ending)
        return Analysis(
            findings=found.findings, artefacts=found.artefacts, coverage=found.coverage, stages=found.stages
        )

    def helps(self) -> tuple[RuleHelp, ...]:
        """Return the rules, in words."""
        return code.rule_helps(self._knowledge)

    def cases(self, only: str | None) -> Iterator[CaseRun]:
        """Run the examples of the rules and tables."""
        for case in code.run_cases(self._knowledge, () if only is None else (only,)):
            missed = [f"not found: {one}" for one in case.missed]
            wrong = [f"found, though it should not be: {one}" for one in case.wrong]
            yield CaseRun(where=case.name, passed=case.passed, why="; ".join([*missed, *wrong, *case.loose]))
        for page in self._knowledge.pages:
            marked = [_FINDING in one for one in page.cases]
            if only in {None, page.id} and not (any(marked) and not all(marked)):
                lacks = "without" if any(marked) else "with"
                yield CaseRun(where=page.id, passed=False, why=f"no example {lacks} a '{_FINDING}' line")


def load(texts: Texts, cache: Bytes | None, *, ending: bool = False) -> CodeAnalyser:
    """Load the rules that ship and the user's own; `ending`: the process ends soon after it was used."""
    return CodeAnalyser(code.load_knowledge(texts, cache), ending=ending)
