from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from first_step.admissions.errors import UnderstandingError
from first_step.evaluation.data_check import (
    check_data,
    find_leaks,
    find_one_sided,
    find_repeats,
)
from first_step.evaluation.data_check.similar import similar_pairs
from first_step.evaluation.examples import Example
from first_step.understanding.red_flags import FlaggedMessage

from .made_examples import clean_examples, made_text

LABEL = "treatment/cost"
LONG = (
    "my brother has finished his second week of residential treatment and he would like to know "
    "whether the family can come along on Sunday"
)
NEARLY = LONG.removesuffix("Sunday") + "Monday"
MEASURED = "would a week away from the job be long enough to stop"
NEARLY_MEASURED = "would a week away from my job be long enough to stop"
# The files of evaluation/, each with a message in every place where it keeps one.
SETS = {
    "messages.tsv": ["seekers\tgreet\t{}"],
    "general.tsv": ["group\tlabel\tmessage", "older\tgreet\t{}"],
    "crisis.tsv": ["group\tlabel\tstrength\tmessage", "uses\tcrisis_danger\tveiled\t{}"],
    "lookalikes.tsv": ["group\tlooks_like\tlabel\tmessage", "young\tsuicide\tpraise\t{}"],
    "everyday.tsv": ["group\tlabel\tmessage", "shifts\tinform\t{}"],
    "languages.tsv": ["language\tmessage", "pl\t{}"],
    "red_flags.tsv": ["codes\tmessage", "R8,R16\t{}"],
    "sequences.tsv": ["label\tmessages", "calm\tmy mate is late\t{}\tno idea"],
    "follow_ups.tsv": ["previous\tmessage\tlabel", "{}\tand my kids\tgreet"],
    "not_follow_ups.tsv": ["previous\tmessage\tlabel", "is it dear\t{}\tgreet"],
}


def says(text: str, label: str = LABEL) -> Example:
    return Example("a1", label, text)


