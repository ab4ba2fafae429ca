from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from first_step.admissions.errors import ModelDamaged, UnderstandingError
from first_step.admissions.triage import RED_FLAGS
from first_step.evaluation.messages import read_red_flags
from first_step.understanding import red_flags
from first_step.understanding.classifier import LabelClassifier
from first_step.understanding.encoder import Encoder
from first_step.understanding.linear_head import LinearHead
from first_step.understanding.ngrams import NGRAM_FEATURES
from first_step.understanding.reading import RED_FLAGS_FILE, Understanding, load_understanding
from first_step.understanding.red_flags import (
    BY_WORDS,
    CODES,
    NOTED_FROM,
    FlaggedMessage,
    RedFlagReader,
    read_flagged_messages,
    train_red_flags,
)

from ..data.test_training_data import FICTIONAL, NUMBER
from .small import classifier_member, write_model

ROOT = Path(__file__).parents[2]
TAUGHT = (
    ("I came out of prison on Monday", ("R14",)),
    ("he got out of prison last week", ("R14",)),
    ("out of jail since Friday", ("R14",)),
    ("released from prison yesterday", ("R14",)),
    ("I have nowhere to sleep tonight", ("R16",)),
    ("sleeping in a doorway tonight", ("R16",)),
    ("nowhere to stay, I sleep in my car", ("R16",)),
    ("they threw me out, nowhere to sleep", ("R16",)),
    ("out of prison and nowhere to sleep", ("R14", "R16")),
    ("how long does a detox take", ()),
    ("is counselling free of charge", ()),
    ("what time do you open on Saturday", ()),
    ("can my sister come with me", ()),
    ("thank you very much", ()),
)
WRITTEN = """
red_flags:
- author: a1
  codes: [R14, R8]
  examples: |
    - one: two
    - three
- author: a2
  codes: []
  examples: |
    - four
"""


@pytest.fixture(scope="module")
def reader(encoder: Encoder) -> RedFlagReader:
    """Return a reader that was taught R14 and R16."""
    texts = [text for text, _ in TAUGHT]
    return train_red_flags(encoder.encode(texts), texts, [codes for _, codes in TAUGHT])


@pytest.fixture(scope="module")
def examples() -> list[FlaggedMessage]:
    return read_flagged_messages(ROOT / "data/red_flags.yml")


FIVE = "five words of plain text"


def reader_that_says(*probabilities: float) -> RedFlagReader:
    """Return a reader that gives the first codes these probabilities, whatever it reads."""
    shares = np.full(len(CODES), 0.001)
    shares[: len(probabilities)] = probabilities
    bias = np.log(shares / (1 - shares)).astype(np.float32)
    weights = np.zeros((len(CODES), 1 + NGRAM_FEATURES), np.float32)
    return RedFlagReader(LinearHead(CODES, weights, bias))


NO_VECTOR = np.zeros(1, np.float32)


def test_a_file_gives_every_example_with_its_codes_and_author(tmp_path: Path) -> None:
    (tmp_path / "red_flags.yml").write_text(WRITTEN, encoding="utf-8")
    assert read_flagged_messages(tmp_path / "red_flags.yml") == [
        FlaggedMessage("one: two", ("R14", "R8"), "a1"),
        FlaggedMessage("three", ("R14", "R8"), "a1"),
        FlaggedMessage("four", (), "a2"),
    ]


def test_a_file_that_is_missing_is_an_error_that_names_it(tmp_path: Path) -> None:
    with pytest.raises(UnderstandingError, match=r"nowhere\.yml"):
        read_flagged_messages(tmp_path / "nowhere.yml")


@pytest.mark.parametrize(
    "written",
    [
        b"red_flags: [",
        b"",
        b"just words",
        b"[]",
        b"nlu: []",
        b"red_flags:",
        b"red_flags: [words]",
        b"red_flags: [{author: a1, codes: [R8]}]",
        b"red_flags: [{author: a1, examples: '- one'}]",
        b"red_flags: [{codes: [R8], examples: '- one'}]",
        b"red_flags: [{author: a1, codes: , examples: '- one'}]",
        b"red_flags: [{author: a1, codes: [R8], examples: }]",
        b"red_flags: '\xff'",
    ],
)
def test_a_file_that_does_not_read_is_an_error_that_names_it(
    tmp_path: Path, written: bytes
) -> None:
    (tmp_path / "broken.yml").write_bytes(written)
    with pytest.raises(UnderstandingError, match=r"broken\.yml"):
        read_flagged_messages(tmp_path / "broken.yml")


