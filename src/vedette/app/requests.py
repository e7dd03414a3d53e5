"""What can be asked for: one frozen class a capability. A `Request[R]` is answered with an `R`."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from msgspec import Struct

from vedette.app.asking import Request
from vedette.app.results import (
    Advised,
    CasesRun,
    DemoShown,
    EventsAnswered,
    EventsPruned,
    Followed,
    FormatsListed,
    Hunted,
    ReportExplained,
    RulesListed,
    Scanned,
    Shown,
    Triaged,
    Verified,
)
from vedette.core.explanations import Audience
from vedette.core.nouns import Confidence, Severity
from vedette.core.verdicts import Verdict


class Scan(Request[Scanned], Struct, frozen=True, kw_only=True):
    """Find weaknesses in source."""

    target: str
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    default_excludes: bool = True
    rules: Path | None = None
    """A folder of the user's own rule pages and library tables."""
    baseline: str | None = None
    """An earlier report, or `git:REF`: what was there already is left out."""
    suppressions: bool = True
    cache: bool = True
    fail_on: Severity | None = Severity.LOW
    """Findings at least this bad fail the run; None: nothing does."""
    fail_confidence: Confidence = Confidence.LIKELY
    """Findings less sure than this never fail the run."""
    min_confidence: Confidence = Confidence.POSSIBLE
    """Findings less sure than this are left out, and counted."""


class Triage(Request[Triaged], Struct, frozen=True, kw_only=True):
    """Say what things do, and whether they are hostile, without running them."""

    targets: tuple[str, ...]
    """Files, folders, `pypi:NAME[==VERSION]`, `npm:NAME[@VERSION]`."""
    given: bytes | None = None
    """What came on the standard input, if something did."""
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    passwords: tuple[str, ...] = ()
    """For encrypted archives and documents."""
    yara: Path | None = None
    """A folder of YARA rules."""
    capa: Path | None = None
    """A folder of capa rules."""
    known: Path | None = None
    """OSV records: a folder or zip of JSON files."""
    popular: Path | None = None
    """Names packages may be mistaken for: lines of ecosystem, a tab, name."""
    against: str | None = None
    """An older build: only what it does not do is shown."""
    seconds: float = 120.0
    """For one thing."""
    fail_on: Verdict | None = Verdict.SUSPICIOUS
    """Verdicts at least this grave fail the run; None: nothing does."""
    min_confidence: Confidence = Confidence.POSSIBLE


class Hunt(Request[Hunted], Struct, frozen=True, kw_only=True):
    """Find attacks in logs and captures."""

    targets: tuple[str, ...]
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    form: str | None = None
    """Read everything as this format; by default each source is recognised by its first bytes."""
    rules: tuple[Path, ...] = ()
    """Folders of Sigma rules, such as a checkout of SigmaHQ."""
    own_rules: bool = True
    """Whether the rules that ship are on."""
    patterns: bool = True
    """Whether the statistics are on."""
    baseline: Path | None = None
    """What earlier hunts had seen: what is known from there is not new."""
    locations: Path | None = None
    """A file of places in MaxMind's format: where addresses are, which few logs say themselves."""
    save_baseline: Path | None = None
    code: Path | None = None
    """A report of weaknesses in code, to be looked for in these logs."""
    indicators: tuple[Path, ...] = ()
    """Reports of triage, STIX bundles, MISP events or lists: what is known from elsewhere."""
    passwords: tuple[str, ...] = ()
    """For encrypted archives."""
    keep: bool = False
    """Keep the events, for questions and for rules to come."""
    kept: bool = False
    """Hunt through what earlier hunts kept as well."""
    cache: bool = True
    fail_on: Severity | None = Severity.MEDIUM
    fail_confidence: Confidence = Confidence.LIKELY
    min_confidence: Confidence = Confidence.POSSIBLE


class Follow(Request[Followed], Struct, frozen=True, kw_only=True):
    """Hunt in logs while they are written, until somebody stops it."""

    hunt: Hunt
    state: Path | None = None
    """Where to remember how far we are; by default among the user's data."""
    output: Path | None = None
    """A file for alarms; by default standard output."""
    webhooks: tuple[str, ...] = ()
    syslogs: tuple[str, ...] = ()
    interval: float = 1.0
    """Seconds between two looks at files nothing was written to."""
    once: bool = False
    """Stop when everything written so far is looked at."""


class TestHuntRules(Request[CasesRun], Struct, frozen=True, kw_only=True):
    """Run the events that stand beside the rules that ship."""

    __test__ = False  # its name means something else to the test runner


class ListFormats(Request[FormatsListed], Struct, frozen=True, kw_only=True):
    """List what logs and captures can be read as."""


class QueryEvents(Request[EventsAnswered], Struct, frozen=True, kw_only=True):
    """Ask kept events something."""

    sql: str
    """One SELECT over the table `events`."""
    seconds: float = 30.0
    rows: int = 10_000


class PruneEvents(Request[EventsPruned], Struct, frozen=True, kw_only=True):
    """Drop kept events that are too old."""

    days: int
    """Files whose last event is older than that go."""


class Discover(Request[Scanned], Struct, frozen=True, kw_only=True):
    """Find weaknesses in what runs at a target that somebody has to have proved."""

    target: str
    """A domain, host or address: whose it is decides whether this may be done."""
    source: str
    """The name of a folder the operator allowed, and a path in it."""


class Verify(Request[Verified], Struct, frozen=True, kw_only=True):
    """Check every quote of a report."""

    report: Path
    root: str | None = None
    """Where the artefacts are now; by default, where the report says they were."""
    form: str | None = None
    """Read logs as this format; by default, as the report says the hunt was told to."""
    passwords: tuple[str, ...] = ()
    """For encrypted archives."""


class Show(Request[Shown], Struct, frozen=True, kw_only=True):
    """Show one finding."""

    finding: str
    """Its fingerprint, or the beginning of it."""
    report: Path | None = None
    """By default the last report of this user."""


class Advise(Request[Advised], Struct, frozen=True, kw_only=True):
    """Tell users about weaknesses in one's own product."""

    report: Path | None = None
    """None: the last one."""
    decisions: Path | None = None
    """What people decided, as TOML; None: a template of that is wanted."""
    form: Literal["csaf", "openvex"] = "csaf"


class ExplainReport(Request[ReportExplained], Struct, frozen=True, kw_only=True):
    """Explain a report or an incident to somebody."""

    subject: Path | None = None
    """By default the last report of this user."""
    audience: Audience = Audience.GENERALIST
    language: str = "en"


class ListRules(Request[RulesListed], Struct, frozen=True, kw_only=True):
    """List the rules, or one of them."""

    rules: Path | None = None
    only: str | None = None


class TestRules(Request[CasesRun], Struct, frozen=True, kw_only=True):
    """Run the examples of rules and tables."""

    __test__ = False  # its name means something else to the test runner
    rules: Path | None = None
    only: str | None = None


class Demo(Request[DemoShown], Struct, frozen=True, kw_only=True):
    """Show what this is for."""

    offline: bool = False
