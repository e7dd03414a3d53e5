"""A document as PDF, set by typst: text is handed over as data, nothing is read from disk or network.

The same document gives the same bytes: only fonts that come with the typesetter, the date is the document's.
Pages are tagged for screen readers (PDF/UA) and made to last (PDF/A) where the text allows it.
"""

from __future__ import annotations

import contextlib
import json
import tempfile
from functools import cache
from importlib import resources
from typing import Any, Final

import msgspec
from msgspec import structs

from vedette.core.errors import BadInput
from vedette.export.incidents.pieces import Document, Paragraph, Picture, Run
from vedette.export.incidents.printable import printable
from vedette.export.incidents.spans import moment

_STANDARDS: Final[tuple[list[str], ...]] = (["a-2a", "ua-1"], [])
"""The best first; without any where something in the text does not allow it."""


def render(document: Document) -> bytes:
    """Return the PDF.

    Raises:
        BadInput: the library that sets it is not installed, or cannot set this.

    """
    typst = _typesetter()
    made_at = moment(document.made_at)
    stamp = int(made_at.timestamp()) if made_at is not None else 0
    # One bad picture must not cost the report: then its words stand where it would.
    for given in (document, _told(document)):
        data = _data(given)
        for standards in _STANDARDS:
            with tempfile.TemporaryDirectory() as empty, contextlib.suppress(typst.TypstError):
                made: bytes = typst.compile(
                    _template(),
                    root=empty,
                    ignore_system_fonts=True,
                    format="pdf",
                    sys_inputs={"document": data},
                    pdf_standards=standards,
                    timestamp=max(stamp, 0),
                )
                return made
    raise BadInput("this cannot be set as a PDF", hint="write it as HTML, and print that")


def _typesetter() -> Any:  # noqa: ANN401  a module that may not be there
    try:
        import typst  # noqa: PLC0415
    except ImportError as error:
        raise BadInput(
            "PDF needs the library typst, which is not installed",
            hint="install vedette with the extra `respond`, or write the report as HTML and print that",
        ) from error
    return typst


def _told(document: Document) -> Document:
    pieces = (
        Paragraph(words=(Run(f"{one.title}: {one.description}"),)) if isinstance(one, Picture) else one
        for one in document.pieces
    )
    return structs.replace(document, pieces=tuple(pieces))


def _data(document: Document) -> str:
    """Return the document as JSON in which every string shows what it holds, in letters the fonts have."""
    return json.dumps(_printable(msgspec.to_builtins(document)), ensure_ascii=False)


def _printable(value: Any) -> Any:  # noqa: ANN401  whatever JSON holds
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, dict):
        # A picture is XML: a letter it spells out has to be escaped there.
        return {
            name: printable(inside, escaped=True) if name == "svg" else _printable(inside)
            for name, inside in value.items()
        }
    return [_printable(inside) for inside in value] if isinstance(value, list | tuple) else value


@cache
def _template() -> bytes:
    return resources.files("vedette.export.incidents.assets").joinpath("report.typ").read_bytes()
