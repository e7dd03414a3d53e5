"""The kinds of records clouds write, the surest told first."""

from __future__ import annotations

from typing import Final

from vedette.hunt.format import Shape
from vedette.hunt.sources.cloud import (
    analytics,
    azure,
    cloudtrail,
    edges,
    entra,
    google,
    kubernetes,
    m365,
    okta,
    portals,
    repositories,
)

SHAPES: Final[tuple[Shape, ...]] = (
    cloudtrail.SHAPE,
    kubernetes.SHAPE,
    okta.SHAPE,
    *google.SHAPES,
    *analytics.SHAPES,
    *entra.SHAPES,
    azure.SHAPE,
    m365.SHAPE,
    *edges.SHAPES,
    *repositories.SHAPES,
)

TABLES: Final[tuple[Shape, ...]] = (*portals.SHAPES, *analytics.SHAPES, entra.SIGN_INS, m365.SHAPE)
"""What is downloaded as tables, too."""
