"""Names for subjects in the ledger that only we can tie to them, until their epoch's key is destroyed."""

from __future__ import annotations

import hmac
import secrets
from typing import Final

from vedette.core.errors import BadInput, Unavailable
from vedette.ledger.slots import Slots

QUARTER_S: Final = 91 * 86_400.0
_KEY_BYTES: Final = 32
_DESTROYED: Final = b""
_TRIES: Final = 5


class Pseudonyms:
    """Pseudonyms `epoch.HMAC-SHA256(key of the epoch, subject)`; a new epoch every `epoch_s` seconds."""

    def __init__(self, keys: Slots, epoch_s: float = QUARTER_S) -> None:
        """Take where the keys are kept: apart from the ledger and its backups."""
        self._keys = keys
        self._epoch_s = epoch_s

    def epoch(self, now: float) -> int:
        """Return the number of the epoch a time falls in."""
        return int(now // self._epoch_s)

    def of(self, subject: str, now: float) -> str:
        """Return the pseudonym of a subject now; empty for no subject.

        Raises:
            BadInput: the key of this epoch was destroyed.

        """
        if not subject:
            return ""
        epoch = self.epoch(now)
        key = self._key(epoch)
        if not key:
            raise BadInput(f"the key of epoch {epoch} was destroyed", hint="check the clock of this machine")
        return _pseudonym(epoch, key, subject)

    def matches(self, pseudonym: str, subject: str) -> bool:
        """Tell whether a pseudonym is that of a subject; nobody's, once its key was destroyed."""
        epoch, _, _ = pseudonym.partition(".")
        if not epoch.isdecimal():
            return False
        key = self._keys.read(_slot(int(epoch)))
        return bool(key) and hmac.compare_digest(_pseudonym(int(epoch), key or b"", subject), pseudonym)

    def destroy(self, epoch: int) -> None:
        """Destroy the key of an epoch: its pseudonyms are nobody's from now on; the ledger still verifies.

        Raises:
            Unavailable: others kept changing it.

        """
        for _ in range(_TRIES):
            if self._keys.swap(_slot(epoch), self._keys.read(_slot(epoch)), _DESTROYED):
                return
        raise Unavailable(f"could not destroy the key of epoch {epoch}", hint="try again")

    def _key(self, epoch: int) -> bytes:
        found = self._keys.read(_slot(epoch))
        if found is None:
            self._keys.swap(_slot(epoch), None, secrets.token_bytes(_KEY_BYTES))
            found = self._keys.read(_slot(epoch))
        return found or _DESTROYED


def _slot(epoch: int) -> str:
    return f"key of epoch {epoch}"


def _pseudonym(epoch: int, key: bytes, subject: str) -> str:
    return f"{epoch}.{hmac.digest(key, subject.encode(), 'sha256').hex()}"
