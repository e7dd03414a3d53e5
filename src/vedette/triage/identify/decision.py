"""From bytes and a name to a kind: fixed marks first, then what lies inside, then the language of a text."""

from __future__ import annotations

import re
from typing import Final

from vedette.core.expressions import expression
from vedette.triage.identify import executables, markup, nesting, signatures
from vedette.triage.identify.endings import kind_of_name
from vedette.triage.identify.languages import language
from vedette.triage.identify.machine_code import bits_of
from vedette.triage.identify.server_pages import is_server_page
from vedette.triage.identify.settings import settings_kind
from vedette.triage.identify.standing import standing_kind
from vedette.triage.identify.writing import as_text
from vedette.triage.kinds import SCRIPTS, Kind

_DECIDING: Final = frozenset({Kind.HTA, Kind.WSF, Kind.REGISTRY})
"""Kinds Windows runs by their ending alone, whatever the text looks like."""
_FURTHER: Final = {Kind.PE: executables.windows, Kind.OLE: nesting.of_ole, Kind.AR: nesting.of_ar}
_PHP: Final = b"<?php"
_PHP_WITHIN: Final = 1024
"""A page of a server that begins like a picture, so that it may be uploaded as one."""
_LISTED: Final = expression(r"(?:[0-9a-f]{32,128}  ?\*?)?/?[^\s;|&<>$`(){}'\"]{1,500}")
_A_LIST: Final = 3
_GO: Final = expression(r"^package [a-z_]\w*[ \t]*(?://.*)?$", re.MULTILINE)
_GO_WITHIN: Final = expression(r"^(?:func [\w(]|import \()", re.MULTILINE)
_PROSE: Final = (".md", ".markdown", ".rst", ".adoc")
"""Texts about code, full of it, which nothing runs."""
_DESCRIPTIONS: Final = ("metadata", "pkg-info")
_DESCRIBES: Final = "Metadata-Version:"
"""How the description of a Python package is called and begins: a head, and prose with commands in it."""
_MAY_BE_PAGES: Final = frozenset({None, Kind.SERVER_PAGE, Kind.HTML, Kind.XML, Kind.TEXT})
"""What a page of a server may be called; a script that only holds one is what it is called."""
_MAY_STAND: Final = frozenset({None, Kind.TEXT, Kind.INI, Kind.SHELL})
"""What a table of cron or the description of a container may be called."""
_ERASED: Final = b"\xff" * 256
"""Flash nobody wrote to, as a copy of it may begin; as a text it would be a row of letters."""
_BINARY_NAMES: Final = frozenset({Kind.FONT, Kind.MEDIA, Kind.FIRMWARE})


def identify(data: bytes, name: str = "") -> Kind:
    """Return what this is.

    A text that can be several things is what its ending says; one that can be only one is that, whatever it
    is called. Where something is two things at once, the one that can do harm is returned.
    """
    if not data:
        return Kind.EMPTY
    kind = signatures.kind_of(data)
    if kind is not None:
        return _refined(kind, data, name)
    kind = nesting.unmarked(data)
    if kind is not None:
        return kind
    text = None if data.startswith(_ERASED) else as_text(data)
    if text is None:
        return _binary(data, name)
    kind = _of_text(text, name)
    return (nesting.appended_zip(data, name) or kind) if kind is Kind.TEXT else kind


def _refined(kind: Kind, data: bytes, name: str) -> Kind:
    """Look further where a mark says only half of it."""
    if kind is Kind.ZIP:
        return nesting.of_zip(data, name)
    if kind in _FURTHER:
        return _FURTHER[kind](data)
    if kind is Kind.IMAGE and (text := as_text(data)) is not None:
        return Kind.PHP if _PHP in data[:_PHP_WITHIN] else Kind.SERVER_PAGE if is_server_page(text) else kind
    return kind


def _binary(data: bytes, name: str) -> Kind:
    kind = nesting.appended_zip(data, name)
    if kind is not None:
        return kind
    named = Kind.FIRMWARE if data.startswith(_ERASED) else kind_of_name(name)
    if named in _BINARY_NAMES:
        return named
    return Kind.MACHINE_CODE if bits_of(data) else Kind.UNKNOWN


def _of_text(text: str, name: str) -> Kind:
    named = kind_of_name(name)
    if not text.strip():
        return Kind.TEXT
    if named in _DECIDING:
        return named
    if _is_prose(text, name) or (named is None and _is_list(text)):
        return Kind.TEXT
    return _structured(text, name, named) or _spoken(text, named)


def _structured(text: str, name: str, named: Kind | None) -> Kind | None:
    """Return what marks or a head give away, or None."""
    if named in _MAY_BE_PAGES and is_server_page(text):
        return Kind.SERVER_PAGE
    if named in _MAY_STAND and (found := standing_kind(text, name)) is not None:
        return found
    return Kind.GO if _is_go(text, name) else markup.kind_of(text, named)


def _is_go(text: str, name: str) -> bool:
    if _GO.search(text) is None:
        return False
    return name.endswith(".go") or _GO_WITHIN.search(text) is not None


def _is_prose(text: str, name: str) -> bool:
    low = name.lower()
    if low.endswith(_DESCRIPTIONS) and text.startswith(_DESCRIBES):
        return True
    return low.endswith(_PROSE) and not text.startswith("#!")


def _is_list(text: str) -> bool:
    """Tell a list of files, bare or behind digests, from a script that calls programs by their paths."""
    lines = text.split("\n")
    whole = lines[:-1] if len(lines) > 1 else lines
    return len(whole) >= _A_LIST and all(_LISTED.fullmatch(one) for one in whole if one)


def _spoken(text: str, named: Kind | None) -> Kind:
    """Choose between what a text reads like and what it is called."""
    read = language(text)
    if named is None:
        return read.kind
    needed, near = (1, read.close)
    if named in SCRIPTS:
        needed, near = _TWICE, read.possible
    elif named is Kind.TEXT:
        needed = _TWICE
    if read.sure < needed or named in near:
        return named
    return named if named in _SETTINGS and settings_kind(text) is named else read.kind


_TWICE: Final = 2
"""What is called a text has to read like a script twice as much: many texts are about scripts. So has what is
called a script to read like one in another language."""
_SETTINGS: Final = frozenset({Kind.YAML, Kind.INI, Kind.TOML})
