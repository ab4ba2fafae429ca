"""What stands in headers, by whomever it was written, is read or refused and nothing else."""

from __future__ import annotations

import contextlib
import json
from typing import Any

import httpx
from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import Request

from first_step.admissions.errors import BadToken, RasaError
from first_step.reception.address import client_address, is_internal, limit_key
from first_step.reception.rasa_client import _read_answer
from first_step.reception.tokens import Tokens, bearer

TOKENS = Tokens(b"0123456789abcdef0123456789abcdef")
ADDRESSES = st.lists(
    st.sampled_from(["10.0.0.5", "203.0.113.9", "::1", "2001:db8::1", "::ffff:10.0.0.5", "unknown",
                     "_hidden", "[::1]:80", "1.2.3.4:80", "", " ", "fe80::1%eth0", "999.1.1.1"])
    | st.text(max_size=20),
    max_size=5,
)  # fmt: skip
ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["messages", "answer", "text", "buttons", "title", "payload", "label"])
            | st.text(max_size=8),
            inner,
            max_size=5,
        )
    ),
)


def asked_by(peer: str | None, forwarded: str) -> Request:
    headers = [(b"x-forwarded-for", forwarded.encode("latin-1", "replace"))]
    client = (peer, 1) if peer else None
    return Request({"type": "http", "headers": headers, "client": client})


@given(ADDRESSES, st.sampled_from(["10.0.0.5", "203.0.113.9", "not-an-address", None]))
def test_any_chain_of_proxies_gives_an_address_or_none(chain: list[str], peer: str | None) -> None:
    request = asked_by(peer, ", ".join(chain))
    found = client_address(request, ("10.0.0.0/8",))
    limit_key(found)
    is_internal(request, ("10.0.0.0/8",))


@given(ADDRESSES)
def test_a_stranger_cannot_choose_the_address_they_are_counted_by(chain: list[str]) -> None:
    request = asked_by("203.0.113.9", ", ".join(chain))
    assert str(client_address(request, ("10.0.0.0/8",))) == "203.0.113.9"


@given(st.text(max_size=200))
def test_no_text_is_a_token_or_opens_a_conversation(text: str) -> None:
    with contextlib.suppress(BadToken):
        TOKENS.check(bearer(text), "a" * 32)
        raise AssertionError(text)


@given(st.integers(0, 400), st.characters(codec="ascii"))
def test_a_token_with_one_other_character_opens_nothing(place: int, other: str) -> None:
    token = TOKENS.issue("a" * 32)
    at = place % len(token)
    changed = token[:at] + other + token[at + 1 :]
    # The last character of base64 holds bits that stand for nothing.
    if changed.rstrip("=")[:-1] == token[:-1] or at == len(token) - 1:
        return
    with contextlib.suppress(BadToken):
        TOKENS.check(changed, "a" * 32)
        raise AssertionError(changed)


@given(ANY_JSON | st.binary(max_size=60))
def test_any_answer_of_rasa_is_read_or_a_failure_of_rasa(body: Any) -> None:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    with contextlib.suppress(RasaError):
        _read_answer(httpx.Response(200, content=raw))
