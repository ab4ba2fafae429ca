from __future__ import annotations

import re
from pathlib import Path

import pytest
from sqlalchemy import Table

from first_step.store.retention import DELIVERED, HANDED_OVER, SIGN_INS, UNASKED, WITHDRAWN
from first_step.store.rotation import SEALED_COLUMNS
from first_step.store.tables import metadata

PAGE = (Path(__file__).parents[2] / "docs" / "privacy.md").read_text(encoding="utf-8")
ROWS = {
    cells[1].strip().strip("`"): cells
    for line in PAGE.splitlines()
    if len(cells := line.split("|")) == 7 and cells[1].strip().startswith("`")
}


def names(cell: str) -> set[str]:
    return set(re.findall(r"`(\w+)`", cell))


@pytest.mark.parametrize("table", metadata.sorted_tables, ids=lambda table: str(table.name))
def test_every_table_stands_in_the_data_map_with_all_its_columns(table: Table) -> None:
    assert table.name in ROWS, f"docs/privacy.md has no row for {table.name}"
    assert names(ROWS[table.name][2]) == {column.name for column in table.columns}


def test_the_data_map_has_no_table_that_does_not_exist() -> None:
    assert set(ROWS) == {table.name for table in metadata.sorted_tables}


@pytest.mark.parametrize("sealed", SEALED_COLUMNS, ids=lambda each: str(each.column))
def test_what_is_sealed_is_said_to_be(sealed: object) -> None:
    column = sealed.column  # type: ignore[attr-defined]
    assert column.name in names(ROWS[column.table.name][4])


def test_times_are_those_of_the_code() -> None:
    assert UNASKED == SIGN_INS
    assert UNASKED.total_seconds() == 24 * 3600
    for words in (
        f"{WITHDRAWN.days} days after the withdrawal",
        f"{DELIVERED.days} days after del",
        f"{HANDED_OVER.days} days after it was marked as done",
    ):
        assert words in PAGE
