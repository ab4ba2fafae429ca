"""`first-step up`: the whole product on one machine, from nothing to answering."""

from __future__ import annotations

import os
from pathlib import Path

import typer
from rich.console import Console

from first_step.admissions.errors import (
    BadSetting,
    ConfigurationError,
    ModelRefused,
    StoreUnavailable,
    UnderstandingError,
)
from first_step.admissions.settings import Settings
from first_step.cli.model_fingerprint import model_is_current, model_is_unfit, refused_before
from first_step.cli.ports import refuse_taken_ports
from first_step.cli.processes import Process, Supervisor
from first_step.cli.rasa_endpoints import endpoints_file
from first_step.cli.staff import add_person
from first_step.cli.train import train_into_service
from first_step.content.checks import check_library
from first_step.content.library import load_library
from first_step.content.review import refuse_unreviewed
from first_step.store import staff as people
from first_step.store.database import Database, open_database
from first_step.store.process_environment import process_settings

console = Console(highlight=False)


def up(
    retrain: bool = typer.Option(True, help="Train again when data or configuration changed."),
) -> None:
    """Set up the database, train if needed, and start web, Rasa and action server."""
    root = Path.cwd()
    refuse_unwritable(Path(os.environ.get("FIRST_STEP_DATA_DIR", "var")))
    settings = process_settings()
    refuse_taken_ports(settings)
    _check_content(settings)
    database = open_database(settings, migrate=True)
    _ensure_model(root, settings, retrain)
    supervisor = Supervisor(processes(root, settings), root)
    with supervisor:
        supervisor.wait_until_ready(console)
        if supervisor.stopping:
            return
        # Only now: a password made before a failed start would never have been seen.
        supervisor.watch(console, until=Greeting(settings, database).was_said)
        if supervisor.stopping:
            return
        database.dispose()
        supervisor.watch(console)


def processes(root: Path, settings: Settings) -> list[Process]:
    """Return the three processes, in the order they are started."""
    python = [".venv/bin/python"] if (root / ".venv/bin/python").exists() else ["python3"]
    web = ["-m", "uvicorn", "--factory", "first_step.web.app:create_app"]
    web += ["--host", settings.web_host, "--port", str(settings.web_port)]
    # No socket library: events are streamed over plain HTTP.
    web += ["--ws", "none", "--no-access-log", "--log-level", "warning", "--no-server-header"]
    local = f"http://127.0.0.1:{settings.web_port}"
    return [
        Process("web", [*python, *web], f"{local}/healthz"),
        Process("actions", [*python, "-m", "actions"], f"{settings.action_url}/health"),
        Process(
            "rasa",
            [*python, "-m", "bot", str(endpoints_file(root, settings))],
            f"{settings.rasa_url}/webhooks/front_door/",
        ),
    ]


class Greeting:
    """The addresses, and the sign-in of a very first start, for which the database is needed."""

    def __init__(self, settings: Settings, database: Database) -> None:
        """Say nothing yet."""
        self._settings = settings
        self._database = database
        self._waits = False

    def was_said(self) -> bool:
        """Say it; return False while the database is away. What was started goes on meanwhile."""
        try:
            sign_in = first_sign_in(self._database)
        except StoreUnavailable as error:
            if not self._waits:
                console.print(f"The addresses have to wait: {error}", markup=False)
            self._waits = True
            return False
        _say_addresses(self._settings, sign_in)
        return True


def first_sign_in(database: Database) -> tuple[str, str] | None:
    """Return login and password of the first member of staff, None when there is one already."""
    with database.read() as session:
        if people.everyone(session):
            return None
    return "admin", add_person(database, "admin", "Admin", ADMIN_ROLES, for_oneself=True)


ADMIN_ROLES = ("administrator", "duty_manager", "admissions")


def refuse_unwritable(folder: Path) -> None:
    """Raise BadSetting when nothing can be stored in the data folder."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / f".write-{os.getpid()}"
        probe.write_bytes(b"")
        probe.unlink()
    except OSError as error:
        raise BadSetting(
            f"cannot write in {folder} ({error.strerror}); set FIRST_STEP_DATA_DIR to a folder "
            "that can be written"
        ) from None


def _check_content(settings: Settings) -> None:
    library = load_library(settings.content_dir)
    errors = [problem for problem in check_library(library) if problem.severity == "error"]
    if errors:
        raise ConfigurationError(
            f"content/ has {len(errors)} errors; `first-step content check` lists them"
        )
    if settings.production:
        refuse_unreviewed(library)


def _ensure_model(root: Path, settings: Settings, retrain: bool) -> None:
    reason = model_is_current(root, settings.model)
    if reason is None:
        return
    if settings.model.is_file() and not retrain:
        console.print(f"Serving the model as it is, although {reason}.")
        return
    refusal = refused_before(root, settings.model)
    if refusal:
        _serve_what_serves(settings.model, refusal)
        return
    if settings.production:
        raise UnderstandingError(f"{reason}; run `first-step train`, then start again")
    console.print(f"==> Training first: {reason}")
    try:
        train_into_service(root, settings.model, data_dir=settings.data_dir)
    except ModelRefused as refused:
        _serve_what_serves(settings.model, str(refused))


def _serve_what_serves(model: Path, refusal: str) -> None:
    """Say loudly that an older model goes on serving; raises ModelRefused when none can.

    An outdated model that was safer is better than none. The same sources are not trained again
    at every start: they would be refused again.
    """
    unfit = model_is_unfit(model)
    if unfit:
        raise ModelRefused(
            f"{unfit}, and what was trained may not serve ({refusal}); change what it learns "
            "from, or run `first-step train` to try again"
        )
    console.print("==> THE MODEL IN SERVICE IS OUT OF DATE", style="bold red")
    console.print(
        f"    It goes on serving: the model trained from what stands in data/ now was not let "
        f"through. {refusal}",
        markup=False,
    )
    console.print("    `first-step train` tries again.")


def _say_addresses(settings: Settings, sign_in: tuple[str, str] | None) -> None:
    console.print()
    console.print(f"  Demo page with the chat   {settings.public_url}/")
    console.print(f"  Staff console             {settings.public_url}/desk/")
    console.print(f"  Rasa, this machine only   {settings.rasa_url}")
    console.print(f"  Actions, this machine     {settings.action_url}")
    if sign_in:
        console.print()
        console.print("  First sign-in to the console, shown this once:")
        console.print(f"    login name  {sign_in[0]}")
        console.print(f"    password    {sign_in[1]}")
    if settings.demo:
        console.print()
        console.print("  This is a demonstration: nobody will ring.")
    console.print("\n  Ctrl-C stops everything.\n")
