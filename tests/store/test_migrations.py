from __future__ import annotations

from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text

from first_step.admissions.errors import StoreUnavailable
from first_step.store import migrating
from first_step.store.database import open_database
from first_step.store.engine import make_engine
from first_step.store.migrating import MIGRATIONS, migrate
from first_step.store.revision import NEEDED, found_revision, is_empty
from first_step.store.tables import metadata

from .samples import add_conversation, at_once, settings_for


def test_the_code_needs_the_last_revision() -> None:
    assert ScriptDirectory(str(MIGRATIONS)).get_current_head() == NEEDED


def test_revisions_are_numbered_in_order() -> None:
    revisions = [each.revision for each in ScriptDirectory(str(MIGRATIONS)).walk_revisions()]
    assert revisions[::-1] == [f"{number:04d}" for number in range(1, len(revisions) + 1)]


def test_the_migrated_tables_are_those_of_the_code(database_url: str) -> None:
    engine = make_engine(database_url)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
    engine.dispose()


def test_migrating_again_changes_nothing(database_url: str) -> None:
    migrate(settings_for(database_url))
    migrate(settings_for(database_url))


def test_two_jobs_may_migrate_at_once(database_url: str) -> None:
    undo(database_url)
    at_once(*[lambda: migrate(settings_for(database_url))] * 3)
    engine = make_engine(database_url)
    with engine.connect() as connection:
        assert found_revision(connection) == NEEDED
        assert connection.execute(text("SELECT count(*) FROM audit_head")).scalar() == 1
    engine.dispose()


def test_the_first_revision_can_be_taken_back(database_url: str) -> None:
    undo(database_url)
    engine = make_engine(database_url)
    with engine.connect() as connection:
        connection.execute(text("DROP TABLE alembic_version"))
        assert is_empty(connection)
    engine.dispose()


def test_the_indexes_of_0005_go_and_come_again_and_the_rows_stay(database_url: str) -> None:
    added = {
        "ix_calls_due",
        "ix_calls_unassigned",
        "ix_calls_channel",
        "ix_conversations_holder_last",
        "ix_conversations_danger_last",
    }
    with_kev = open_database(settings_for(database_url))
    with with_kev.write() as session:
        add_conversation(session)
    with_kev.dispose()
    assert added <= indexes(database_url)
    undo(database_url, "0004")
    assert not added & indexes(database_url)
    migrate(settings_for(database_url))
    assert added <= indexes(database_url)
    engine = make_engine(database_url)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM conversations")).scalar() == 1
    engine.dispose()


def indexes(database_url: str) -> set[str]:
    engine = make_engine(database_url)
    found = inspect(engine)
    names = {
        str(each["name"])
        for table in ("referrals", "conversations")
        for each in found.get_indexes(table)
    }
    engine.dispose()
    return names


def undo(database_url: str, revision: str = "base") -> None:
    engine = make_engine(database_url)
    with migrating._alone(engine) as connection:
        command.downgrade(migrating._config(connection), revision)
    engine.dispose()


def test_the_template_states_the_rule() -> None:
    template = (MIGRATIONS / "script.py.mako").read_text(encoding="utf-8")
    assert "must not break the previous version of the code" in " ".join(template.split())


def test_a_new_revision_takes_the_next_number(tmp_path: Path, database_url: str) -> None:
    versions = tmp_path / "versions"
    engine = make_engine(database_url)
    with migrating._alone(engine) as connection:
        config = migrating._config(connection)
        config.set_main_option("file_template", "r%%(rev)s_%%(slug)s")
        config.set_main_option("version_locations", f"{MIGRATIONS}/versions {versions}")
        config.set_main_option("path_separator", "space")
        made = command.revision(config, "add words", version_path=str(versions), autogenerate=True)
    engine.dispose()
    assert made is not None
    assert not isinstance(made, list)
    written = Path(made.path).read_text(encoding="utf-8")
    assert Path(made.path).name == f"r{int(NEEDED) + 1:04d}_add_words.py"
    assert "must not break the previous version" in written
    compile(written, made.path, "exec")


def test_a_server_that_does_not_answer_cannot_be_migrated() -> None:
    with pytest.raises(StoreUnavailable):
        migrate(settings_for("postgresql://nobody@127.0.0.1:1/nothing"))
