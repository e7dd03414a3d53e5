"""Secrets taken out of a question before it leaves the machine, and put back into what comes of it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

import msgspec

from vedette.code.secrets import secrets
from vedette.core.dialogue import Ask, Message, ToolCall

_OPEN: Final = "[secret-"
_PRIVATE: Final = re.compile(
    r"-----BEGIN (?:[A-Z0-9]+ ){0,3}PRIVATE KEY-----[^-]{0,16384}(?:-[^-]{0,16384}){0,2000}?"
    r"-----END (?:[A-Z0-9]+ ){0,3}PRIVATE KEY-----"
)
"""Whatever stands between these lines, also where it is no key: nobody needs to see it."""


@dataclass(slots=True)
class Mask:
    """Which secret stands behind which word; the same secret always behind the same."""

    words: dict[str, str] = field(default_factory=dict)
    """The word for each secret."""

    def hide(self, text: str) -> str:
        """Return a text without secrets: keys of known providers, private keys, values named as secrets."""
        text = _PRIVATE.sub(lambda found: self._word(found[0]), text)
        parts: list[str] = []
        at = 0
        for one in secrets(text):
            parts += (text[at : one.start], self._word(text[one.start : one.end]))
            at = one.end
        return self._again("".join((*parts, text[at:])))

    def _word(self, secret: str) -> str:
        return self.words.setdefault(secret, f"{_OPEN}{len(self.words) + 1}]")

    def show(self, text: str) -> str:
        """Return a text with its secrets again: for what stays here, as a patch that has to fit a file."""
        for secret, word in self.words.items():
            text = text.replace(word, secret)
        return text

    def _again(self, text: str) -> str:
        """Hide what was found to be a secret elsewhere: where it stands alone, nothing says what it is."""
        for secret, word in self.words.items():
            text = text.replace(secret, word)
        return text


def masked(ask: Ask) -> tuple[Ask, int]:
    """Return a question without secrets, and how many there were."""
    mask = Mask()
    for one in ask.messages:  # what is named a secret in a later message may stand alone in an earlier one
        _hidden(mask, one)
    messages = tuple(_hidden(mask, one) for one in ask.messages)
    return msgspec.structs.replace(ask, messages=messages), len(mask.words)


def _hidden(mask: Mask, one: Message) -> Message:
    calls = tuple(
        ToolCall(id=call.id, name=call.name, arguments=mask.hide(call.arguments)) for call in one.calls
    )
    return msgspec.structs.replace(one, text=mask.hide(one.text), calls=calls)
