"""One line of the doctor's report, what it means, and what to do about it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from first_step.admissions.settings import Settings


@dataclass(frozen=True)
class Finding:
    """One line of the doctor's report; `well` is None for something to know rather than mend."""

    subject: str
    well: bool | None
    words: str


@dataclass(frozen=True)
class Remedy:
    """What a bad finding means for visitors and staff, and the first thing to do."""

    meaning: str
    action: str


Examination = Callable[[Settings], list[Finding]]

_OTHER = Remedy("Part of the product does not work as it should.", "Look it up in docs/runbook.md.")
_BY_SUBJECT = {
    "start": Remedy(
        "Nothing can be looked at. No process starts like this; those that run go on as they are.",
        "Mend what it names (docs/settings.md), then run the doctor again.",
    ),
    "database": Remedy(
        "Nothing can be stored. Visitors still get danger cards, and are told to ring.",
        "PostgreSQL: is it up (`pg_isready`)? SQLite: `df -h`, `ls -l` on its folder. "
        "docs/runbook.md, Database away.",
    ),
    "durability": Remedy(
        "After a power cut, requests and messages that were acknowledged may be gone, or worse.",
        "Turn on what it names in postgresql.conf, then restart PostgreSQL. It is on by default.",
    ),
    "turns": Remedy(
        "Visitors wrote and got no answer from the bot. Danger was answered when it came.",
        "Look at rasa and actions below. All well? Restart the web process: it asks for answers.",
    ),
    "audit": Remedy(
        "Entries were changed in the database, or FIRST_STEP_INDEX_KEY is not what it was.",
        "docs/runbook.md, Lost secrets. Right key? Copy the database; treat it as an incident.",
    ),
    "keys": Remedy(
        "What was written cannot be read by anybody: FIRST_STEP_SEALING_KEYS lacks the key.",
        "Stop every process, bring the old key back beside the new. docs/runbook.md, Lost secrets.",
    ),
    "journal": Remedy(
        "Messages are kept outside the database; no member of staff can see them.",
        "Database bad too? Mend that. Else docs/runbook.md: the log says why. Delete nothing.",
    ),
    "redis": Remedy(
        "Answers go on. Limits count for each process, and replies may come a second later.",
        "Start it, or mend FIRST_STEP_REDIS_URL. Nothing in it is lost: it keeps no data.",
    ),
    "model": Remedy(
        "Processes that run keep the model they loaded. The next start is refused in production.",
        "Bring models/ back from the image or a backup, or `first-step train`; then start again.",
    ),
    "content": Remedy(
        "The last good words stay up in running processes; the next start is refused.",
        "`first-step content check` names file and line.",
    ),
    "review": Remedy(
        "Nobody fit to judge has read these words. Production does not start.",
        "A clinician reads them; fill in reviewed_by and reviewed_on (docs/content.md, Review).",
    ),
    "web": Remedy(
        "Visitors see the widget's own help with 999 and nothing else; staff see nothing.",
        "Start it (`make up`, compose, systemd); its log says why it stopped. Tell admissions now "
        "that requests may not arrive.",
    ),
    "rasa": Remedy(
        "Questions wait in the database; danger is still answered by the web process.",
        "Loading takes up to four minutes. Hung: end its process, it is started again. Token "
        "refused: start both with the same FIRST_STEP_RASA_TOKEN. docs/runbook.md, Rasa.",
    ),
    "actions": Remedy(
        "Requests for a call are not recorded; their messages wait, and are taken up afterwards.",
        "Start it; its log says why it stopped. Hung: end its process, it is started again.",
    ),
    "outside": Remedy(
        "Visitors see the widget's own help with 999 and nothing else; staff cannot open the desk.",
        "Is the proxy up, and do its log, the name in FIRST_STEP_PUBLIC_URL and ports 80 and 443 "
        "agree with it? docs/runbook.md, The way in.",
    ),
    "disk": Remedy(
        "When it is full nothing can be stored, and SQLite refuses every message.",
        "Free space (`df -h`, `df -i`): old backups first, then logs. Never delete the "
        "database's -wal file.",
    ),
    "clock": Remedy(
        "Times promised to visitors, leases and retention all go by the clock.",
        "Set it with NTP on every machine, then restart the processes.",
    ),
    "alerts": Remedy(
        "Somebody may be in danger, and no member of staff has looked.",
        "Ring the duty manager now; open /desk/ and acknowledge them.",
    ),
    "notices": Remedy(
        "Staff learn of alerts and requests only by looking at the console.",
        "Set or mend FIRST_STEP_SMTP_URL or FIRST_STEP_WEBHOOKS (docs/notices.md).",
    ),
    "channels": Remedy(
        "Visitors who write there get no answer from us until the provider is reached again.",
        "Compare its settings with the provider's console (docs/channels.md); 20003: token.",
    ),
    "outbox": Remedy(
        "Staff were not told of what these notices are about; it stands in the console.",
        "Mend their destination (`notices` above), then `/desk/notices`: try all again.",
    ),
    "settings": Remedy(
        "A variable that no setting reads has no effect: likely a typing error.",
        "Compare its name with docs/settings.md.",
    ),
    "files": Remedy(
        "Other users of this machine can read personal data or keys.",
        "chmod 700 the data folder and 600 the files in it.",
    ),
    "secrets": Remedy(
        "Guessable or shared keys protect nobody; production refuses to start.",
        "Make each one: head -c 32 /dev/urandom | base64 (docs/settings.md, Secrets).",
    ),
    "mode": Remedy(
        "This installation tells visitors that nobody will ring, or skips checks.",
        "FIRST_STEP_ENV=production, FIRST_STEP_DEMO empty.",
    ),
    "addresses": Remedy(
        "Words of visitors would cross a network in plain, or Rasa would be open to others.",
        "https in FIRST_STEP_PUBLIC_URL and its proxy in FIRST_STEP_TRUSTED_PROXIES; Rasa and "
        "actions on loopback or a private network.",
    ),
    "backup": Remedy(
        "A lost disk would lose requests that nobody else holds.",
        "Schedule `first-step backup` daily (docs/operating.md, Backups).",
    ),
    "purge": Remedy(
        "Personal data is kept longer than visitors were told.",
        "Schedule `first-step purge --yes` daily.",
    ),
    "hours": Remedy(
        "Visitors get no time for their call, and due times rest on assumed hours.",
        "Fill in hours in content/provider.yml (docs/content.md).",
    ),
    "controller": Remedy(
        "Consent names nobody who is answerable for the data, so it is not valid.",
        "Fill in controller in content/provider.yml.",
    ),
    "provider": Remedy(
        "Particulars of the provider may be out of date.",
        "Confirm content/provider.yml and change last_checked.",
    ),
    "helplines": Remedy(
        "Somebody in danger may be given a number that nobody answers.",
        "Compare with the charity's own site and change last_checked; do not test-call.",
    ),
    "gate": Remedy(
        "Explicit danger may be met with a question in place of a card.",
        "Mend data/ and train again; let the clinical safety officer see the figures.",
    ),
    "sign-offs": Remedy(
        "A person who must answer for this is not named.",
        "docs/clinical-safety.md, Go-live gates; then content/sign_offs.yml.",
    ),
    "staff": Remedy(
        "Nobody can see requests, or nobody is answerable for urgent ones.",
        "`first-step staff add LOGIN --name NAME --role duty_manager`.",
    ),
}


