"""Selective disclosure (RFC 9901): a signed payload full of digests and what somebody shows of it, to claims.

Every disclosure has to be asked for by exactly one digest, and no digest may stand twice; what nobody asked
for, or what would change a claim that is there already, spoils the whole.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple, TypeAlias

from vedette.access.tokens import jws
from vedette.core.errors import BadInput

DISCLOSURES_MAX: Final = 100
DEPTH_MAX: Final = 16
DIGESTS_MAX: Final = 2000
"""Digests in one payload, those of what is not shown and decoys too."""
ALGORITHM: Final = "sha-256"
_DIGESTS: Final = "_sd"
_ELEMENT: Final = "..."
_WHICH: Final = "_sd_alg"
_OURS: Final = frozenset((_DIGESTS, _ELEMENT, _WHICH))
NEVER_HIDDEN: Final = frozenset(("iss", "nbf", "exp", "cnf", "vct", "vct#integrity", "status"))
"""What an issuer has to say openly: a holder who could leave it out could choose what holds."""
_WHAT: Final = "a disclosure"
_HINT: Final = "present the credential again; leave out nothing but whole disclosures"

Claims: TypeAlias = dict[str, object]


class _Disclosed(NamedTuple):
    """One disclosure, read."""

    name: str | None
    """None: it is an element of an array."""
    value: object


def digest(text: str) -> str:
    """Return the digest of a text in ASCII, as credentials write it: SHA-256 in base64url."""
    return jws.encode(hashlib.sha256(text.encode("ascii")).digest())


def disclosed(payload: Mapping[str, object], shown: Iterable[str]) -> Claims:
    """Return the claims of a payload whose signature holds, with what is shown put in its place.

    Raises:
        BadInput: a disclosure is none, is shown or asked for twice, or by nothing, or says what it must not.

    """
    if payload.get(_WHICH, ALGORITHM) != ALGORITHM:
        raise _odd("its digests are not SHA-256")
    known = _read(shown)
    walk = _Walk(known)
    claims = walk.members({name: value for name, value in payload.items() if name != _WHICH}, 0)
    if walk.used != known.keys():
        raise _odd("something is disclosed that it does not ask for")
    return claims


def _read(shown: Iterable[str]) -> dict[str, _Disclosed]:
    known: dict[str, _Disclosed] = {}
    for text in shown:
        if not text.isascii() or digest(text) in known or len(known) >= DISCLOSURES_MAX:
            raise _odd("a disclosure is no text, or shown twice, or one too many")
        known[digest(text)] = _one(text)
    return known


def _one(text: str) -> _Disclosed:
    match jws.read_array(jws.decode(text, _WHAT), _WHAT):
        case [str(salt), value] if salt:
            return _Disclosed(None, value)
        case [str(salt), str(name), value] if salt and name not in _OURS | NEVER_HIDDEN:
            return _Disclosed(name, value)
        case _:
            raise _odd("a disclosure is not salt, name and value, or its name is not one to disclose")


class _Walk:
    """One way through a payload."""

    def __init__(self, known: dict[str, _Disclosed]) -> None:
        self._known = known
        self._seen: set[str] = set()
        self.used: set[str] = set()

    def members(self, given: Claims, depth: int) -> Claims:
        """Return an object as it reads with what is disclosed of it."""
        made = {name: self._value(value, depth) for name, value in given.items() if name != _DIGESTS}
        if _OURS & made.keys():
            raise _odd("a name stands where it means nothing")
        listed = given.get(_DIGESTS, [])
        if not isinstance(listed, list):
            raise _odd("its digests are no list")
        for one in listed:
            found = self._asked(one)
            if found is None:
                continue
            if found.name is None or found.name in made:
                raise _odd("a disclosure names a claim that is there already, or none")
            made[found.name] = self._value(found.value, depth)
        return made

    def _value(self, value: object, depth: int) -> object:
        if depth >= DEPTH_MAX:
            raise _odd("it nests too deeply")
        if isinstance(value, dict):
            return self.members(value, depth + 1)
        if isinstance(value, list):
            return [made for one in value for made in self._element(one, depth + 1)]
        return value

    def _element(self, value: object, depth: int) -> Iterable[object]:
        """Give an element of an array: as it is, or disclosed, or not at all."""
        if not isinstance(value, dict) or _ELEMENT not in value:
            return (self._value(value, depth),)
        if len(value) != 1:
            raise _odd("an element is hidden and shown at once")
        found = self._asked(value[_ELEMENT])
        if found is None:
            return ()
        if found.name is not None:
            raise _odd("an element has a name")
        return (self._value(found.value, depth),)

    def _asked(self, one: object) -> _Disclosed | None:
        """Return what a digest asks for, if it is shown; each stands once."""
        if not isinstance(one, str) or one in self._seen or len(self._seen) >= DIGESTS_MAX:
            raise _odd("a digest is no text, or stands twice, or is one too many")
        self._seen.add(one)
        found = self._known.get(one)
        if found is not None:
            self.used.add(one)
        return found


def _odd(what: str) -> BadInput:
    return BadInput(f"the credential cannot be read: {what}", hint=_HINT)
