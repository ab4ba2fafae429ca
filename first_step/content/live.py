"""content/ kept fresh: an edited text is shown within a second, a broken edit never."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from pathlib import Path

from first_step.admissions.errors import ContentError
from first_step.content.library import Library, load_library

LOOK_EVERY_S = 1.0
logger = logging.getLogger(__name__)

Stamp = frozenset[tuple[str, int, int]]


class LiveLibrary:
    """The newest readable state of a folder; safe to share between threads.

    Raises ContentError when the folder is not readable at the start.
    """

    def __init__(self, folder: Path, clock: Callable[[], float] = time.monotonic) -> None:
        self._folder = folder
        self._clock = clock
        self._lock = threading.Lock()
        self._stamp = _stamp(folder)
        self._library = load_library(folder)
        self._looked_at = clock()

    def current(self) -> Library:
        """Return the library, read anew when a file changed; a bad edit keeps the last good one."""
        with self._lock:
            if self._clock() - self._looked_at >= LOOK_EVERY_S:
                self._looked_at = self._clock()
                self._refresh()
            return self._library

    def _refresh(self) -> None:
        stamp = _stamp(self._folder)
        if stamp == self._stamp:
            return
        self._stamp = stamp
        try:
            self._library = load_library(self._folder)
        except ContentError as error:
            logger.error("content edit not used, the last good one is shown: %s", error)


def _stamp(folder: Path) -> Stamp:
    files = [*folder.rglob("*.md"), *folder.rglob("*.yml")]
    found = set()
    for file in files:
        try:
            about = file.stat()
        except OSError:
            continue
        found.add((str(file), about.st_mtime_ns, about.st_size))
    return frozenset(found)
