"""`first-step`: what an operator types. Errors end in one plain sentence, never a traceback."""

from __future__ import annotations

import sys

import typer

from first_step.admissions.errors import FirstStepError
from first_step.cli import (
    backup,
    calibrate,
    content,
    data,
    demo,
    doctor,
    evaluate,
    keys,
    migrate,
    person,
    purge,
    referrals,
    staff,
    train,
    tune,
    up,
)

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
app.command()(up.up)
app.command()(train.train)
app.command()(tune.tune)
app.command()(calibrate.calibrate)
app.command()(evaluate.evaluate)
app.command()(doctor.doctor)
app.command()(migrate.migrate)
app.command()(backup.backup)
app.command()(backup.restore)
app.command()(purge.purge)
app.command()(demo.demo)
app.command()(person.export)
app.command()(person.erase)
app.add_typer(referrals.app, name="referrals", help="Requests that visitors sent.")
app.add_typer(staff.app, name="staff", help="People who may sign in to the console.")
app.add_typer(keys.app, name="keys", help="Keys that seal what is personal.")
app.add_typer(content.app, name="content", help="Answers and wording.")
app.add_typer(data.app, name="data", help="Training data.")


def main() -> None:
    """Run the command line; exit 1 with one sentence when First Step refuses something."""
    try:
        app()
    except FirstStepError as error:
        print(f"first-step: {error}", file=sys.stderr)
        sys.exit(1)


if __name__ == "__main__":
    main()
