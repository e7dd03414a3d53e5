"""Whether a string is an address of a coin: by its checksum, not by its looks."""

from __future__ import annotations

import hashlib
from typing import Final

from vedette.triage.indicators.keccak import keccak256

_BASE58: Final = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_DIGITS58: Final = {letter: value for value, letter in enumerate(_BASE58)}
_BECH32: Final = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_GENERATORS: Final = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
_BECH32_SUMS: Final = (1, 0x2BC830A3)
_BLOCKS: Final = {2: 1, 3: 2, 5: 3, 6: 4, 7: 5, 9: 6, 10: 7, 11: 8}
"""Letters to bytes of one block of Monero's base58."""


def coin_of(text: str) -> str:
    """Return which coin's address it is, or an empty string.

    >>> coin_of("1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa")
    'Bitcoin'
    >>> coin_of("1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb")
    ''
    """
    if text.startswith("0x"):
        return "Ethereum" if _ethereum(text[2:]) else ""
    if text.lower().startswith("bc1"):
        return "Bitcoin" if _bech32(text) else ""
    if text[:1] in ("4", "8") and len(text) in (95, 106):
        return "Monero" if _monero(text) else ""
    version = _base58check(text)
    return {0x00: "Bitcoin", 0x05: "Bitcoin", 0x30: "Litecoin", 0x1E: "Dogecoin"}.get(version, "")


def _base58check(text: str) -> int:
    """Return the version byte where the checksum holds, else -1."""
    number = _number(text)
    if number is None or number >> 200:
        return -1
    raw = number.to_bytes(25, "big")
    whole = hashlib.sha256(hashlib.sha256(raw[:21]).digest()).digest()[:4] == raw[21:]
    zeros = len(text) - len(text.lstrip("1"))
    return raw[0] if whole and (raw[0] != 0 or zeros >= 1) else -1


def _number(text: str) -> int | None:
    number = 0
    for letter in text:
        value = _DIGITS58.get(letter)
        if value is None:
            return None
        number = number * 58 + value
    return number


def _bech32(text: str) -> bool:
    if text not in (text.lower(), text.upper()):
        return False
    values = [_BECH32.find(letter) for letter in text.lower()[3:]]
    if -1 in values:
        return False
    total = 1
    for value in [ord("b") >> 5, ord("c") >> 5, 0, ord("b") & 31, ord("c") & 31, *values]:
        top = total >> 25
        total = (total & 0x1FFFFFF) << 5 ^ value
        for place, generator in enumerate(_GENERATORS):
            total ^= generator if top >> place & 1 else 0
    return total in _BECH32_SUMS


def _ethereum(digits: str) -> bool:
    """Whether upper and lower case are as the checksum of EIP-55 has them; all in one case says nothing."""
    lowered = digits.lower()
    if digits in (lowered, digits.upper()):
        return False
    sum_ = keccak256(lowered.encode()).hex()
    return all(
        letter.isdigit() or letter.isupper() == (int(nibble, 16) >= 8)  # noqa: PLR2004  the upper half
        for letter, nibble in zip(digits, sum_, strict=False)
    )


def _monero(text: str) -> bool:
    raw = bytearray()
    for at in range(0, len(text), 11):
        block = text[at : at + 11]
        number, size = _number(block), _BLOCKS.get(len(block))
        if number is None or size is None or number >> (8 * size):
            return False
        raw += number.to_bytes(size, "big")
    return keccak256(bytes(raw[:-4]))[:4] == bytes(raw[-4:])
