"""The kinds of records many tools write, asked after those only one tool does."""

from __future__ import annotations

from typing import Final

from vedette.hunt.format import Shape
from vedette.hunt.sources.common import ecs, ocsf

SHAPES: Final[tuple[Shape, ...]] = (ecs.SHAPE, ocsf.SHAPE)
