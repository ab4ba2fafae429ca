"""`first-step doctor`: what is wrong, said so that somebody woken at 3 a.m. can act."""

from __future__ import annotations

import asyncio
import json
from dataclasses import asdict
from pathlib import Path

import httpx
import typer

from first_step.admissions.errors import FirstStepError
from first_step.admissions.settings import Settings
from first_step.cli.examinations.channels import channels
from first_step.cli.examinations.finding import Examination, Finding, remedy_of
from first_step.cli.examinations.go_live import GO_LIVE
from first_step.cli.examinations.machine import MACHINE
from first_step.cli.model_fingerprint import model_is_current
from first_step.content.checks import check_library
from first_step.content.library import load_library
from first_step.content.review import unreviewed
from first_step.reception.notices.addressing import nobody_told
from first_step.reception.notices.reach import reach_destinations
from first_step.store import audit, turns
from first_step.store.database import open_database
from first_step.store.process_environment import process_settings
from first_step.understanding.reading import load_understanding


def doctor(
    production: bool = typer.Option(False, help="Also ask what must be true for real visitors."),
    as_json: bool = typer.Option(False, "--json", help="Print a JSON array."),
) -> None:
    """Say what is wrong, what it means and what to do; exit 1 when something is wrong."""
    settings = process_settings()
    findings = [
        finding
        for subject, examine in (*_EXAMINATIONS, *MACHINE, *(GO_LIVE if production else ()))
        for finding in _examined(subject, examine, settings)
    ]
    if as_json:
        typer.echo(json.dumps([_as_plain(each) for each in findings], indent=2))
    else:
        _print(findings)
    raise typer.Exit(1 if any(finding.well is False for finding in findings) else 0)


_STATES = {True: "ok", False: "bad", None: "note"}


def _as_plain(finding: Finding) -> dict[str, object]:
    plain: dict[str, object] = {
        "subject": finding.subject,
        "state": _STATES[finding.well],
        "words": finding.words,
    }
    return plain if finding.well else {**plain, **asdict(remedy_of(finding.subject))}


def _print(findings: list[Finding]) -> None:
    """Print a line for each finding; what it means and what to do once for each bad subject."""
    said: set[str] = set()
    signs = {True: "ok  ", False: "BAD ", None: "note"}
    for finding in findings:
        typer.echo(f"{signs[finding.well]}  {finding.subject}: {finding.words}")
        if finding.well is False and finding.subject not in said:
            remedy = remedy_of(finding.subject)
            typer.echo(f"        means  {remedy.meaning}\n        do     {remedy.action}")
            said.add(finding.subject)
    bad = sum(1 for finding in findings if finding.well is False)
    typer.echo(f"{len(findings)} looked at, {bad} bad")


def _examined(subject: str, examine: Examination, settings: Settings) -> list[Finding]:
    try:
        return examine(settings)
    except FirstStepError as error:
        return [Finding(subject, False, str(error))]


def _database(settings: Settings) -> list[Finding]:
    database = open_database(settings)
    with database.read() as session:
        waiting = turns.waiting_count(session)
        chain = audit.verify_chain(session)
    words = "audit log whole" if chain.whole else "the audit log was changed after it was written"
    return [
        Finding("database", True, f"reached, {waiting} messages waiting for an answer"),
        Finding("audit", chain.whole, words),
    ]


def _model(settings: Settings) -> list[Finding]:
    reason = model_is_current(Path.cwd(), settings.model)
    load_understanding(settings.model)
    return [Finding("model", reason is None, reason or f"{settings.model} fits the project")]


def _content(settings: Settings) -> list[Finding]:
    library = load_library(settings.content_dir)
    errors = [problem for problem in check_library(library) if problem.severity == "error"]
    groups = {name: len(ids) for name, ids in unreviewed(library).items() if ids}
    waiting = ", ".join(f"{count} {name}" for name, count in groups.items())
    found = [Finding("content", not errors, f"{len(library.answers)} texts, {len(errors)} errors")]
    if waiting:
        real = settings.production and any(name != "answers" for name in groups)
        found.append(Finding("review", False if real else None, f"no reviewer yet: {waiting}"))
    return found


def _servers(settings: Settings) -> list[Finding]:
    local = f"http://127.0.0.1:{settings.web_port}"
    return [
        _answering("web", f"{local}/healthz"),
        _answering("rasa", f"{settings.rasa_url}/webhooks/front_door/"),
        _answering("actions", f"{settings.action_url}/health"),
    ]


def _notices(settings: Settings) -> list[Finding]:
    told = [
        Finding("notices", False if settings.production else None, f"nobody is told of {what}")
        for what in nobody_told(settings)
    ]
    reached = asyncio.run(reach_destinations(settings))
    return told + [
        Finding(name, problem is None, problem or "reached") for name, problem in reached
    ]


def _answering(name: str, address: str) -> Finding:
    try:
        status = httpx.get(address, timeout=2.0, trust_env=False).status_code
    except httpx.HTTPError as error:
        words = f"does not answer ({type(error).__name__}); `make up` starts it"
        return Finding(name, False, words)
    return Finding(name, status == 200, f"answers with {status}")


_EXAMINATIONS: tuple[tuple[str, Examination], ...] = (
    ("database", _database),
    ("model", _model),
    ("content", _content),
    ("servers", _servers),
    ("notices", _notices),
    ("channels", channels),
)
