from __future__ import annotations

import pytest

from first_step.admissions.errors import TooMany
from first_step.reception import limits
from first_step.reception.limits import Rate, RateLimit, TooManyFor


class Seconds:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


async def test_a_burst_is_let_through_and_then_no_more() -> None:
    limit = RateLimit(Rate(burst=3, per_second=1), Seconds())
    for _ in range(3):
        await limit.take("alice")
    with pytest.raises(TooMany):
        await limit.take("alice")


async def test_it_says_when_to_come_again_and_means_it() -> None:
    clock = Seconds()
    limit = RateLimit(Rate(burst=1, per_second=0.25), clock)
    await limit.take("alice")
    with pytest.raises(TooManyFor) as refused:
        await limit.take("alice")
    assert refused.value.seconds == 4
    clock.now += 4
    await limit.take("alice")


async def test_one_key_does_not_spend_what_another_has() -> None:
    limit = RateLimit(Rate(burst=1, per_second=1), Seconds())
    await limit.take("alice")
    await limit.take("bob")


async def test_a_long_rest_gives_no_more_than_a_burst() -> None:
    clock = Seconds()
    limit = RateLimit(Rate(burst=2, per_second=1), clock)
    clock.now += 10_000
    await limit.take("alice")
    await limit.take("alice")
    with pytest.raises(TooMany):
        await limit.take("alice")


async def test_keys_that_rest_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "_SWEEP_ABOVE", 10)
    clock = Seconds()
    limit = RateLimit(Rate(burst=1, per_second=1), clock)
    for number in range(10):
        await limit.take(f"visitor {number}")
    clock.now += 5
    await limit.take("alice")
    assert len(limit._buckets) == 1
