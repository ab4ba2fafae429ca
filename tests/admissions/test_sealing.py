import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from first_step.admissions.errors import MissingSecret, SealError
from first_step.admissions.sealing import Sealer, SealingKey

OLD, NEW = SealingKey("k1", os.urandom(32)), SealingKey("k2", os.urandom(32))
SEALER = Sealer([NEW, OLD], index_key=os.urandom(32))


@given(st.text(), st.text())
def test_what_was_sealed_opens_again_whatever_it_holds(text, purpose):
    assert SEALER.open(SEALER.seal(text, purpose), purpose) == text


def test_lone_surrogates_survive():
    assert SEALER.open(SEALER.seal("a\ud800b", "x"), "x") == "a\ud800b"


def test_sealed_text_opens_for_its_own_purpose_only():
    with pytest.raises(SealError):
        SEALER.open(SEALER.seal("07700 900123", "referral"), "transcript")


@pytest.mark.parametrize("damaged", ["", "k2", "k2:", "k2:!!!", "k9:abcd", "k2:AAAA", "plain text"])
def test_anything_else_is_refused(damaged):
    with pytest.raises(SealError):
        SEALER.open(damaged, "x")


def test_one_changed_character_is_refused():
    sealed = SEALER.seal("Kev", "x")
    changed = sealed[:-2] + ("A" if sealed[-2] != "A" else "B") + sealed[-1]
    with pytest.raises(SealError):
        SEALER.open(changed, "x")


def test_the_newest_key_seals_and_older_ones_still_open():
    before = Sealer([OLD], index_key=b"i" * 32).seal("Kev", "x")
    assert SEALER.open(before, "x") == "Kev"
    assert SEALER.needs_resealing(before)
    assert not SEALER.needs_resealing(SEALER.seal("Kev", "x"))
    assert SEALER.key_id == "k2"


def test_the_same_text_never_seals_alike():
    assert SEALER.seal("Kev", "x") != SEALER.seal("Kev", "x")


def test_the_blind_index_finds_a_value_again_per_purpose():
    index = SEALER.blind_index("+447700900123", "phone")
    assert index == SEALER.blind_index("+447700900123", "phone")
    assert index != SEALER.blind_index("+447700900123", "email")
    assert len(index) == 64


def test_a_sealer_needs_its_keys():
    with pytest.raises(MissingSecret):
        Sealer([], b"x")
    with pytest.raises(MissingSecret):
        Sealer([NEW], b"")


def test_no_key_shows():
    assert NEW.key.hex() not in repr(SEALER) + repr(NEW)
    assert repr(NEW.key) not in repr(NEW)
