from __future__ import annotations

import pytest

from first_step.understanding.normalise import readable_text
from first_step.understanding.only_details import only_details

DETAILS = (
    "name is Davina, time tomorrow afternoon",
    "Name: Kev. Time: tonight after 6pm",
    "names jo n time 2moro",
    "My name is Siân, the best time is Tuesday between 9 and 12",
    "name Priya, number 07700 900123, tonight",
    "07700 900 123 tomorrow morning please",
    "+447700900123 & tonight",
    "the name's Mo, e-mail mo@example.org, any time next week",
    "name is Anne-Marie, half past seven tonight",
)
NOT_ONLY = (
    # No name, no number: the same words may be a goodbye.
    "tonight is the time",
    "after tomorrow",
    "time tomorrow afternoon",
    # A name, and more than a time.
    "name is Rita and tonight I end it all",
    "name's Al, time is up for me tonight",
    "my name is Lou, won't see tomorrow",
    "name is Noor, tonight is my last",
    "name is Tess, no time after tonight",
    "name is Dan, tell my mum goodbye tonight",
    "name is Jess, tablets tonight",
    "07700 900123 last night tonight",
    "name is Kev 🔪 tonight",
    "name is Kev, tomorrow?",
    # What stands where a name would is none.
    "it's over tonight",
    "I'm leaving tomorrow",
    "my name is nothing tomorrow",
    "name is dying tonight",
    "",
)


@pytest.mark.parametrize("text", DETAILS)
def test_a_name_or_number_with_a_time_is_what_the_form_asks_for(text: str) -> None:
    assert only_details(readable_text(text))


@pytest.mark.parametrize("text", NOT_ONLY)
def test_any_other_word_makes_it_more_than_that(text: str) -> None:
    assert not only_details(readable_text(text))
