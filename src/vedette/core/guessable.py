"""A digest of something short that others could guess, such as the number of a document or of a telephone.

Two people who computed it apart, with the same salt, can see that they read the same without telling anybody
what. It is slow on purpose: whoever has salt and digest pays for each guess, and the salt is thrown away.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from typing import Final

from vedette.core.errors import BadInput

SALT: Final = re.compile(r"[0-9a-f]{32}")
DIGEST: Final = re.compile(r"[0-9a-f]{64}")
LONGEST: Final = 100
_MEANT: Final = re.compile(r"[^0-9A-Z+]")
_COST: Final = 2**15
_MEMORY: Final = 64 * 1024 * 1024


def plain(text: str) -> str:
    """Return a number as it is compared: its letters and digits in capitals, without blanks or dashes.

    Raises:
        BadInput: there are none, or far too many.

    """
    made = _MEANT.sub("", unicodedata.normalize("NFKC", text[: LONGEST + 1]).upper())
    if not made or len(text) > LONGEST:
        raise BadInput("that is no number", hint="type letters and digits, as they are printed")
    return made


def digest(text: str, salt: str) -> str:
    """Return the digest of a number, with a salt of 32 hexadecimal digits: scrypt (RFC 7914), in hex.

    Raises:
        BadInput: it is no number, or no salt.

    """
    if SALT.fullmatch(salt) is None:
        raise BadInput("that is no salt", hint="take the one the service shows with the case")
    made = hashlib.scrypt(
        plain(text).encode(), salt=bytes.fromhex(salt), n=_COST, r=8, p=1, maxmem=_MEMORY, dklen=32
    )
    return made.hex()
