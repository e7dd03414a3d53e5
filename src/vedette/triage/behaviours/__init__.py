"""From facts to behaviours, and from behaviours to a verdict: by pages and rules anyone can read."""

from vedette.triage.behaviours.judging import judge
from vedette.triage.behaviours.matching import Observed, Read, observed
from vedette.triage.behaviours.pages import Page, pages

__all__ = ["Observed", "Page", "Read", "behaviours", "judge", "observed", "pages"]

behaviours = observed
