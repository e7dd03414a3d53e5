"""What is not kept of what people send: passwords in forms stay in the capture, and are not written down."""

from __future__ import annotations

import re
from typing import Final

from msgspec.structs import replace

from vedette.core.redaction import HIDDEN
from vedette.hunt.event import Event

BODY: Final = "request_body"
WITHHELD: Final = HIDDEN * 3
_NAME: Final = r"[\w.\[\]-]{0,60}(?:pass|pwd|secret|token|credential|cvv|otp)[\w.\[\]-]{0,60}"
_IN_FORMS: Final = re.compile(rf"(?i)((?<![\w.\[\]-]){_NAME}=)([^&\s]+)")
_IN_JSON: Final = re.compile(rf'(?i)("{_NAME}"\s{{0,20}}:\s{{0,20}}")((?:[^"\\]|\\.)+)')
_IN_PARTS: Final = re.compile(
    rf'(?i)(name="{_NAME}"[^\n]{{0,200}}(?:\n[^\n]{{1,200}}){{0,4}}?\r?\n\r?\n)([^\r\n]+)'
)
_IN_XML: Final = re.compile(rf"(?i)(<{_NAME}>)([^<]+)")


def to_be_kept(event: Event) -> Event:
    """Return an event as it may be kept: what is named as a password in the body of a request is hidden."""
    body = event.fields.get(BODY)
    if not isinstance(body, str):
        return event
    hidden = body
    for pattern in (_IN_FORMS, _IN_JSON, _IN_PARTS, _IN_XML):
        hidden = pattern.sub(_hide, hidden)
    return event if hidden == body else replace(event, fields=event.fields | {BODY: hidden})


def _hide(found: re.Match[str]) -> str:
    return found[1] + WITHHELD
