"""Indicators: a sample and what it does in, `core.indicators` out; noise is left out with a reason."""

from vedette.triage.indicators.fanging import defang, refang
from vedette.triage.indicators.gathering import indicators

__all__ = ["defang", "indicators", "refang"]
