"""Weaknesses in source code: files in, findings out. A pure engine."""

from vedette.code.cases import CaseResult, run_cases
from vedette.code.facts import FactCache
from vedette.code.knowledge import Knowledge, load_knowledge
from vedette.code.result import ScanResult
from vedette.code.rulehelps import rule_helps
from vedette.code.scan import scan

__all__ = [
    "CaseResult",
    "FactCache",
    "Knowledge",
    "ScanResult",
    "load_knowledge",
    "rule_helps",
    "run_cases",
    "scan",
]
