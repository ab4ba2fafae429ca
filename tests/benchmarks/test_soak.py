from __future__ import annotations

import pytest

from benchmarks.soak import BAD, wrong_of

GOOD = {"messages sent": 400, "records": 31, "helped at once": 60}


def test_a_soak_in_which_nothing_went_wrong_counts_nothing() -> None:
    assert wrong_of({"counts": {**GOOD, **dict.fromkeys(BAD, 0)}}) == 0


@pytest.mark.parametrize("name", BAD)
def test_whatever_must_be_nothing_is_counted(name: str) -> None:
    assert wrong_of({"counts": {**GOOD, **dict.fromkeys(BAD, 0), name: 2}}) == 2
