"""Asks a Vedette service over HTTP: each request is signed with this machine's key (RFC 9449).

The key is made here and kept in the data folder, where only this user can read it: a token alone is nothing.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import secrets
import ssl
import time
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass
from functools import cache
from http.client import HTTPException
from pathlib import Path
from typing import Any, Final, TypeVar

import msgspec
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from msgspec import Struct

from vedette.core.errors import BadInput, LimitHit, Refused, Unavailable, VedetteError, reason

_WAIT: Final = 30.0
_ANSWER_BYTES: Final = 16 << 20
_FILE_BYTES: Final = 256 << 20
_PROBLEM_BYTES: Final = 1 << 20
_KEY_CHARACTERS: Final = 1000
_EARLY: Final = 20
"""Seconds before its end that a token is not used any more."""
_SIZE: Final = 32
_LOCAL: Final = frozenset(("127.0.0.1", "::1", "localhost"))
_LATER: Final = frozenset((408, 429))
"""Statuses below 500 after which it makes sense to try again."""
_FAULTS: Final = 500
T = TypeVar("T")


class TouchWanted(Refused):
    """A person has to touch their key for just this."""

    def __init__(self, challenge: str, page: str) -> None:
        super().__init__(
            "this needs a touch of your key", hint=f"open {page} and touch it, then run this again"
        )
        self.challenge = challenge


class _Fresh(Struct, kw_only=True):
    """A token, and when it ends."""

    token: str
    expires: float


class _Envelope(Struct, kw_only=True):
    """An answer of the gate: more is in it, for those who look into it as JSON."""

    result: dict[str, Any]


class _Kept(Struct, kw_only=True):
    """What is kept of a service between commands."""

    url: str
    key: str
    session: str = ""
    ledger: str = ""
    """The public key of its ledger, as it was when this machine first came in."""


@dataclass(slots=True)
class Remote:
    """One service, and this machine's key for it."""

    url: str
    _key: ec.EllipticCurvePrivateKey
    _file: Path
    _session: str = ""
    ledger: str = ""
    _token: str = ""
    _until: float = 0.0

    @classmethod
    def at(cls, url: str, data_dir: Path) -> Remote:
        """Begin with a service: make a key for it, unless there is one.

        Raises:
            BadInput: that is no address a key should be used at.

        """
        plain = _checked(url)
        file = data_dir / "service.json"
        if file.exists() and (kept := _read(file)).url == plain:
            return cls(plain, _load(kept.key), file, kept.session, kept.ledger)
        return cls(plain, ec.generate_private_key(ec.SECP256R1()), file)

    @classmethod
    def known(cls, data_dir: Path) -> Remote:
        """Go on with the service this user is signed in to.

        Raises:
            BadInput: there is none.

        """
        file = data_dir / "service.json"
        if not file.exists():
            raise BadInput("you are not signed in to a service", hint="vedette login https://…")
        kept = _read(file)
        return cls(kept.url, _load(kept.key), file, kept.session, kept.ledger)

    def keep(self, session: str) -> None:
        """Remember key and session for the next command, and, the first time, the ledger's key."""
        self._session = session
        self.ledger = self.ledger or self._ledger_key()
        secret = self._key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        self._file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = self._file.with_suffix(f".{secrets.token_hex(4)}")
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(
                msgspec.json.encode(
                    _Kept(url=self.url, key=secret.decode(), session=session, ledger=self.ledger)
                )
            )
        draft.replace(self._file)

    @staticmethod
    def ledger_key(data_dir: Path) -> str:
        """Return the key of the ledger of the service this user signed in to first; empty if to none."""
        file = data_dir / "service.json"
        return _read(file).ledger if file.exists() else ""

    def forget(self) -> None:
        """Destroy this machine's key for the service."""
        self._file.unlink(missing_ok=True)

    def plain(self, method: str, path: str, body: object = None) -> dict[str, Any]:
        """Ask something that needs no token."""
        return self._send(method, path, body, "")

    def ask(self, method: str, path: str, body: object = None) -> dict[str, Any]:
        """Ask something as who is signed in.

        Raises:
            Refused: the decision was no; the hint has the remedies.
            TouchWanted: a person has to touch their key for just this.

        """
        return self._send(method, path, body, self._fresh())

    def fetch(self, path: str) -> bytes:
        """Fetch a file as who is signed in.

        Raises:
            Refused: the decision was no; the hint has the remedies.

        """
        return self._exchange("GET", path, None, self._fresh(), most=_FILE_BYTES)

    def signed(self, method: str, path: str) -> dict[str, str]:
        """Return the headers that say who asks, for whoever sends the rest; `path` is without its query."""
        token = self._fresh()
        return {"Authorization": f"DPoP {token}", "DPoP": self._proof(method, path, token)}

    def renew(self) -> None:
        """Get another token next time: this one is not taken any more."""
        self._token = ""

    def _ledger_key(self) -> str:
        text = self._exchange("GET", "/v1/ledger/key", None, "").decode("utf-8", "replace").strip()
        if not text.isprintable() or not 0 < len(text) <= _KEY_CHARACTERS:
            raise _not_vedette(self.url)
        return text

    def _fresh(self) -> str:
        if self._token and time.time() < self._until - _EARLY:
            return self._token
        if not self._session:
            raise BadInput("you are not signed in to a service", hint="vedette login https://…")
        said = understood(self.plain("POST", "/v1/tokens/refresh", {"session": self._session}), _Fresh)
        self._token, self._until = said.token, said.expires
        return self._token

    def _send(self, method: str, path: str, body: object, token: str) -> dict[str, Any]:
        data = self._exchange(method, path, body, token)
        said = _object(data) if data else {}
        if said is None:
            raise _not_vedette(self.url)
        return said

    def _exchange(
        self, method: str, path: str, body: object, token: str, *, most: int = _ANSWER_BYTES
    ) -> bytes:
        headers = {"DPoP": self._proof(method, path, token), "Accept": "application/json"}
        data = None
        if token:
            headers["Authorization"] = f"DPoP {token}"
        if body is not None:
            headers["Content-Type"] = "application/json"
            data = msgspec.json.encode(body)
        request = urllib.request.Request(self.url + path, data, headers, method=method)  # noqa: S310 - checked
        try:
            with _opener(secure=self.url.startswith("https:")).open(request, timeout=_WAIT) as answer:
                return self._whole(answer, most)
        except urllib.error.HTTPError as error:
            with error:
                raise self._problem(error) from None
        except (OSError, HTTPException) as error:
            raise self._silent(error) from None

    def _whole(self, answer: Any, most: int) -> bytes:  # noqa: ANN401  urllib's types say nothing
        data = bytes(answer.read(most + 1))
        if len(data) > most:
            raise LimitHit(f"{self.url} answered with more than {most:,} bytes", hint="is the address right?")
        return data

    def _problem(self, error: urllib.error.HTTPError) -> VedetteError:
        """Say what the service said no with; its remedies become the hint."""
        try:
            said = _object(self._whole(error, _PROBLEM_BYTES)) or {}
        except (OSError, HTTPException) as broken:
            return self._silent(broken)
        told, given = said.get("told"), said.get("remedies")
        remedies = [one for one in given if isinstance(one, dict)] if isinstance(given, list) else []
        touch = str(told.get("touch") or "") if isinstance(told, dict) else ""
        if touch and all(one.get("code") == "touch_key" for one in remedies):
            return TouchWanted(touch, f"{self.url}/#touch={touch}")
        what = str(said.get("detail") or said.get("title") or f"{self.url} answered {error.code}")
        told_so = "; ".join(str(one.get("text")) for one in remedies) or str(said.get("hint") or "")
        if rests := str(told.get("rests") or "") if isinstance(told, dict) else "":
            told_so = f"{rests}; {told_so}"
        hint = told_so or "is the address right? else ask whoever runs the service"
        if error.code in {401, 403}:
            return Refused(what, hint=hint)
        again = error.code >= _FAULTS or error.code in _LATER
        return Unavailable(what, hint=hint) if again else BadInput(what, hint=hint)

    def _silent(self, error: Exception) -> VedetteError:
        return Unavailable(
            f"{self.url} does not answer: {reason(error)}", hint="is it running, and the address right?"
        )

    def _proof(self, method: str, path: str, token: str) -> str:
        numbers = self._key.public_key().public_numbers()
        jwk = {
            "kty": "EC",
            "crv": "P-256",
            "x": _base64(numbers.x.to_bytes(_SIZE)),
            "y": _base64(numbers.y.to_bytes(_SIZE)),
        }
        claims: dict[str, object] = {
            "jti": secrets.token_urlsafe(16),
            "htm": method,
            "htu": self.url + path.partition("?")[0],
            "iat": int(time.time()),
        }
        if token:
            claims["ath"] = _base64(hashlib.sha256(token.encode()).digest())
        head = {"typ": "dpop+jwt", "alg": "ES256", "jwk": jwk}
        body = f"{_base64(json.dumps(head).encode())}.{_base64(json.dumps(claims).encode())}"
        r, s = decode_dss_signature(self._key.sign(body.encode(), ec.ECDSA(hashes.SHA256())))
        return f"{body}.{_base64(r.to_bytes(_SIZE) + s.to_bytes(_SIZE))}"


