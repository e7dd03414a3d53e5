"""What people hold: a key that signs proofs for requests, and a virtual authenticator with passkeys in it."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

import cbor2
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509.oid import NameOID
from joserfc import jws
from joserfc.jwk import ECKey, OKPKey

USER_PRESENT, USER_VERIFIED, BACKUP_ELIGIBLE, BACKED_UP, ATTESTED = 1, 4, 8, 16, 64


def b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def unb64(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


class Holder:
    """A client with a key of its own: makes proofs (RFC 9449)."""

    def __init__(self, algorithm: str = "ES256") -> None:
        self.algorithm = algorithm
        self.key: ECKey | OKPKey = (
            ECKey.generate_key("P-256") if algorithm == "ES256" else OKPKey.generate_key("Ed25519")
        )
        self.thumbprint = self.key.thumbprint()

    @property
    def public(self) -> dict[str, object]:
        return {name: value for name, value in self.key.as_dict(private=False).items() if name != "kid"}

    def claims(self, method: str, url: str, now: float, token: str | None = None) -> dict[str, object]:
        made: dict[str, object] = {
            "htm": method,
            "htu": url,
            "iat": int(now),
            "jti": secrets.token_urlsafe(16),
        }
        if token is not None:
            made["ath"] = b64(hashlib.sha256(token.encode()).digest())
        return made

    def header(self, **other: object) -> dict[str, object]:
        return {"typ": "dpop+jwt", "alg": self.algorithm, "jwk": self.public} | other

    def proof(self, method: str, url: str, now: float, token: str | None = None, **other: object) -> str:
        """A proof; `other` replaces claims."""
        return self.sign(self.header(), self.claims(method, url, now, token) | other)

    def sign(self, header: Mapping[str, object], claims: Mapping[str, object] | bytes) -> str:
        """Sign anything at all, as the header says or not."""
        body = claims if isinstance(claims, bytes) else json.dumps(claims).encode()
        return self.sign_raw(json.dumps(header).encode(), body)

    def sign_raw(self, header: bytes, body: bytes) -> str:
        """Sign bytes, be they JSON or not."""
        signed = f"{b64(header)}.{b64(body)}".encode()
        signature = jws.default_registry.algorithms[self.algorithm].sign(signed, self.key)
        return f"{signed.decode()}.{b64(signature)}"


@dataclass
class Passkey:
    """One passkey inside an authenticator."""

    rp: str
    user: bytes
    id: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    count: int = 0

    def cose(self) -> bytes:
        at = self.key.public_key().public_numbers()
        return cbor2.dumps({1: 2, 3: -7, -1: 1, -2: at.x.to_bytes(32, "big"), -3: at.y.to_bytes(32, "big")})


class Maker:
    """A maker of authenticators: a root certificate, and one that vouches for a model."""

    def __init__(self, name: str = "Maker", model: bytes = bytes(range(16))) -> None:
        self.model = model
        self.named = model
        """The model its certificate names."""
        self.ca = False
        """Whether that certificate says it may sign others, which it should not."""
        self._name = name
        self._root = ec.generate_private_key(ec.SECP256R1())
        self._key = ec.generate_private_key(ec.SECP256R1())

    def root(self) -> bytes:
        """In PEM."""
        made = self._certificate(self._name, self._root.public_key(), ca=True)
        return made.public_bytes(serialization.Encoding.PEM)

    def sign(self, data: bytes) -> dict[str, object]:
        """The statement that vouches for what an authenticator said."""
        leaf = self._certificate(f"{self._name} model", self._key.public_key(), ca=self.ca)
        chain = [leaf.public_bytes(serialization.Encoding.DER)]
        return {"alg": -7, "sig": self._key.sign(data, ec.ECDSA(SHA256())), "x5c": chain}

    def _certificate(self, name: str, key: ec.EllipticCurvePublicKey, *, ca: bool) -> x509.Certificate:
        def called(text: str) -> x509.Name:
            return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])

        model = x509.UnrecognizedExtension(
            x509.ObjectIdentifier("1.3.6.1.4.1.45724.1.1.4"), b"\x04\x10" + self.named
        )
        made = (
            x509.CertificateBuilder()
            .subject_name(called(name))
            .issuer_name(called(self._name))
            .public_key(key)
            .serial_number(x509.random_serial_number())
            .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
            .not_valid_after(datetime(2060, 1, 1, tzinfo=UTC))
            .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
            .add_extension(model, critical=False)
        )
        return made.sign(self._root, SHA256())


@dataclass
class Authenticator:
    """Answers as a browser with a security key would; every field can be set to what it should not be."""

    origin: str = "https://vedette.example"
    rp: str | None = None
    """The RP id it signs for, where that is not the one it was asked for."""
    verifies: bool = True
    """Whether it checks a finger or PIN before it signs."""
    counts: bool = True
    synced: bool = False
    """Whether its passkeys are copied to other devices."""
    passkeys: list[Passkey] = field(default_factory=list)
    maker: Maker | None = None
    """Who vouches for the passkeys it makes."""

    def create(self, options: bytes | str) -> bytes:
        """Answer navigator.credentials.create(): JSON of the options in, JSON of the credential out."""
        asked = json.loads(options)
        made = Passkey(rp=asked["rp"]["id"], user=unb64(asked["user"]["id"]))
        self.passkeys.append(made)
        client = self._client("webauthn.create", asked["challenge"])
        model = self.maker.model if self.maker is not None else bytes(16)
        attested = model + len(made.id).to_bytes(2, "big") + made.id + made.cose()
        data = self._data(made, ATTESTED) + attested
        statement = {"fmt": "none", "attStmt": {}, "authData": data}
        if self.maker is not None:
            signed = self.maker.sign(data + hashlib.sha256(client).digest())
            statement |= {"fmt": "packed", "attStmt": signed}
        response = {"clientDataJSON": b64(client), "attestationObject": b64(cbor2.dumps(statement))}
        return _credential(made, response | {"transports": ["usb"]})

    def get(self, options: bytes | str, passkey: Passkey | None = None) -> bytes:
        """Answer navigator.credentials.get()."""
        asked = json.loads(options)
        return self.answer(asked["challenge"], passkey or self.passkeys[-1])

    def answer(self, challenge: str, passkey: Passkey) -> bytes:
        """Sign a challenge (base64url) with a passkey."""
        client = self._client("webauthn.get", challenge)
        passkey.count += self.counts
        data = self._data(passkey, 0)
        signature = passkey.key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(SHA256()))
        response = {
            "clientDataJSON": b64(client),
            "authenticatorData": b64(data),
            "signature": b64(signature),
            "userHandle": b64(passkey.user),
        }
        return _credential(passkey, response)

    def _client(self, kind: str, challenge: str) -> bytes:
        said = {"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": False}
        return json.dumps(said).encode()

    def _data(self, passkey: Passkey, flags: int) -> bytes:
        flags |= USER_PRESENT | (USER_VERIFIED if self.verifies else 0)
        flags |= BACKUP_ELIGIBLE | BACKED_UP if self.synced else 0
        rp = hashlib.sha256((self.rp or passkey.rp).encode()).digest()
        return rp + bytes([flags]) + passkey.count.to_bytes(4, "big")


def _credential(passkey: Passkey, response: Mapping[str, object]) -> bytes:
    made = {
        "id": b64(passkey.id),
        "rawId": b64(passkey.id),
        "type": "public-key",
        "response": response,
        "clientExtensionResults": {},
        "authenticatorAttachment": "cross-platform",
    }
    return json.dumps(made).encode()
