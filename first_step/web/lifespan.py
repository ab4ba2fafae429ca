"""What runs beside the requests: the model is loaded, the worker and the streams are started."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress

from starlette.applications import Starlette

from first_step.web.wiring import Parts

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
        try:
            yield
        finally:
            parts.front_door.streams.close()
            await _stop(tasks)
            await _close(parts)

    return lifespan


async def _stop(tasks: Sequence[asyncio.Future[None]]) -> None:
    for task in tasks:
        task.cancel()
    for task in tasks:
        with suppress(asyncio.CancelledError):
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
