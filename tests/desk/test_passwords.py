from __future__ import annotations

import pytest

from first_step.desk.passwords import (
    hash_password,
    needs_new_hash,
    new_password,
    password_matches,
    password_problem,
)

from .cast import PASSWORD, PASSWORD_HASH


def test_a_hash_matches_its_password_and_no_other() -> None:
    assert PASSWORD_HASH.startswith("$argon2id$")
    assert password_matches(PASSWORD_HASH, PASSWORD)
    assert not password_matches(PASSWORD_HASH, PASSWORD + "x")
    assert not needs_new_hash(PASSWORD_HASH)


def test_without_a_stored_hash_nothing_matches() -> None:
    assert not password_matches(None, PASSWORD)
    assert not password_matches("not-a-hash", PASSWORD)
    assert needs_new_hash("not-a-hash")


def test_an_accent_typed_in_two_ways_is_the_same_password() -> None:
    stored = hash_password("caf\u00e9-by-the-harbour")
    assert password_matches(stored, "cafe\u0301-by-the-harbour")


@pytest.mark.parametrize(
    "password", ["short", "aaaaaaaaaaaaaaaa", "Password12345", "alice-is-my-name", "x" * 300]
)
def test_weak_passwords_are_refused_with_a_reason(password: str) -> None:
    assert password_problem(password, "alice")


def test_a_made_password_is_fine_and_never_the_same() -> None:
    made = {new_password() for _ in range(50)}
    assert len(made) == 50
    assert all(password_problem(each, "alice") is None for each in made)
