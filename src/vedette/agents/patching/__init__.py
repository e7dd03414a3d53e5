"""Patches: proposed by codemods or a model, believed by nobody, sent through one gate."""

from vedette.agents.patching.gates import try_patch
from vedette.agents.patching.ground import Ground
from vedette.agents.patching.ladder import approved, rung

__all__ = ["Ground", "approved", "rung", "try_patch"]
