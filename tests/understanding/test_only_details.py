from __future__ import annotations

import pytest

from first_step.admissions.words_not_names import is_no_name
from first_step.understanding.classifier import LabelProbability
from first_step.understanding.lexicon import lexicon
from first_step.understanding.normalise import readable_text
from first_step.understanding.only_details import form_labels, only_details

NAMES = lexicon("first_names")["names"].split()
# What danger is told in: no name on the list is one of these, or one slip of a finger from one.
OF_DANGER = (
    "die died dies dying dead death end ends ended ending gone going kill kills killed killing "
    "over done finish hang hanging hung jump drown blue grey cold hurt harm cut bleed pills pill "
    "tablets rope bridge train knife gun shot shoot noose bag gas bleach sleep asleep wake bye "
    "goodbye leave leaving left last never forever suicide overdose breathe fit fits pain chest "
    "stroke stab stabbed hit beat rape attack scared weapon fire burn alone dose baby child"
)

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
    "its Kev, after six tomorrow",
    "its kev after 6 tomorrow",
    "It's Margaret. Mornings, any weekday",
    "this is Sam, tomorrow morning",
    "im jo, call me tonight",
    "hi its shaz here, 2moro after 6 please",
    "Sam, any time tonight",
    "07700 900123 tonight its kev",
    # How old somebody is, which the classifier knows from emergencies.
    "she is 34",
    "im 50 hes 25",
    "he's 14 and I'm 40",
    "I'm 40, tonight",
    "my son is 25 years old",
    "we are both 18",
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
    "its over, tomorrow after six",
    "its Over, after six tomorrow",
    "it's done, tomorrow",
    "its dead tonight",
    "im gone, after six tomorrow",
    "this is it, tonight",
    "its time, tonight",
    "im ready tonight",
    "its blue, tonight",
    "its tonight",
    "she's 34 weeks",
    "he is 14 and gone",
    "she is 34 and not breathing",
    "he's 25 now",
    "hes had 25",
    "she is blue, I'm 40",
    "my son is 25 hours late",
    "I'm 40, last night",
    # A known name, and more than a time.
    "goodbye Kev, tonight",
    "its Kev, no tomorrow",
    "its kev's last tonight",
    "its Kev, it's over tonight",
    "tell Kev tomorrow",
    "its Kev, he's gone tonight",
    "Sam and Kev, bye tonight",
    "its Kev, I took the lot tonight",
    # Somebody who is told to call for help, or says goodbye and signs.
    "She is 34, call 999",
    "he's 25 call 999 please",
    "ring 999 he is 3",
    "my boyfriend is 30, ring 999 please",
    "he is 25 and 999 please",
    "call 911 hes 22",
    "999 please my mum is 70",
    "name is Kev, 999 please",
    "07700 900123 call 999",
    "tonight is the time for me. kev",
    "tonight is my time. thanks sarah",
    "my time is tonight. sarah",
    "name is Sarah, tonight is my time",
    "07700 900123 tonight is the time for me",
    # Names that are words of another kind.
    "its Hope tonight",
    "im Will, tomorrow at six",
    "its Charlie tonight",
    "",
)


@pytest.mark.parametrize("text", DETAILS)
def test_a_name_or_number_with_a_time_is_what_the_form_asks_for(text: str) -> None:
    assert only_details(readable_text(text))


@pytest.mark.parametrize("text", NOT_ONLY)
def test_any_other_word_makes_it_more_than_that(text: str) -> None:
    assert not only_details(readable_text(text))


@pytest.mark.parametrize("name", NAMES)
def test_every_name_on_the_list_is_read_as_it_stands(name: str) -> None:
    assert only_details(readable_text(f"its {name}, after six tomorrow"))
    assert not is_no_name(name)


def test_no_name_on_the_list_is_a_slip_from_a_word_of_danger() -> None:
    assert [
        (name, word) for name in NAMES for word in OF_DANGER.split() if _a_slip_apart(name, word)
    ] == []


def test_such_a_message_means_what_a_form_hears_and_nothing_else() -> None:
    ranking = [
        LabelProbability("crisis_suicide", 0.6),
        LabelProbability("inform", 0.2),
        LabelProbability("goodbye", 0.15),
        LabelProbability("request_contact", 0.05),
    ]
    assert [(row.label, round(row.probability, 2)) for row in form_labels(ranking)] == [
        ("inform", 0.8),
        ("request_contact", 0.2),
    ]
    assert form_labels(ranking[:1]) == (LabelProbability("inform", 1.0),)


def _a_slip_apart(one: str, other: str) -> bool:
    """Return whether one letter more, less, other or swapped with its neighbour joins them."""
    if len(one) > len(other):
        one, other = other, one
    if len(one) < len(other):
        return any(one == other[:at] + other[at + 1 :] for at in range(len(other)))
    apart = [at for at in range(len(one)) if one[at] != other[at]]
    swapped = [one[at] for at in apart] == [other[at] for at in reversed(apart)]
    return len(apart) < 2 or (len(apart) == 2 and apart[1] == apart[0] + 1 and swapped)
