from __future__ import annotations

from pathlib import Path

import pytest

from first_step.admissions.errors import UnderstandingError
from first_step.evaluation.messages import (
    LabelledMessage,
    MessageRun,
    MessageWithFlags,
    read_messages,
    read_red_flags,
    read_sequences,
    read_sets,
)

from ..installation import ROOT


def written(folder: Path, name: str, *lines: str) -> Path:
    path = folder / name
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_the_development_set_has_no_header_and_its_source_is_the_group(tmp_path: Path) -> None:
    path = written(tmp_path, "messages.tsv", "families\tgreet\thello", "lookalikes\tmenu\tdying")
    assert read_messages(path) == [
        LabelledMessage("families", "greet", "hello", group="families"),
        LabelledMessage("lookalikes", "menu", "dying", group="lookalikes"),
    ]


def test_the_other_sets_say_in_their_first_line_what_their_columns_are(tmp_path: Path) -> None:
    general = written(tmp_path, "general.tsv", "group\tlabel\tmessage", "older\tgreet\tGood day")
    crisis = written(
        tmp_path,
        "crisis.tsv",
        "group\tlabel\tstrength\tmessage",
        "uses\tcrisis_overdose\tveiled\tcant wake him",
    )
    alike = written(
        tmp_path,
        "lookalikes.tsv",
        "group\tlooks_like\tlabel\tmessage",
        "young\tsuicide\tpraise\tdead good this",
    )
    assert read_messages(general) == [LabelledMessage("general", "greet", "Good day", "older")]
    assert read_messages(crisis) == [
        LabelledMessage("crisis", "crisis_overdose", "cant wake him", "uses", strength="veiled")
    ]
    assert read_messages(alike) == [
        LabelledMessage("lookalikes", "praise", "dead good this", "young", looks_like="suicide")
    ]


def test_a_lookalike_is_known_by_its_column_or_by_the_source_of_the_development_set() -> None:
    assert LabelledMessage("lookalikes", "menu", "x").is_lookalike
    assert LabelledMessage("data", "menu", "x", looks_like="overdose").is_lookalike
    assert not LabelledMessage("seekers", "menu", "x").is_lookalike
    assert not LabelledMessage("lookalikes", "crisis_danger", "x").is_lookalike


@pytest.mark.parametrize(
    ("header", "line", "complaint"),
    [
        ("group\tlabel\tmessage", "older\tgreet", "not 3 columns"),
        ("group\tlabel\tmessage", "older\tgreetings\thello", "no such label"),
        ("group\tlabel\tmessage", "older\tgreet\t ", "no message"),
        ("group\tlabel\tstrength\tmessage", "a\tcrisis_danger\tmild\tx y", "strength"),
        ("group\tlooks_like\tlabel\tmessage", "a\tflu\tgreet\tx y", "no known danger"),
    ],
)
def test_a_line_that_cannot_be_read_is_named_with_its_file(
    tmp_path: Path, header: str, line: str, complaint: str
) -> None:
    path = written(tmp_path, "a_set.tsv", header, line)
    with pytest.raises(UnderstandingError, match=rf"a_set\.tsv, line 2: .*{complaint}"):
        read_messages(path)


def test_a_set_that_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(UnderstandingError, match=r"messages\.tsv: FileNotFoundError"):
        read_sets(tmp_path)


def test_red_flags_are_read_with_their_codes_and_near_misses_without(tmp_path: Path) -> None:
    path = written(tmp_path, "f.tsv", "codes\tmessage", "R8,R16\tno home, no drink", "-\thello")
    assert read_red_flags(path) == [
        MessageWithFlags(("R8", "R16"), "no home, no drink"),
        MessageWithFlags((), "hello"),
    ]


@pytest.mark.parametrize("line", ["R7\tx", "R8, R9\tx", "\tx", "R8", "R8\t"])
def test_a_bad_line_of_red_flags_is_named(tmp_path: Path, line: str) -> None:
    with pytest.raises(UnderstandingError, match=r"f\.tsv, line 2"):
        read_red_flags(written(tmp_path, "f.tsv", "codes\tmessage", line))


def test_runs_have_two_to_four_messages(tmp_path: Path) -> None:
    path = written(tmp_path, "s.tsv", "label\tmessages", "calm\tmy mate\tis late")
    assert read_sequences(path) == [MessageRun("calm", ("my mate", "is late"))]


@pytest.mark.parametrize(
    "line", ["calm\tone", "calm\t1\t2\t3\t4\t5", "greet\tone\ttwo", "calm\tone\t "]
)
def test_a_bad_run_is_named(tmp_path: Path, line: str) -> None:
    with pytest.raises(UnderstandingError, match=r"s\.tsv, line 2"):
        read_sequences(written(tmp_path, "s.tsv", "label\tmessages", line))


def test_the_projects_own_sets_can_be_read() -> None:
    folder = ROOT / "evaluation"
    sets = read_sets(folder)
    assert {one.strength for one in sets["crisis"]} == {"explicit", "veiled"}
    assert all(one.is_danger for one in sets["crisis"])
    assert all(one.is_lookalike for one in sets["lookalikes"])
    assert any(one.is_lookalike for one in sets["development"])
    assert all(one.group for messages in sets.values() for one in messages)
    assert any(len(one.codes) > 1 for one in read_red_flags(folder / "red_flags.tsv"))
    assert {one.is_danger for one in read_sequences(folder / "sequences.tsv")} == {True, False}
