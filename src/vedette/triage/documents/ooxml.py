"""Facts about an Office document as a whole: what kinds of parts it has, and whether its name says so."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from vedette.core.expressions import expression
from vedette.triage.allowance import Allowance
from vedette.triage.documents.formats.binary_sheets import links
from vedette.triage.documents.formats.parts import names, part
from vedette.triage.documents.ole import dde
from vedette.triage.documents.places import fact
from vedette.triage.fact import Act, Fact, When
from vedette.triage.kinds import Kind
from vedette.triage.sample import Sample

_PARTS: Final = (
    (re.compile(r"(?i)vbaProject\w*\.bin$"), "carries VBA macros", "VBA"),
    (re.compile(r"(?i)xl/macrosheets/"), "carries an Excel 4 macro sheet", "XLM"),
    (re.compile(r"(?i)/activeX/activeX\d*\.(?:bin|xml)$"), "carries an ActiveX control", "ActiveX"),
    (
        re.compile(r"(?i)/embeddings/[^/]*\.(?:exe|scr|js|vbs|lnk|hta|bat|cmd|ps1)$"),
        "carries a program to open",
        "embedded file",
    ),
)
_ODF: Final = (
    (
        re.compile(r"(?i)^Basic/[^/]+/(?!script-l[bc]|dialog-l[bc])[^/]+\.xml$"),
        "carries Basic macros",
        "Basic",
    ),
    (re.compile(r"(?i)^Scripts/[^/]+/.+"), "carries scripts", "scripts"),
)
"""The same in OpenDocument."""
_LINKS: Final = expression(r"(?i)xl/externalLinks/[^/]*\.bin$")
_PLAIN: Final = expression(r"(?i)\.(?:docx|xlsx|pptx|dotx|xltx|potx|ppsx)$")


def facts(sample: Sample, allowance: Allowance) -> Iterator[Fact]:
    """Yield one fact for each sort of part that runs or can be opened."""
    seen: set[str] = set()
    for name in names(sample.data):
        allowance.burn(4)
        for pattern, says, how in _ODF if sample.kind is Kind.ODF else _PARTS:
            if how not in seen and pattern.search(name):
                seen.add(how)
                yield fact(sample, Act.EMBEDS, name, says, how=how, target=name)
        if _LINKS.search(name):
            for link in links(part(sample.data, name, allowance)):
                yield dde(sample, name, link, sure=True)
    if "VBA" in seen and _PLAIN.search(sample.name):
        yield fact(
            sample,
            Act.DIFFERS,
            b"vbaProject",
            "has the name of a document without macros, and has macros",
            target=sample.name.rpartition("/")[2],
            when=When.OPEN,
        )
