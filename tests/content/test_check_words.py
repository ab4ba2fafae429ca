from __future__ import annotations

from datetime import date

import pytest

from first_step.content.checks.numbers import phone_like
from first_step.content.checks.plain_words import as_sentences, count_sentences

from .house import SAMARITANS, Folder

AWAY = "system/away.md"


@pytest.mark.parametrize(
    "words",
    [
        "Ask an addict.",
        "Many users say so.",
        "Drug abuse is common.",
        "Stay clean for now.",
        "He is in denial.",
        "He committed suicide.",
        "She OD'd at home.",
        "You will be fine.",
        "You\u2019ll be fine.",
        "It is 100% confidential.",
        "The homeless need care.",
        "It is a bad habit.",
        "You failed to stop.",
        "Unfortunately, no.",
        "Well done!",
        "I hear you \U0001f642.",
        "Stop \u2014 and call.",
        "Call **now**.",
        "Look at [our page](x).",
        "Use `this`.",
    ],
)
def test_a_word_that_hurts_promises_or_scares_is_found(folder: Folder, words: str) -> None:
    folder.text("system/away", words)
    assert folder.rules(AWAY) == ["forbidden-word"]


@pytest.mark.parametrize(
    "words",
    [
        "For domestic abuse there is help.",
        "Alcoholics Anonymous has groups.",
        "Their breathing is slow or odd.",
        "Cleaners and houses count too.",
        "Overdosed people need care.",
        "The code word is fine.",
    ],
)
def test_words_that_only_look_alike_are_left_alone(folder: Folder, words: str) -> None:
    folder.text("system/away", words)
    assert folder.rules(AWAY) == []


def test_titles_questions_and_buttons_are_read_too(folder: Folder) -> None:
    folder.text(
        "system/away",
        title="Addict",
        question="Are you clean?",
        buttons=[{"title": "I am a user", "payload": "label:menu"}],
    )
    assert folder.rules(AWAY) == ["forbidden-word"] * 3


@pytest.mark.parametrize(
    "words",
    [
        "Take 20mg.",
        "Take 20 mg.",
        "It was 0.5 g.",
        "Take 5-10 ml.",
        "Take 2 to 3 tablets.",
        "Have two pills.",
        "Have a couple of drinks.",
        "Up to 14 units.",
        "Buy 3 bags.",
        "Take half your dose.",
        "Take half of the usual amount.",
        "Give 2 sprays.",
    ],
)
def test_an_amount_is_found(folder: Folder, words: str) -> None:
    folder.text("system/away", words)
    assert folder.rules(AWAY) == ["amount"]


@pytest.mark.parametrize(
    "words",
    [
        "It wears off in 20 to 30 minutes.",
        "It takes up to 12 weeks.",
        "Anyone over 18 can ask.",
        "About half of the risk is genes.",
        "It was 80% of them.",
        "Type at most 60 letters.",
        "There are two goals.",
    ],
)
def test_other_figures_are_no_amounts(folder: Folder, words: str) -> None:
    folder.text("system/away", words)
    assert folder.rules(AWAY) == []


@pytest.mark.parametrize(
    "words",
    [
        "Ring 020 7946 0001.",
        "Ring +44 20 7946 0001.",
        "Text HELP to 85259.",
        "Call 112 now.",
        "Try 101.",
        "Samaritans: 116 124.",
    ],
)
def test_a_number_that_nobody_vouches_for_is_found(folder: Folder, words: str) -> None:
    folder.text("system/away", words)
    assert folder.rules(AWAY) == ["phone-number"]


def test_a_known_number_written_by_hand_is_found(folder: Folder) -> None:
    folder.text("system/away", "Ring 020 7946 0000, or 116 123.")
    assert folder.rules(AWAY) == ["phone-number"] * 2


def test_emergency_numbers_and_filled_in_ones_are_fine(folder: Folder) -> None:
    folder.text(
        "system/away", "Call 999 or 111, {{ helpline.samaritans }} or {{ provider.phone }}."
    )
    assert folder.rules(AWAY) == []


@pytest.mark.parametrize(
    "words",
    ["deaths from 2010 to 2014", "rose by 248%", "in 2010-2014", "on 2026-11-23", "by 1979"],
)
def test_years_and_shares_are_no_numbers_to_ring(words: str) -> None:
    assert phone_like(words) == []


def test_a_long_answer_is_found(folder: Folder) -> None:
    words = "You can ask me. " * 12
    folder.topic("cause/trauma", sections=f"## answer\n{words}\n## again\nYes.\n## more\nYes.\n")
    assert folder.rules("answers/cause/trauma.md") == ["too-long"] * 2


def test_a_long_title_question_and_button_are_found(folder: Folder) -> None:
    folder.topic(
        "cause/trauma",
        title="A title that is far too long",
        question="Q" * 61,
        buttons=[{"title": "B" * 41, "payload": "label:menu"}],
    )
    assert folder.rules("answers/cause/trauma.md") == ["too-long"] * 3


def test_hard_words_are_found(folder: Folder) -> None:
    folder.text(
        "system/away",
        "Pharmacological interventions necessitate multidisciplinary consideration of "
        "individual biopsychosocial vulnerabilities alongside environmental contingencies.",
    )
    assert folder.rules(AWAY) == ["too-hard"]


def test_a_hard_text_of_a_few_words_is_left_alone(folder: Folder) -> None:
    folder.text("system/away", "Multidisciplinary biopsychosocial considerations necessitate this.")
    assert folder.rules(AWAY) == []


def test_a_line_counts_as_a_sentence() -> None:
    card = "Name: Sam\nPhone: 999\nIs it right?"
    assert as_sentences(card) == "Name: Sam. Phone: 999. Is it right?"
    assert count_sentences(card) == 3


def test_other_languages_are_read_for_numbers_and_not_for_english_words(folder: Folder) -> None:
    folder.text(
        "language/pl",
        "Clean 999, {{ helpline.samaritans }}, 020 7946 0001!",
        meaning="Call 999.",
        title="Polski",
    )
    assert folder.rules("language/pl.md") == ["phone-number"]


def test_a_text_message_number_is_known_too(folder: Folder) -> None:
    line = {**SAMARITANS, "id": "shout", "contact": "Shout: text SHOUT to 85258", "sms": "85258"}
    folder.helplines({**line, "last_checked": date(2026, 11, 1)})
    folder.text("system/away", "There is {{ helpline.shout }}.")
    assert folder.rules(AWAY) == []
