"""Every way Windows events come."""

from __future__ import annotations

from typing import Final

from vedette.hunt.sources.windows import defender, event_logs, event_xml, shippers

FORMATS: Final = (*event_logs.FORMATS, *event_xml.FORMATS)
SHAPES: Final = (*shippers.SHAPES, defender.SHAPE)
