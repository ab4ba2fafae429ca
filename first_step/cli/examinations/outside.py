"""Whether visitors get in: the address they open, the proxy behind it, and its certificate."""

from __future__ import annotations

import ssl
from datetime import datetime, timedelta, timezone
from urllib.parse import urlsplit

import httpx

from first_step.admissions.settings import Settings
from first_step.cli.examinations.finding import Examination, Finding

_SECONDS = 5.0
# Caddy and certbot renew when a third of the lifetime is left; at half of that it has failed.
_RENEWAL_FAILED_SHARE = 1 / 6


def outside(settings: Settings) -> list[Finding]:
    """Return whether the public address leads here, and how long its certificate is good.

    Nothing where the address is not https: then no proxy is needed, and the web process was asked.
    """
    if urlsplit(settings.public_url).scheme != "https":
        return []
    try:
        words, well = _asked(settings.public_url.rstrip("/") + "/healthz")
    except httpx.TimeoutException:
        words, well = f"takes no question within {_SECONDS:.0f} s", False
    except httpx.HTTPError as error:
        words, well = _failure(error), False
    return [Finding("outside", well, f"{settings.public_url} {words}")]


def _asked(address: str) -> tuple[str, bool]:
    # Trusts what the machine trusts, a provider's own authority included.
    trusted = ssl.create_default_context()
    with (
        httpx.Client(verify=trusted, timeout=_SECONDS, trust_env=False) as client,
        client.stream("GET", address) as answer,
    ):
        tls = answer.extensions["network_stream"].get_extra_info("ssl_object")
        certificate = tls.getpeercert()
        said = answer.read()
    if answer.status_code in (502, 503, 504):
        return f"answers with {answer.status_code}: the proxy does not reach the web process", False
    if (answer.status_code, said) != (200, b"alive"):
        return f"answers with {answer.status_code}, and not as First Step does", False
    return certificate_in_words(
        _moment(certificate["notBefore"]), _moment(certificate["notAfter"]), _now()
    )


def certificate_in_words(begin: datetime, end: datetime, now: datetime) -> tuple[str, bool]:
    """Return what the days that are left say, and whether that is well."""
    well = end - now > (end - begin) * _RENEWAL_FAILED_SHARE
    hours = (end - now) / timedelta(hours=1)
    # An authority inside may give certificates of some hours.
    in_words = f"{hours / 24:.0f} days" if hours >= 48 else f"{hours:.0f} hours"
    left = f"the certificate is good for {in_words}"
    return (f"leads here; {left}", True) if well else (f"leads here, but {left} only", False)


def _failure(error: httpx.HTTPError) -> str:
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return f"has a certificate that browsers refuse ({cause.verify_message})"
        cause = cause.__cause__ or cause.__context__
    return f"does not answer from this machine ({type(error).__name__})"


def _moment(written: str) -> datetime:
    return datetime.fromtimestamp(ssl.cert_time_to_seconds(written), timezone.utc)


def _now() -> datetime:
    return datetime.now(timezone.utc)


OUTSIDE: tuple[tuple[str, Examination], ...] = (("outside", outside),)
