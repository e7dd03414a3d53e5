"""Functions that obfuscators add to decode their strings: worked out at once where that gives the same.

A script calls such a function hundreds of times, and each call is thousands of steps. What a function looks
like says which decoding it may be; its first call is gone through step by step, and only where both come to
the same is the rest worked out at once.
"""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from vedette.core.expressions import expression
from vedette.triage.layers.codecs import Step

if TYPE_CHECKING:
    from vedette.triage.layers.folding.contract import Closure, Function, Machine

_LONGEST: Final = 4000
"""Bytes of such a function, and letters it is given."""
_STEPS: Final = 40
_ALPHABET: Final = expression(rb"['\"]([A-Za-z0-9+/]{64})=?['\"]")
_ORDINARY: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
_TURNED: Final = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+/"
_DIVISIONS: Final = 4
"""How often RC4 takes what is left of a division, at least."""
_UNIT: Final = 0xFFFF
_Way = Callable[[list[str]], str]


class Ciphers:
    """What was learnt of the functions of one script."""

    def __init__(self, source: bytes) -> None:
        self._source = source
        self._ways: dict[int, list[_Way]] = {}
        self._proven: set[int] = set()

    def known(self, machine: Machine, closure: Closure, args: list[object]) -> object:
        """Return what a function that is proven comes to; None where it has to be gone through."""
        if id(closure.term) not in self._proven or (given := _texts(args)) is None:
            return None
        made = _tried(self._ways[id(closure.term)][0], given)
        if made is None:
            return None
        machine.burn(_STEPS + len(given[0]))
        return machine.note(made, Step.BASE64 if len(given) == 1 else Step.RC4, given[0])

    def learn(self, closure: Closure, args: list[object], made: object) -> None:
        """Compare what a call came to with what it would have come to at once."""
        at = id(closure.term)
        if at in self._proven or not isinstance(made, str) or not made or (given := _texts(args)) is None:
            return
        if at not in self._ways:
            self._ways[at] = self._possible(closure.term)
        self._ways[at] = [one for one in self._ways[at] if _tried(one, given) == made]
        if self._ways[at]:
            self._proven.add(at)

    def _possible(self, term: Function) -> list[_Way]:
        text = self._source[term.start : term.end]
        count = len(term.parameters)
        if len(text) > _LONGEST or b"fromCharCode" not in text:
            return []
        if count == 1 and (alphabet := _ALPHABET.search(text)) is not None:
            return [_decoder(alphabet[1].decode())]
        if count > 1 and b"^" in text and text.count(b"%") >= _DIVISIONS:
            return [_opener(one) for one in (_TURNED, _ORDINARY)]
        return []


def _texts(args: list[object]) -> list[str] | None:
    """Return arguments that are texts, and not too long; a function may be given more than it takes."""
    made = [one for one in args[:2] if isinstance(one, str) and len(one) <= _LONGEST]
    return made if made and len(made) == len(args[:2]) else None


def _tried(way: _Way, given: list[str]) -> str | None:
    try:
        return way(given)
    except (ValueError, IndexError):
        return None


def _decoder(alphabet: str) -> _Way:
    """Return base64 with an alphabet of its own, of text in UTF-8."""
    ordinary = str.maketrans(alphabet, _ORDINARY)

    def decoded(given: list[str]) -> str:
        letters = given[0].rstrip("=").translate(ordinary)
        return base64.b64decode(letters + "=" * (-len(letters) % 4), validate=True).decode("utf-8")

    return decoded


def _opener(alphabet: str) -> _Way:
    """Return RC4 over characters, of text in such base64."""
    decoded = _decoder(alphabet)

    def opened(given: list[str]) -> str:
        text, key = decoded(given[:1]), [ord(one) for one in given[1]] or [0]
        if not all(ord(one) <= _UNIT for one in text):
            raise ValueError(text)  # of two units in JavaScript: gone through instead
        box, swap = list(range(256)), 0
        for at in range(256):
            swap = (swap + box[at] + key[at % len(key)]) % 256
            box[at], box[swap] = box[swap], box[at]
        made, one, two = [], 0, 0
        for letter in text:
            one = (one + 1) % 256
            two = (two + box[one]) % 256
            box[one], box[two] = box[two], box[one]
            made.append(chr(ord(letter) ^ box[(box[one] + box[two]) % 256]))
        return "".join(made)

    return opened
