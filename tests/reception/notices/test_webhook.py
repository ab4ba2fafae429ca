from __future__ import annotations

import json
import re
import socket
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from first_step.admissions.notice_settings import Webhook
from first_step.reception.notices.delivery import Delivery
from first_step.reception.notices.webhook import WebhookSender

from .conftest import KEY, House
from .receivers import Hook

RECIPE = Path(__file__).parents[3] / "docs" / "notices.md"


def documented() -> Callable[..., bool]:
    """Return the function that docs/notices.md gives to receivers."""
    match = re.search(r"```python\n(.*?)```", RECIPE.read_text(encoding="utf-8"), re.DOTALL)
    assert match is not None
    names: dict[str, Callable[..., bool]] = {}
    exec(match.group(1), names)  # type: ignore[arg-type]
    return names["is_genuine"]


async def test_a_receiver_can_check_the_signature_as_documented(by_hook: House, hook: Hook) -> None:
    by_hook.put()
    await by_hook.relay().deliver_due()
    ((headers, body),) = hook.requests
    when, given = headers["First-Step-Timestamp"], headers["First-Step-Signature"]
    now = by_hook.clock.now.timestamp()
    is_genuine = documented()
    assert is_genuine(KEY, when, given, body, now)
    assert not is_genuine(KEY[::-1], when, given, body, now)
    assert not is_genuine(KEY, when, given, body + b" ", now)
    assert not is_genuine(KEY, str(int(when) + 1), given, body, now)
    assert not is_genuine(KEY, when, given, body, now + 301)
    told = json.loads(body)
    assert (told["kind"], told["attempt"]) == ("referral_recorded", 1)
    assert told["body"] == {"reference": "FS-7K3M-QX", "level": "urgent"}


@pytest.mark.parametrize("status", [408, 425, 429, 500, 503])
async def test_a_failure_that_passes_is_tried_again_with_the_same_id(
    by_hook: House, hook: Hook, status: int
) -> None:
    hook.answers = [(status, {})]
    by_hook.put()
    relay = by_hook.relay()
    await relay.deliver_due()
    assert [notice.problem for notice in by_hook.waiting()] == [f"http_{status}"]
    by_hook.clock.pass_by(seconds=30)
    await relay.deliver_due()
    first, second = (json.loads(body) for _, body in hook.requests)
    assert first["id"] == second["id"]
    assert (first["attempt"], second["attempt"]) == (1, 2)
    assert by_hook.waiting() == []


@pytest.mark.parametrize("status", [301, 400, 401, 404, 410])
async def test_a_refusal_is_dead_at_once_and_no_redirect_is_followed(
    by_hook: House, hook: Hook, status: int
) -> None:
    hook.answers = [(status, {"Location": hook.url})]
    by_hook.put()
    await by_hook.relay().deliver_due()
    assert [notice.problem for notice in by_hook.dead()] == [f"http_{status}"]
    assert len(hook.requests) == 1


@pytest.mark.parametrize(("asked", "seconds"), [("120", 120), ("999999", 3600), ("soon", 30)])
async def test_a_receiver_may_ask_for_a_pause_within_bounds(
    by_hook: House, hook: Hook, asked: str, seconds: float
) -> None:
    hook.answers = [(503, {"Retry-After": asked})]
    by_hook.put()
    await by_hook.relay().deliver_due()
    (late,) = by_hook.waiting()
    assert (late.next_at - by_hook.clock.now).total_seconds() == seconds


async def test_a_receiver_that_never_answers_is_given_up_for_now(
    by_hook: House, hook: Hook
) -> None:
    hook.silent = threading.Event()
    delivery = Delivery(by_hook.settings, by_hook.clock)
    delivery._sender = WebhookSender(by_hook.clock, timeout_s=0.2)
    by_hook.put()
    await by_hook.relay(delivery).deliver_due()
    assert [notice.problem for notice in by_hook.waiting()] == ["http_timeout"]


async def test_a_refused_connection_is_tried_again(by_hook: House) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        away = f"http://127.0.0.1:{free.getsockname()[1]}/"
    by_hook.settings = replace(by_hook.settings, webhooks=(Webhook("pager", away),))
    by_hook.put()
    await by_hook.relay().deliver_due()
    assert [notice.problem for notice in by_hook.waiting()] == ["http_away"]


async def test_a_receiver_that_does_not_speak_tls_is_not_told_in_the_open(
    by_hook: House, hook: Hook
) -> None:
    secure = hook.url.replace("http:", "https:")
    by_hook.settings = replace(by_hook.settings, webhooks=(Webhook("pager", secure),))
    by_hook.put()
    await by_hook.relay().deliver_due()
    assert [notice.problem for notice in by_hook.waiting()] == ["http_away"]
    assert hook.requests == []
