"""What PHP carries: code handed to eval and its kin, and itself made readable. Nothing is run."""

from vedette.triage.layers.php.peeling import peel

__all__ = ["peel"]
