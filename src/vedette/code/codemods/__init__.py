"""Mechanical fixes: a finding and its source in, patches out. No model, no process, no network.

A codemod that is not sure proposes nothing: a wrong patch is worse than none.
"""

from vedette.code.codemods.codemod import Codemod
from vedette.code.codemods.proposing import claimed, claimed_rules, propose
from vedette.code.codemods.registry import CODEMODS

__all__ = ["CODEMODS", "Codemod", "claimed", "claimed_rules", "propose"]
