from __future__ import annotations

import asyncio
from contextvars import Context

from bot.turn import begin_turn, fail_turn, note_label


def test_what_is_found_about_a_turn_is_kept_for_the_channel() -> None:
    turn = begin_turn()
    note_label("cause/trauma", 0.8)
    assert (turn.failed, turn.label, turn.confidence) == (None, "cause/trauma", 0.8)


def test_the_first_reason_for_a_failure_stays() -> None:
    turn = begin_turn()
    assert fail_turn("the first")
    assert fail_turn("the second")
    assert turn.failed == "the first"


def test_outside_a_turn_there_is_nothing_to_note_it_on() -> None:
    def outside() -> bool:
        note_label("greet", 1.0)
        return fail_turn("nobody listens")

    assert Context().run(outside) is False


async def test_two_turns_at_once_do_not_mix() -> None:
    async def turn(reason: str | None) -> str | None:
        begun = begin_turn()
        await asyncio.sleep(0)
        if reason:
            fail_turn(reason)
        await asyncio.sleep(0)
        return begun.failed

    assert await asyncio.gather(turn("lost"), turn(None)) == ["lost", None]
