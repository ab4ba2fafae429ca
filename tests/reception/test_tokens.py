from __future__ import annotations

import time
from datetime import timedelta
from itertools import count
from types import SimpleNamespace

import pytest

from first_step.admissions.errors import BadToken, MissingSecret
from first_step.reception import tokens
from first_step.reception.tokens import Tokens, bearer

ALICE, CHARLIE = "a" * 32, "c" * 32
KEY = bytes(range(32))


def test_a_token_opens_its_own_conversation() -> None:
    claim = Tokens(KEY).check(Tokens(KEY).issue(ALICE), ALICE)
    assert (claim.conversation, claim.unrecorded) == (ALICE, False)


def test_a_token_says_that_its_conversation_was_not_recorded() -> None:
    issued = Tokens(KEY).issue(ALICE, unrecorded=True)
    assert Tokens(KEY).check(issued, ALICE).unrecorded


def test_a_token_opens_no_other_conversation() -> None:
    with pytest.raises(BadToken):
        Tokens(KEY).check(Tokens(KEY).issue(CHARLIE), ALICE)


@pytest.mark.parametrize("pattern", ["{}x", "x{}", "{0}{0}", "", "a.b.c", "é"])
def test_a_changed_token_opens_nothing(pattern: str) -> None:
    with pytest.raises(BadToken):
        Tokens(KEY).check(pattern.format(Tokens(KEY).issue(ALICE)), ALICE)


@pytest.mark.parametrize(("sign", "alias"), [("_", "/"), ("-", "+"), ("_", "_\n"), ("-", "-é")])
def test_a_token_is_written_in_one_way_only(sign: str, alias: str) -> None:
    named = ((f"{each}", Tokens(KEY).issue(f"{each}")) for each in count())
    conversation, token = next(pair for pair in named if sign in pair[1].rpartition(".")[2])
    head, dot, signature = token.rpartition(".")
    Tokens(KEY).check(token, conversation)
    with pytest.raises(BadToken):
        Tokens(KEY).check(head + dot + signature.replace(sign, alias), conversation)


def test_a_token_of_another_key_opens_nothing() -> None:
    with pytest.raises(BadToken):
        Tokens(KEY).check(Tokens(KEY[::-1]).issue(ALICE), ALICE)


def test_a_token_ends_after_ninety_days(monkeypatch: pytest.MonkeyPatch) -> None:
    given_out(monkeypatch, tokens.LIFETIME - timedelta(minutes=1))
    assert Tokens(KEY).check(Tokens(KEY).issue(ALICE), ALICE)
    given_out(monkeypatch, tokens.LIFETIME + timedelta(minutes=1))
    with pytest.raises(BadToken):
        Tokens(KEY).check(Tokens(KEY).issue(ALICE), ALICE)


@pytest.mark.parametrize("ahead", [timedelta(seconds=2), timedelta(hours=1)])
def test_a_token_of_a_process_whose_clock_is_ahead_opens_its_conversation(
    monkeypatch: pytest.MonkeyPatch, ahead: timedelta
) -> None:
    given_out(monkeypatch, -ahead)
    assert Tokens(KEY).check(Tokens(KEY).issue(ALICE), ALICE).conversation == ALICE


def given_out(monkeypatch: pytest.MonkeyPatch, ago: timedelta) -> None:
    then = time.time() - ago.total_seconds()
    monkeypatch.setattr("itsdangerous.timed.time", SimpleNamespace(time=lambda: then))


def test_no_tokens_without_a_key() -> None:
    with pytest.raises(MissingSecret):
        Tokens(b"")


def test_the_scheme_may_be_written_in_any_case() -> None:
    assert bearer("bearer abc") == "abc"


@pytest.mark.parametrize("header", [None, "", "Bearer", "Bearer  ", "Basic abc"])
def test_a_header_without_a_bearer_token_is_refused(header: str | None) -> None:
    with pytest.raises(BadToken):
        bearer(header)
