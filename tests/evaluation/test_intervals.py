from __future__ import annotations

import pytest

from first_step.evaluation.intervals import Share, share_of


def test_a_share_counts_what_holds() -> None:
    assert share_of([1, 2, 3, 4], lambda number: number > 1) == Share(3, 4)
    assert Share(3, 4).value == 0.75


def test_a_share_of_nothing_has_no_figures_and_is_no_error() -> None:
    none = Share(0, 0).as_dict()
    assert none.pop("hits") == none.pop("total") == 0
    assert set(none.values()) == {None}


def test_the_interval_is_wilsons() -> None:
    low, high = Share(8, 10).wilson or (0, 0)
    assert (low, high) == (pytest.approx(0.4902, abs=1e-4), pytest.approx(0.9433, abs=1e-4))


def test_bounds_are_one_sided_and_exact() -> None:
    # With no failure in n, the exact bound is where such luck has a chance of one in twenty.
    assert Share(100, 100).lower_bound == pytest.approx(0.05 ** (1 / 100))
    assert Share(0, 100).upper_bound == pytest.approx(1 - 0.05 ** (1 / 100))
    assert Share(100, 100).upper_bound == 1
    assert Share(0, 100).lower_bound == 0
