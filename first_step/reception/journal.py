"""Messages that the database could not take: each sealed in a file of its own until it can.

One file per message, so that several web processes may share the folder, a process that was
killed leaves nothing that only it could read, and half a record is never taken for a whole one.
Files are named by the moment they came and by a blind index of their id: they sort in the order
they came, and the same message sent again is found. Everything here blocks.
"""

from __future__ import annotations

import fcntl
import json
import logging
import os
import threading
import time
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path

from first_step.admissions.errors import JournalError, SealError
from first_step.admissions.sealing import Sealer
from first_step.reception.incoming import Incoming

_log = logging.getLogger(__name__)

# About 25 MB of usual messages, 250 MB at the very worst; hours of outage on a busy night.
MOST_RECORDS = 10_000
# A record that was begun and never finished is no message: its client was not told it is kept.
_UNFINISHED_SECONDS = 60.0
# Long enough for an operator to look after a weekend; see docs/runbook.md.
DEAD_KEPT_SECONDS = 7 * 24 * 3600.0
_FOLDER = "journal"
_ENDING = ".sealed"
_BEGUN = ".begun"
_INDEX_DIGITS = 32


@dataclass(frozen=True)
class Kept:
    """A message in the journal. unrecorded: the conversation itself may not be stored yet."""

    conversation: str
    incoming: Incoming
    channel: str
    unrecorded: bool


@dataclass(frozen=True)
class Found:
    """A record of somebody's. at: when it came; waits: False when it can never be stored."""

    file: Path
    at: datetime
    waits: bool
    kept: Kept


def waiting_and_dead(data_dir: Path) -> tuple[int, int, float | None]:
    """Return how many messages wait and how many were set aside, and when the oldest came.

    The moment is in seconds since 1970. For whoever looks from outside: nothing is made.
    """
    folder = data_dir / _FOLDER
    waiting = []
    for each in folder.glob("*" + _ENDING):
        with suppress(FileNotFoundError):  # stored and removed meanwhile
            waiting.append(each.stat().st_mtime)
    dead = sum(1 for _ in (folder / "dead").glob("*" + _ENDING))
    return len(waiting), dead, min(waiting, default=None)


