"""A web server on loopback with a certificate of its own, that answers with whatever bytes it was given."""

from __future__ import annotations

import contextlib
import datetime as dt
import socket
import ssl
import tempfile
import time
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tests.sinks import Loop


def certificate(host: str) -> bytes:
    """A key and a certificate signed with it, in PEM."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, host)])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(hours=1))
        .not_valid_after(now + dt.timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return private + made.public_bytes(serialization.Encoding.PEM)


class WebServer(Loop):
    """Serves one host; `answer` is all it ever says, a byte at a time when it is `slow`."""

    def __init__(self, host: str = "own.test") -> None:
        super().__init__()
        self.answer = b""
        self.slow = False
        self.asked = b""
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        pem = certificate(host)
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "pem"
            path.write_bytes(pem)
            self._context.load_cert_chain(path)
        self.trust = ssl.create_default_context(cadata=pem[pem.index(b"-----BEGIN CERT") :].decode())

    def say(self, status: str, body: bytes, *headers: str) -> None:
        """Answer like this from now on."""
        head = "\r\n".join((f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers, "", ""))
        self.answer = head.encode() + body

    def connected(self, peer: socket.socket) -> None:
        with contextlib.suppress(OSError), self._context.wrap_socket(peer, server_side=True) as secure:
            secure.settimeout(5)
            self.asked = secure.recv(4096)
            if self.slow:
                for byte in self.answer:
                    secure.sendall(bytes([byte]))
                    time.sleep(0.05)
            else:
                secure.sendall(self.answer)
