"""Facts about documents, shortcuts, mails and pictures; nothing is opened or fetched."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from typing import TYPE_CHECKING, Final

from vedette.triage.documents import names
from vedette.triage.documents.orders import HANDLES as _STANDING
from vedette.triage.kinds import Kind

if TYPE_CHECKING:
    from vedette.triage.allowance import Allowance
    from vedette.triage.fact import Fact
    from vedette.triage.sample import Sample

_READERS: Final[dict[Kind, str]] = {
    Kind.LNK: "lnk",
    Kind.URL: "url",
    Kind.RTF: "rtf",
    Kind.PDF: "pdf",
    Kind.MAIL: "mail",
    Kind.MSG: "msg",
    Kind.ONENOTE: "onenote",
    Kind.IMAGE: "image",
    Kind.HTML: "html",
    Kind.HTA: "html",
    Kind.SVG: "svg",
    Kind.TEXT: "text",
    Kind.INI: "url",
    Kind.OLE: "ole",
    Kind.DOC: "ole",
    Kind.OOXML: "ooxml",
    Kind.ODF: "ooxml",
    Kind.XML: "xml",
} | dict.fromkeys(
    (
        Kind.PYTHON,
        Kind.JAVASCRIPT,
        Kind.TYPESCRIPT,
        Kind.POWERSHELL,
        Kind.SHELL,
        Kind.BATCH,
        Kind.VBA,
        Kind.VBSCRIPT,
        Kind.WSF,
        Kind.PHP,
        Kind.PERL,
        Kind.RUBY,
        Kind.JSON,
        Kind.YAML,
        Kind.TOML,
    ),
    "script",
)
"""Kind to the module that knows it. Modules are loaded when something of that kind turns up."""
HANDLES: Final = frozenset(Kind)
"""All: of what nobody here reads, at least the name is looked at."""


def facts(sample: Sample, allowance: Allowance) -> Iterator[Fact]:
    """Yield what a document does, or carries, or asks of people, and how the name of anything misleads."""
    yield from names.named(sample)
    if (name := _READERS.get(sample.kind)) is not None:
        yield from import_module(f"{__name__}.{name}").facts(sample, allowance)
    if sample.kind in _STANDING:
        yield from import_module(f"{__name__}.standing").facts(sample, allowance)
