"""A frame around text of strangers: the model is told that it is data. It never counts as a control."""

from __future__ import annotations

import hashlib

from vedette.agents.untrusted.neutral import neutral


def framed(text: str, what: str) -> str:
    """Return a text in a frame that names what it is; no text closes a frame whose name is its digest."""
    shown = neutral(text)
    name = hashlib.sha256(shown.encode("utf-8", "replace")).hexdigest()[:12]
    return f"<data-{name} what={what!r}>\n{shown}\n</data-{name}>"
