"""Texts that hold settings and data: INI, TOML, YAML, properties, internet shortcuts."""

from __future__ import annotations

import re
from typing import Final

from vedette.core.expressions import expression
from vedette.triage.kinds import Kind

_SECTION: Final = expression(r"^[ \t]*\[\[?[\w .:/\\\"'-]{1,80}\]\]?[ \t]*\r?$", re.MULTILINE)
_SETTING: Final = expression(r"^[ \t]*[\w.\"'-]{1,60}[ \t]*=", re.MULTILINE)
_TOML_VALUE: Final = expression(r"^[\w.\"-]{1,60} = (\"|\[|\{|true|false|\d)", re.MULTILINE)
_PAIR: Final = expression(r"^[ \t]*(- )?[\w.\"'/-]{1,60}:([ \t]|\r?$)", re.MULTILINE)
_ITEM: Final = expression(r"^[ \t]*- \S", re.MULTILINE)
_SHORTCUT: Final = "[internetshortcut]"
_MOSTLY: Final = 0.6


def settings_kind(text: str) -> Kind | None:
    """Return what kind of settings a text holds, or None."""
    if _SHORTCUT in text[:2048].lower():
        return Kind.URL
    return _of_lines(text) if _begins_so(text) else None


def _of_lines(text: str) -> Kind | None:
    """Return what most lines look like: sections and settings, or pairs."""
    lines = [line for line in text.splitlines() if line.strip() and line.lstrip()[:1] not in "#;"]
    sections, settings = len(_SECTION.findall(text)), len(_SETTING.findall(text))
    flush = sum(1 for line in lines if line[0] not in " \t")
    if sections and settings and (sections + settings) >= flush * _MOSTLY:
        return Kind.TOML if len(_TOML_VALUE.findall(text)) >= settings * _MOSTLY else Kind.INI
    pairs = len(_PAIR.findall(text)) + len(_ITEM.findall(text))
    if pairs >= len(lines) * _MOSTLY and (text.startswith("---") or len(lines) > 1):
        return Kind.YAML
    return None


_FIRST_LINES: Final = 5
_BEGINNINGS: Final = (_SECTION, _SETTING, _PAIR, _ITEM)


def _begins_so(text: str) -> bool:
    """Tell whether one of the first lines that are no comments is a section, a setting or a pair."""
    seen = 0
    for line in text[:_LOOKED_AT].split("\n"):
        if line.strip() and line.lstrip()[0] not in "#;":
            if any(one.match(line) for one in _BEGINNINGS):
                return True
            seen += 1
            if seen == _FIRST_LINES:
                return False
    return False


_LOOKED_AT: Final = 4096
