"""Passkeys (WebAuthn): a browser's answers in, registered keys and who touched one out.

There is no other way to log in. A touch counts only with the person verified (finger or PIN), on a page of
ours, for a challenge of ours, once; a counter that does not grow means a copied key, and is refused.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from typing import NamedTuple

import webauthn
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from msgspec import Struct
from msgspec.structs import replace
from webauthn.authentication.verify_authentication_response import VerifiedAuthentication
from webauthn.helpers.cose import COSEAlgorithmIdentifier
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AttestationConveyancePreference,
    AttestationFormat,
    AuthenticatorSelectionCriteria,
    CredentialDeviceType,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)
from webauthn.registration.verify_registration_response import VerifiedRegistration

from vedette.access.documents import Conflict, Documents
from vedette.access.identity.attestation import has_maker
from vedette.access.identity.register import Register, name_of
from vedette.access.identity.relying import Asked, Challenges, Relying, challenge_in
from vedette.access.tokens import jws
from vedette.access.tokens.challenges import Unauthenticated
from vedette.core.errors import BadInput, Refused

PASSKEYS_MAX = 16
"""Passkeys of one person."""
ID_MAX = 1023
"""Bytes of a passkey's id, by the standard."""
_ALGORITHMS = [
    COSEAlgorithmIdentifier.ECDSA_SHA_256,
    COSEAlgorithmIdentifier.EDDSA,
    COSEAlgorithmIdentifier.RSASSA_PKCS1_v1_5_SHA_256,
]
_DIRECT, _NONE = AttestationConveyancePreference.DIRECT, AttestationConveyancePreference.NONE
_BROKEN = (
    WebAuthnException, ValueError, TypeError, LookupError, AttributeError, OverflowError, RecursionError,
    InvalidSignature, UnsupportedAlgorithm,
)  # fmt: skip
"""What the library raises over hostile answers."""
_AGAIN = "begin again, on our page, with your own passkey"


class Passkey(Struct, frozen=True, kw_only=True):
    """One registered passkey."""

    id: str
    """Digest of the id its authenticator gave it, in hex."""
    person: str
    name: str
    """What its owner calls it."""
    handle: str
    """The id its authenticator gave it, in base64url."""
    public: bytes
    """Its public key, in COSE."""
    count: int
    """How often it signed, as it says; 0 if it does not count."""
    device_bound: bool
    """Whether it cannot be copied to another device, as its authenticator says."""
    model: str
    """The authenticator's model (AAGUID)."""
    made: float
    used: float = 0.0
    attested: bool = False
    """Whether a maker the operator trusts vouched for the authenticator when it was registered."""


class Touched(NamedTuple):
    """Somebody touched a passkey."""

    person: str
    passkey: str
    device_bound: bool
    at: float


