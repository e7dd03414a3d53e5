"""Secrets taken out of a question before it leaves the machine, and put back into what comes of it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, Final

import msgspec

from vedette.core.dialogue import Ask, Message, Tool, ToolCall
from vedette.core.redaction import private_keys
from vedette.core.secrets import secrets

_OPEN: Final = "[secret-"
_WORD: Final = re.compile(r"\[secret-[0-9]+\]")
_LEAST: Final = 8
"""Letters: no secret of any form is shorter."""
_FEW: Final = 32
"""Secrets that are sooner looked for one after the other."""


@dataclass(slots=True)
class Mask:
    """Which secret stands behind which word; the same secret always behind the same."""

    words: dict[str, str] = field(default_factory=dict)
    """The word for each secret."""
    _plain: set[str] = field(default_factory=set)
    """Texts that were looked through, and hold none of their own."""

    def hide(self, text: str) -> str:
        """Return a text without secrets: keys of known providers, private keys, values named as secrets."""
        if len(text) < _LEAST or text in self._plain:
            return self._again(text)
        known = len(self.words)
        found = self._found(text)
        if found == text and len(self.words) == known:
            self._plain.add(text)
        return found

    def _found(self, text: str) -> str:
        text = self._without_private(text)
        parts: list[str] = []
        at = 0
        for one in secrets(text):
            parts += (text[at : one.start], self._word(text[one.start : one.end]))
            at = one.end
        return self._again("".join((*parts, text[at:])))

    def _without_private(self, text: str) -> str:
        """Hide private keys: whatever stands between such lines, also where it is none."""
        parts: list[str] = []
        at = 0
        for start, end in private_keys(text):
            parts += (text[at:start], self._word(text[start:end]))
            at = end
        return "".join((*parts, text[at:]))

    def _word(self, secret: str) -> str:
        return self.words.setdefault(secret, f"{_OPEN}{len(self.words) + 1}]")

    def show(self, text: str) -> str:
        """Return a text with its secrets again: for what stays here, as a patch that has to fit a file."""
        secrets_of = {word: secret for secret, word in self.words.items()}
        return _WORD.sub(lambda found: secrets_of.get(found[0], found[0]), text)

    def _again(self, text: str) -> str:
        """Hide what was found to be a secret elsewhere: where it stands alone, nothing says what it is."""
        if len(self.words) > _FEW:
            return _replaced(text, self.words)
        for secret, word in self.words.items():
            text = text.replace(secret, word)
        return text


def _replaced(text: str, words: dict[str, str]) -> str:
    """Replace each of many words in one go, the longest first: time grows with the text, not with both."""
    size = min(map(len, words))
    known: dict[str, list[str]] = {}
    for one in sorted(words, key=len, reverse=True):
        known.setdefault(one[:size], []).append(one)
    parts: list[str] = []
    at = begun = 0
    while at + size <= len(text):
        found = next((one for one in known.get(text[at : at + size], ()) if text.startswith(one, at)), None)
        if found is None:
            at += 1
            continue
        parts += (text[begun:at], words[found])
        at = begun = at + len(found)
    return "".join((*parts, text[begun:]))


def masked(ask: Ask) -> tuple[Ask, int]:
    """Return a question without secrets, in messages, tools and schemas; and how many there were."""
    mask = Mask()
    _hidden(mask, ask)  # what is named a secret in a later place may stand alone in an earlier one
    return _hidden(mask, ask), len(mask.words)


def _hidden(mask: Mask, ask: Ask) -> Ask:
    return msgspec.structs.replace(
        ask,
        messages=tuple(_message(mask, one) for one in ask.messages),
        tools=tuple(
            Tool(name=one.name, does=mask.hide(one.does), schema=_all(mask, one.schema)) for one in ask.tools
        ),
        schema=_all(mask, ask.schema),
        stop=tuple(map(mask.hide, ask.stop)),
    )


def _message(mask: Mask, one: Message) -> Message:
    calls = tuple(
        ToolCall(id=call.id, name=call.name, arguments=mask.hide(call.arguments)) for call in one.calls
    )
    return msgspec.structs.replace(one, text=mask.hide(one.text), calls=calls)


def _all(mask: Mask, value: Any) -> Any:  # noqa: ANN401 - whatever JSON there is
    """Hide the secrets in every text of a schema; its names and its form stay."""
    if isinstance(value, str):
        return mask.hide(value)
    if isinstance(value, list):
        return [_all(mask, one) for one in value]
    return {name: _all(mask, one) for name, one in value.items()} if isinstance(value, dict) else value
