"""What must be true before real visitors (facts 9): `first-step doctor --production`."""

from __future__ import annotations

import ipaddress
import os
from collections.abc import Mapping
from datetime import date, datetime, timedelta, timezone
from typing import Any
from urllib.parse import urlsplit

from first_step.admissions.errors import ConfigurationError
from first_step.admissions.settings import Settings
from first_step.cli.examinations.finding import Examination, Finding
from first_step.cli.examinations.stores import looked_at
from first_step.cli.model_fingerprint import read_note
from first_step.content.library import load_library
from first_step.content.provider import read_provider
from first_step.content.review import ANSWERS, HELPLINE_AGE, stale_helplines, unreviewed
from first_step.content.sign_offs import read_sign_offs
from first_step.evaluation.intervals import Share
from first_step.store import audit, backup, staff
from first_step.store.database import Session
from first_step.store.process_environment import process_settings

# Daily, with two hours for the run itself and for a clock that changes with summer time.
LONGEST_BETWEEN = timedelta(hours=26)
# Facts 9: explicit danger must be acted on, and with the right card.
_EXPLICIT = ("explicit danger acted on", "explicit danger given its own card")


def mode(settings: Settings) -> list[Finding]:
    """Return whether this is an installation for real visitors."""
    words = f"FIRST_STEP_ENV is {settings.env}, demonstration is {'on' if settings.demo else 'off'}"
    return [Finding("mode", settings.production and not settings.demo, words)]


def secrets(settings: Settings) -> list[Finding]:
    """Return whether production would accept the secrets that are set."""
    try:
        process_settings({**os.environ, "FIRST_STEP_ENV": "production"})
    except ConfigurationError as error:
        return [Finding("secrets", False, str(error))]
    return [Finding("secrets", True, "all set, long and different")]


def addresses(settings: Settings) -> list[Finding]:
    """Return whether visitors come by https, and Rasa and actions are out of others' reach."""
    found = []
    if urlsplit(settings.public_url).scheme != "https":
        found.append(Finding("addresses", False, "FIRST_STEP_PUBLIC_URL is not https"))
    elif not settings.trusted_proxies:
        said = "FIRST_STEP_TRUSTED_PROXIES names none: all visitors count as one, or nobody does"
        found.append(Finding("addresses", False, said))
    for name, url in (("RASA_URL", settings.rasa_url), ("ACTION_URL", settings.action_url)):
        if _is_public(urlsplit(url).hostname or ""):
            found.append(Finding("addresses", False, f"FIRST_STEP_{name} is a public address"))
    return found or [Finding("addresses", True, "https outside, private inside")]


def _is_public(host: str) -> bool:
    """Return whether a host is a public address; a name with a dot may be one."""
    try:
        return not ipaddress.ip_address(host).is_private
    except ValueError:
        internal = (".internal", ".local", ".svc", ".localhost")
        return "." in host and not host.endswith(internal)


def schedule(settings: Settings) -> list[Finding]:
    """Return whether backups and the purge are run every day, by the audit log."""
    now = datetime.now(timezone.utc)
    with looked_at(settings) as database, database.read() as session:
        found = [
            _last(session, "backup", backup.ABOUT, backup.MADE, now),
            _last(session, "purge", "retention", "purged", now),
        ]
    return found


def _last(session: Session, subject: str, about: str, event: str, now: datetime) -> Finding:
    entries = [each for each in audit.latest(session, 20, about=about) if each.event == event]
    if not entries:
        return Finding(subject, False, "never run here")
    age = now - entries[0].at
    words = f"last run {age.total_seconds() / 3600:.0f} hours ago"
    return Finding(subject, age <= LONGEST_BETWEEN, words)


def provider(settings: Settings) -> list[Finding]:
    """Return which particulars of the provider are not known."""
    known = read_provider(settings.content_dir)
    checked = known.last_checked
    fresh = checked is not None and date.today() - checked <= HELPLINE_AGE
    return [
        Finding("hours", known.hours is not None, "known" if known.hours else "not known"),
        Finding("controller", known.controller is not None, known.controller or "not known"),
        Finding("provider", fresh, f"last checked {checked or 'never'}"),
    ]


def words(settings: Settings) -> list[Finding]:
    """Return which words of danger, consent and triage nobody reviewed, and old helplines."""
    library = load_library(settings.content_dir)
    found = [
        Finding("review", False, f"{len(ids)} {group} texts have no reviewer")
        for group, ids in unreviewed(library).items()
        if ids and group != ANSWERS
    ]
    stale = stale_helplines(library, date.today())
    said = f"not checked for three months: {', '.join(stale)}" if stale else "all checked lately"
    unsure = [line.id for line in library.helplines.values() if line.certainty == "check"]
    if unsure:
        found.append(
            Finding("helplines", None, f"to confirm on their own site: {', '.join(unsure)}")
        )
    return [*found, Finding("helplines", not stale, said)]


def gate(settings: Settings) -> list[Finding]:
    """Return what the model in service did with danger when it was let in."""
    note = read_note(settings.model) or {}
    measures = (note.get("gate") or {}).get("measures") or {}
    if not all(measures.get(name) for name in _EXPLICIT):
        return [Finding("gate", False, "no figures beside the model in service")]
    return [_share(name, measures[name]) for name in _EXPLICIT]


def _share(name: str, row: Mapping[str, Any]) -> Finding:
    met, of = int(row["candidate"]), int(row["of"])
    low = Share(met, of).lower_bound or 0.0
    said = f"{name}: {met} of {of} (at least {low:.1%}, 95 % confidence)"
    return Finding("gate", met == of, said)


def sign_offs(settings: Settings) -> list[Finding]:
    """Return whether somebody answers for everything that only a person can."""
    return [
        Finding("sign-offs", missing is None, f"{each.what} ({missing or each.by})")
        for each in read_sign_offs(settings.content_dir)
        for missing in [each.missing(date.today())]
    ]


def people(settings: Settings) -> list[Finding]:
    """Return whether a duty manager and admissions staff can sign in."""
    with looked_at(settings) as database, database.read() as session:
        active = [each for each in staff.everyone(session) if each.active]
    roles = {role for each in active for role in each.roles}
    lacking = [role for role in ("duty_manager", "admissions") if role not in roles]
    said = f"{len(active)} may sign in" + (f", none is {' or '.join(lacking)}" if lacking else "")
    return [Finding("staff", not lacking, said)]


GO_LIVE: tuple[tuple[str, Examination], ...] = (
    ("mode", mode),
    ("secrets", secrets),
    ("addresses", addresses),
    ("backup", schedule),
    ("provider", provider),
    ("review", words),
    ("gate", gate),
    ("sign-offs", sign_offs),
    ("staff", people),
)
