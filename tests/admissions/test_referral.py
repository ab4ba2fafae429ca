import os
import re
from dataclasses import replace
from datetime import datetime, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from first_step.admissions.contact_window import ANY_TIME
from first_step.admissions.errors import FlowError, StoreError
from first_step.admissions.reference import ALPHABET
from first_step.admissions.referral import (
    REASONS,
    Consent,
    ContactRequest,
    Level,
    Status,
    check_reason,
    find_reference,
    may_move,
    new_reference,
)
from first_step.admissions.safe_contact import preset

REQUEST = ContactRequest(
    key="key-1",
    for_whom="self",
    writer_age="adult",
    person_age="adult",
    name="Kev",
    phone="+447700900123",
    email=None,
    contact_window=ANY_TIME,
    safe_contact=preset("private") or {},
    consent=Consent("2026-11-23", datetime(2026, 11, 24, tzinfo=timezone.utc), "ab" * 32),
    red_flags=("R10",),
    red_flags_state="asked",
    crisis_check="no",
)


def test_a_request_survives_being_stored():
    assert ContactRequest.from_dict(REQUEST.as_dict()) == REQUEST


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "x" * 61}, "name"),
        ({"phone": None}, "phone"),
        ({"phone": "+44999"}, "phone"),
        ({"phone": "+449098790123"}, "phone"),
        ({"phone": "07700 900123"}, "phone"),
        ({"email": "kev"}, "phone"),
        ({"for_whom": "cat"}, "for_whom"),
        ({"writer_age": "child"}, "age"),
        ({"person_age": "child"}, "age"),
        ({"safe_contact": {}}, "safe_contact"),
        ({"red_flags_state": "maybe"}, "red_flags"),
        ({"key": ""}, "key"),
        ({"consent": replace(REQUEST.consent, text_sha256="")}, "consent"),
        ({"consent": replace(REQUEST.consent, given_at=datetime(2026, 11, 24))}, "consent"),
    ],
)
def test_a_wrong_field_is_named(changes, field):
    with pytest.raises(FlowError) as raised:
        replace(REQUEST, **changes)
    assert raised.value.fields == (field,)


def test_an_address_alone_is_enough():
    assert replace(REQUEST, phone=None, email="kev@example.org").phone is None


def test_levels_compare_by_urgency():
    assert max(Level) is Level.EMERGENCY
    assert sorted(Level, reverse=True)[-1] is Level.ROUTINE
    assert Level.SOON < "urgent"
    assert str(Level.URGENT) == f"{Level.URGENT}" == "urgent"


def test_a_withdrawn_request_goes_nowhere_and_every_other_can_be_withdrawn():
    assert Status.WITHDRAWN.moves == frozenset()
    for status in set(Status) - {Status.WITHDRAWN}:
        assert may_move(status, Status.WITHDRAWN)


def test_calls_may_be_tried_more_than_once_and_a_closed_request_reopened():
    assert may_move(Status.ATTEMPTED, Status.ATTEMPTED)
    assert may_move(Status.CLOSED, Status.ASSIGNED)
    assert not may_move(Status.NEW, Status.BOOKED)


@given(st.binary(min_size=8, max_size=16))
def test_a_reference_has_its_form_and_is_found_again(random_bytes):
    reference = new_reference(random_bytes)
    assert re.fullmatch(rf"FS-[{ALPHABET}]{{4}}-[{ALPHABET}]{{2}}", reference)
    assert find_reference(f"my ref is {reference.lower()} ok") == reference
    assert find_reference(reference.replace("-", " ").replace("0", "o")) == reference


@given(st.binary(min_size=8, max_size=8), st.integers(0, 5), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_noticed(random_bytes, place, character):
    body = new_reference(random_bytes)[3:].replace("-", "")
    wrong = body[:place] + character + body[place + 1 :]
    if wrong != body:
        assert find_reference(f"FS-{wrong[:4]}-{wrong[4:]}") is None


def test_references_need_chance():
    assert new_reference(os.urandom(8)) != new_reference(os.urandom(8))
    with pytest.raises(ValueError, match="random bytes"):
        new_reference(b"1234")


@pytest.mark.parametrize("text", ["", "FS", "FS-", "FS-AAAA-AA", "hello", "FS-7K3M"])
def test_other_words_are_no_reference(text):
    assert find_reference(text) is None


@pytest.mark.parametrize("status", list(Status))
def test_only_the_two_ends_need_a_reason_and_take_only_their_own(status: Status) -> None:
    codes = REASONS.get(status, ())
    for code in codes:
        check_reason(status, code)
    with pytest.raises(StoreError):
        check_reason(status, "because")
    if codes:
        with pytest.raises(StoreError):
            check_reason(status, None)
    else:
        check_reason(status, None)
    assert bool(codes) is (status in (Status.CLOSED, Status.WITHDRAWN))
