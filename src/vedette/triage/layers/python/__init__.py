"""What Python carries: code handed to exec and its kin, compiled code, and itself made readable.

A script is parsed and folded (`layers.folding`), never run; compiled code is read by a reader of our own.
What PyArmor wraps is encrypted: it is recognised and said, not undone.
"""

from vedette.triage.layers.python.peeling import peel

__all__ = ["peel"]
