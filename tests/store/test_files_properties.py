"""Files that somebody else may have written are read or refused, whatever they hold."""

from __future__ import annotations

import contextlib
import gzip
import io
import tarfile
import tempfile
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from first_step.admissions.errors import ConfigurationError, FirstStepError
from first_step.store.backup import read_backup
from first_step.store.process_environment import process_settings

from ..installation import environment, settings_in


def tar(members: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w:gz") as archive:
        for name, content in members.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return made.getvalue()


NAMES = st.sampled_from(["manifest.json", "database", "../outside", "/etc/passwd", "content/x.md"])
MANIFESTS = st.sampled_from([b"{}", b"[]", b"null", b'{"files": {"database": 1}}', b"\xff"])
ARCHIVES = st.dictionaries(NAMES, MANIFESTS | st.binary(max_size=40), max_size=4).map(tar)
FILES = st.binary(max_size=300) | st.binary(max_size=300).map(gzip.compress) | ARCHIVES


@given(FILES)
def test_no_file_that_is_no_backup_is_taken_for_one(content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder, contextlib.suppress(FirstStepError):
        file = Path(folder) / "some.backup"
        file.write_bytes(content)
        read_backup(settings_in(Path(folder)), file)
        raise AssertionError("taken for a backup")


@given(st.binary(max_size=80))
def test_a_secret_file_is_read_or_refused_whatever_it_holds(content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder, contextlib.suppress(ConfigurationError):
        file = Path(folder) / "secret"
        file.write_bytes(content)
        given = environment(Path(folder))
        del given["FIRST_STEP_RASA_TOKEN"]
        process_settings({**given, "FIRST_STEP_RASA_TOKEN_FILE": str(file)})


@given(st.binary(max_size=200))
def test_the_file_of_development_secrets_is_read_or_refused_whatever_it_holds(
    content: bytes,
) -> None:
    with tempfile.TemporaryDirectory() as folder, contextlib.suppress(ConfigurationError):
        (Path(folder) / "development-secrets.env").write_bytes(content)
        process_settings({"FIRST_STEP_DATA_DIR": folder})
