import datetime as dt
import signal
import ssl
import threading
import urllib.request
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.unit.doors.api.fakes import FakeService, application
from vedette.core.errors import BadInput, Unavailable
from vedette.doors.api import running
from vedette.doors.api.door import Options
from vedette.doors.api.running import Listening


def certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate for localhost, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    cert, secret = folder / "cert.pem", folder / "key.pem"
    cert.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    plain = serialization.NoEncryption()
    secret.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    )
    return cert, secret


def test_over_tls_it_speaks_nothing_old_and_says_to_stay(service: FakeService, tmp_path: Path) -> None:
    cert, key = certificate(tmp_path)
    app = application(service, options=Options(public_url="https://localhost"))
    server = running.make(app, Listening(host="127.0.0.1", port=0, certificate=cert, key=key, drain=0.0))
    listens = threading.Event()
    server.told = listens.set
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    assert listens.wait(20)
    url = f"https://localhost:{server.addresses()[0][1]}/healthz"
    try:
        with urllib.request.urlopen(url, context=ssl.create_default_context(cafile=cert)) as answer:
            assert answer.headers["Strict-Transport-Security"]
        assert server.config.ssl is not None
        assert server.config.ssl.minimum_version >= ssl.TLSVersion.TLSv1_2
    finally:
        server.should_exit = True
        thread.join(20)


@pytest.mark.parametrize(("path", "goes_on"), [("/healthz", False), ("/readyz", True)])
def test_it_goes_on_for_a_moment_only_where_somebody_asks_whether_it_is_ready(
    service: FakeService, path: str, *, goes_on: bool
) -> None:
    server = running.make(application(service), Listening(host="127.0.0.1", port=0, drain=60.0))
    listens = threading.Event()
    server.told = listens.set
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    assert listens.wait(20)
    url = f"http://127.0.0.1:{server.addresses()[0][1]}{path}"
    try:
        with urllib.request.urlopen(url):
            pass
        server.handle_exit(signal.SIGTERM, None)
        thread.join(0.3 if goes_on else 20)
        assert thread.is_alive() is goes_on
    finally:
        server.should_exit = True
        thread.join(20)


def test_a_key_of_another_certificate_is_said_to_be_wrong(service: FakeService, tmp_path: Path) -> None:
    cert, _ = certificate(tmp_path)
    (tmp_path / "other").mkdir()
    _, other = certificate(tmp_path / "other")
    for key in (other, tmp_path / "none"):
        with pytest.raises(BadInput, match="cannot be used"):
            running.make(application(service), Listening(host="x", port=0, certificate=cert, key=key))


def test_metrics_on_a_port_that_is_taken_are_said_to_be_so(service: FakeService) -> None:
    app = application(service)
    port, server = app.watch.serve(0)
    try:
        with pytest.raises(Unavailable, match=f"port {port}"):
            running.run(app, Listening(host="127.0.0.1", port=0, metrics_port=port), lambda _: None)
    finally:
        server.shutdown()
        server.server_close()
