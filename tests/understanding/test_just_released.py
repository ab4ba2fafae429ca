"""Leaving prison, hospital, rehab or detox, by itself a raised risk (facts R14), not danger now."""

from __future__ import annotations

import pytest

from first_step.understanding.classifier import LabelProbability
from first_step.understanding.crisis import CrisisThresholds, decide_crisis
from first_step.understanding.danger_patterns import find_danger_signs
from first_step.understanding.just_released import Release, only_release
from first_step.understanding.normalise import readable_text

LEVELS = CrisisThresholds(act=0.15, check=0.02, supported=0.01, joined=0.7, trace=0.01)
# As the classifier reads such words.
AFRAID = [LabelProbability("crisis_danger", 0.9), LabelProbability("disclose_use", 0.1)]


def band_of(words: str) -> str:
    readable = readable_text(words)
    return decide_crisis(find_danger_signs(readable), AFRAID, LEVELS, readable).band


LATELY = (
    "i came out of prison last week",
    "Came out of jail on Friday.",
    "got out of the nick thursday",
    "released from prison monday",
    "I've been out of prison 3 days",
    "I was in prison until last week",
    "got released from HMP Leeds yesterday",
    "6 months inside, came out of prison tuesday",
    "fresh out of prison",
    "i leave prison next week",
    "getting out of jail tomorrow, what support do I get?",
    "just out of hospital",
    "I left the hospital this morning",
    "im home from hospital now",
    "discharged from hospital 2 days ago",
    "came out of rehab a couple of weeks ago",
    "been out of rehab a fortnight",
    "i have just completed rehab",
    "I finished detox on tuesday and need some help",
    "hi, just out of detox, what help is there please",
    "I was released from prison on Friday morning",
    "walked out of rehab today",
    "kicked out of rehab yesterday",
    "i got out of prison on the 4th",
    "My lad came home from rehab on Saturday",
    "My nephew has just come out of a young offenders institution",
    "my son came out of prison last week",
    "my brother got out of rehab in the last few days",
    "our daughter was discharged from hospital on sunday",
    "my partner left rehab yesterday",
    "he got out of detox last night",
)


@pytest.mark.parametrize("words", LATELY)
def test_a_release_by_itself_is_not_danger(words: str) -> None:
    assert only_release(readable_text(words)) == Release(lately=True, asks=False)
    assert band_of(words) == "none"


@pytest.mark.parametrize(
    "words",
    [
        "my partner got released on monday",
        "he came out of prison yesterday",
        "my dad gets out of jail tomorrow",
        "my husband is out of prison",
        "they got out of jail this morning",
    ],
)
def test_somebody_near_who_came_out_of_prison_is_asked_about(words: str) -> None:
    assert only_release(readable_text(words)) == Release(lately=True, asks=True)
    assert band_of(words) == "check"


@pytest.mark.parametrize(
    "words",
    ["I came out of prison ten years ago", "he left rehab 8 months ago", "out of jail years"],
)
def test_a_release_of_long_ago_is_neither_danger_nor_lately(words: str) -> None:
    found = only_release(readable_text(words))
    assert found is not None
    assert not found.lately


@pytest.mark.parametrize(
    "words",
    [
        "my ex got out of prison last week",
        "he came out of prison last week and he is outside",
        "came out of prison and he knows where i live",
        "i came out of prison last week and want out",
        "i came out of prison last week and i cannot go on",
        "i came out of prison last week, i am done",
        "last day today, out of hospital",
        "out of hospital, today is the end",
        "came out of hospital after an overdose",
        "home from hospital, chest hurts",
        "just out of detox, seeing things",
        "discharged from the psych ward last week",
        "came out of prison last week and i used today",
        "out of rehab last week. alone",
        "we came out of hospital and the baby is floppy",
        "i want to leave hospital",
        "the film is about leaving prison",
        "i want to go into rehab",
        "how long is rehab",
        "he is in prison",
    ],
)
def test_with_anything_more_the_words_are_read_as_they_stand(words: str) -> None:
    assert only_release(readable_text(words)) is None
    assert band_of(words) == "act"


@pytest.mark.parametrize(
    "words",
    [
        "i came out of prison last week and took too much",
        "out of rehab last week and going to end it all",
        "he came out of prison last week and is threatening me",
    ],
)
def test_danger_said_beside_it_is_acted_on_by_its_pattern_alone(words: str) -> None:
    readable = readable_text(words)
    calm = [LabelProbability("crisis_danger", 0.01), LabelProbability("disclose_use", 0.99)]
    assert decide_crisis(find_danger_signs(readable), calm, LEVELS, readable).band == "act"
