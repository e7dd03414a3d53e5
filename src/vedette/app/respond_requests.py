"""What can be asked of a response as a whole, and what is answered."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct, field

from vedette.app.asking import Request, Told
from vedette.core.explanations import Explanation
from vedette.core.incidents import Incident, Tlp
from vedette.export.incidents.asked import Form, Reach, ReportKind, Role, Share


class Paper(Struct, frozen=True, kw_only=True):
    """One file of a response."""

    name: str
    what: str
    """In words."""


class Responded(Told, frozen=True, kw_only=True):
    """A finished incident: opened, told, written down."""

    incident: Incident
    explanation: Explanation
    """For somebody who looks after computers among other things."""
    words: dict[str, str]
    """What a page around it is labelled with."""
    playbooks: tuple[str, ...]
    """Those that fit, the best first."""
    folder: str
    papers: tuple[Paper, ...]
    seconds: float
    skipped: int
    """Things that could not be looked at, or not wholly."""
    seal: dict[str, int | str] = field(default_factory=dict)

    def counts(self) -> Mapping[str, int | str]:
        """Seal its events."""
        return {"incident": self.incident.id, "pieces": len(self.incident.locker), **self.seal}


class ReportWritten(Told, frozen=True, kw_only=True):
    """A report of an incident."""

    incident: str
    data: bytes
    media: str
    name: str
    """What a file of it would be called."""


class Respond(Request[Responded], Struct, frozen=True, kw_only=True):
    """From raw evidence to a finished incident report."""

    targets: tuple[str, ...]
    folder: Path | None = None
    """Where the papers go; by default a new folder here, named after the incident."""
    title: str = ""
    organisation: str = ""
    code: str = ""
    """Source of the application that was attacked: weaknesses in it are looked for in the logs."""
    playbook: str = ""
    """Begin this one."""
    rules: tuple[Path, ...] = ()
    """Folders of Sigma rules."""
    passwords: tuple[str, ...] = ()
    language: str = "en"
    tlp: Tlp = Tlp.AMBER
    keep: bool = True
    """Whether copies of the evidence go into the locker, and not only its digests."""


class ShareIncident(Request[ReportWritten], Struct, frozen=True, kw_only=True):
    """Write down what others may look for, for machines."""

    incident: str
    how: Share = Share.STIX
    role: Role | None = None
    """None: whoever is warned; nothing says who was hit."""
    reach: Reach | None = None
    """None: as far as the marking lets it travel."""


class WriteReport(Request[ReportWritten], Struct, frozen=True, kw_only=True):
    """Write a report of an incident."""

    incident: str
    kind: ReportKind = ReportKind.INCIDENT
    form: Form = Form.MARKDOWN
    language: str = "en"
    role: Role | None = None
    """None: as usual for that kind."""
    reach: Reach | None = None
