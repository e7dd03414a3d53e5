"""What no rule names: statistics over many events, each with its formula and its controls."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from vedette.hunt.detector import Detector
from vedette.hunt.patterns.beacons import Beacons
from vedette.hunt.patterns.dga import Dga
from vedette.hunt.patterns.dnstunnels import DnsTunnels
from vedette.hunt.patterns.exfiltration import Exfiltration
from vedette.hunt.patterns.files.ransom import Ransomware
from vedette.hunt.patterns.firstseen import FirstSeen
from vedette.hunt.patterns.logins.guessing import PasswordGuessing
from vedette.hunt.patterns.logins.movement import LateralMovement
from vedette.hunt.patterns.logins.newcomers import Newcomers
from vedette.hunt.patterns.logins.travel import ImpossibleTravel
from vedette.hunt.patterns.longconnections import LongConnections
from vedette.hunt.patterns.processes.exploration import Exploration
from vedette.hunt.patterns.processes.footholds import Footholds
from vedette.hunt.patterns.processes.names import Masquerading
from vedette.hunt.patterns.processes.trees import OddProcesses
from vedette.hunt.patterns.records.clearing import LogClearing
from vedette.hunt.patterns.records.gaps import LogGaps
from vedette.hunt.patterns.records.speaking import SpeakingRecords
from vedette.hunt.patterns.scans import Scans
from vedette.hunt.patterns.web.attacks import WebAttacks

DETECTORS: Final[tuple[Callable[[], Detector], ...]] = (
    Beacons,
    Dga,
    DnsTunnels,
    Exfiltration,
    FirstSeen,
    LongConnections,
    Scans,
    Exploration,
    Footholds,
    ImpossibleTravel,
    LateralMovement,
    LogClearing,
    LogGaps,
    Masquerading,
    Newcomers,
    OddProcesses,
    PasswordGuessing,
    Ransomware,
    SpeakingRecords,
    WebAttacks,
)
"""Every detector, as that which makes one."""
