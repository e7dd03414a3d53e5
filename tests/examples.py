"""How many examples are tried of what takes long for each."""

from typing import Final

from hypothesis import settings

FEW: Final = max(5, (settings.default or settings()).max_examples // 3)
"""A third of what the run tries of other things."""
