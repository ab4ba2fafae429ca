from __future__ import annotations

from typing import NamedTuple

import pytest

from first_step.admissions.errors import UnderstandingError
from first_step.evaluation.intervals import Share
from first_step.evaluation.peers import Peer, beside_peer, own_figures, peer_figures

from .made_readings import row


class Said(NamedTuple):
    label: str
    confidence: float
    top_three: tuple[str, ...]
    is_fallback: bool = False


def test_a_peers_label_counts_even_where_it_would_not_have_answered() -> None:
    figures = peer_figures(
        ["greet", "menu", "thank"],
        [
            Said("greet", 0.9, ("greet",)),
            Said("menu", 0.1, ("menu",), is_fallback=True),
            Said("menu", 0.5, ("menu", "greet", "thank")),
        ],
    )
    assert figures.accuracy == Share(2, 3)
    assert figures.top_three == Share(3, 3)


def test_falling_back_is_no_answer_to_what_is_out_of_scope() -> None:
    figures = peer_figures(
        ["out_of_scope"] * 3,
        [
            Said("greet", 0.9, ("greet",)),
            Said("greet", 0.2, ("greet",), is_fallback=True),
            Said("out_of_scope", 0.9, ("out_of_scope",)),
        ],
    )
    assert figures.out_of_scope_answered == Share(1, 3)


def test_we_are_counted_as_the_peer_is() -> None:
    figures = own_figures(
        [
            row("out_of_scope", "greet", "out_of_scope"),
            row("out_of_scope", "greet", abstain="clarify"),
            row("greet", "greet"),
        ]
    )
    assert figures.accuracy == Share(1, 3)
    assert figures.top_three == Share(2, 3)
    assert figures.out_of_scope_answered == Share(1, 2)


def test_a_peer_must_have_read_the_same_messages() -> None:
    peer = Peer("stock", "", [Said("greet", 0.9, ("greet",))])
    assert beside_peer([row("greet", "menu")], peer)["theirs"]["accuracy"]["hits"] == 1
    with pytest.raises(UnderstandingError, match="stock read 1 messages, not 2"):
        beside_peer([row("greet", "menu")] * 2, peer)
