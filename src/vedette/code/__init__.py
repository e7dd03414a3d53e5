"""Weaknesses in source code: files in, findings out. A pure engine."""

from vedette.code.facts import FactCache
from vedette.code.knowledge import Knowledge, load_knowledge
from vedette.code.scan import ScanResult, scan

__all__ = ["FactCache", "Knowledge", "ScanResult", "load_knowledge", "scan"]
