"""The formats sensors on the wire write."""

from __future__ import annotations

from typing import Final

from vedette.hunt.format import Format, Shape
from vedette.hunt.sources.netlogs import netflow, nfdump
from vedette.hunt.sources.netlogs.eve import records as eve
from vedette.hunt.sources.netlogs.zeek import records as zeek
from vedette.hunt.sources.netlogs.zeek import tsv

FORMATS: Final[tuple[Format, ...]] = (
    Format(name="zeek", says="Zeek logs, tab-separated", fits=tsv.fits, read=tsv.read),
    Format(
        name="netflow",
        says="flows with a heading: nfdump, Argus, nProbe, IPFIX, SiLK, AWS VPC",
        fits=netflow.fits,
        read=netflow.read,
    ),
    Format(name="nfdump", says="flows as nfdump prints them", fits=nfdump.fits, read=nfdump.read),
)
SHAPES: Final[tuple[Shape, ...]] = (eve.SHAPE, zeek.SHAPE)
