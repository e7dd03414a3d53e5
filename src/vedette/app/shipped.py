"""What we know without any file: each table, its version and date, and whose it is."""

from __future__ import annotations

from typing import Final

from vedette.app.knowledge_answers import Ships
from vedette.knowledge import consequences, countermeasures, mitigations, techniques
from vedette.knowledge.glossary import Glossary
from vedette.knowledge.weaknesses import weaknesses

ATTACK: Final = f"ATT&CK {techniques.VERSION_WHOLE} of {techniques.DATE}"
D3FEND: Final = f"D3FEND {countermeasures.VERSION} of {countermeasures.DATE}"
_MITRE: Final = "(c) The MITRE Corporation, used with its permission"
_OURS: Final = "Vedette's own words"


def shipped() -> tuple[Ships, ...]:
    """Count it."""
    return (
        Ships(
            name="ATT&CK techniques",
            version=techniques.VERSION_WHOLE,
            date=techniques.DATE,
            entries=len(techniques.techniques()),
            licence=_MITRE,
        ),
        Ships(
            name="ATT&CK tactics, mitigations, log data",
            version=techniques.VERSION_WHOLE,
            date=techniques.DATE,
            entries=len(mitigations.everything_named()),
            licence=_MITRE,
        ),
        Ships(
            name="D3FEND countermeasures",
            version=countermeasures.VERSION,
            date=countermeasures.DATE,
            entries=len(countermeasures.everything()),
            licence="MIT, (c) The MITRE Corporation",
        ),
        Ships(name="weaknesses", version="", date="", entries=len(weaknesses()), licence=_OURS),
        Ships(
            name="consequences of techniques",
            version="",
            date="",
            entries=len(consequences.techniques()),
            licence=_OURS,
        ),
        Ships(name="glossary", version="", date="", entries=len(Glossary.load("en").terms), licence=_OURS),
    )
