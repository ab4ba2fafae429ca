from __future__ import annotations

import pytest

from first_step.desk.passwords import (
    Passwords,
    new_password,
    password_problem,
)

from .cast import PASSWORD, PASSWORD_HASH

REAL = Passwords()


def test_a_hash_matches_its_password_and_no_other() -> None:
    stored = REAL.hash(PASSWORD)
    assert stored.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert REAL.match(stored, PASSWORD)
    assert not REAL.match(stored, PASSWORD + "x")
    assert not REAL.outdated(stored)


def test_a_hash_of_other_strength_still_matches_and_is_due_for_a_new_one() -> None:
    assert REAL.match(PASSWORD_HASH, PASSWORD)
    assert REAL.outdated(PASSWORD_HASH)


def test_without_a_stored_hash_nothing_matches() -> None:
    assert not REAL.match(None, PASSWORD)
    assert not REAL.match("not-a-hash", PASSWORD)
    assert REAL.outdated("not-a-hash")


def test_an_accent_typed_in_two_ways_is_the_same_password() -> None:
    stored = REAL.hash("caf\u00e9-by-the-harbour")
    assert REAL.match(stored, "cafe\u0301-by-the-harbour")


@pytest.mark.parametrize(
    "password", ["short", "aaaaaaaaaaaaaaaa", "Password12345", "alice-is-my-name", "x" * 300]
)
def test_weak_passwords_are_refused_with_a_reason(password: str) -> None:
    assert password_problem(password, "alice")


def test_a_made_password_is_fine_and_never_the_same() -> None:
    made = {new_password() for _ in range(50)}
    assert len(made) == 50
    assert all(password_problem(each, "alice") is None for each in made)
