"""The address that visitors open, with certificates of an authority made for the test."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from first_step.cli.examinations.finding import Finding, remedy_for
from first_step.cli.examinations.outside import certificate_in_words, outside

from ...installation import settings_in

NOW = datetime.now(timezone.utc)
Asked = Callable[..., Finding]


def certificate(folder: Path, name: str, days: int) -> Path:
    """Write a key and a certificate for a name, begun 90 days before its end."""
    key = ec.generate_private_key(ec.SECP256R1())
    called = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    ends = NOW + timedelta(days=days)
    made = (
        x509.CertificateBuilder()
        .subject_name(called)
        .issuer_name(called)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(ends - timedelta(days=90))
        .not_valid_after(ends)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = folder / "proxy.pem"
    file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return file


class Proxy(BaseHTTPRequestHandler):
    answer = (200, b"alive")

    def do_GET(self) -> None:
        self.send_response(self.answer[0])
        self.send_header("Content-Length", str(len(self.answer[1])))
        self.end_headers()
        self.wfile.write(self.answer[1])

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def asked(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Asked]:
    """Give what starts a proxy and returns what the doctor finds through it."""
    servers: list[ThreadingHTTPServer] = []

    def ask(answer: tuple[int, bytes] = (200, b"alive"), *, name: str, days: int) -> Finding:
        file = certificate(folder, name, days)
        monkeypatch.setenv("SSL_CERT_FILE", str(file))
        handler = type("Answering", (Proxy,), {"answer": answer})
        server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(file)
        server.socket = context.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        public = f"https://localhost:{server.server_port}"
        (finding,) = outside(settings_in(folder, PUBLIC_URL=public))
        return finding

    yield ask
    for server in servers:
        server.shutdown()
        server.server_close()


def test_it_is_well_when_the_address_leads_here(asked: Asked) -> None:
    finding = asked(name="localhost", days=60)
    assert (finding.well, "leads here" in finding.words, "60 days" in finding.words) == (
        True,
        True,
        True,
    )


@pytest.mark.parametrize(
    ("name", "days", "words"),
    [
        ("localhost", -1, "certificate has expired"),
        ("other.example.org", 60, "Hostname mismatch"),
        ("localhost", 10, "good for 10 days only"),
    ],
)
def test_a_certificate_that_browsers_refuse_or_soon_will_is_named(
    asked: Asked, name: str, days: int, words: str
) -> None:
    finding = asked(name=name, days=days)
    assert (finding.well, words in finding.words) == (False, True)
    assert "why it was not renewed" in remedy_for(finding).action


@pytest.mark.parametrize(
    ("answer", "words", "action"),
    [
        ((502, b""), "the proxy does not reach the web process", "Is `web` above well?"),
        ((200, b"another site"), "not as First Step does", "Is the proxy up"),
        ((404, b""), "not as First Step does", "Is the proxy up"),
    ],
)
def test_a_proxy_that_leads_elsewhere_is_told_from_one_that_is_down(
    asked: Asked, answer: tuple[int, bytes], words: str, action: str
) -> None:
    finding = asked(answer, name="localhost", days=60)
    assert (finding.well, words in finding.words) == (False, True)
    assert action in remedy_for(finding).action


def test_a_dead_proxy_is_bad_and_plain_http_needs_none(folder: Path) -> None:
    (finding,) = outside(settings_in(folder, PUBLIC_URL="https://127.0.0.1:9"))
    assert (finding.well, "does not answer from this machine" in finding.words) == (False, True)
    assert outside(settings_in(folder, PUBLIC_URL="http://localhost:8000")) == []


@pytest.mark.parametrize(
    ("lifetime", "left", "well"), [(90, 16, True), (90, 14, False), (6, 2, True), (6, 0.9, False)]
)
def test_a_certificate_is_bad_when_its_renewal_must_have_failed(
    lifetime: float, left: float, well: bool
) -> None:
    begin, end = NOW - timedelta(days=lifetime - left), NOW + timedelta(days=left)
    assert certificate_in_words(begin, end, NOW)[1] is well
