"""What lies under encodings in a script, one layer at a time; nothing is run. A decoder per language."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Final

from vedette.triage.kinds import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vedette.triage.allowance import Allowance
    from vedette.triage.peeled import Peeled
    from vedette.triage.sample import Sample

_DECODERS: Final[dict[Kind, str]] = {
    Kind.POWERSHELL: "powershell",
    Kind.BATCH: "batch",
    Kind.VBA: "vba",
    Kind.VBSCRIPT: "vba",
    Kind.HTA: "vba",
    Kind.WSF: "vba",
    Kind.XML: "vba",
    Kind.JAVASCRIPT: "javascript",
    Kind.TYPESCRIPT: "javascript",
    Kind.HTML: "javascript",
    Kind.SVG: "javascript",
    Kind.PYTHON: "python",
    Kind.PYTHON_CODE: "python",
    Kind.SHELL: "shell",
    Kind.PHP: "php",
    Kind.TEXT: "text",
}
"""Folders here, by kind: loaded when first needed, for their parsers are heavy."""


def peel(sample: Sample, allowance: Allowance) -> Iterator[Peeled]:
    """Yield what lies one layer deep in a script: each text carried in it, and itself made readable."""
    name = _DECODERS.get(sample.kind)
    if name is None:
        return
    decoder = import_module(f"{__name__}.{name}")
    yield from decoder.peel(sample, allowance)
