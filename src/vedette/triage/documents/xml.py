"""Facts about a part of an Office document, or another XML text: what it loads, starts and says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

import re2  # type: ignore[import-untyped]

from vedette.core.errors import BadInput
from vedette.core.expressions import expression
from vedette.triage.allowance import Allowance
from vedette.triage.documents.markup import Element, Tree, parsed
from vedette.triage.documents.ole import dde
from vedette.triage.documents.places import fact
from vedette.triage.documents.words import lures, speaks_to_reviewers
from vedette.triage.fact import Act, Fact, When
from vedette.triage.sample import Sample

_LOADED: Final = {
    "attachedtemplate": "loads a template from elsewhere when opened",
    "oleobject": "loads an object from elsewhere when opened",
    "frame": "loads a page into a frame when opened",
    "subdocument": "loads a part of the document from elsewhere",
    "package": "loads an object from elsewhere when opened",
    "control": "loads a control from elsewhere",
    "image": "loads a picture from elsewhere when opened",
    "aflink": "loads data from elsewhere when opened",
    "mailmergesource": "reads data from elsewhere when opened",
}
_REMOTE: Final = expression(r"(?i)^(?:[a-z][a-z0-9+.-]{1,12}:|\\\\|//|mhtml:)")
_LOCAL: Final = expression(r"(?i)^(?:file:/{2,3})?[a-z]:[\\/]")
_BAD_SCHEME: Final = expression(
    r"(?i)^(?:mhtml|ms-msdt|search-ms|ms-search|javascript|vbscript|data|ms-word|ms-excel|ms-officecmd):|!x-usc:|\.(?:html?|hta|php|aspx?)!"
)
_DDE: Final = expression(r"(?i)^\s*(?:\"\s*)?(DDE(?:AUTO)?)\s+(.{1,600})", re.DOTALL)
_SHEET_DDE: Final = expression(
    r"(?i)^\s*(?:[=+@-]\s*)?(?:cmd|powershell|msexcel|mshta|rundll32|regsvr32|wscript|cscript|certutil|bitsadmin)\s*\|"
)
_LARGE: Final = 1 << 18
_BYTES: Final = re2.Options()
_BYTES.encoding = re2.Options.Encoding.LATIN1
_MARKS: Final = re2.compile(
    rb"(?i)External\b|instrText|fldSimple|fldChar|ddeLink|onLoad|definedName|DeepLink|<!|simpleLocation"
    rb"|\b(?:cmd|powershell|msexcel|mshta|rundll32|regsvr32|wscript|cscript|certutil|bitsadmin)\s{0,9}\|",
    _BYTES,
)
"""Without any of these a large part holds words and numbers only, and need not be read element by element."""
_WORDS: Final = expression(rb">([^<]+)")
"""What stands between tags."""
_OFFICE: Final = expression(r"!/(?:word|xl|ppt|_rels|docProps|customXml)/|\.rels$")
"""Names of parts of Office documents."""
_LIBRARIES: Final = ("libraryDescription", "searchConnectorDescription")
_OPEN_NAMES: Final = expression(r"(?i)^(?:_xlnm\.)?auto_?(?:open|close|activate|deactivate)\w*$")


def facts(sample: Sample, allowance: Allowance) -> Iterator[Fact]:
    """Yield what the elements say.

    Raises:
        BadInput: there are too many, or too deep ones: what came before was told.

    """
    if len(sample.data) > _LARGE and _MARKS.search(sample.data) is None:
        yield from _said(sample, b"".join(_WORDS.findall(sample.data)).decode("utf-8", "replace"))
        return
    tree = parsed(sample.data, allowance)
    for name, stands_for in tree.entities:
        elsewhere = _REMOTE.match(stands_for) is not None
        if elsewhere or _OFFICE.search(sample.name):
            yield fact(
                sample,
                Act.OPENS_EXTERNAL if elsewhere else Act.OBFUSCATED,
                "ENTITY",
                "reads an entity from elsewhere"
                if elsewhere
                else "declares an entity: no Office document does",
                how="entity",
                target=stands_for or name,
                when=When.OPEN,
            )
    for element in tree.elements:
        yield from _element(sample, element)
    yield from _fields(sample, tree)
    yield from _shell(sample, tree)
    words = "".join("\n" if one.name == "p" else one.text for one in tree.elements if one.name in ("t", "p"))
    yield from _said(sample, words)
    if tree.cut:
        raise BadInput(tree.cut, hint="what came before was read")


def _said(sample: Sample, words: str) -> Iterator[Fact]:
    for said in (*lures(words), *speaks_to_reviewers(words)):
        yield fact(sample, said.act, said.quote, said.says, how=said.how, sure=False)


def _shell(sample: Sample, tree: Tree) -> Iterator[Fact]:
    """Tell libraries that show another host's folder, and settings that start a program."""
    root = tree.elements[0].name if tree.elements else ""
    for element in tree.elements:
        text = element.text.strip()
        if root in _LIBRARIES and element.name == "url" and re.match(r"(?i)https?:|\\\\|file://[^/]", text):
            says = "shows a folder of another host as one of this"
            yield fact(sample, Act.OPENS_EXTERNAL, text, says, how="library", target=text, when=When.OPEN)
        elif root == "PCSettings" and element.name == "DeepLink" and text:
            says = "starts a program when opened"
            yield fact(sample, Act.RUNS_COMMAND, text, says, how="DeepLink", target=text, when=When.OPEN)


