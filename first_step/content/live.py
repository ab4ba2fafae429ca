"""content/ kept fresh: an edited text is shown within a second, a broken edit never."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from pathlib import Path

from first_step.content.library import Library, load_library

LOOK_EVERY_S = 1.0
_log = logging.getLogger(__name__)

Stamp = frozenset[tuple[str, int, int]]


class LiveLibrary:
    """The newest readable state of a folder; safe to share between threads.

    Args:
        folder: the folder content/.
        clock: seconds that only go forward.

    Raises ContentError when the folder cannot be read at the start, never afterwards.
    """

    def __init__(self, folder: Path, clock: Callable[[], float] = time.monotonic) -> None:
        self._folder = folder
        self._clock = clock
        self._reading = threading.Lock()
        self._stamp = _stamp(folder)
        self._library = load_library(folder)
        self._looked_at = clock()

    def current(self) -> Library:
        """Return the library, read anew when a file changed; a bad edit keeps the last good one."""
        # While one thread reads an edit, the others go on with what they have.
        if self._is_due() and self._reading.acquire(blocking=False):
            try:
                if self._is_due():
                    self._refresh()
            finally:
                self._looked_at = self._clock()
                self._reading.release()
        return self._library

    def _is_due(self) -> bool:
        return self._clock() - self._looked_at >= LOOK_EVERY_S

    def _refresh(self) -> None:
        stamp = _stamp(self._folder)
        if stamp == self._stamp:
            return
        self._stamp = stamp
        try:
            self._library = load_library(self._folder)
        except Exception as error:
            # Whatever an edit broke, visitors still need the words that were there before.
            _log.error("edit of content/ not used, the last good one is shown: %s", error)


def _stamp(folder: Path) -> Stamp:
    found = set()
    for file in (*folder.rglob("*.md"), *folder.rglob("*.yml")):
        try:
            about = file.stat()
        except OSError:
            continue  # removed, or replaced, since the folder was listed
        found.add((str(file), about.st_mtime_ns, about.st_size))
    return frozenset(found)
