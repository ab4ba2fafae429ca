from __future__ import annotations

import socket
import ssl
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from first_step.admissions.notice_settings import read_mail_server

from .conftest import ADMISSIONS, DUTY, House
from .receivers import Mailbox, mail_server, words_of


async def test_a_request_reaches_admissions_with_reference_level_and_link(
    by_mail: House, mailbox: Mailbox
) -> None:
    by_mail.put()
    assert await by_mail.relay().deliver_due() == 2
    (message,) = mailbox.messages
    assert message["To"] == ADMISSIONS
    assert message["Subject"] == "First Step: new request FS-7K3M-QX, urgent"
    assert "https://chat.example.org/desk/referrals/FS-7K3M-QX" in words_of(message)
    assert by_mail.waiting() == by_mail.dead() == []
    assert by_mail.counted("delivered") == 1


@pytest.mark.parametrize("kind", ["alert_escalated", "referral_untaken", "referral_overdue"])
async def test_what_nobody_took_goes_to_the_duty_manager(
    by_mail: House, mailbox: Mailbox, kind: str
) -> None:
    by_mail.put(kind)
    await by_mail.relay().deliver_due()
    assert [message["To"] for message in mailbox.messages] == [DUTY]
    assert "duty manager" in words_of(mailbox.messages[0])


async def test_a_refusal_that_passes_is_tried_again_under_the_same_message_id(
    by_mail: House, mailbox: Mailbox
) -> None:
    mailbox.refusals = ["451 try later"]
    by_mail.put()
    relay = by_mail.relay()
    await relay.deliver_due()
    (late,) = by_mail.waiting()
    assert (late.problem, mailbox.messages) == ("smtp_451", [])
    by_mail.clock.pass_by(seconds=30)
    await relay.deliver_due()
    (message,) = mailbox.messages
    assert message["Message-ID"] == f"<notice.{late.key}@example.org>"


async def test_a_refusal_for_good_is_dead_at_once(by_mail: House, mailbox: Mailbox) -> None:
    mailbox.refusals = ["550 no such user kev@example.org"]
    by_mail.put()
    await by_mail.relay().deliver_due()
    (lost,) = by_mail.dead()
    assert (lost.problem, lost.destination) == ("smtp_550", f"email:{ADMISSIONS}")
    assert by_mail.counted("dead") == 1


async def test_a_mail_server_that_is_away_is_tried_again(by_mail: House) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        server = read_mail_server(f"smtp://127.0.0.1:{free.getsockname()[1]}", "X")
    by_mail.settings = replace(by_mail.settings, smtp_url=server)
    by_mail.put()
    await by_mail.relay().deliver_due()
    assert [notice.problem for notice in by_mail.waiting()] == ["smtp_away"]


async def test_no_mail_goes_out_in_the_open_where_tls_was_asked_for(
    by_mail: House, mailbox: Mailbox
) -> None:
    server = read_mail_server(f"smtp+starttls://127.0.0.1:{mailbox.port}", "X")
    by_mail.settings = replace(by_mail.settings, smtp_url=server)
    by_mail.put()
    await by_mail.relay().deliver_due()
    assert [notice.problem for notice in by_mail.waiting()] == ["smtp_away"]
    assert mailbox.messages == []


async def test_a_server_whose_certificate_nobody_vouches_for_gets_nothing(
    by_mail: House, tmp_path: Path
) -> None:
    context = self_signed(tmp_path)
    with mail_server(tls_context=context) as mailbox:
        server = read_mail_server(f"smtp+starttls://127.0.0.1:{mailbox.port}", "X")
        by_mail.settings = replace(by_mail.settings, smtp_url=server)
        by_mail.put()
        await by_mail.relay().deliver_due()
        assert [notice.problem for notice in by_mail.waiting()] == ["smtp_away"]
        assert mailbox.messages == []


async def test_a_server_whose_certificate_is_trusted_is_told_over_tls(
    by_mail: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    context = self_signed(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "certificate.pem"))
    with mail_server(tls_context=context, require_starttls=True) as mailbox:
        server = read_mail_server(f"smtp+starttls://127.0.0.1:{mailbox.port}", "X")
        by_mail.settings = replace(by_mail.settings, smtp_url=server)
        by_mail.put()
        await by_mail.relay().deliver_due()
        assert len(mailbox.messages) == 1


def self_signed(folder: Path) -> ssl.SSLContext:
    """Return a server's context for 127.0.0.1; its certificate lies in the folder."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    today = datetime.now(timezone.utc)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(today - timedelta(days=1))
        .not_valid_after(today + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False
        )
        .sign(key, hashes.SHA256())
    )
    pem = certificate.public_bytes(serialization.Encoding.PEM)
    (folder / "certificate.pem").write_bytes(pem)
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    (folder / "key.pem").write_bytes(private)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(folder / "certificate.pem", folder / "key.pem")
    return context
