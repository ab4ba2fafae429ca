from __future__ import annotations

import re
from pathlib import Path

import yaml

from first_step.reception.metrics import Metrics
from first_step.store import outbox

ALERTS = Path(__file__).parents[2] / "deploy" / "prometheus" / "alerts.yml"


def test_every_outcome_that_an_alert_asks_about_stands_at_nought_from_the_start() -> None:
    # Prometheus sees no increase in a counter that first appears at 1.
    lines = Metrics().text().decode().splitlines()
    asked = []
    for group in yaml.safe_load(ALERTS.read_text("utf-8"))["groups"]:
        for rule in group["rules"]:
            found = re.findall(r'(first_step_\w+_total)\{(\w+)=~?"([^"]+)"', rule["expr"])
            asked += [
                (name, label, each) for name, label, all_ in found for each in all_.split("|")
            ]
    asked = [each for each in asked if each[1] != "status"]
    assert len(asked) == 4
    for name, label, value in asked:
        pattern = re.compile(rf'{name}\{{(.*,)?{label}="{value}"(,.*)?\}} 0\.0')
        assert [line for line in lines if pattern.fullmatch(line)], (name, label, value)


def test_notices_of_every_kind_are_counted_from_nought() -> None:
    text = Metrics().text().decode()
    for kind in outbox.KINDS:
        assert f'first_step_notices_total{{kind="{kind}",outcome="dead"}} 0.0' in text


def test_every_kind_of_danger_and_both_bands_are_counted_from_nought() -> None:
    text = Metrics().text().decode()
    for band in ("act", "check"):
        assert f'first_step_danger_total{{band="{band}",label="crisis_overdose"}} 0.0' in text