_RESTORE = (
    "Stop every process, copy the file and its -wal aside, put the last backup back "
    "(docs/operating.md, Restoring)."
)
_PORT = "`ss -ltnp` says whose port it is. Stop that program, or give First Step another port."
_ANY = ""
# What the words of a finding betray of its cause, and then the first thing to do.
_BY_CAUSE = (
    (
        _ANY,
        "looked at (Permission denied)",
        "Run the doctor as the user of the processes: `sudo -u USER`, or in their container.",
    ),
    ("database", "malformed", _RESTORE),
    ("database", "not a database", _RESTORE),
    ("database", "damaged", _RESTORE),
    (
        "database",
        "locked",
        "Another program holds the file: `fuser -v` on it names it. End that one.",
    ),
    (
        "database",
        "readonly",
        "Mount it for writing; file and folder belong to the user of the processes (`ls -l`).",
    ),
    ("database", "older than this code", "`first-step migrate`; running processes may stay."),
    (
        "database",
        "newer than this code",
        "Start the newer version of the code, or restore the backup made before the upgrade.",
    ),
    (
        "outbox",
        "tried by nobody",
        "Is `web` above well? Then restart it: it sends them. Look at /desk/ meanwhile.",
    ),
    ("web", "another program", _PORT),
    ("rasa", "another program", _PORT),
    ("actions", "another program", _PORT),
    (
        "outside",
        "does not reach",
        "Is `web` above well? Then the proxy asks at the wrong address, or its network is cut.",
    ),
    (
        "outside",
        "certificate",
        "The proxy's log says why it was not renewed: port 80 or 443 shut, the name points "
        "elsewhere, or its disk is full. Wrong clock? `timedatectl`.",
    ),
)


def remedy_for(finding: Finding) -> Remedy:
    """Return what a bad finding means and what to do, as near to its cause as its words tell."""
    remedy = _BY_SUBJECT.get(finding.subject, _OTHER)
    for subject, betrayed, action in _BY_CAUSE:
        if subject in (finding.subject, _ANY) and betrayed in finding.words:
            return replace(remedy, action=action)
    return remedy


def has_remedy(subject: str) -> bool:
    """Return whether the subject has words of its own."""
    return subject in _BY_SUBJECT
