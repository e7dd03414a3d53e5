"""Texts a head or a shape gives away: pages, scripts with a first line, mails, data."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from vedette.core.expressions import expression
from vedette.triage.kinds import Kind

_HEAD: Final = 2048
_CERTIFICATE: Final = "\n-----BEGIN CERTIFICATE-----\n"
_SHEBANGS: Final = (
    ("python", Kind.PYTHON), ("pypy", Kind.PYTHON), ("node", Kind.JAVASCRIPT), ("deno", Kind.TYPESCRIPT),
    ("bun", Kind.JAVASCRIPT), ("pwsh", Kind.POWERSHELL), ("powershell", Kind.POWERSHELL), ("php", Kind.PHP),
    ("perl", Kind.PERL), ("ruby", Kind.RUBY), ("lua", Kind.LUA), ("sh", Kind.SHELL), ("busybox", Kind.SHELL),
    ("make", Kind.TEXT), ("awk", Kind.TEXT), ("sed", Kind.TEXT), ("tcl", Kind.TEXT), ("wish", Kind.TEXT),
)  # fmt: skip
_TAG: Final = expression(
    r"<(!doctype\s+html|html|head|body|script|iframe|meta|title|table|div|style|form|svg|hta:application"
    r"|job|package|component|scriptlet|\?xml|!doctype|\?php|\?=|\w[\w:.-]*)[\s>/]?",
    re.IGNORECASE,
)
_PAGE: Final = frozenset(
    [
        "!doctype html",
        "html",
        "head",
        "body",
        "script",
        "iframe",
        "meta",
        "title",
        "table",
        "div",
        "style",
        "form",
        "a",
        "p",
        "b",
        "center",
        "br",
        "h1",
        "h2",
        "span",
        "img",
        "link",
        "font",
        "ul",
        "ol",
        "input",
        "button",
        "object",
        "embed",
        "video",
        "base",
        "section",
        "nav",
        "header",
        "main",
    ]
)
_WINDOWS_SCRIPT: Final = expression(r"<(job|package|component|scriptlet|registration)\b", re.IGNORECASE)
_MAIL_HEAD: Final = expression(
    r"^(received|return-path|delivered-to|from|to|subject|date|message-id|mime-version|content-type|cc|bcc"
    r"|reply-to|dkim-signature|x-[\w-]+|content-transfer-encoding|arc-seal):[ \t\r\n]",
    re.IGNORECASE | re.MULTILINE,
)
_MAIL_FROM: Final = 3
_FIELD: Final = expression(r"[\w-]+:[ \t\r\n]|From ")


def kind_of(text: str, named: Kind | None) -> Kind | None:
    """Return what its beginning gives away, or None."""
    bare = text.lstrip("\ufeff \t\r\n")
    way = _WAYS.get(bare[:1])
    found = way(bare, named) if way is not None else None
    if found is None and bare[:1] not in "<#" and ("<?php" in text or "<?=" in text[:_HEAD]):
        found = _with_php(text, named)
    if found is None and _CERTIFICATE in text:
        return Kind.CERTIFICATE
    return _mail(bare) if found is None else found


def _shebang(text: str, named: Kind | None) -> Kind | None:
    if not text.startswith("#!"):
        return None
    line = text[2:200].split("\n", 1)[0]
    if line.lstrip().startswith("["):
        return None
    program = " ".join(part.rsplit("/", 1)[-1] for part in line.split() if "=" not in part)
    found = next((kind for word, kind in _SHEBANGS if word in program), None)
    if found is Kind.SHELL and ("exec python" in text[:_HEAD] or "'''exec'" in text[:_HEAD]):
        return Kind.PYTHON
    if found is Kind.JAVASCRIPT and named is Kind.TYPESCRIPT:
        return named
    return found


def _with_php(text: str, named: Kind | None) -> Kind | None:
    """Tell PHP from a script that only speaks of it: PHP stands at the start of a line."""
    if named is Kind.PHP or re.search(r"^\s*<\?(php|=)", text, re.MULTILINE):
        return Kind.PHP if named in {None, Kind.PHP, Kind.TEXT, Kind.HTML} else None
    return None


def _tagged(text: str, named: Kind | None) -> Kind | None:
    low = text[:_HEAD].lower()
    if low.startswith(("<?php", "<?=", "<? ", "<?\n")) or ("<?php" in text and named in {None, Kind.PHP}):
        return Kind.PHP
    if "<hta:application" in text.lower():
        return Kind.HTA
    first = _first_tag(low)
    if first in {"job", "package", "component", "scriptlet"} and _WINDOWS_SCRIPT.search(text):
        return Kind.WSF if "<script" in text.lower() or named is Kind.WSF else Kind.XML
    if (first == "svg" and named is not Kind.HTML) or (low.startswith("<?xml") and "<svg" in low):
        return Kind.SVG
    return _page_or_data(low, first, named)


def _page_or_data(low: str, first: str, named: Kind | None) -> Kind | None:
    if "<html" in low or "<!doctype html" in low:
        return Kind.XML if low.startswith("<?xml") and "<html" not in low else Kind.HTML
    if low.startswith(("<?xml", "<!doctype")) or named in {Kind.XML, Kind.SVG}:
        return _within_xml(low)
    if first in _PAGE or (first and named is Kind.HTML):
        return Kind.HTML
    if first and f"</{first}" in low:
        return Kind.XML
    return Kind.XML if first and low.rstrip().endswith((">", "/>")) else None


def _within_xml(low: str) -> Kind:
    if "<job" in low or "<scriptlet" in low or ("<component" in low and "<script" in low):
        return Kind.WSF
    return Kind.XML


def _first_tag(low: str) -> str:
    """Return the name of the first tag that is neither a comment nor a declaration."""
    at = 0
    for _ in range(20):
        at = low.find("<", at)
        if at < 0:
            return ""
        if low.startswith("<!--", at):
            at = low.find("-->", at)
            if at < 0:
                return ""
        elif low.startswith(("<?", "<!"), at):
            at += 2
        else:
            found = _TAG.match(low, at)
            return found[1].lower() if found else ""
    return ""


_JSON_START: Final = expression(
    r"\{\s*(\"[^\"\n]{0,200}\"\s*:|\}\s*\Z)"
    r"|\[\s*([\[{]\s*[\"\[{\d\]}]|\"[^\"\n]{0,500}\"\s*[,\]]|-?\d[\d.eE+-]{0,40}\s*[,\]]"
    r"|(true|false|null)\s*[,\]]|\]\s*\Z)"
)
_CODE: Final = expression(r"\]\s*[.;(]|=>|\bfunction\b")


def _bracketed(text: str, named: Kind | None) -> Kind | None:
    """Return JSON for what begins like it and goes on like it."""
    if not _JSON_START.match(text):
        return None
    if text[0] == "{":
        return Kind.JSON
    plain = text[:_HEAD].rstrip()
    if named in {Kind.INI, Kind.TOML, Kind.TEXT} or re.match(r"\[[\w\" .-]+\]\s*(\n|$)", text):
        return None
    return Kind.JSON if named is Kind.JSON or not _CODE.search(plain) else None


def _mail(text: str) -> Kind | None:
    if not _FIELD.match(text):
        return None
    head = text.replace("\r\n", "\n").split("\n\n", 1)[0]
    found = {mark[1].lower() for mark in _MAIL_HEAD.finditer(head)}
    if len(found) >= _MAIL_FROM and found & {"from", "received", "message-id", "mime-version", "to"}:
        return Kind.MAIL
    return None


_WAYS: Final[dict[str, Callable[[str, Kind | None], Kind | None]]] = {
    "#": _shebang,
    "<": _tagged,
    "{": _bracketed,
    "[": _bracketed,
}
