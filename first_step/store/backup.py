"""Backups: one file with database, journal and content, and never a key.

The file is a tar archive: `manifest.json`, `database`, and the files of `journal/` and
`content/`. The manifest names every file with its SHA-256 and carries a keyed hash over itself,
so that a changed backup, or one of another installation, is refused before anything is touched.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import tarfile
import tempfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path, PurePosixPath

from first_step.admissions.errors import SchemaOutOfDate, SealError, StoreError
from first_step.admissions.sealing import Sealer
from first_step.admissions.settings import Settings
from first_step.store import audit, dumps
from first_step.store.database import open_database
from first_step.store.migrating import migrate
from first_step.store.revision import NEEDED

# What the audit log calls backups, for whoever asks when the last one was made.
ABOUT = "backup"
MADE = "backup.made"
RESTORED = "backup.restored"
JOURNAL = "journal"
CONTENT = "content"
_DATABASE = "database"
_MANIFEST = "manifest.json"
_FORM = 1
_PURPOSE = "backup"


@dataclass(frozen=True)
class Manifest:
    """What a backup says of itself. rows: by table; files: SHA-256 by name in the archive.

    key_ids: of FIRST_STEP_SEALING_KEYS when it was made; proof: sealed with the first of them.
    """

    form: int
    made_at: str
    engine: str
    revision: str
    rows: Mapping[str, int]
    files: Mapping[str, str]
    key_ids: tuple[str, ...]
    proof: str
    hash: str = ""


def make_backup(settings: Settings, file: Path, now: datetime) -> Manifest:
    """Write a backup to `file`, for this user alone, and note it in the audit log.

    Returns its manifest. Raises StoreError when `file` exists or anything cannot be read.
    """
    if file.exists():
        raise StoreError(f"{file.name} exists and is not overwritten")
    database = open_database(settings)
    with _scratch(file) as folder:
        # The journal first: what moves from there to the database meanwhile is then in both,
        # and kept once by its id. The other way round it could be in neither.
        _copy_folder(settings.data_dir / JOURNAL, folder / JOURNAL)
        _copy_folder(settings.content_dir, folder / CONTENT)
        revision, rows = dumps.dump(settings.database_url, folder / _DATABASE)
        manifest = Manifest(
            form=_FORM,
            made_at=now.isoformat(),
            engine=dumps.engine_name(settings.database_url),
            revision=revision or "none",
            rows=rows,
            files={name: _sha256(folder / name) for name in _names(folder)},
            key_ids=tuple(database.sealer.key_ids),
            proof=database.sealer.seal(_PURPOSE, _PURPOSE),
        )
        manifest = replace(manifest, hash=_keyed_hash(manifest, database.sealer))
        _write_archive(folder, manifest, file)
    with database.write() as session:
        audit.write(session, "command line", MADE, ABOUT, now, {"revision": manifest.revision})
    database.dispose()
    return manifest


def read_backup(settings: Settings, file: Path) -> Manifest:
    """Return the manifest of a backup that fits this installation's keys, code and engine.

    Raises SealError, SchemaOutOfDate or StoreError, each saying what does not fit.
    """
    manifest = _read_manifest(file)
    sealer = Sealer.from_settings(settings)
    lacking = [key for key in manifest.key_ids if key not in sealer.key_ids]
    if lacking:
        raise SealError(
            f"the backup needs the keys {', '.join(lacking)} in FIRST_STEP_SEALING_KEYS"
        )
    if manifest.hash != _keyed_hash(manifest, sealer):
        raise SealError(
            "the backup was made with another FIRST_STEP_INDEX_KEY, or changed since it was made"
        )
    sealer.open(manifest.proof, _PURPOSE)
    engine = dumps.engine_name(settings.database_url)
    if manifest.engine != engine:
        raise StoreError(f"the backup is of {manifest.engine}, FIRST_STEP_DATABASE_URL of {engine}")
    if not manifest.revision.isdigit() or int(manifest.revision) > int(NEEDED) + 1:
        raise SchemaOutOfDate(
            f"the backup is at revision {manifest.revision}, this code needs {NEEDED}"
        )
    return manifest


def restore_backup(
    settings: Settings, file: Path, now: datetime, *, replace_data: bool, replace_content: bool
) -> Manifest:
    """Put a backup in the place of what is there, check it, and bring it to this revision.

    Raises StoreError when the database is in use and `replace_data` is not given, when rows are
    missing afterwards, or when the audit log is not whole. Journal and content that were there
    are moved aside, never deleted.
    """
    manifest = read_backup(settings, file)
    _, rows = dumps.state(settings.database_url)
    if dumps.in_use(rows) and not replace_data:
        raise StoreError("the database is not empty; --yes replaces everything in it")
    with _scratch(settings.data_dir / ABOUT) as folder:
        _unpack(file, manifest, folder)
        dumps.load(settings.database_url, folder / _DATABASE)
        _put_back(folder / JOURNAL, settings.data_dir / JOURNAL, now)
        if replace_content:
            _put_back(folder / CONTENT, settings.content_dir, now)
    _refuse_other_rows(settings, manifest)
    migrate(settings)
    database = open_database(settings)
    with database.write() as session:
        chain = audit.verify_chain(session)
        if not chain.whole:
            raise StoreError(f"the audit log of the backup is broken at entry {chain.broken_at}")
        audit.write(session, "command line", RESTORED, ABOUT, now, {"revision": manifest.revision})
    database.dispose()
    return manifest


def _refuse_other_rows(settings: Settings, manifest: Manifest) -> None:
    _, rows = dumps.state(settings.database_url)
    other = sorted(set(rows.items()) ^ set(manifest.rows.items()))
    if other:
        tables = ", ".join(sorted({table for table, _ in other}))
        raise StoreError(f"restored, but not as many rows as were saved in: {tables}")


@contextmanager
def _scratch(beside: Path) -> Iterator[Path]:
    """Give a folder for this user alone, on the same disk, gone afterwards."""
    try:
        beside.parent.mkdir(parents=True, exist_ok=True)
        folder = Path(tempfile.mkdtemp(prefix=".backup-", dir=beside.parent))
    except OSError as error:
        raise StoreError(f"cannot write in {beside.parent}: {error.strerror}") from None
    try:
        yield folder
    except OSError as error:
        raise StoreError(f"the backup cannot be read or written: {error.strerror}") from None
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _copy_folder(source: Path, target: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, target)


def _put_back(source: Path, target: Path, now: datetime) -> None:
    """Move `source` to `target`; what is there goes beside it under the time of day."""
    if target.exists():
        target.rename(target.with_name(f"{target.name}.before-{now:%Y%m%dT%H%M%S}"))
    if source.is_dir():
        shutil.copytree(source, target)


def _write_archive(folder: Path, manifest: Manifest, file: Path) -> None:
    draft = folder / "archive"
    described = json.dumps(asdict(manifest), sort_keys=True, indent=1).encode()
    with tarfile.open(draft, "w:gz") as archive:
        entry = tarfile.TarInfo(_MANIFEST)
        entry.size, entry.mode = len(described), 0o600
        archive.addfile(entry, io.BytesIO(described))
        for name in manifest.files:
            archive.add(folder / name, name)
    draft.chmod(0o600)
    with draft.open("rb") as written:
        os.fsync(written.fileno())
    try:
        # A link, unlike a rename, never takes the place of a file.
        os.link(draft, file)
    except FileExistsError:
        raise StoreError(f"{file.name} exists and is not overwritten") from None


def _read_manifest(file: Path) -> Manifest:
    try:
        with tarfile.open(file) as archive:
            first = archive.next()
            member = archive.extractfile(first) if first and first.name == _MANIFEST else None
            found = json.loads(member.read()) if member else {}
        if not isinstance(found, dict) or found.get("form") != _FORM:
            raise ValueError("no manifest of this form")
        return Manifest(**{**found, "key_ids": tuple(found["key_ids"])})
    except OSError as error:
        raise StoreError(f"{file.name} cannot be read: {error.strerror or 'no archive'}") from None
    except (tarfile.TarError, zlib.error, EOFError, ValueError, TypeError, KeyError):
        raise StoreError(f"{file.name} is not a backup that this version made") from None


def _unpack(file: Path, manifest: Manifest, folder: Path) -> None:
    """Write the files that the manifest names, each compared with its hash; raises StoreError."""
    try:
        with tarfile.open(file) as archive:
            for name, sha256 in manifest.files.items():
                member = archive.extractfile(name)
                if member is None or ".." in PurePosixPath(name).parts or name.startswith("/"):
                    raise StoreError(f"{name} of the backup is no plain file")
                path = folder / name
                path.parent.mkdir(parents=True, exist_ok=True)
                with path.open("wb") as target:
                    shutil.copyfileobj(member, target)
                if _sha256(path) != sha256:
                    raise StoreError(f"{name} of the backup is damaged")
    except (tarfile.TarError, zlib.error, EOFError, KeyError):
        raise StoreError(f"{file.name} is damaged or was cut off") from None


def _names(folder: Path) -> list[str]:
    return sorted(str(each.relative_to(folder)) for each in folder.rglob("*") if each.is_file())


def _sha256(path: Path) -> str:
    hashed = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(1 << 20):
            hashed.update(piece)
    return hashed.hexdigest()


def _keyed_hash(manifest: Manifest, sealer: Sealer) -> str:
    described = json.dumps(asdict(replace(manifest, hash="")), sort_keys=True)
    return sealer.blind_index(described, _PURPOSE)
