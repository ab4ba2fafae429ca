from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks import tracker_stores


def test_both_stores_keep_a_conversation_and_are_put_side_by_side(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tracker_stores, "TURNS", 24)
    monkeypatch.setattr(tracker_stores, "LATE", 18)
    urls = [f"sqlite:///{tmp_path}/{name}.db" for name in ("ours", "theirs")]
    early, late, growth = tracker_stores._rows("SQLite", tmp_path, *urls)
    assert early[0] == "tracker of turn 5 on SQLite, ms"
    assert float(late[1]) > 0
    assert float(growth[2]) > 1  # Rasa's reads every event of the conversation, at every turn