def _base64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def understood(said: dict[str, Any], kind: type[T]) -> T:
    """Return an answer as what it should be.

    Raises:
        Unavailable: it is something else.

    """
    try:
        return msgspec.convert(said, kind)
    except msgspec.ValidationError as error:
        raise Unavailable(f"the service answered something else: {error}", hint=_OTHER) from None


def result_of(said: dict[str, Any]) -> dict[str, Any]:
    """Return what was asked for, without its envelope.

    Raises:
        Unavailable: there is none.

    """
    return understood(said, _Envelope).result


_OTHER: Final = "is the address right, and the service of this version?"


def _not_vedette(url: str) -> VedetteError:
    return Unavailable(f"{url} answered something else than Vedette does", hint=_OTHER)


def _object(data: bytes) -> dict[str, Any] | None:
    try:
        said = json.loads(data)
    except (ValueError, RecursionError):
        return None
    return said if isinstance(said, dict) else None


def _checked(url: str) -> str:
    parts = _split(url)
    if "@" in parts.netloc or parts.query or parts.fragment:  # not shown: it may be a secret
        raise BadInput(
            "there is more in the address than where the service is",
            hint="leave out names, passwords and what follows ? or #",
        )
    if parts.scheme == "http" and parts.hostname not in _LOCAL:
        raise BadInput(
            f"{parts.hostname} would be asked in the clear", hint="use https, or a service on this machine"
        )
    return f"{parts.scheme}://{parts.netloc}{parts.path.rstrip('/')}"


