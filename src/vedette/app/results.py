"""What comes back: one frozen class a capability. Each can be counted for the record, its content unseen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from msgspec import Struct

from vedette.core.explanations import Explanation
from vedette.core.nouns import Report
from vedette.core.rulehelp import RuleHelp


class Scanned(Struct, frozen=True, kw_only=True):
    """What a scan found."""

    report: Report
    rules: tuple[RuleHelp, ...]
    """Help for the rules that were on."""
    failing: int
    """Findings that fail the run."""
    lines: Callable[[str], Sequence[str] | None]
    """The lines of a file by its digest, for as long as the target is at hand."""

    def counts(self) -> Mapping[str, int | str]:
        """Count findings by severity, and name what was looked at by digest."""
        by_severity = Counter(one.severity.value for one in self.report.findings)
        return {
            "target": self.report.target.digest,
            "rules": self.report.engine.rules,
            "files": self.report.coverage.files,
            "lines": self.report.coverage.lines,
            "skipped": len(self.report.coverage.skipped),
            "findings": len(self.report.findings),
            **by_severity,
        }


class Hunted(Struct, frozen=True, kw_only=True):
    """What a hunt found."""

    report: Report
    rules: tuple[RuleHelp, ...]
    """Help for the rules that fired."""
    failing: int
    """Findings that fail the run."""

    def counts(self) -> Mapping[str, int | str]:
        """Count records, attacks and findings, and name what was looked at by digest."""
        by_severity = Counter(one.severity.value for one in self.report.findings)
        return {
            "target": self.report.target.digest,
            "rules": self.report.engine.rules,
            "files": self.report.coverage.files,
            "records": self.report.coverage.records,
            "skipped": len(self.report.coverage.skipped),
            "attacks": len(self.report.attacks),
            "findings": len(self.report.findings),
            **by_severity,
        }


class Triaged(Struct, frozen=True, kw_only=True):
    """What things do, and what we think of them."""

    report: Report
    rules: tuple[RuleHelp, ...]
    """Help for the behaviours that were seen."""
    failing: int
    """Verdicts that fail the run."""

    def counts(self) -> Mapping[str, int | str]:
        """Count verdicts, and name what was looked at by digest."""
        return {
            "target": self.report.target.digest,
            "rules": self.report.engine.rules,
            "files": self.report.coverage.files,
            "skipped": len(self.report.coverage.skipped),
            "findings": len(self.report.findings),
            **Counter(one.verdict.value for one in self.report.judgements),
        }


class Followed(Struct, frozen=True, kw_only=True):
    """What went through since the first start."""

    events: int
    skipped: int
    alarms: int
    dropped: int
    unseen: int = 0
    """Logs of which more may have been written than was read: they were gone or cut when we looked again."""

    def counts(self) -> Mapping[str, int | str]:
        """Count records and alarms."""
        return {"records": self.events, "skipped": self.skipped, "alarms": self.alarms}


class FormatsListed(Struct, frozen=True, kw_only=True):
    """What logs and captures can be read as: names, and what each is."""

    formats: tuple[tuple[str, str], ...]

    def counts(self) -> Mapping[str, int | str]:
        """Count formats."""
        return {"formats": len(self.formats)}


class EventsAnswered(Struct, frozen=True, kw_only=True):
    """What kept events say."""

    columns: tuple[str, ...]
    rows: tuple[tuple[object, ...], ...]
    cut: bool
    """Whether there were more rows than asked for."""

    def counts(self) -> Mapping[str, int | str]:
        """Count rows."""
        return {"rows": len(self.rows), "columns": len(self.columns)}


class EventsPruned(Struct, frozen=True, kw_only=True):
    """What was dropped, and what is left."""

    files: int
    bytes_freed: int
    left: int
    bytes_left: int

    def counts(self) -> Mapping[str, int | str]:
        """Count files."""
        return {"files": self.files, "left": self.left}


class Broken(Struct, frozen=True, kw_only=True):
    """One piece of evidence that does not hold any more."""

    finding: str
    """The finding's fingerprint."""
    rule: str
    number: int
    """Which piece of its evidence, counting from 1."""
    of: int
    where: str
    why: str


