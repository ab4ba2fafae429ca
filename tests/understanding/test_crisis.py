from __future__ import annotations

import pytest

from first_step.admissions.payload import parse_payload
from first_step.understanding.classifier import LabelProbability
from first_step.understanding.crisis import (
    LABELS,
    NO_CRISIS,
    CrisisDecision,
    CrisisThresholds,
    decide_crisis,
    tapped_decision,
)
from first_step.understanding.danger_patterns import DangerSigns, find_danger_signs

QUIET = DangerSigns({}, {}, {}, ())
SURE = DangerSigns({"overdose": ("overdose.sure.1",)}, {}, {}, ())
EXPLICIT = DangerSigns({}, {"overdose": ("overdose.explicit.1",)}, {}, ())
HINT = DangerSigns({}, {}, {"suicide": ("suicide.hint.2",)}, ())
SOFT_SURE = DangerSigns({"overdose": ("overdose.sure.1",)}, {}, {}, ("softener.4",))
SOFT_EXPLICIT = DangerSigns({}, {"overdose": ("overdose.explicit.1",)}, {}, ("softener.4",))
SOFT_HINT = DangerSigns({}, {}, {"suicide": ("suicide.hint.2",)}, ("softener.4",))
LEVELS = CrisisThresholds(act=0.5, check=0.15, supported=0.3, joined=0.7, trace=0.01)


def ranking(**shares: float) -> list[LabelProbability]:
    rows = [LabelProbability(f"crisis_{kind}", share) for kind, share in shares.items()]
    rest = LabelProbability("greet", 1.0 - sum(shares.values()))
    return sorted([*rows, rest], key=lambda row: -row.probability)


@pytest.mark.parametrize(
    ("signs", "mass", "band"),
    [
        (QUIET, 0.0, "none"),
        (QUIET, 0.14, "none"),
        (QUIET, 0.15, "check"),
        (QUIET, 0.49, "check"),
        (QUIET, 0.5, "act"),
        (SURE, 0.0, "act"),
        (SOFT_SURE, 0.0, "none"),
        (SOFT_SURE, 0.05, "check"),
        (SOFT_SURE, 0.5, "act"),
        (EXPLICIT, 0.0, "none"),
        (EXPLICIT, 0.05, "check"),
        (EXPLICIT, 0.29, "check"),
        (EXPLICIT, 0.3, "act"),
        (SOFT_EXPLICIT, 0.14, "none"),
        (SOFT_EXPLICIT, 0.3, "check"),
        (HINT, 0.04, "none"),
        (HINT, 0.05, "check"),
        (HINT, 0.49, "check"),
        (SOFT_HINT, 0.14, "none"),
        (SOFT_HINT, 0.15, "check"),
        (SOFT_HINT, 0.5, "act"),
    ],
)
def test_each_band_begins_where_its_threshold_says(
    signs: DangerSigns, mass: float, band: str
) -> None:
    assert decide_crisis(signs, ranking(overdose=mass), LEVELS).band == band


def test_the_shares_of_all_four_kinds_count_together() -> None:
    split = ranking(overdose=0.13, medical=0.13, suicide=0.13, danger=0.13)
    decision = decide_crisis(QUIET, split, LEVELS)
    assert (decision.band, round(decision.probability, 2)) == ("act", 0.52)


def test_probabilities_choose_the_card_and_patterns_where_there_is_little_of_them() -> None:
    both = DangerSigns({"overdose": ("a",)}, {"medical": ("b",)}, {"suicide": ("c",)}, ())
    assert decide_crisis(both, ranking(suicide=0.6, overdose=0.1)).label == "crisis_suicide"
    assert decide_crisis(both, ranking(suicide=0.005)).label == "crisis_overdose"
    assert decide_crisis(QUIET, ranking(danger=0.6, medical=0.2)).label == "crisis_danger"


@pytest.mark.parametrize(
    ("signs", "band"),
    [
        (QUIET, "none"),
        (SURE, "act"),
        (EXPLICIT, "act"),
        (SOFT_EXPLICIT, "check"),
        (HINT, "check"),
    ],
)
def test_without_a_classifier_patterns_decide_alone(signs: DangerSigns, band: str) -> None:
    assert decide_crisis(signs, ()).band == band


