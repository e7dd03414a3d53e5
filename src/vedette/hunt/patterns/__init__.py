"""What no rule names: statistics over many events, each with its formula and its controls."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from vedette.hunt.detector import Detector
from vedette.hunt.patterns.beacons import Beacons
from vedette.hunt.patterns.dga import Dga
from vedette.hunt.patterns.dnstunnels import DnsTunnels
from vedette.hunt.patterns.exfiltration import Exfiltration
from vedette.hunt.patterns.firstseen import FirstSeen
from vedette.hunt.patterns.longconnections import LongConnections
from vedette.hunt.patterns.scans import Scans

DETECTORS: Final[tuple[Callable[[], Detector], ...]] = (
    Beacons,
    Dga,
    DnsTunnels,
    Exfiltration,
    FirstSeen,
    LongConnections,
    Scans,
)
"""Every detector, as that which makes one."""