def _split(url: str) -> urllib.parse.SplitResult:
    try:
        parts = urllib.parse.urlsplit(url)
        plain = url.isascii() and url.isprintable() and " " not in url
        if plain and parts.scheme in {"http", "https"} and parts.hostname and parts.port != 0:
            return parts
    except ValueError:  # a port that is none, brackets that do not close
        pass
    raise BadInput("that is no address of a service", hint="like https://vedette.example.org")


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A signed request goes where it was meant to go, or nowhere."""

    def redirect_request(self, *_: object, **__: object) -> None:
        """Follow nothing."""


@cache
def _opener(*, secure: bool) -> urllib.request.OpenerDirector:
    """Make what opens connections, once: reading whom this machine trusts takes as long as all else we do."""
    context = ssl.create_default_context() if secure else ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    over_tls = urllib.request.HTTPSHandler(context=context)  # without: it trusts nobody
    return urllib.request.build_opener(_NoRedirect, over_tls, urllib.request.ProxyHandler({}))


def _read(file: Path) -> _Kept:
    try:
        return msgspec.json.decode(file.read_bytes(), type=_Kept)
    except (OSError, msgspec.MsgspecError) as error:
        raise BadInput(f"{file}: cannot be read: {error}", hint="delete it and sign in again") from None


def _load(pem: str) -> ec.EllipticCurvePrivateKey:
    try:
        key = serialization.load_pem_private_key(pem.encode(), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        key = None
    if not isinstance(key, ec.EllipticCurvePrivateKey) or not isinstance(key.curve, ec.SECP256R1):
        raise BadInput(
            "the key kept for the service is damaged",
            hint="delete service.json in the data folder, and sign in again",
        )
    return key
