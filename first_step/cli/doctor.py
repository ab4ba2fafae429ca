"""`first-step doctor`: what is wrong, said so that somebody woken at 3 a.m. can act."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from functools import partial
from pathlib import Path

import typer

from first_step.admissions.errors import (
    ConfigurationError,
    FirstStepError,
    SchemaOutOfDate,
    StoreUnavailable,
)
from first_step.admissions.settings import Settings
from first_step.cli.examinations.channels import channels
from first_step.cli.examinations.finding import Examination, Finding, remedy_for
from first_step.cli.examinations.go_live import GO_LIVE
from first_step.cli.examinations.machine import MACHINE
from first_step.cli.examinations.outside import OUTSIDE
from first_step.cli.examinations.servers import servers
from first_step.cli.examinations.stores import STORES
from first_step.cli.model_fingerprint import model_is_current
from first_step.content.checks import check_library
from first_step.content.library import load_library
from first_step.content.review import unreviewed
from first_step.reception.notices.addressing import nobody_told
from first_step.reception.notices.reach import reach_destinations
from first_step.store.process_environment import process_settings, refuse_lost_secrets
from first_step.understanding.reading import load_understanding


def doctor(
    production: bool = typer.Option(False, help="Also ask what must be true for real visitors."),
    as_json: bool = typer.Option(False, "--json", help="Print a JSON array."),
    web: str = typer.Option("", help="Where the web process answers, if not on this machine."),
) -> None:
    """Say what is wrong, what it means and what to do; exit 1 when something is wrong."""
    findings = list(_findings(production, web))
    if as_json:
        typer.echo(json.dumps([_as_plain(each) for each in findings], indent=2))
    else:
        _print(findings)
    raise typer.Exit(1 if any(finding.well is False for finding in findings) else 0)


def _findings(production: bool, web: str) -> Iterator[Finding]:
    """Yield what was found; settings that cannot be used are found as well."""
    try:
        refuse_lost_secrets(os.environ)
        settings = process_settings()
    except ConfigurationError as error:
        yield Finding("start", False, str(error))
        return
    except OSError as error:
        yield _unseen("start", error)
        return
    away = False
    everything: tuple[tuple[str, Examination], ...] = (
        *STORES,
        *_PRODUCT,
        ("servers", partial(servers, web=web)),
        *OUTSIDE,
        *MACHINE,
    )
    for subject, examine in (*everything, *(GO_LIVE if production else ())):
        if away and subject in _IN_DATABASE:
            yield Finding(subject, None, "not looked at: it stands in the database")
            continue
        found = _examined(subject, examine, settings)
        away = away or any(each.subject == "database" and not each.well for each in found)
        yield from found


# What can only be asked of the database: silent while it is away, which is said once.
_IN_DATABASE = frozenset({"durability", "clock", "alerts", "backup", "staff"})
_STATES = {True: "ok", False: "bad", None: "note"}


def _as_plain(finding: Finding) -> dict[str, object]:
    plain: dict[str, object] = {
        "subject": finding.subject,
        "state": _STATES[finding.well],
        "words": finding.words,
    }
    return plain if finding.well else {**plain, **asdict(remedy_for(finding))}


def _print(findings: Sequence[Finding]) -> None:
    """Print a line for each finding; what it means and what to do once for each bad subject."""
    said: set[str] = set()
    signs = {True: "ok  ", False: "BAD ", None: "note"}
    for finding in findings:
        typer.echo(f"{signs[finding.well]}  {finding.subject}: {finding.words}")
        if finding.well is False and finding.subject not in said:
            remedy = remedy_for(finding)
            typer.echo(f"        means  {remedy.meaning}\n        do     {remedy.action}")
            said.add(finding.subject)
    bad = [finding.subject for finding in findings if finding.well is False]
    named = ": " + ", ".join(dict.fromkeys(bad)) if bad else ""
    typer.echo(f"{len(findings)} looked at, {len(bad)} bad{named}")


def _examined(subject: str, examine: Examination, settings: Settings) -> list[Finding]:
    try:
        return examine(settings)
    except (StoreUnavailable, SchemaOutOfDate) as error:
        return [Finding("database", False, str(error))]
    except FirstStepError as error:
        return [Finding(subject, False, str(error))]
    except OSError as error:
        return [_unseen(subject, error)]
    except Exception as error:
        # Whatever else is broken, the rest must still be looked at. Its words may be personal.
        return [Finding(subject, False, f"could not be looked at ({type(error).__name__})")]


def _unseen(subject: str, error: OSError) -> Finding:
    words = error.strerror or type(error).__name__
    return Finding(subject, False, f"could not be looked at ({words})")


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


def _notices(settings: Settings) -> list[Finding]:
    told = [
        Finding("notices", False if settings.production else None, f"nobody is told of {what}")
        for what in nobody_told(settings)
    ]
    reached = asyncio.run(reach_destinations(settings))
    return told + [
        Finding("notices", problem is None, f"{name}: {problem or 'reached'}")
        for name, problem in reached
    ]


_PRODUCT: tuple[tuple[str, Examination], ...] = (
    ("model", _model),
    ("content", _content),
    ("notices", _notices),
    ("channels", channels),
)
