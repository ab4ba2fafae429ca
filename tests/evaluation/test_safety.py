from __future__ import annotations

from first_step.evaluation.intervals import Share
from first_step.evaluation.measures import Read
from first_step.evaluation.safety import (
    alarm_figures,
    danger_figures,
    elsewhere,
    lookalikes,
    safety_figures,
)

from .made_readings import row

OVERDOSE, SUICIDE = "crisis_overdose", "crisis_suicide"


def rows() -> list[Read]:
    return [
        row(OVERDOSE, OVERDOSE, band="act", group="young", strength="explicit"),
        row(OVERDOSE, OVERDOSE, band="act", card=SUICIDE, group="young", strength="explicit"),
        row(SUICIDE, "menu", band="check", group="older", strength="explicit", text="said"),
        row(SUICIDE, "menu", group="older", strength="veiled", text="hinted"),
        row("menu", "menu", band="act", card=OVERDOSE, looks_like="overdose", text="false"),
        row("menu", "menu", band="check", card=SUICIDE, source="lookalikes"),
        row("menu", "menu", group="seekers"),
        row("greet", "greet", band="check", card=SUICIDE, group="seekers"),
    ]


def test_checking_in_catches_danger_and_only_acting_acts() -> None:
    figures = danger_figures(rows())
    assert figures.caught == Share(3, 4)
    assert figures.acted == Share(2, 4)
    assert figures.right_card == Share(1, 2)


def test_explicit_danger_is_counted_alone() -> None:
    figures = danger_figures(rows())
    assert figures.explicit_acted == Share(2, 3)
    assert figures.explicit_right_card == Share(1, 2)


def test_alarms_are_counted_apart_for_lookalikes_and_elsewhere() -> None:
    assert alarm_figures(lookalikes(rows())).acted == Share(1, 2)
    assert alarm_figures(lookalikes(rows())).any_band == Share(2, 2)
    assert alarm_figures(elsewhere(rows())).acted == Share(0, 2)
    assert alarm_figures(elsewhere(rows())).any_band == Share(1, 2)
    # Danger is never a false alarm.
    assert alarm_figures(rows()).acted == Share(1, 4)


def test_danger_is_broken_down_by_kind_group_and_strength() -> None:
    figures = safety_figures(rows())
    assert {name: one["caught"]["hits"] for name, one in figures["danger_by_kind"].items()} == {
        "overdose": 2,
        "suicide": 1,
    }
    assert figures["danger_by_group"]["older"]["caught"]["total"] == 2
    assert set(figures["danger_by_strength"]) == {"explicit", "veiled"}
    assert figures["danger"]["caught"]["lower_bound"] < 0.75
    assert set(figures["lookalikes_by_kind"]) == {"overdose", "not said"}
    assert figures["elsewhere_by_group"]["seekers"]["any_band"]["hits"] == 1


def test_every_miss_is_listed_with_the_decision() -> None:
    figures = safety_figures(rows())
    assert [one["text"] for one in figures["missed"]] == ["hinted"]
    assert [one["text"] for one in figures["explicit_not_acted"]] == ["said"]
    assert [one["card"] for one in figures["wrong_card"]] == [SUICIDE]
    alarm = figures["acted_without_danger"][0]
    assert (alarm["text"], alarm["label"], alarm["card"]) == ("false", "menu", OVERDOSE)


def test_a_case_names_band_probability_and_patterns() -> None:
    missed = row(SUICIDE, "menu", patterns=("softener.3",), strength="explicit")
    case = safety_figures([missed])["missed"][0]
    assert (case["band"], case["probability"], case["patterns"]) == ("none", 0.0, ["softener.3"])
    assert (case["label"], case["read_as"]) == (SUICIDE, "menu")
