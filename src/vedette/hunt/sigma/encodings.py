"""Encodings pySigma has not, or has wrong: detections are rewritten before it reads them.

It knows `wide` and not its other name `utf16le`; its `utf16` writes the mark at the beginning in UTF-8; it
refuses letters beyond ASCII. What these encode is worked out here where base64 follows, as it always does.
"""

from __future__ import annotations

import base64
from typing import Any, Final

_CODECS: Final = {"utf16": "utf-16-le", "wide": "utf-16-le", "utf16le": "utf-16-le", "utf16be": "utf-16-be"}
_MARK: Final = b"\xff\xfe"
_START: Final = (0, 2, 3)
_END: Final = (None, -3, -2)
_DEPTH_MAX: Final = 40


def rewritten(detection: object, depth: int = _DEPTH_MAX) -> object:
    """Return a detection that asks the same in words pySigma understands."""
    if depth == 0:
        return detection
    if isinstance(detection, dict):
        pairs = (
            _pair(key, value) if isinstance(key, str) else (key, value) for key, value in detection.items()
        )
        return {key: rewritten(value, depth - 1) for key, value in pairs}
    if isinstance(detection, list):
        return [rewritten(one, depth - 1) for one in detection]
    return detection


def _pair(key: str, value: Any) -> tuple[str, Any]:  # noqa: ANN401 - whatever stands in a rule
    name, *modifiers = key.split("|")
    at = next((number for number, one in enumerate(modifiers) if one in _CODECS), None)
    if at is None:
        return key, value
    codec, after = modifiers[at], modifiers[at + 1 :]
    values = value if isinstance(value, list) else [value]
    if after[:1] in (["base64"], ["base64offset"]) and _is_ours(codec, values, after):
        encoded = [text for one in values for text in _encoded(codec, after[0], one)]
        return "|".join([name, *modifiers[:at], *after[1:]]), encoded
    modifiers[at] = "wide" if codec == "utf16le" else codec
    return "|".join([name, *modifiers]), value


def _is_ours(codec: str, values: list[Any], after: list[str]) -> bool:
    plain = all(isinstance(one, str) and not set("*?\\") & set(one) for one in values)
    joined = "all" in after and after[0] == "base64offset"
    return plain and not joined and (codec == "utf16" or not all(one.isascii() for one in values))


def _encoded(codec: str, how: str, text: str) -> list[str]:
    data = (_MARK if codec == "utf16" else b"") + text.encode(_CODECS[codec], "replace")
    if how == "base64":
        return [base64.b64encode(data).decode()]
    return [
        base64.b64encode(b" " * offset + data)[_START[offset] : _END[(len(data) + offset) % 3]].decode()
        for offset in range(3)
    ]
