"""What runs beside the requests: the model is loaded, the worker and the streams are started."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress

from starlette.applications import Starlette

from first_step.web.wiring import Parts

_log = logging.getLogger(__name__)
Job = Callable[[], Awaitable[None]]
Lifespan = Callable[[Starlette], AbstractAsyncContextManager[None]]


def background_jobs(parts: Parts) -> Sequence[Job]:
    """Return what runs until the process stops."""
    others = (parts.fan_out.run,) if parts.fan_out else ()
    return (
        *others,
        parts.worker.run,
        parts.front_door.streams.run,
        parts.journal_replay.run,
        parts.cut_off.run,
        parts.daily_purge.run,
        parts.waiting_room.run,
        parts.notices.relay.run,
        parts.notices.escalation.run,
        parts.channels.delivery.run,
    )


def lifespan_of(parts: Parts) -> Lifespan:
    """Return the lifespan of an application over these parts; its start may raise ModelMissing."""

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        await asyncio.get_running_loop().run_in_executor(None, parts.reader.load)
        tasks = [asyncio.ensure_future(job()) for job in background_jobs(parts)]
        for task in tasks:
            task.add_done_callback(_say_when_it_failed)
        try:
            yield
        finally:
            parts.front_door.streams.close()
            await _stop(tasks)
            await _close(parts)

    return lifespan


def _say_when_it_failed(task: asyncio.Future[None]) -> None:
    """Log that a job is over that nobody stopped; its error's words may be a visitor's."""
    if not task.cancelled() and (error := task.exception()) is not None:
        name = type(error).__name__
        _log.critical("a job of this process ended with %s: restart the process", name)


async def _stop(tasks: Sequence[asyncio.Future[None]]) -> None:
    for task in tasks:
        task.cancel()
    for task in tasks:
        # One that failed was told of when it did, and must not keep the others from closing.
        with suppress(asyncio.CancelledError, Exception):
            await task


async def _close(parts: Parts) -> None:
    await parts.rasa.close()
    await parts.channels.close()
    if parts.fan_out:
        await parts.fan_out.close()
    await parts.notices.close()
    parts.worker_threads.close()
    parts.upkeep.close()
    parts.front_door.close()
    parts.health.close()
    parts.database.dispose()
