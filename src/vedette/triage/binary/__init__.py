"""Executables without their source: what they are, what protects them, what they can do."""

from vedette.triage.binary.difference import diff
from vedette.triage.binary.examination import examine
from vedette.triage.binary.factual import facts
from vedette.triage.binary.study import lacking

__all__ = ["diff", "examine", "facts", "lacking"]