def test_without_a_classifier_the_card_is_the_pattern_s() -> None:
    assert decide_crisis(EXPLICIT, ()).answer == "crisis/overdose"


def test_the_thresholds_in_use_are_in_order() -> None:
    chosen = CrisisThresholds.chosen()
    assert 0 < chosen.trace <= chosen.check < chosen.act <= chosen.joined < 1
    assert 0 < chosen.supported <= chosen.act


@pytest.mark.parametrize("text", ["52", "Kev", "BT9", "07700 900123", "...", ""])
def test_a_name_or_a_number_is_no_danger_whatever_the_classifier_says(text: str) -> None:
    assert decide_crisis(QUIET, ranking(overdose=0.9), readable=text).band == "none"
    assert decide_crisis(SURE, ranking(overdose=0.9), readable=text).band == "act"


def test_details_for_a_form_are_no_danger_unless_a_pattern_says_so() -> None:
    text = "name is davina, time tomorrow afternoon"
    assert decide_crisis(QUIET, ranking(suicide=0.9), readable=text).band == "none"
    assert decide_crisis(SURE, ranking(suicide=0.9), readable=text).band == "act"
    more = f"{text}, then goodbye"
    assert decide_crisis(QUIET, ranking(suicide=0.9), readable=more).band == "act"


def test_of_a_few_words_only_what_goes_beyond_a_fifth_counts() -> None:
    few, more = "tomorrow morning", "tomorrow morning would be good"
    for mass, band, with_more in ((0.34, "none", "check"), (0.36, "check", "check")):
        assert decide_crisis(QUIET, ranking(overdose=mass), LEVELS, few).band == band
        assert decide_crisis(QUIET, ranking(overdose=mass), LEVELS, more).band == with_more
    assert decide_crisis(QUIET, ranking(overdose=0.71), LEVELS, few).band == "act"
    assert decide_crisis(QUIET, ranking(overdose=0.69), LEVELS, few).band == "check"


def test_a_few_words_that_a_pattern_knows_are_not_discounted() -> None:
    text, weak = "it's over tonight", ranking(suicide=0.06)
    assert decide_crisis(find_danger_signs(text), weak, LEVELS, text).band == "check"
    assert decide_crisis(QUIET, weak, LEVELS, text).band == "none"


def test_words_are_believed() -> None:
    assert decide_crisis(QUIET, ranking(overdose=0.9), readable="help me").band == "act"


@pytest.mark.parametrize(
    ("band", "answer"), [("act", "crisis/suicide"), ("check", "crisis/check"), ("none", None)]
)
def test_each_band_has_its_reply(band: str, answer: str | None) -> None:
    label = None if band == "none" else "crisis_suicide"
    assert CrisisDecision(band, label, (), 0.4).answer == answer  # type: ignore[arg-type]


def test_a_decision_travels_between_processes() -> None:
    decision = decide_crisis(SOFT_EXPLICIT, ranking(overdose=0.25))
    assert CrisisDecision.from_dict(decision.as_dict()) == decision
    assert CrisisDecision.from_dict(NO_CRISIS.as_dict()) == NO_CRISIS


@pytest.mark.parametrize(
    "change",
    [
        {"band": "maybe"},
        {"label": "crisis_flood"},
        {"label": "greet"},
        {"probability": "high"},
    ],
)
def test_what_is_no_decision_is_refused(change: dict[str, object]) -> None:
    good = CrisisDecision("act", "crisis_overdose", (), 0.9).as_dict()
    with pytest.raises(ValueError):
        CrisisDecision.from_dict({**good, **change})
    with pytest.raises(KeyError):
        CrisisDecision.from_dict({})


@pytest.mark.parametrize("label", LABELS)
def test_a_tapped_danger_is_acted_on(label: str) -> None:
    decision = tapped_decision(parse_payload("check:" + label.removeprefix("crisis_")))
    assert (decision.band, decision.label) == ("act", label)


@pytest.mark.parametrize(
    "payload", ["check:nobody", "check:unsure", "check:not_acted", "label:greet", "flow:age=adult"]
)
def test_other_taps_are_no_danger(payload: str) -> None:
    assert tapped_decision(parse_payload(payload)) == NO_CRISIS
