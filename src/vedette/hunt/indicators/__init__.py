"""Indicators somebody knows from elsewhere, looked for in logs."""

from vedette.hunt.indicators.seeking import Seeking

__all__ = ["Seeking"]
