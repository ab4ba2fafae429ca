"""Tells staff by e-mail: reference, level, what happened and a link, never who."""

from __future__ import annotations

from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from pathlib import Path

import aiosmtplib
import jinja2

from first_step.admissions.errors import NotDelivered
from first_step.admissions.notice_settings import MailServer
from first_step.admissions.opening_hours import LONDON
from first_step.store.outbox import Notice

_TEMPLATE = "notice.txt"


class Mail:
    """Hands notices to a mail server, one message and one connection for each."""

    def __init__(
        self,
        server: MailServer,
        sender: str,
        public_url: str,
        timeout_s: float = 15.0,
    ) -> None:
        """Connect to nothing yet; timeout_s counts for each step of the conversation."""
        self._server = server
        self._sender = sender
        self._public_url = public_url
        self._timeout_s = timeout_s
        self._template = jinja2.Environment(
            loader=jinja2.FileSystemLoader(Path(__file__).parent / "templates"),
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            autoescape=False,  # noqa: S701  plain text, made of codes
        ).get_template(_TEMPLATE)

    async def send(self, notice: Notice, address: str) -> None:
        """Deliver a notice to an address; raises NotDelivered."""
        message = self.message(notice, address)
        try:
            await aiosmtplib.send(
                message,
                sender=self._sender,
                recipients=[address],
                hostname=self._server.host,
                port=self._server.port,
                username=self._server.username,
                password=self._server.password,
                use_tls=self._server.scheme == "smtps",
                start_tls=self._server.scheme == "smtp+starttls",
                timeout=self._timeout_s,
            )
        except (aiosmtplib.SMTPException, OSError) as error:
            raise _not_delivered(error) from None

    def message(self, notice: Notice, address: str) -> EmailMessage:
        """Return the message. Its Message-ID is the same at every try, so that a repeat shows."""
        rendered = self._template.render(self._values(notice))
        subject, _, text = rendered.partition("\n")
        message = EmailMessage()
        message["Subject"] = subject.strip()
        message["From"] = Address("First Step", addr_spec=self._sender)
        message["To"] = address
        message["Date"] = notice.put_at
        message["Message-ID"] = f"<notice.{notice.key}@{self._sender.rpartition('@')[2]}>"
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(text.strip() + "\n")
        return message

    def _values(self, notice: Notice) -> dict[str, object]:
        reference = notice.body.get("reference")
        desk = f"{self._public_url}/desk/"
        due = notice.body.get("due_at")
        return {
            "kind": notice.kind,
            "reference": reference or "",
            "level": notice.body.get("level") or "",
            "label": notice.body.get("label") or "",
            "band": notice.body.get("band") or "",
            "due": _in_london(datetime.fromisoformat(due)) if due else "",
            "since": _in_london(notice.put_at),
            "link": f"{desk}referrals/{reference}" if reference else desk,
            "key": notice.key,
        }


def _in_london(moment: datetime) -> str:
    local = moment.astimezone(LONDON)
    return f"{local:%a} {local.day} {local:%b %Y, %H:%M}"


def _not_delivered(error: Exception) -> NotDelivered:
    """Return what a failure means; what a server says in words may repeat an address."""
    if isinstance(error, aiosmtplib.SMTPRecipientsRefused) and error.recipients:
        error = error.recipients[0]
    # A wrong password is put right by whoever runs this; the notice had better wait for it.
    if isinstance(error, aiosmtplib.SMTPAuthenticationError):
        return NotDelivered(f"smtp_{error.code}")
    if isinstance(error, (aiosmtplib.SMTPTimeoutError, TimeoutError)):
        return NotDelivered("smtp_timeout")
    if isinstance(error, aiosmtplib.SMTPResponseException) and error.code > 0:
        return NotDelivered(f"smtp_{error.code}", permanent=error.code >= 500)
    return NotDelivered("smtp_away")
