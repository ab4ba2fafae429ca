from __future__ import annotations

import json
from pathlib import Path

from benchmarks.results import keep_rows

ROW = ("a turn, p50, ms", "2.0", "10.0", "0.20")


def test_a_row_is_written_with_its_columns_named(tmp_path: Path) -> None:
    path = tmp_path / "results" / "bench.json"
    keep_rows("product", [ROW], path)
    assert json.loads(path.read_text(encoding="utf-8"))["product"]["rows"] == [
        {"measure": "a turn, p50, ms", "first_step": "2.0", "peer": "10.0", "ratio": "0.20"}
    ]


def test_another_groups_rows_stay_and_its_own_are_replaced(tmp_path: Path) -> None:
    path = tmp_path / "bench.json"
    keep_rows("product", [ROW], path)
    keep_rows("understanding", [ROW, ROW], path)
    keep_rows("understanding", [ROW], path)
    known = json.loads(path.read_text(encoding="utf-8"))
    assert [len(known[group]["rows"]) for group in ("product", "understanding")] == [1, 1]


def test_a_damaged_file_is_written_anew(tmp_path: Path) -> None:
    path = tmp_path / "bench.json"
    path.write_text("{", encoding="utf-8")
    keep_rows("product", [ROW], path)
    assert list(json.loads(path.read_text(encoding="utf-8"))) == ["product"]
