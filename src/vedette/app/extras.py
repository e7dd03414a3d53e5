"""What is missing where an extra was not installed."""

from __future__ import annotations

from vedette.scale import failures


def lacking(error: ModuleNotFoundError) -> Exception:
    """Say which library is not there, and how it comes; a module of ours that is missing is our fault."""
    name = (error.name or "").partition(".")[0]
    if name in {"", "vedette"}:
        return error
    return failures.lacking(error)