class Changed(Struct, frozen=True, kw_only=True):
    """A file that is not the one that was looked at."""

    name: str
    quotes: int
    """Quotes of it."""
    standing: int
    """Those that stand where they stood."""


class Verified(Struct, frozen=True, kw_only=True):
    """Which evidence holds, and which does not."""

    target: str
    findings: int
    quotes: int
    broken: tuple[Broken, ...]
    changed: tuple[Changed, ...] = ()
    """Files that changed elsewhere than where they are quoted."""
    nowhere: bool = False
    """Whether not one of the files is where they were looked for."""

    def counts(self) -> Mapping[str, int | str]:
        """Count quotes."""
        return {"quotes": self.quotes, "broken": len(self.broken), "changed": len(self.changed)}


class Shown(Struct, frozen=True, kw_only=True):
    """A report that holds one finding, and help for its rule."""

    report: Report
    rules: tuple[RuleHelp, ...]

    def counts(self) -> Mapping[str, int | str]:
        """Count findings."""
        return {"findings": len(self.report.findings)}


class Advised(Struct, frozen=True, kw_only=True):
    """A document for users, or a template of one."""

    data: bytes
    name: str
    """What a file of it should be called."""
    undecided: int
    """Findings nobody decided about: they are not in it."""

    def counts(self) -> Mapping[str, int | str]:
        """Count what is open."""
        return {"undecided": self.undecided}


class ReportExplained(Struct, frozen=True, kw_only=True):
    """An explanation, and the labels of its language a page needs."""

    explanation: Explanation
    words: Mapping[str, str]

    def counts(self) -> Mapping[str, int | str]:
        """Count sentences and steps, and name what was explained by digest."""
        sections = self.explanation.sections
        return {
            "target": self.explanation.subject,
            "sentences": sum(len(one.sentences) for one in sections),
            "steps": sum(len(one.steps) for one in sections),
            "dropped": self.explanation.dropped,
        }


class RulesListed(Struct, frozen=True, kw_only=True):
    """Rules, in words."""

    rules: tuple[RuleHelp, ...]

    def counts(self) -> Mapping[str, int | str]:
        """Count rules."""
        return {"rules": len(self.rules)}


class CaseRun(Struct, frozen=True, kw_only=True):
    """One example, and how it went."""

    where: str
    """The page or table it stands in, and which of its examples it is."""
    passed: bool
    why: str = ""


class CasesRun(Struct, frozen=True, kw_only=True):
    """All examples, and how they went."""

    cases: tuple[CaseRun, ...]

    @property
    def failed(self) -> tuple[CaseRun, ...]:
        """Those that did not pass."""
        return tuple(one for one in self.cases if not one.passed)

    def counts(self) -> Mapping[str, int | str]:
        """Count examples."""
        return {"cases": len(self.cases), "failed": len(self.failed)}


class DemoShown(Struct, frozen=True, kw_only=True):
    """A vulnerable release and its fix, both looked at."""

    title: str
    vulnerable: Report
    """Holds just the finding the demonstration is about."""
    fixed: Report
    """The fixed release's findings of the same weakness: none, if all is well."""
    others: int
    """All findings in the vulnerable release, those it is about included."""
    rules: tuple[RuleHelp, ...]
    lines: Callable[[str], Sequence[str] | None]
    notes: tuple[str, ...] = ()

    @property
    def convincing(self) -> bool:
        """Whether it was found where it is, and not where it is mended."""
        return bool(self.vulnerable.findings) and not self.fixed.findings

    def counts(self) -> Mapping[str, int | str]:
        """Count findings on both sides."""
        return {"vulnerable": len(self.vulnerable.findings), "fixed": len(self.fixed.findings)}