@pytest.mark.parametrize(
    ("codes", "named"),
    [("[R8, R7]", "R7"), ("[R99]", "R99"), ("[8]", "8"), ("R8", "8"), ("[[R8]]", "R8")],
)
def test_a_code_that_is_not_read_from_messages_is_refused_by_name(
    tmp_path: Path, codes: str, named: str
) -> None:
    path = tmp_path / "odd.yml"
    path.write_text(WRITTEN.replace("[R14, R8]", codes), encoding="utf-8")
    with pytest.raises(UnderstandingError, match=rf"odd\.yml: unknown codes.*{named}"):
        read_flagged_messages(path)


def test_what_was_taught_is_found_in_other_words(reader: RedFlagReader, encoder: Encoder) -> None:
    for text, codes in {
        "my brother came out of prison on Sunday": ("R14",),
        "she has nowhere to sleep": ("R16",),
        "just out of jail with nowhere to stay tonight": ("R14", "R16"),
    }.items():
        assert reader.codes(encoder.encode([text])[0], text) == codes


def test_what_was_not_taught_is_not_found(reader: RedFlagReader, encoder: Encoder) -> None:
    for text in ("how long is rehab", "thanks", "is it free", "can my brother come on Sunday"):
        assert reader.codes(encoder.encode([text])[0], text) == ()


def test_probabilities_are_between_none_and_all_for_each_code_by_itself(
    reader: RedFlagReader, encoder: Encoder
) -> None:
    texts = [text for text, _ in TAUGHT]
    shares = reader.probabilities(encoder.encode(texts), texts)
    assert shares.shape == (len(texts), len(CODES))
    assert ((shares >= 0) & (shares <= 1)).all()
    both = shares[[codes for _, codes in TAUGHT].index(("R14", "R16"))]
    assert both[CODES.index("R14")] + both[CODES.index("R16")] > 1


def test_codes_come_in_the_order_of_the_facts_not_of_their_probability() -> None:
    assert reader_that_says(0.3, 0.9, 0.0001, 0.5).codes(NO_VECTOR, FIVE) == ("R8", "R9", "R11")
    assert sorted(CODES, key=lambda code: int(code[1:])) == list(CODES)


def test_a_code_counts_from_the_threshold_on() -> None:
    just_under, at_least = NOTED_FROM - 0.001, NOTED_FROM + 0.001
    assert reader_that_says(just_under, at_least).codes(NO_VECTOR, FIVE) == ("R9",)


def test_a_few_words_say_little() -> None:
    assert reader_that_says(0.5, 0.81).codes(NO_VECTOR, "my arm") == ("R9",)
    assert reader_that_says(0.5, 0.81).codes(NO_VECTOR, "31 07700 900123 mate") == ("R9",)
    assert reader_that_says(0.5, 0.81).codes(NO_VECTOR, FIVE) == ("R8", "R9")


def test_the_threshold_may_be_changed_in_one_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(red_flags, "NOTED_FROM", 0.5)
    assert reader_that_says(0.49, 0.51).codes(NO_VECTOR, FIVE) == ("R9",)


@pytest.mark.parametrize(
    "words", ["after six", "yesterday", "a week on tuesday after 4", "boxing day, 2 or 3 o'clock"]
)
def test_a_time_alone_mentions_nothing(words: str) -> None:
    assert reader_that_says(0.99, 0.99).codes(NO_VECTOR, words) == ()
    assert reader_that_says(0.99, 0.1).codes(NO_VECTOR, f"{words} my last drink") == ("R8",)


def test_what_makes_harm_build_is_found_by_words_beside_the_rest() -> None:
    says = reader_that_says(0.9, 0.1)
    assert says.codes(NO_VECTOR, "my son uses heroin every day") == ("R8", "R21")
    assert says.codes(NO_VECTOR, "please ring me every day instead") == ("R8",)


def test_leaving_prison_or_care_by_itself_is_noted_as_that_and_nothing_else() -> None:
    says = reader_that_says(0.9, 0.9)
    assert says.codes(NO_VECTOR, "i came out of prison last week") == ("R14",)
    assert says.codes(NO_VECTOR, "i came out of prison ten years ago") == ()
    assert says.codes(NO_VECTOR, "i came out of prison last week, shaking") == ("R8", "R9")


def test_every_code_that_is_read_is_a_rule_of_triage_and_raises_a_plain_request() -> None:
    assert [
        RED_FLAGS[code].level for code in (*CODES, BY_WORDS) if RED_FLAGS[code].level == "routine"
    ] == []


