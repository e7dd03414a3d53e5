"""Whose make a passkey is: the certificates its authenticator showed in, yes or no out.

Only statements of the form `packed` with a maker's certificate count; one that signs for itself says nothing.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from webauthn.helpers import parse_attestation_object
from webauthn.helpers.structs import AttestationFormat

from vedette.core.errors import BadInput

_MODEL: Final = x509.ObjectIdentifier("1.3.6.1.4.1.45724.1.1.4")
"""id-fido-gen-ce-aaguid: the model a certificate is for."""
_OCTETS: Final = b"\x04\x10"
_ROOTS_MAX: Final = 1 << 20


def roots(path: Path | None) -> tuple[bytes, ...]:
    """Read the certificates of makers an operator trusts, in PEM; none where no file is given.

    Raises:
        BadInput: the file cannot be read, or holds no certificate.

    """
    if path is None:
        return ()
    try:
        found = x509.load_pem_x509_certificates(path.read_bytes()[:_ROOTS_MAX])
    except (OSError, ValueError) as error:
        raise BadInput(
            f"{path}: no certificates of makers", hint="give their root certificates in PEM"
        ) from error
    return tuple(one.public_bytes(Encoding.PEM) for one in found)


def has_maker(statement: bytes, model: bytes) -> bool:
    """Tell whether an attestation object names a maker's certificate that fits the model it says it is.

    Whether the certificate leads to a maker one trusts, and signed all this, has still to be checked.
    """
    read = parse_attestation_object(statement)
    if read.fmt != AttestationFormat.PACKED or not read.att_stmt.x5c:
        return False
    leaf = x509.load_der_x509_certificate(read.att_stmt.x5c[0])
    return not _may_sign_others(leaf) and _model_of(leaf) in (None, model)


def _may_sign_others(certificate: x509.Certificate) -> bool:
    try:
        return certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    except x509.ExtensionNotFound:
        return True  # it has to say that it may not


def _model_of(certificate: x509.Certificate) -> bytes | None:
    try:
        found = certificate.extensions.get_extension_for_oid(_MODEL).value
    except x509.ExtensionNotFound:
        return None
    data = found.value if isinstance(found, x509.UnrecognizedExtension) else b""
    return data.removeprefix(_OCTETS)
