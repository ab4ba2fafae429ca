import pytest
from hypothesis import given
from hypothesis import strategies as st

from first_step.admissions.details import (
    DetailProblem,
    find_emails,
    find_name,
    find_phone,
    find_phones,
    national,
    read_email,
    read_name,
    read_phone,
    without_details,
)

KEV = "+447700900123"


@pytest.mark.parametrize(
    "text",
    [
        *("07700 900123", "07700900123", "07 700 900 123.", "+44 7700 900123", "0044 7700 900 123"),
        *("(+44) 7700-900123", "+44 (0)7700 900123", "7700 900123", "O7700 9OO123"),
        *("my number is 07700 900123", "ring 07700 900123 after 6", "07700 900123 or 07700 900456"),
        "not 07700 900456, use 07700 900123",
        "07700 900456 is my old one, sorry. its 07700 900123 now not 07700 900789",
    ],
)
def test_a_mobile_number_is_read_however_it_is_typed(text):
    assert read_phone(text) == KEV


@pytest.mark.parametrize(
    ("text", "phone"),
    [
        ("01632 960288, its me nans", "+441632960288"),
        ("020 7946 0123", "+442079460123"),
        ("0161 496 0123", "+441614960123"),
        ("07624 123456", "+447624123456"),
    ],
)
def test_landlines_and_the_isle_of_man_are_read(text, phone):
    assert read_phone(text) == phone


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("999", "emergency_number"),
        ("just call 999", "emergency_number"),
        ("111", "emergency_number"),
        ("116 123", "emergency_number"),
        ("0800 1111", "emergency_number"),
        ("0808 800 5000", "emergency_number"),
        ("+353 87 123 4567", "not_uk_number"),
        ("0909 8790 123", "premium"),
        ("070 1234 5678", "premium"),
        ("1234", "not_a_number"),
        ("07700900123456", "not_a_number"),
        ("", "not_a_number"),
        ("no", "not_a_number"),
    ],
)
def test_a_number_nobody_can_be_rung_on_says_why(text, code):
    assert read_phone(text) == DetailProblem(code)


def test_all_numbers_are_found_and_the_one_meant_is_chosen():
    text = "not 07700 900456 any more, 07700 900123"
    assert find_phones(text) == ["+447700900456", KEV]
    assert find_phone(text) == KEV


@given(st.text())
def test_only_numbers_of_the_uk_that_can_be_rung_come_out(text):
    for phone in find_phones(text):
        assert phone.startswith(("+441", "+442", "+443", "+445", "+447"))
        assert 12 <= len(phone) <= 13


def test_a_number_is_shown_as_people_here_write_it():
    assert national(KEV) == "07700 900123"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Kev", "Kev"),
        ("kev", "Kev"),
        ("I'm called Kev", "Kev"),
        ("my name is Anne-Marie", "Anne-Marie"),
        ("My name is Oluwaseun, O L U W A S E U N", "Oluwaseun"),
        ("it\u2019s Dave", "Dave"),
        ("call me Kev please", "Kev"),
        ("hi its shaz", "Shaz"),
        ("Ana María de la Cruz", "Ana María de la Cruz"),
        ("my name is Sunday", "Sunday"),
        ("Dr. Ito", "Dr. Ito"),
        ("O'Brien", "O'Brien"),
        ("J", "J"),
        ("李明", "李明"),
        ("محمد", "محمد"),
        ("राहुल", "राहुल"),
    ],
)
def test_a_name_of_any_script_is_read(text, name):
    assert read_name(text) == name


@pytest.mark.parametrize(
    "text",
    [
        *("why do you need it?", "what for", "rather not say", "no", "yes", "skip", "next", ""),
        *("I don't want to give my name", "my name is none of your business", "I'm pregnant"),
        *("i feel so ashamed", "it's my son", "I'm a GP", "call me yesterday", "07700 900123"),
        *("a@b.com", "🙂", "<b>Kev</b>", "x" * 61, "can someone ring me", "heroin"),
        *("send it", "yes send it", "submit"),
    ],
)
def test_other_things_are_no_name(text):
    assert isinstance(read_name(text), DetailProblem)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("I'm Kev, 07700 900123, after six, no voicemail", "Kev"),
        ("im kev 07700 900123", "Kev"),
        ("Kev 07700 900123", "Kev"),
        ("my name's kev and im 31", "Kev"),
        ("I'm pregnant, please ring me", None),
        ("it's for my son", None),
        ("call me after six", None),
        ("call me yesterday", None),
        ("he's 46", None),
        ("I'm scared", None),
        ("this is my daughter", None),
    ],
)
def test_a_name_beside_other_things_is_found_only_when_plain(text, name):
    assert find_name(text) == name


def test_an_address_is_read_by_its_form_alone():
    assert read_email("mail me at Kev@Example.org.") == "Kev@example.org"
    assert find_emails("x@y.co.uk or foo@bar") == ["x@y.co.uk"]
    assert read_email("kev at example") == DetailProblem("not_an_email")


def test_blanking_details_leaves_the_times():
    left = without_details("Kev, 07700 900123, kev@example.org, after 6")
    assert "900" not in left
    assert "@" not in left
    assert "after 6" in left


@given(st.text())
def test_no_text_breaks_the_readers(text):
    read_phone(text)
    read_email(text)
    read_name(text)
    find_name(text)
    without_details(text)


@pytest.mark.parametrize("piece", ["0 ", "07", "a@", "-", "I'm a", "my name is ", "(((", "+44"])
def test_long_repetitions_are_read_quickly(piece):
    text = piece * 5000
    read_phone(text)
    read_email(text)
    read_name(text)
