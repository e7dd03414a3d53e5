"""Pages a web server runs: ASP, ASP.NET and JSP, told from pages and templates that look like them."""

from __future__ import annotations

import re
from typing import Final

from vedette.core.expressions import expression

_HEAD: Final = 4096
_DIRECTIVE: Final = expression(
    r"<%@\s{0,20}(?:page|webhandler|webservice|control|master|language|import|include|taglib|application"
    r"|assembly|register|reference|implements|codepage|servicehost|enablesessionstate|lcid)\b",
    re.IGNORECASE,
)
_SCRIPT: Final = expression(r"<script\b[^>]{0,200}\brunat\s{0,5}=\s{0,5}[\"']?server", re.IGNORECASE)
_BLOCK: Final = 2000
"""Characters of a block that are looked at."""
_BLOCKS: Final = 20
_NO_CODE: Final = frozenset("@#$-")
_SERVER: Final = expression(
    r"\brequest\s{0,5}(?:\(|\[|\.\s{0,5}(?:form|item|querystring|servervariables|binaryread|params|cookies"
    r"|get(?:parameter|header|inputstream|reader|session|cookies)\b))"
    r"|\bresponse\s{0,5}\.\s{0,5}(?:write|end|redirect|binarywrite|getwriter|getoutputstream)\b"
    r"|\bserver\s{0,5}\.\s{0,5}(?:createobject|mappath|urlencode|htmlencode|scripttimeout|execute|transfer)\b"
    r"|\bRuntime\s{0,5}\.\s{0,5}getRuntime\b|\bpageContext\b",
    re.IGNORECASE,
)
"""What only a server has to offer: templates of other languages between the same marks have none of it."""


def is_server_page(text: str) -> bool:
    """Tell whether a server runs this text: by a directive, a script for it, or what its code asks."""
    if "<%" not in text and "<script" not in text[: _HEAD * 4].lower():
        return False
    if _DIRECTIVE.search(text, 0, _HEAD) or _SCRIPT.search(text, 0, _HEAD * 4):
        return True
    at = 0
    for _ in range(_BLOCKS):
        at = text.find("<%", at)
        end = text.find("%>", at + 2) if at >= 0 else -1
        if end < 0:
            return False
        if text[at + 2] not in _NO_CODE and _SERVER.search(text, at + 2, min(end, at + _BLOCK)):
            return True
        at = end
    return False
