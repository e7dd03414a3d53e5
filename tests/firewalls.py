"""Real servers on loopback that act on orders: a webhook that keeps our contract, and an OpenC2 consumer."""

from __future__ import annotations

import hashlib
import hmac
import json
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

KEY = b"0123456789abcdef0123456789abcdef"


@dataclass
class Firewall:
    """What a server did, and how it misbehaves."""

    blocked: set[str] = field(default_factory=set)
    done: list[tuple[str, str]] = field(default_factory=list)
    """What was carried out: the ask and its key. What is asked twice under one key is carried out once."""
    asked: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    answer: bytes = b""
    """Instead of a proper one."""
    status: int = 200
    location: str = ""
    refuses: str = ""
    """The ask it answers with no."""
    url: str = ""
    seen: dict[str, bytes] = field(default_factory=dict)

    def handle(self, body: bytes, headers: dict[str, str]) -> bytes:
        """Take an order."""
        said = json.loads(body)
        self.asked.append(said)
        self.headers.append(headers)
        if self.answer:
            return self.answer
        key = headers.get("idempotency-key", "") or headers.get("x-request-id", "")
        if key and key in self.seen:
            return self.seen[key]
        answer = json.dumps(self.openc2(said) if "action" in said else self.agreed(said, key)).encode()
        if key:
            self.seen[key] = answer
        return answer

    def agreed(self, said: dict[str, Any], key: str) -> dict[str, Any]:
        ask, name = said["ask"], said["target"]["name"]
        if ask == self.refuses:
            return {"ok": False, "said": "no room"}
        if ask in {"execute", "undo"}:
            return self.changed(said, key)
        answers: dict[str, dict[str, Any]] = {
            "plan": {"ok": True, "breaks": "the shop's own guests"},
            "dry-run": {"ok": True, "said": "I would", "already": name in self.blocked},
            "check": {"ok": name in self.blocked},
        }
        return answers[ask]

    def changed(self, said: dict[str, Any], key: str) -> dict[str, Any]:
        self.done.append((said["ask"], key))
        if said["ask"] == "execute":
            self.blocked.add(said["target"]["name"])
            return {"ok": True, "said": "blocked", "before": "rule 7"}
        assert said["before"] == "rule 7"
        self.blocked.discard(said["target"]["name"])
        return {"ok": True, "said": "open again"}

    def openc2(self, said: dict[str, Any]) -> dict[str, Any]:
        action, target = said["action"], said["target"]
        self.done.append((action, json.dumps(target)))
        match action:
            case "query":
                return {"status": 200, "results": {"pairs": {"deny": ["ipv4_net", "domain_name"]}}}
            case "deny" if "ipv4_net" in target:
                self.blocked.add(target["ipv4_net"])
                return {"status": 200, "results": {"slpf": {"rule_number": 7}}}
            case "deny":
                return {"status": 501, "status_text": "not here"}
            case _:
                self.blocked.clear()
                return {"status": 200}

    def signed(self, number: int, body: bytes) -> bool:
        """Whether an order carried our signature."""
        headers = self.headers[number]
        made = b"%s.%s" % (headers["vedette-timestamp"].encode(), body)
        return headers["vedette-signature"] == f"v1={hmac.new(KEY, made, hashlib.sha256).hexdigest()}"


@contextmanager
def firewall(certificate: Path | None = None) -> Iterator[Firewall]:
    """Serve one until the test ends; with a certificate and its key, over TLS."""
    made = Firewall()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            answer = made.handle(body, {name.lower(): value for name, value in self.headers.items()})
            self.send_response(made.status)
            if made.location:
                self.send_header("Location", made.location)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, format: str, *words: object) -> None:  # noqa: A002 - as the library has it
            del format, words

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        if certificate is not None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            server.socket = context.wrap_socket(server.socket, server_side=True)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        made.url = f"http{'s' if certificate else ''}://localhost:{server.server_port}/orders"
        try:
            yield made
        finally:
            server.shutdown()
            thread.join()


def certificate(path: Path) -> Path:
    """Write a certificate for localhost that signed itself, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return path
