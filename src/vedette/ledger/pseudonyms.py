"""Names for subjects in the ledger that only we can tie to them, until a key is destroyed.

Two keys make a name: that of the epoch, and the subject's own. With the subject's own gone, nobody can tell
any more which entries were theirs, nor that those of two epochs were the same one's; the ledger verifies.
Epochs begun before subjects had keys go on as they were: their names are tied to subjects until the key of
the whole epoch is destroyed.
"""

from __future__ import annotations

import hashlib
import hmac
import os
from typing import Final

from msgspec import Struct

from vedette.core.errors import BadInput, Unavailable
from vedette.ledger.slots import Slots

QUARTER_S: Final = 91 * 86_400.0
MONTH_S: Final = 30 * 86_400.0
"""Salts are made with a key that is another one after so many seconds."""
_KEY_BYTES: Final = 32
_TWO_KEYS: Final = b"2"
"""Begins what is kept of an epoch whose names are made with two keys; before, it was the key alone."""
_DESTROYED: Final = b""
_TRIES: Final = 5
_LOOKED_BACK: Final = 40
"""Epochs, or months of salts, looked at when old ones are destroyed: ten years, or three."""


class _Epoch(Struct, frozen=True):
    """What is kept of an epoch."""

    key: bytes
    """Empty once it was destroyed."""
    own: bool
    """Whether subjects' own keys make its names."""


