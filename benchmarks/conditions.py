"""The conditions under which danger is sent to the product, and what help came in each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from functools import partial

import httpx

from benchmarks.outages import actions_hung, all_down, database_away, rasa_killed
from benchmarks.visitor_in_danger import Help, Visitor, watch

Outage = Callable[[], AbstractContextManager[None]]

# Visitors at a time: fewer than the eight turns that the web process has open with Rasa at once.
AT_A_TIME = 6
# The gentle check must stand there within a few seconds; who waits longer has closed the page.
PATIENCE_S = 4.0
# What was held up by a hung action server is answered before the next visitors come.
_AFTERWARDS_S = 20.0


@dataclass(frozen=True)
class Condition:
    """One state of the product.

    throughout: what is away all the time. meanwhile: what is away from just before the messages
    until help was looked for. in_form: visitors stand in the middle of the contact form.
    held_up: an answer to the form, sent just before, still waits. stored: whether messages can be.
    """

    name: str
    throughout: Outage = nullcontext
    meanwhile: Outage = nullcontext
    in_form: bool = False
    held_up: bool = False
    stored: bool = True


def conditions(up: int, database_url: str) -> tuple[Condition, ...]:
    """Return all conditions, everything up first; `up` and `database_url` as in `outages`.

    Those without Rasa come last: it takes half a minute to come back.
    """
    hung = partial(actions_hung, up)
    return (
        Condition("all up"),
        Condition("actions hung in mid-form", meanwhile=hung, in_form=True),
        Condition("and with an answer held up", meanwhile=hung, in_form=True, held_up=True),
        Condition("database away", partial(database_away, database_url), stored=False),
        Condition("Rasa killed", partial(rasa_killed, up)),
        Condition("all three away", partial(all_down, up, database_url), stored=False),
    )


def send_all(condition: Condition, web: str, texts: Sequence[str]) -> list[Help]:
    """Return the help that came to each text, each written by a visitor of its own.

    Raises RuntimeError when the condition did not hold.
    """
    found: list[Help] = []
    with httpx.Client(base_url=web, trust_env=False, timeout=30) as http, condition.throughout():
        for group in _groups(texts):
            found += _send_group(condition, http, group)
    if any((help.status == 202) is not condition.stored for help in found):
        raise RuntimeError(f"{condition.name}: messages were stored, or not, against expectation")
    return found


def _send_group(condition: Condition, http: httpx.Client, texts: Sequence[str]) -> list[Help]:
    with ThreadPoolExecutor(len(texts)) as pool:
        visitors = list(pool.map(lambda _: _visitor(condition, http), texts))
    with condition.meanwhile():
        if condition.held_up:
            for visitor in visitors:
                visitor.answer_the_form()
        for visitor, text in zip(visitors, texts, strict=True):
            visitor.write(text)
        watch(visitors, PATIENCE_S)
        helped = [visitor.help for visitor in visitors]
    if condition.in_form:
        watch(visitors, _AFTERWARDS_S)
    return [help for help in helped if help is not None]


def _visitor(condition: Condition, http: httpx.Client) -> Visitor:
    visitor = Visitor(http)
    if condition.in_form:
        visitor.go_into_the_form()
    return visitor


def _groups(texts: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(texts), AT_A_TIME):
        yield texts[start : start + AT_A_TIME]
