from __future__ import annotations

import logging

import pytest

from first_step.store.breaker import REST_SECONDS, Breaker


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def test_a_server_that_failed_is_left_alone_until_it_has_rested() -> None:
    clock = Clock()
    breaker = Breaker("Redis", clock=clock)
    assert breaker.lets_ask()
    breaker.failed(TimeoutError())
    clock.now += REST_SECONDS - 0.1
    assert not breaker.lets_ask()
    clock.now += 0.1
    assert breaker.lets_ask()


def test_after_the_rest_one_asks_and_the_others_go_on_without_until_it_was_answered() -> None:
    clock = Clock()
    breaker = Breaker("Redis", clock=clock)
    breaker.failed(TimeoutError())
    clock.now += REST_SECONDS
    assert [breaker.lets_ask() for _ in range(3)] == [True, False, False]
    breaker.answered()
    assert [breaker.lets_ask() for _ in range(3)] == [True] * 3


def test_an_outage_is_logged_once_and_so_is_its_end(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    breaker = Breaker("Redis", clock=Clock())
    breaker.answered()
    for _ in range(3):
        breaker.failed(TimeoutError("of 192.0.2.7"))
    for _ in range(2):
        breaker.answered()
    breaker.failed(ConnectionError())
    assert [each.message for each in caplog.records] == [
        "Redis is away: TimeoutError",
        "Redis answers again",
        "Redis is away: ConnectionError",
    ]
