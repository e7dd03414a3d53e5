"""The console's files by the path they are served under, each with its type, read from the package once."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Final, NamedTuple

POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""What these pages may do: nothing from elsewhere, nothing inline, no frame around them."""
_TYPES: Final = {"html": "text/html; charset=utf-8", "css": "text/css", "js": "text/javascript"}
_NAMES: Final = ("index.html", "console.css", "console.js", "dpop.js", "service.js")


class Page(NamedTuple):
    """One file, ready to be sent."""

    path: str
    kind: str
    body: bytes


@cache
def pages() -> tuple[Page, ...]:
    """Return every file of the console; the page itself is served at `/`."""
    folder = files(__package__) / "static"
    return tuple(
        Page(
            "/" if name == "index.html" else f"/static/{name}",
            _TYPES[name.rpartition(".")[2]],
            (folder / name).read_bytes(),
        )
        for name in _NAMES
    )
