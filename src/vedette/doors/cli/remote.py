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
from http.client import HTTPException
from pathlib import Path
from typing import Any, Final

import msgspec
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from msgspec import Struct

from vedette.core.errors import BadInput, Refused, Unavailable, VedetteError

_WAIT: Final = 30.0
_ANSWER_BYTES: Final = 64 << 20
_EARLY: Final = 20
"""Seconds before its end that a token is not used any more."""
_SIZE: Final = 32
_LOCAL: Final = frozenset(("127.0.0.1", "::1", "localhost"))


class TouchWanted(Refused):
    """A person has to touch their key for just this."""

    def __init__(self, challenge: str, page: str) -> None:
        super().__init__(
            "this needs a touch of your key", hint=f"open {page} and touch it, then run this again"
        )
        self.challenge = challenge


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
        self.ledger = self.ledger or self._exchange("GET", "/v1/ledger/key", None, "").decode().strip()
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
        """Fetch a file as who is signed in."""
        return self._exchange("GET", path, None, self._fresh())

    def _fresh(self) -> str:
        if self._token and time.time() < self._until - _EARLY:
            return self._token
        if not self._session:
            raise BadInput("you are not signed in to a service", hint="vedette login https://…")
        said = self.plain("POST", "/v1/tokens/refresh", {"session": self._session})
        self._token, self._until = str(said["token"]), float(said["expires"])
        return self._token

    def _send(self, method: str, path: str, body: object, token: str) -> dict[str, Any]:
        data = self._exchange(method, path, body, token)
        said = json.loads(data) if data else {}
        if not isinstance(said, dict):
            raise Unavailable(
                f"{self.url} answered something else than Vedette does", hint="is the address right?"
            )
        return said

    def _exchange(self, method: str, path: str, body: object, token: str) -> bytes:
        headers = {"DPoP": self._proof(method, path, token), "Accept": "application/json"}
        data = None
        if token:
            headers["Authorization"] = f"DPoP {token}"
        if body is not None:
            headers["Content-Type"] = "application/json"
            data = msgspec.json.encode(body)
        request = urllib.request.Request(self.url + path, data, headers, method=method)  # noqa: S310 - checked
        try:
            with _opener().open(request, timeout=_WAIT) as answer:
                return bytes(answer.read(_ANSWER_BYTES))
        except urllib.error.HTTPError as error:
            raise self._problem(error.code, error.read(1 << 20)) from None
        except (OSError, HTTPException) as error:
            raise Unavailable(
                f"{self.url} does not answer: {error}", hint="is it running, and the address right?"
            ) from None

    def _problem(self, status: int, body: bytes) -> VedetteError:
        try:
            said = json.loads(body)
        except ValueError:
            said = {}
        if not isinstance(said, dict):
            said = {}
        told = said.get("told")
        if isinstance(told, dict) and (touch := str(told.get("touch", ""))):
            return TouchWanted(touch, f"{self.url}/#touch={touch}")
        what = str(said.get("detail") or said.get("title") or f"the service answered {status}")
        remedies = [str(one.get("text")) for one in said.get("remedies", []) if isinstance(one, dict)]
        hint = "; ".join(remedies) or str(said.get("hint") or "ask whoever runs the service")
        if status in {401, 403}:
            return Refused(what, hint=hint)
        return Unavailable(what, hint=hint) if status >= 500 else BadInput(what, hint=hint)  # noqa: PLR2004

    def _proof(self, method: str, path: str, token: str) -> str:
        numbers = self._key.public_key().public_numbers()
        jwk = {
            "kty": "EC",
            "crv": "P-256",
            "x": _part(numbers.x.to_bytes(_SIZE)),
            "y": _part(numbers.y.to_bytes(_SIZE)),
        }
        claims: dict[str, object] = {
            "jti": secrets.token_urlsafe(16),
            "htm": method,
            "htu": self.url + path.partition("?")[0],
            "iat": int(time.time()),
        }
        if token:
            claims["ath"] = _part(hashlib.sha256(token.encode()).digest())
        head = {"typ": "dpop+jwt", "alg": "ES256", "jwk": jwk}
        body = f"{_part(json.dumps(head).encode())}.{_part(json.dumps(claims).encode())}"
        r, s = decode_dss_signature(self._key.sign(body.encode(), ec.ECDSA(hashes.SHA256())))
        return f"{body}.{_part(r.to_bytes(_SIZE) + s.to_bytes(_SIZE))}"


def _part(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _checked(url: str) -> str:
    parts = urllib.parse.urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username or parts.query:
        raise BadInput(f"{url!r} is no address of a service", hint="like https://vedette.example.org")
    if parts.scheme == "http" and parts.hostname not in _LOCAL:
        raise BadInput(f"{url} would be asked in the clear", hint="use https, or a service on this machine")
    return f"{parts.scheme}://{parts.netloc}{parts.path.rstrip('/')}"


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A signed request goes where it was meant to go, or nowhere."""

    def redirect_request(self, *_: object, **__: object) -> None:
        """Follow nothing."""


def _opener() -> urllib.request.OpenerDirector:
    secure = urllib.request.HTTPSHandler(context=ssl.create_default_context())
    return urllib.request.build_opener(_NoRedirect, secure, urllib.request.ProxyHandler({}))


def _read(file: Path) -> _Kept:
    try:
        return msgspec.json.decode(file.read_bytes(), type=_Kept)
    except (OSError, msgspec.MsgspecError) as error:
        raise BadInput(f"{file}: cannot be read: {error}", hint="delete it and sign in again") from None


def _load(pem: str) -> ec.EllipticCurvePrivateKey:
    try:
        key = serialization.load_pem_private_key(pem.encode(), password=None)
    except ValueError:
        key = None
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise BadInput("the key kept for the service is damaged", hint="sign in again: vedette login")
    return key
