"""What JavaScript carries: code handed to eval and its kin, pages it writes, and itself made readable.

A script is parsed and folded (`layers.folding`), never run. AAEncode is not undone.
"""

from vedette.triage.layers.javascript.peeling import peel

__all__ = ["peel"]