class Journal:
    """The journal of an installation; safe to share between threads and processes."""

    def __init__(self, folder: Path, sealer: Sealer, most: int = MOST_RECORDS) -> None:
        """Make the folder and try to write there; raises JournalError when that fails."""
        self._folder = folder
        self._dead = folder / "dead"
        self._sealer = sealer
        self._most = most
        self._lock = threading.Lock()
        try:
            self._make_folders()
            self._write("probe" + _BEGUN, "")
            (folder / ("probe" + _BEGUN)).unlink(missing_ok=True)
        except OSError as error:
            raise JournalError(f"the journal cannot be written: {_code(error)}") from None

    def keep(self, kept: Kept) -> bool:
        """Seal a message and return once it is on the disk; False when it was there already.

        Raises JournalError when the journal is full or the disk refuses.
        """
        index = self._index(kept)
        with self._lock:
            try:
                self._make_folders()
                names = self.names()
                if any(name.endswith(index + _ENDING) for name in names):
                    return False
                if len(names) >= self._most:
                    raise JournalError("the journal is full")
                name = f"{time.time_ns():020d}-{index}{_ENDING}"
                self._publish(name, self._sealer.seal(_text(kept), _purpose(name)))
            except OSError as error:
                raise JournalError(f"the journal refuses: {_code(error)}") from None
        return True

    def names(self) -> list[str]:
        """Return the names of the records that wait, those that came first before the others."""
        try:
            return sorted(name for name in os.listdir(self._folder) if name.endswith(_ENDING))
        except FileNotFoundError:  # somebody moved it aside; it is made again when it is needed
            return []

    def read(self, name: str) -> Kept:
        """Return a record; raises SealError when it cannot be opened, OSError when it is gone."""
        return self._opened(self._folder / name)

    def _opened(self, file: Path) -> Kept:
        sealed = file.read_text(encoding="ascii", errors="replace")
        try:
            stored = json.loads(self._sealer.open(sealed, _purpose(file.name)))
            incoming = Incoming(stored["id"], stored["text"], stored["payload"])
            return Kept(stored["conversation"], incoming, stored["channel"], stored["unrecorded"])
        except (ValueError, KeyError, TypeError):
            raise SealError("a record of the journal has another form") from None

    def remove(self, name: str) -> None:
        """Forget a record; forgetting it again changes nothing."""
        (self._folder / name).unlink(missing_ok=True)
        self._sync()

    def of(self, conversations: Collection[str]) -> list[Found]:
        """Return what there is of these conversations, waiting or set aside, oldest first.

        A record that no key opens is nobody's: it cannot be told whose it is.
        """
        files = [*self._folder.glob("*" + _ENDING), *self._dead.glob("*" + _ENDING)]
        found: list[Found] = []
        for file in sorted(files, key=lambda each: each.name):
            try:
                kept = self._opened(file)
            except (SealError, FileNotFoundError):
                continue
            if kept.conversation in conversations:
                found.append(Found(file, _moment(file.name), file.parent != self._dead, kept))
        return found

    def forget(self, records: Sequence[Found]) -> None:
        """Delete records that `of` found."""
        for each in records:
            each.file.unlink(missing_ok=True)
        self._sync()

    def bury(self, name: str) -> None:
        """Set a record aside that can never be replayed; it stays sealed there for seven days."""
        os.replace(self._folder / name, self._dead / name)
        os.utime(self._dead / name)
        self._sync()

    def sweep(self) -> None:
        """Delete what was begun and never finished, and what has been dead for seven days."""
        now = time.time()
        for each in self._folder.glob("*" + _BEGUN):
            _delete_older(each, now - _UNFINISHED_SECONDS)
        for each in self._dead.glob("*" + _ENDING):
            _delete_older(each, now - DEAD_KEPT_SECONDS)

    @contextmanager
    def replaying(self) -> Iterator[bool]:
        """Give True while no other process replays; a killed one's lock ends with it."""
        with self._lock_file() as descriptor:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield False
                return
            yield True

    @contextmanager
    def held(self) -> Iterator[None]:
        """Wait for the pass of a replay, and let none begin until the end of the block."""
        with self._lock_file() as descriptor:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield

    @contextmanager
    def _lock_file(self) -> Iterator[int]:
        self._make_folders()
        descriptor = os.open(self._folder / "replay.lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            yield descriptor
        finally:
            os.close(descriptor)

    def _make_folders(self) -> None:
        self._dead.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._folder.chmod(0o700)

    def _index(self, kept: Kept) -> str:
        value = f"{kept.conversation}\0{kept.incoming.id}"
        return self._sealer.blind_index(value, "journal")[:_INDEX_DIGITS]

    def _publish(self, name: str, sealed: str) -> None:
        begun = f"{name}.{os.getpid()}{_BEGUN}"
        try:
            self._write(begun, sealed)
            os.replace(self._folder / begun, self._folder / name)
        except OSError:
            (self._folder / begun).unlink(missing_ok=True)
            raise
        # The name, too, must survive a loss of power.
        self._sync()

    def _write(self, name: str, text: str) -> None:
        descriptor = os.open(self._folder / name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())

    def _sync(self) -> None:
        descriptor = os.open(self._folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _moment(name: str) -> datetime:
    return datetime.fromtimestamp(int(name.split("-")[0]) / 1e9, timezone.utc)


def open_journal(data_dir: Path, sealer: Sealer) -> Journal:
    """Return the journal of a data folder; raises JournalError when it cannot be written."""
    return Journal(data_dir / _FOLDER, sealer)


def _text(kept: Kept) -> str:
    incoming = kept.incoming
    return json.dumps(
        {
            "conversation": kept.conversation,
            "id": incoming.id,
            "text": incoming.text,
            "payload": incoming.payload,
            "channel": kept.channel,
            "unrecorded": kept.unrecorded,
        }
    )


def _purpose(name: str) -> str:
    return f"journal:{name}"


def _code(error: OSError) -> str:
    return f"{type(error).__name__} {error.errno}"


def _delete_older(file: Path, moment: float) -> None:
    try:
        if file.stat().st_mtime < moment:
            file.unlink()
    except FileNotFoundError:
        pass  # another process was faster