def test_bytes_bring_the_same_reader_back(reader: RedFlagReader, encoder: Encoder) -> None:
    back = RedFlagReader.from_bytes(reader.to_bytes())
    texts = [text for text, _ in TAUGHT]
    vectors = encoder.encode(texts)
    assert back.probabilities(vectors, texts) == pytest.approx(
        reader.probabilities(vectors, texts), abs=0.01
    )
    assert [back.codes(*each) for each in zip(vectors, texts, strict=True)] == [
        reader.codes(*each) for each in zip(vectors, texts, strict=True)
    ]


def test_a_reading_outside_rasa_carries_them(
    reader: RedFlagReader, encoder: Encoder, small_classifier: LabelClassifier
) -> None:
    with_reader = Understanding(encoder, small_classifier, reader)
    assert with_reader.read("my brother came out of prison on Sunday").red_flags == ("R14",)
    assert with_reader.read("how long is rehab").red_flags == ()
    assert with_reader.read("?!").red_flags == ()


def test_the_reader_comes_out_of_the_model_file_and_a_file_without_it_is_refused(
    reader: RedFlagReader, small_classifier: LabelClassifier, encoder_folder: Path, tmp_path: Path
) -> None:
    heads = classifier_member(small_classifier.to_bytes())
    name = RED_FLAGS_FILE.removesuffix(".npz")
    whole = write_model(tmp_path / "whole.tar.gz", **{**heads, name: reader.to_bytes()})
    loaded = load_understanding(whole, encoder_folder)
    assert loaded.read("my brother came out of prison on Sunday").red_flags == ("R14",)
    del heads[name]
    with pytest.raises(ModelDamaged, match=RED_FLAGS_FILE):
        load_understanding(write_model(tmp_path / "old.tar.gz", **heads), encoder_folder)


Damage = Callable[[bytes], bytes]


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: b"",
        lambda data: data[: len(data) // 2],
        lambda data: data[:200] + bytes(40) + data[240:],
        lambda data: b"not a model at all",
    ],
)
def test_damaged_bytes_are_refused(reader: RedFlagReader, damage: Damage) -> None:
    with pytest.raises(ModelDamaged):
        RedFlagReader.from_bytes(damage(reader.to_bytes()))


@pytest.mark.parametrize("names", [CODES[::-1], CODES[:-1], ("greet", "thank")])
def test_bytes_of_a_head_with_other_names_are_refused(names: tuple[str, ...]) -> None:
    # Its rows would be read as codes that they do not stand for.
    weights = np.zeros((len(names), 1 + NGRAM_FEATURES), np.float32)
    other = LinearHead(names, weights, np.zeros(len(names), np.float32))
    with pytest.raises(ModelDamaged, match="train again"):
        RedFlagReader.from_bytes(other.to_bytes())


def test_the_training_file_has_enough_examples_of_every_code_and_near_misses(
    examples: list[FlaggedMessage],
) -> None:
    counts = Counter(code for one in examples for code in one.codes)
    assert {code: counts[code] for code in CODES if counts[code] < 200} == {}
    assert sum(not one.codes for one in examples) >= 200


def test_at_least_four_authors_wrote_it_and_each_wrote_every_code(
    examples: list[FlaggedMessage],
) -> None:
    by_author: dict[str, set[str]] = {}
    for one in examples:
        by_author.setdefault(one.author, set()).update(one.codes)
    assert len(by_author) >= 4
    assert {author for author, codes in by_author.items() if codes != set(CODES)} == set()


def test_no_line_of_the_training_file_is_lost_or_empty(examples: list[FlaggedMessage]) -> None:
    written = (ROOT / "data/red_flags.yml").read_text(encoding="utf-8")
    blocks = re.split(r"^- author:.*$", written, flags=re.MULTILINE)[1:]
    lines = [line for block in blocks for line in block.splitlines() if line.startswith("    ")]
    assert len(examples) == len(lines)
    assert all(one.text for one in examples)


def test_nothing_of_the_evaluation_set_is_trained_on(examples: list[FlaggedMessage]) -> None:
    measured = {one.text.casefold() for one in read_red_flags(ROOT / "evaluation/red_flags.tsv")}
    assert len(measured) > 400
    assert [one.text for one in examples if one.text.casefold() in measured] == []


def test_every_phone_number_is_from_a_fictional_range(examples: list[FlaggedMessage]) -> None:
    found = [re.sub(r"\D", "", n) for one in examples for n in NUMBER.findall(one.text)]
    assert found
    assert [number for number in found if not FICTIONAL.fullmatch(number)] == []