class Pseudonyms:
    """Pseudonyms `epoch.HMAC-SHA256(key of the epoch, key of the subject, subject)`, an epoch a quarter."""

    def __init__(self, keys: Slots, epoch_s: float = QUARTER_S) -> None:
        """Take where the keys are kept: apart from the ledger and its backups."""
        self._keys = keys
        self._epoch_s = epoch_s

    def epoch(self, now: float) -> int:
        """Return the number of the epoch a time falls in."""
        return int(now // self._epoch_s)

    def of(self, subject: str, now: float) -> str:
        """Return the pseudonym of a subject now; empty for no subject, and for one that was forgotten.

        Raises:
            BadInput: the key of this epoch was destroyed.

        """
        if not subject:
            return ""
        number = self.epoch(now)
        epoch = self._made(number)
        if not epoch.key:
            raise BadInput(f"the key of epoch {number} was destroyed", hint="check the clock of this machine")
        own = self._kept(_own(subject)) if epoch.own else _DESTROYED
        return "" if epoch.own and not own else _pseudonym(number, epoch.key, own, subject)

    def known(self, subject: str, since: float, until: float) -> tuple[str, ...]:
        """Return the pseudonyms a subject may have had in a time, the latest first; makes no keys.

        Empty when it was forgotten, or never was in the ledger.
        """
        own = self._keys.read(_own(subject)) or _DESTROYED
        last = self.epoch(until)
        found = []
        for number in range(last, max(self.epoch(since), last - _LOOKED_BACK) - 1, -1):
            epoch = _epoch(self._keys.read(_slot(number)))
            if epoch.key and (own or not epoch.own):
                found.append(_pseudonym(number, epoch.key, own if epoch.own else _DESTROYED, subject))
        return tuple(found)

    def matches(self, pseudonym: str, subject: str) -> bool:
        """Tell whether a pseudonym is that of a subject; nobody's, once a key of it was destroyed."""
        number, _, _ = pseudonym.partition(".")
        if not number.isdecimal():
            return False
        epoch = _epoch(self._keys.read(_slot(int(number))))
        own = (self._keys.read(_own(subject)) or _DESTROYED) if epoch.own else _DESTROYED
        if not epoch.key or (epoch.own and not own):
            return False
        return hmac.compare_digest(_pseudonym(int(number), epoch.key, own, subject), pseudonym)

    def forget(self, subject: str) -> None:
        """Destroy a subject's own key: nobody can tell any more what in the ledger is theirs.

        Names of epochs that are not `apart` stay tied to them until `destroy_before` reaches these.

        Raises:
            Unavailable: others kept changing it.

        """
        self._destroy(_own(subject), "the key of a subject")

    def apart(self, since: float, until: float) -> bool:
        """Tell whether all names of a time are made with subjects' own keys, or of nobody any more."""
        last = self.epoch(until)
        numbers = range(max(self.epoch(since), last - _LOOKED_BACK), last + 1)
        epochs = [_epoch(self._keys.read(_slot(number))) for number in numbers]
        return all(one.own or not one.key for one in epochs)

    def destroy(self, epoch: int) -> None:
        """Destroy the key of an epoch: its pseudonyms are nobody's from now on; the ledger still verifies.

        Raises:
            Unavailable: others kept changing it.

        """
        self._destroy(_slot(epoch), f"the key of epoch {epoch}")

    def destroy_before(self, names: float, salts: float) -> tuple[str, ...]:
        """Destroy what is only kept for a time; return what was, in words.

        The keys of epochs that ended before `names` and whose names need no key of the subject, and of months
        of salts that ended before `salts`; both in seconds since 1970.

        Raises:
            Unavailable: others kept changing one.

        """
        gone: list[str] = []
        last = self.epoch(names) - 1
        for number in range(max(0, last - _LOOKED_BACK), last + 1):
            epoch = _epoch(self._keys.read(_slot(number)))
            if epoch.key and not epoch.own:
                self.destroy(number)
                gone.append(f"epoch-{number}")
        last = int(salts // MONTH_S) - 1
        for number in range(max(0, last - _LOOKED_BACK), last + 1):
            if self._keys.read(_month(number)):
                self._destroy(_month(number), f"the salts of month {number}")
                gone.append(f"salts-{number}")
        return tuple(gone)

    def salt(self, what: str, now: float) -> bytes:
        """Return the salt of one thing's digests, the same each time until the key of its month is destroyed.

        Raises:
            BadInput: it was.

        """
        epoch = self._made(number := self.epoch(now))
        if not epoch.own:  # as before there were months: gone with its epoch
            key, what = epoch.key, f"salt of {what}"
            made = _pseudonym(number, key, _DESTROYED, what).encode()
        else:
            key = self._kept(_month(number := int(now // MONTH_S)))
            made = hmac.digest(key, what.encode(), "sha256")
        if not key:
            raise BadInput(
                f"the salts of {number} were destroyed", hint="what it was about can no longer be shown"
            )
        return made

    def _made(self, number: int) -> _Epoch:
        """Return an epoch; it begins now if it did not before."""
        slot = _slot(number)
        if (found := self._keys.read(slot)) is None:
            self._keys.swap(slot, None, _TWO_KEYS + os.urandom(_KEY_BYTES))
            found = self._keys.read(slot)
        return _epoch(found)

    def _kept(self, slot: str) -> bytes:
        """Return a key, made if there never was one; empty when it was destroyed."""
        if (found := self._keys.read(slot)) is None:
            self._keys.swap(slot, None, os.urandom(_KEY_BYTES))
            found = self._keys.read(slot)
        return found or _DESTROYED

    def _destroy(self, slot: str, what: str) -> None:
        for _ in range(_TRIES):
            if self._keys.swap(slot, self._keys.read(slot), _DESTROYED):
                return
        raise Unavailable(f"could not destroy {what}", hint="try again")


def _epoch(kept: bytes | None) -> _Epoch:
    if kept is None or len(kept) <= _KEY_BYTES:
        return _Epoch(kept or _DESTROYED, own=False)
    return _Epoch(kept[len(_TWO_KEYS) :], own=True)


def _slot(epoch: int) -> str:
    return f"key of epoch {epoch}"


def _month(number: int) -> str:
    return f"salts of month {number}"


def _own(subject: str) -> str:
    """Name the slot of a subject's own key by what says nothing of the subject, once the key is gone."""
    return f"key of {hashlib.sha256(subject.encode()).hexdigest()}"


def _pseudonym(epoch: int, key: bytes, own: bytes, subject: str) -> str:
    return f"{epoch}.{hmac.digest(key, own + subject.encode(), 'sha256').hex()}"
