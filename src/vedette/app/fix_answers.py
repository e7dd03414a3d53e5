"""What comes back when weaknesses were to be mended."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from enum import StrEnum

from msgspec import Struct

from vedette.core.claims import Tally
from vedette.core.nouns import Artefact, Engine, Finding
from vedette.core.patches import Tried

CAVEAT = (
    "Gates and passing tests do not prove a patch right: of patches that passed gates like these, about "
    "4 in 10 were found wrong by people (PVBench). Read each before you use it."
)


class Became(StrEnum):
    """What became of a finding."""

    PATCHED = "patched"
    """A patch passed every gate that could run."""
    GONE = "gone with another"
    """A patch for another finding removed it as well."""
    OPEN = "open"
    """Nobody proposed a patch, or none passed."""


class Mending(Struct, frozen=True, kw_only=True):
    """One finding, and the patches that were tried on it, in order."""

    finding: Finding
    became: Became
    tried: tuple[Tried, ...] = ()
    why: str = ""
    """Where it is open: why, in a sentence."""

    @property
    def accepted(self) -> Tried | None:
        """The patch that was accepted: the last one tried, if any was."""
        return self.tried[-1] if self.became is Became.PATCHED else None


class Fixed(Struct, frozen=True, kw_only=True):
    """What came of an attempt to mend a target."""

    engine: Engine
    target: Artefact
    mendings: tuple[Mending, ...]
    diff: str = ""
    """All accepted patches together, unified: for people and `git apply`."""
    branch: str = ""
    commit: str = ""
    """Of the branch."""
    written: tuple[str, ...] = ()
    """Files of the target that were changed, since that was asked for."""
    notes: tuple[str, ...] = ()
    """What could not be done, such as running anything."""
    tally: Tally = Tally()
    caveat: str = CAVEAT

    def counts(self) -> Mapping[str, int | str]:
        """Count findings by what became of them, and patches by rung."""
        became = Counter(one.became.value for one in self.mendings)
        rungs = Counter(one.tried[-1].rung.value for one in self.mendings if one.accepted is not None)
        return {
            "target": self.target.digest,
            "rules": self.engine.rules,
            "findings": len(self.mendings),
            "written": len(self.written),
            "commit": self.commit,
            **became,
            **rungs,
        }


class Approved(Struct, frozen=True, kw_only=True):
    """A report in which a person approved a patch."""

    fixed: Fixed
    mending: Mending
    """With the patch on the last rung."""
    digest: str
    """Of the diff that was approved."""

    def counts(self) -> Mapping[str, int | str]:
        """Name the finding and the very diff that was approved."""
        return {"finding": self.mending.finding.fingerprint, "diff": self.digest, "patches": 1}