def _element(sample: Sample, element: Element) -> Iterator[Fact]:
    given = element.given
    if element.name == "Relationship" and given.get("TargetMode", "").lower() == "external":
        yield from _relationship(sample, given)
    elif element.name == "ddeLink":
        command = f"{given.get('ddeService', '')} {given.get('ddeTopic', '')}".strip()
        yield dde(sample, given.get("ddeTopic", "ddeLink"), command, sure=True)
    elif element.name == "definedName" and _OPEN_NAMES.match(given.get("name", "")):
        yield fact(
            sample,
            Act.EMBEDS,
            given["name"],
            "names a macro that runs when the workbook is opened",
            how="XLM",
            target=element.text[:200],
            when=When.OPEN,
        )
    elif "onLoad" in given and element.name.lower() == "customui":
        yield fact(
            sample,
            Act.EMBEDS,
            "onLoad",
            "calls a macro when its ribbon is loaded",
            how="customUI onLoad",
            target=given["onLoad"],
            when=When.OPEN,
        )
    elif element.name in ("f", "v", "t", "Data", "Cell") and (
        _SHEET_DDE.match(element.text or given.get("Formula", ""))
    ):
        yield dde(
            sample,
            (element.text or given.get("Formula", "")).strip()[:60],
            element.text or given.get("Formula", ""),
            sure=False,
        )


def _relationship(sample: Sample, given: dict[str, str]) -> Iterator[Fact]:
    target = given.get("Target", "").strip()
    kind = given.get("Type", "").rstrip("/").rpartition("/")[2].lower()
    if _BAD_SCHEME.search(target):
        yield fact(
            sample,
            Act.OPENS_EXTERNAL,
            given.get("Target", ""),
            "opens an address that starts a program or a script",
            how=kind,
            target=target,
            when=When.OPEN if kind != "hyperlink" else When.CALL,
        )
    elif kind in _LOADED and _is_elsewhere(target) and not _is_linked_picture(given):
        yield fact(
            sample,
            Act.OPENS_EXTERNAL,
            given.get("Target", ""),
            _LOADED[kind],
            how=kind,
            target=target,
            when=When.OPEN,
        )


def _is_elsewhere(target: str) -> bool:
    return bool(_REMOTE.match(target)) and not _LOCAL.match(target)


def _is_linked_picture(given: dict[str, str]) -> bool:
    """Linked pictures are ordinary; those on a share log in to it."""
    return given.get("Type", "").endswith("/image") and not given.get("Target", "").startswith("\\\\")


def _fields(sample: Sample, tree: Tree) -> Iterator[Fact]:
    """Put fields of Word together: each may be split over many runs, and fields lie in fields."""
    open_: list[tuple[list[str], Element]] = []
    for element in tree.elements:
        kind = element.given.get("fldCharType", "") if element.name == "fldChar" else ""
        if element.name == "fldSimple":
            yield from _field(sample, element.given.get("instr", ""), element)
        elif kind == "begin" or (element.name == "instrText" and not open_):
            open_.append(([element.text], element))
        elif element.name == "instrText":
            open_[-1][0].append(element.text)
        elif kind in ("separate", "end") and open_:
            yield from _closed(sample, open_, last=kind == "end")
    while open_:
        yield from _closed(sample, open_, last=True)


def _closed(sample: Sample, open_: list[tuple[list[str], Element]], *, last: bool) -> Iterator[Fact]:
    """Say what the innermost field does; what it gives becomes a part of the one around it."""
    pieces, first = open_[-1]
    instruction = _unquoted("".join(pieces))
    yield from _field(sample, instruction, first)
    if not last:
        pieces.clear()
        return
    open_.pop()
    if open_:
        open_[-1][0].append(instruction)


def _unquoted(instruction: str) -> str:
    """Undo QUOTE fields, which write letters as numbers."""
    word, _, rest = instruction.strip().partition(" ")
    codes = rest.split()
    if word.upper() == "QUOTE" and codes and all(one.isdigit() and int(one) < 0x110000 for one in codes):  # noqa: PLR2004
        return "".join(map(chr, map(int, codes)))
    return instruction


def _field(sample: Sample, instruction: str, element: Element) -> Iterator[Fact]:
    match = _DDE.match(instruction)
    if match is not None:
        needle = (
            match[2][:40]
            if match[2][:40] in sample.text
            else "instrText"
            if element.name != "fldSimple"
            else "fldSimple"
        )
        yield dde(sample, needle, " ".join(match[2].split()), sure=True)
    elif re.match(
        r"(?i)\s*(?:INCLUDEPICTURE|INCLUDETEXT|IMPORT|LINK)\s+\"?(?:https?:|\\\\\\\\|ftp:)", instruction
    ):
        target = instruction.split(maxsplit=1)[1].strip().strip('"').split('"')[0]
        yield fact(
            sample,
            Act.OPENS_EXTERNAL,
            instruction.strip()[:60],
            "a field loads from elsewhere",
            how=instruction.split(maxsplit=1)[0],
            target=target,
            when=When.OPEN,
        )