def sets_in(folder: Path, **files: list[str]) -> Path:
    for name, lines in (files or {"messages": ["seekers\tgreet\tsomething else"]}).items():
        (folder / f"{name}.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


def rewritten(words: int, first_person: bool | None = None, small: bool | None = None) -> list[str]:
    """Return messages of one length; of both kinds, where a form is left open."""
    draw = random.Random(0)
    return [
        made_text(
            draw,
            words if at % 3 else 12,
            at % 2 == 0 if first_person is None else first_person,
            at % 4 < 2 if small is None else small,
        )
        for at in range(len(clean_examples(LABEL)))
    ]


def test_clean_data_is_complained_about_by_no_check(tmp_path: Path) -> None:
    examples = clean_examples(LABEL) + clean_examples("harm/mixing")
    assert check_data(examples, sets_in(tmp_path)) == []


def test_every_check_has_its_say(tmp_path: Path) -> None:
    examples = [*clean_examples(LABEL), says(MEASURED), says(LONG), says(LONG), says("hi", "greet")]
    found = check_data(examples, sets_in(tmp_path, messages=[f"seekers\tgreet\t{MEASURED}"]))
    for words in ("evaluation set", "stands 2 times", "greet: 1 examples"):
        assert len([line for line in found if words in line]) == 1


def test_a_message_that_stands_twice_is_named_with_its_labels() -> None:
    (line,) = find_repeats([says("Ta"), says("hello", "greet"), says("ta", "thank")])
    assert line == f"stands 2 times (thank, {LABEL}): 'Ta'"


@pytest.mark.parametrize("others", [0, 120])
def test_a_message_that_nearly_stands_twice_is_shown_beside_the_other(others: int) -> None:
    examples = clean_examples("harm/mixing")[:others]
    (line,) = find_repeats([says(LONG), *examples, says(NEARLY, "family/visiting")])
    assert line == f"nearly the same (family/visiting, {LABEL}): {LONG!r} / {NEARLY!r}"


def test_few_words_are_alike_by_chance_and_a_word_for_word_repeat_is_said_once() -> None:
    assert find_repeats([says("can you ring me"), says("can you ring us")]) == []
    assert len(find_repeats([says(LONG), says(LONG.upper())])) == 1


@pytest.mark.parametrize("name", SETS)
@pytest.mark.parametrize("text", [MEASURED, MEASURED.upper(), NEARLY_MEASURED])
def test_a_message_of_any_evaluation_set_is_a_leak(tmp_path: Path, name: str, text: str) -> None:
    lines = [line.format(MEASURED) for line in SETS[name]]
    folder = sets_in(tmp_path, **{name.removesuffix(".tsv"): lines})
    (line,) = [line for line in check_data([says(text)], folder) if "evaluation" in line]
    if text == NEARLY_MEASURED:
        assert line == f"nearly an evaluation message: {text!r} / {MEASURED!r}"
    else:
        assert line == f"stands in an evaluation set too ({LABEL}): {text!r}"


def test_the_sets_above_are_those_of_the_project() -> None:
    folder = Path(__file__).parents[2] / "evaluation"
    assert {path.name for path in folder.glob("*.tsv")} == set(SETS)


def test_another_question_about_the_same_thing_is_no_leak() -> None:
    assert find_leaks([says("how long is the wait to stop work for a week")], [MEASURED]) == []


def test_without_evaluation_sets_nothing_is_called_clean(tmp_path: Path) -> None:
    with pytest.raises(UnderstandingError, match="no evaluation sets"):
        check_data(clean_examples(LABEL), tmp_path / "nowhere")


def test_too_few_examples_are_counted() -> None:
    assert find_one_sided(clean_examples(LABEL)[:99]) == [
        f"{LABEL}: 99 examples, at least 100 are needed"
    ]
    assert find_one_sided(clean_examples(LABEL)[:100]) == []


def test_too_few_authors_are_counted() -> None:
    examples = [replace(one, author=f"a{at % 7}") for at, one in enumerate(clean_examples(LABEL))]
    assert find_one_sided(examples) == [f"{LABEL}: 7 authors, at least 8 are needed"]


def test_an_author_with_too_large_a_share_is_named() -> None:
    def by_a_prolific_author(count: int) -> list[Example]:
        examples = [replace(one, author="p") for one in clean_examples(LABEL)[:count]]
        return examples + clean_examples(LABEL)[count:]

    assert find_one_sided(by_a_prolific_author(36)) == [
        f"{LABEL}: 30% of the examples are by author p"
    ]
    assert find_one_sided(by_a_prolific_author(30)) == []


FORMS: dict[str, tuple[Callable[[], list[str]], str]] = {
    "long": (lambda: rewritten(24), f"{LABEL}: 0% are short; 8% to 65% expected"),
    "short": (lambda: rewritten(4), f"{LABEL}: 0% are long; 8% to 65% expected"),
    "small": (
        lambda: [text.lower() for text in made_texts()],
        f"{LABEL}: 100% are all in small letters; 15% to 85% expected",
    ),
    "capital": (
        lambda: [text.capitalize() for text in made_texts()],
        f"{LABEL}: 0% are all in small letters; 15% to 85% expected",
    ),
    "others": (
        lambda: [text.lstrip("iI ") for text in made_texts()],
        f"{LABEL}: 0% are in the first person; 5% to 98% expected",
    ),
    "myself": (
        lambda: [text + " I'm" for text in made_texts()],
        f"{LABEL}: 100% are in the first person; 5% to 98% expected",
    ),
}


def made_texts() -> list[str]:
    return [one.text for one in clean_examples(LABEL)]


def with_texts(label: str, texts: list[str]) -> list[Example]:
    return [replace(one, text=text) for one, text in zip(clean_examples(label), texts, strict=True)]


@pytest.mark.parametrize("form", FORMS)
def test_a_label_of_one_form_is_told_which(form: str) -> None:
    texts, complaint = FORMS[form]
    assert complaint in find_one_sided(with_texts(LABEL, texts()))


def test_small_talk_may_be_short_but_needs_examples_and_authors() -> None:
    texts = [text.lower() for text in rewritten(2, first_person=False)]
    assert find_one_sided(with_texts("greet", texts)) == []
    assert len(find_one_sided(with_texts(LABEL, texts))) > 1
    few = [replace(one, author="a1") for one in with_texts("greet", texts)[:20]]
    assert len(find_one_sided(few)) == 3


def test_pairs_are_places_in_the_two_lists() -> None:
    texts = ["hi", "what does a month of treatment cost", "the moon is made of green cheese"]
    others = ["the moon is made of green cheese", "hi", "a song for the end of the evening"]
    assert list(similar_pairs(texts, others, 0.9)) == [(2, 0)]
    assert list(similar_pairs(texts, ["hi"], 0.9)) == []
    assert list(similar_pairs([], others, 0.9)) == []


def test_a_leak_into_the_red_flags_is_named_too(tmp_path: Path) -> None:
    folder = sets_in(tmp_path, messages=[f"seekers\tgreet\t{MEASURED}"])
    flagged = [FlaggedMessage(MEASURED.upper(), ("R8",), "r1")]
    found = check_data(clean_examples(LABEL), folder, flagged)
    assert [line for line in found if "evaluation set" in line and "red flags" in line]
