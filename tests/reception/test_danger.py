from __future__ import annotations

import pytest

from first_step.admissions.errors import ModelMissing
from first_step.reception.danger import ModelReader, card_for, find_danger
from first_step.reception.incoming import Incoming
from first_step.understanding.crisis import NO_CRISIS

from .fakes import CHECK, OVERDOSE, FakeReader


def test_a_typed_message_is_read_with_those_before_it() -> None:
    reader = FakeReader()
    incoming = Incoming("m1", "is he breathing")
    assert find_danger(reader, incoming, ["i found my mate"]) == OVERDOSE
    assert find_danger(reader, incoming) == NO_CRISIS


@pytest.mark.parametrize(
    ("payload", "card"),
    [
        ("check:overdose", "crisis/overdose"),
        ("check:suicide", "crisis/suicide"),
        ("check:medical", "crisis/medical"),
        ("check:danger", "crisis/danger"),
        ("check:acted", "crisis/suicide_acted"),
        ("check:not_acted", None),
        ("check:nobody", None),
        ("label:menu", None),
        ("nonsense", None),
    ],
)
def test_a_tap_says_outright_what_it_is_about(payload: str, card: str | None) -> None:
    incoming = Incoming("m1", "", payload)
    decision = find_danger(FakeReader(), incoming)
    assert card_for(decision, incoming) == card
    assert (decision.band == "act") is (card is not None)


def test_only_danger_to_act_on_has_a_card() -> None:
    incoming = Incoming("m1", "hopeless")
    assert card_for(CHECK, incoming) is None
    assert card_for(OVERDOSE, incoming) == "crisis/overdose"


def test_a_text_too_long_is_read_to_its_end() -> None:
    reader = FakeReader()
    assert find_danger(reader, Incoming("m1", "x" * 9_000 + " blue")) == OVERDOSE
    assert [len(text) for text in reader.read_texts] == [4_000, 4_000, 1_005]


def test_with_a_broken_model_the_patterns_still_find_danger(
    caplog: pytest.LogCaptureFixture,
) -> None:
    reader = FakeReader()
    reader.broken = True
    found = find_danger(reader, Incoming("m1", "hes overdosing, not breathing"))
    assert (found.band, found.label) == ("act", "crisis_overdose")
    assert find_danger(reader, Incoming("m1", "what is rehab")).band == "none"
    assert "overdosing" not in caplog.text


def test_a_model_that_is_not_loaded_is_not_ready(tmp_path: object) -> None:
    from pathlib import Path

    reader = ModelReader(Path(str(tmp_path)) / "none.tar.gz")
    assert not reader.ready
    with pytest.raises(ModelMissing):
        reader.load()
    with pytest.raises(ModelMissing):
        reader.read("hello")
