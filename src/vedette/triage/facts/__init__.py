"""What a script does, place by place: a reader per language, each giving facts and no judgement."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Final

from vedette.triage.kinds import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vedette.triage.allowance import Allowance
    from vedette.triage.fact import Fact
    from vedette.triage.sample import Sample

_READERS: Final[dict[Kind, str]] = {
    Kind.POWERSHELL: "powershell",
    Kind.BATCH: "batch",
    Kind.VBA: "vba",
    Kind.VBSCRIPT: "vba",
    Kind.HTA: "vba",
    Kind.WSF: "vba",
    Kind.JAVASCRIPT: "javascript",
    Kind.TYPESCRIPT: "javascript",
    Kind.PYTHON: "python",
    Kind.SHELL: "shell",
    Kind.PHP: "php",
    Kind.SERVER_PAGE: "server_pages",
    Kind.RUBY: "patterns",
    Kind.PERL: "patterns",
    Kind.LUA: "patterns",
    Kind.GO: "patterns",
}
"""Folders here, by kind: loaded when first needed, for their parsers are heavy."""


def facts(sample: Sample, allowance: Allowance) -> Iterator[Fact]:
    """Yield what one script does. Kinds nobody reads here give nothing."""
    name = _READERS.get(sample.kind)
    if name is None:
        return
    reader = import_module(f"{__name__}.{name}")
    yield from reader.facts(sample, allowance)