class Passkeys:
    """All passkeys of one installation."""

    def __init__(self, documents: Documents, relying: Relying, roots: tuple[bytes, ...] = ()) -> None:
        """Take who asks, and the certificates (PEM) of makers whose word counts."""
        self._relying = relying
        self._roots = list(roots)
        self._challenges = Challenges(documents)
        self._passkeys = Register(documents, "passkey", Passkey, lambda one: [f"person:{one.person}"])

    def of(self, person: str) -> list[Passkey]:
        """Return the passkeys of a person."""
        return self._passkeys.tagged(f"person:{person}")

    @property
    def asks_makers(self) -> bool:
        """Whether it matters whose make a passkey is."""
        return bool(self._roots)

    def attested(self, person: str) -> bool:
        """Tell whether all passkeys of a person are of makers whose word counts: any other is a way in."""
        known = self.of(person)
        return bool(known) and all(one.attested for one in known)

    def ask_to_register(self, person: str, name: str, now: float) -> bytes:
        """Return options for navigator.credentials.create(), as JSON.

        Raises:
            Refused: the person has as many passkeys as one may have.

        """
        known = self.of(person)
        if len(known) >= PASSKEYS_MAX:
            raise Refused(f"you have {PASSKEYS_MAX} passkeys", hint="remove one you no longer use")
        options = webauthn.generate_registration_options(
            rp_id=self._relying.id,
            rp_name=self._relying.name,
            user_id=person.encode(),
            user_name=name,
            user_display_name=name,
            challenge=self._challenges.make(Asked.REGISTER, now, person=person),
            authenticator_selection=AuthenticatorSelectionCriteria(
                resident_key=ResidentKeyRequirement.REQUIRED,
                user_verification=UserVerificationRequirement.REQUIRED,
            ),
            attestation=_DIRECT if self._roots else _NONE,
            exclude_credentials=_described(known),
            supported_pub_key_algs=_ALGORITHMS,
        )
        return webauthn.options_to_json(options).encode()

    def register(self, person: str, answer: bytes, name: str, now: float) -> Passkey:
        """Keep the passkey a browser made for a person.

        Raises:
            BadInput: it is not an answer.
            Unauthenticated: it answers nothing we asked this person, or shows no verified person, or comes
                from another page.
            Refused: the passkey is registered already.

        """
        challenge, waiting = self._challenges.take(answer, Asked.REGISTER, now)
        if waiting.person != person:
            raise Unauthenticated("the challenge was somebody else's", hint=_AGAIN)
        try:
            made = self._made(answer, challenge)
        except _BROKEN as error:
            raise Unauthenticated(f"the passkey was not accepted: {_why(error)}", hint=_AGAIN) from error
        if not 0 < len(made.credential_id) <= ID_MAX:
            raise Unauthenticated("the passkey has no proper id", hint=_AGAIN)
        passkey = Passkey(
            id=_digest(made.credential_id),
            person=person,
            name=name_of(name),
            handle=jws.encode(made.credential_id),
            public=made.credential_public_key,
            count=made.sign_count,
            device_bound=made.credential_device_type is CredentialDeviceType.SINGLE_DEVICE,
            model=made.aaguid,
            made=now,
            attested=self._vouched(made, answer, challenge),
        )
        try:
            return self._passkeys.add(passkey)
        except Conflict as error:
            raise Refused("the passkey is registered already", hint="take another authenticator") from error

    def ask_to_log_in(self, now: float, *, key: str = "") -> bytes:
        """Return options for navigator.credentials.get(), as JSON, for whoever it may be.

        With `key`, the thumbprint of a key that was just proved, the answer counts for that key alone.
        """
        return self._ask(self._challenges.make(Asked.LOGIN, now, key=key), [])

    def log_in(self, answer: bytes, now: float, *, key: str = "") -> Touched:
        """Return who logs in; `key` is the thumbprint of the key that was proved beside the answer.

        Raises:
            BadInput: it is not an answer.
            Unauthenticated: it answers nothing we asked, or asked for another key, or is not by a passkey we
                know, or shows no verified person, or comes from another page, or the passkey was copied.

        """
        challenge, waiting = self._challenges.take(answer, Asked.LOGIN, now)
        if waiting.key and not hmac.compare_digest(waiting.key.encode(), key.encode()):
            raise Unauthenticated("the login was begun with another key", hint=_AGAIN)
        return self._verify(answer, challenge, now)

    def whose(self, answer: bytes) -> str:
        """Return whose passkey an answer names, whether or not it is by it; nobody's where we know none."""
        try:
            return self._named(_plain(answer)).person
        except (BadInput, Unauthenticated):
            return ""

    def ask_to_touch(self, person: str, challenge: bytes) -> bytes:
        """Return options for a touch of one of a person's passkeys, for a challenge made elsewhere."""
        return self._ask(challenge, self.of(person))

    def touch(self, person: str, challenge: bytes, answer: bytes, now: float) -> str:
        """Return the id of the passkey with which a person signed a challenge; see `tokens.stepup`.

        Raises:
            BadInput: it is not an answer.
            Unauthenticated: as for a login, or the passkey is somebody else's.

        """
        if challenge_in(answer) != challenge:
            raise Unauthenticated("the passkey signed something else", hint=_AGAIN)
        touched = self._verify(answer, challenge, now)
        if touched.person != person:
            raise Unauthenticated("the passkey is somebody else's", hint=_AGAIN)
        return touched.passkey

    def remove(self, person: str, ident: str) -> bool:
        """Forget a passkey of a person; tell whether they had it.

        Raises:
            Refused: it is their last.

        """
        known = self.of(person)
        if ident not in {one.id for one in known}:
            return False
        if len(known) == 1:
            raise Refused("it is your last passkey", hint="register another one first")
        return self._passkeys.remove(ident)

    def sweep(self, now: float) -> int:
        """Forget challenges nobody answered; return how many."""
        return self._challenges.sweep(now)

    def _made(
        self, answer: bytes, challenge: bytes, roots: Mapping[AttestationFormat, list[bytes]] | None = None
    ) -> VerifiedRegistration:
        return webauthn.verify_registration_response(
            credential=_plain(answer),
            expected_challenge=challenge,
            expected_rp_id=self._relying.id,
            expected_origin=list(self._relying.origins),
            require_user_verification=True,
            supported_pub_key_algs=_ALGORITHMS,
            pem_root_certs_bytes_by_fmt=roots,
        )

    def _vouched(self, made: VerifiedRegistration, answer: bytes, challenge: bytes) -> bool:
        """Tell whether a maker vouches for a passkey; it was accepted, whether or not one does."""
        if not self._roots:
            return False
        try:
            model = bytes.fromhex(made.aaguid.replace("-", ""))
            if not has_maker(made.attestation_object, model):
                return False
            self._made(answer, challenge, {AttestationFormat.PACKED: self._roots})
        except _BROKEN:
            return False
        return True

    def _ask(self, challenge: bytes, allowed: list[Passkey]) -> bytes:
        options = webauthn.generate_authentication_options(
            rp_id=self._relying.id,
            challenge=challenge,
            allow_credentials=_described(allowed),
            user_verification=UserVerificationRequirement.REQUIRED,
        )
        return webauthn.options_to_json(options).encode()

    def _verify(self, answer: bytes, challenge: bytes, now: float) -> Touched:
        given = _plain(answer)
        passkey = self._named(given)
        try:
            # Inside, so that of two answers with the same count only one can win.
            kept = self._passkeys.change(passkey.id, lambda one: self._used(one, given, challenge, now))
        except _BROKEN as error:
            raise Unauthenticated(f"the touch was not accepted: {_why(error)}", hint=_AGAIN) from error
        return Touched(kept.person, kept.id, kept.device_bound, now)

    def _used(self, passkey: Passkey, given: dict[str, object], challenge: bytes, now: float) -> Passkey:
        shown: VerifiedAuthentication = webauthn.verify_authentication_response(
            credential=given,
            expected_challenge=challenge,
            expected_rp_id=self._relying.id,
            expected_origin=list(self._relying.origins),
            credential_public_key=passkey.public,
            credential_current_sign_count=passkey.count,
            require_user_verification=True,
        )
        return replace(passkey, count=shown.new_sign_count, used=now)

    def _named(self, given: dict[str, object]) -> Passkey:
        """Return the passkey an answer says it is by; the signature has still to be checked."""
        handle, response = given.get("id"), given.get("response")
        named = (
            self._passkeys.find(_digest(jws.decode(handle, "the passkey")))
            if isinstance(handle, str)
            else None
        )
        if named is None or not isinstance(response, dict):
            raise Unauthenticated("the passkey is none we know", hint=_AGAIN)
        owner = response.get("userHandle")
        if owner and owner != jws.encode(named.person.encode()):
            raise Unauthenticated("the passkey is somebody else's", hint=_AGAIN)
        return named


def _plain(answer: bytes) -> dict[str, object]:
    given = jws.read_object(answer, "the answer")
    if not isinstance(given.get("id"), str) or not isinstance(given.get("response"), dict):
        raise BadInput("the answer names no passkey", hint="send what the browser gave, unchanged")
    return given


def _described(passkeys: list[Passkey]) -> list[PublicKeyCredentialDescriptor]:
    return [PublicKeyCredentialDescriptor(id=jws.decode(one.handle, "the passkey")) for one in passkeys]


def _digest(handle: bytes) -> str:
    return hashlib.sha256(handle).hexdigest()


def _why(error: BaseException) -> str:
    return str(error)[:120] if isinstance(error, WebAuthnException) else "it is malformed"
