"""Whether this process lives, and whether it can do its work; and its counters."""

from __future__ import annotations

from collections.abc import Sequence

from prometheus_client import CONTENT_TYPE_LATEST
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from first_step.admissions.errors import StoreError
from first_step.reception.address import is_internal
from first_step.reception.danger import LoadedReader
from first_step.reception.journal import Journal
from first_step.reception.metrics import Metrics
from first_step.reception.rasa_client import RasaClient
from first_step.reception.threads import Threads
from first_step.store import outbox, turns
from first_step.store.database import Database


class Health:
    """Looks at the database, Rasa and the model each time it is asked."""

    def __init__(
        self,
        database: Database,
        rasa: RasaClient,
        reader: LoadedReader,
        metrics: Metrics,
        trusted_proxies: Sequence[str],
        journal: Journal,
    ) -> None:
        """Keep what is looked at."""
        self._database = database
        self._rasa = rasa
        self._reader = reader
        self._metrics = metrics
        self._trusted_proxies = trusted_proxies
        self._journal = journal
        # Threads of its own: a probe must not hang behind what it is to report.
        self._threads = Threads("health", 2)

    def routes(self) -> list[Route]:
        """Return /healthz, /readyz and /metrics."""
        return [
            Route("/healthz", self.alive),
            Route("/readyz", self.ready),
            Route("/metrics", self.metrics),
        ]

    async def alive(self, request: Request) -> Response:
        """Return 200 as long as the process answers."""
        return PlainTextResponse("alive")

    async def ready(self, request: Request) -> Response:
        """Return 200 when database, Rasa and model are there, else 503, and which of them are.

        Beside them the number of messages that wait in the journal for the database.
        """
        found = {
            "database": await self._threads.run(self._database_answers),
            "rasa": await self._rasa.ready(),
            "model": self._reader.ready,
        }
        words = {name: "ok" if there else "away" for name, there in found.items()}
        waiting = await self._threads.run(lambda: len(self._journal.names()))
        return JSONResponse(
            {**words, "journal_waiting": waiting}, 200 if all(found.values()) else 503
        )

    async def metrics(self, request: Request) -> Response:
        """Return the counters, to this machine and its private network alone."""
        if not is_internal(request, self._trusted_proxies):
            return PlainTextResponse("not here", 404)
        await self._threads.run(self._count_waiting)
        return Response(self._metrics.text(), media_type=CONTENT_TYPE_LATEST)

    def close(self) -> None:
        """Let the threads end."""
        self._threads.close()

    def _database_answers(self) -> bool:
        try:
            self._database.ping()
        except StoreError:
            return False
        return True

    def _count_waiting(self) -> None:
        try:
            with self._database.read() as session:
                self._metrics.waiting.set(turns.waiting_count(session))
                self._metrics.notices_held.labels("waiting").set(outbox.waiting_count(session))
                self._metrics.notices_held.labels("dead").set(outbox.dead_count(session))
        except StoreError:
            self._metrics.waiting.set(float("nan"))
