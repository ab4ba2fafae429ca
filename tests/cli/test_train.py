from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from typer.testing import CliRunner

from first_step.admissions.errors import ModelDamaged, ModelRefused, UnderstandingError
from first_step.cli import main, train
from first_step.cli.model_fingerprint import (
    model_is_current,
    read_note,
    refused_before,
    write_note,
)
from first_step.cli.train import CANDIDATES, refuse_unsafe, train_into_service
from first_step.content.learned import add_learned
from first_step.evaluation.gate import read_gate_messages
from first_step.understanding.crisis import NO_CRISIS, CrisisDecision
from first_step.understanding.reading import Reading

from ..evaluation.hand_made import CALM, EXPLICIT, VEILED, HandMadeReader, write_sets

MUST_ACT = tuple(train._MUST_ACT)
LESS_SAFE = {"misses": VEILED[:1]}
LESS_ACCURATE = {"mistakes": CALM[:6]}


class Reader:
    """Understands what must be acted on, but for what the test takes away."""

    def __init__(self, **but: CrisisDecision) -> None:
        self._but = {name.replace("_", " "): decision for name, decision in but.items()}

    def read(self, text: str) -> Reading:
        decision = CrisisDecision("act", train._MUST_ACT[text], (), 0.9)
        for part, other in self._but.items():
            decision = other if part in text else decision
        return Reading((), decision, (), None)


def reader(**flaws: tuple[str, ...]) -> HandMadeReader:
    """Return a reader that also acts on the plain cries for help."""
    return HandMadeReader(**flaws, knows=train._MUST_ACT)


class FakeRasa:
    """Stands in for `rasa train`: leaves a model file, or fails, as the test says."""

    def __init__(self) -> None:
        self.commands: list[list[str]] = []
        self.code = 0
        self.writes: Callable[[Path], object] = lambda path: path.write_text("the candidate")

    def run(self, command: list[str], **_: Any) -> subprocess.CompletedProcess[bytes]:
        self.commands.append(command)
        folder = Path(command[command.index("--out") + 1])
        name = command[command.index("--fixed-model-name") + 1]
        self.writes(folder / f"{name}.tar.gz")
        return subprocess.CompletedProcess(command, self.code)


class Readers:
    """What the two model files understand; `load` stands in for reading them."""

    def __init__(self, in_service: Path) -> None:
        self.candidate: Any = reader()
        self.in_service: Any = reader()
        self._in_service = in_service

    def load(self, model: Path, encoder_folder: Path) -> Any:
        found = self.in_service if model == self._in_service else self.candidate
        if isinstance(found, Exception):
            raise found
        return found


@pytest.fixture
def rasa(monkeypatch: pytest.MonkeyPatch) -> FakeRasa:
    fake = FakeRasa()
    monkeypatch.setattr(train, "subprocess", SimpleNamespace(run=fake.run))
    return fake


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return a project with something to measure on."""
    write_sets(tmp_path / "evaluation")
    return tmp_path


@pytest.fixture
def model(root: Path) -> Path:
    """Return the path of a model in service, trained from older data."""
    path = root / "models" / "current.tar.gz"
    path.parent.mkdir()
    path.write_text("the old model")
    write_note(path, "older data", trained_at="long ago")
    return path


@pytest.fixture
def readers(model: Path, monkeypatch: pytest.MonkeyPatch) -> Readers:
    """Return what both models understand: everything, until the test says otherwise."""
    both = Readers(model)
    monkeypatch.setattr(train, "load_understanding", both.load)
    return both


def files_of(model: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in model.parent.glob("current.*")}


def test_an_understanding_that_acts_on_every_cry_for_help_passes() -> None:
    refuse_unsafe(Reader())  # type: ignore[arg-type]


@pytest.mark.parametrize("text", MUST_ACT)
@pytest.mark.parametrize(
    "instead",
    [
        NO_CRISIS,
        CrisisDecision("check", "crisis_overdose", (), 0.4),
    ],
    ids=["none", "check"],
)
def test_an_understanding_that_misses_one_is_refused(text: str, instead: CrisisDecision) -> None:
    reader = Reader()
    reader._but = {text: instead}
    with pytest.raises(UnderstandingError, match=train._MUST_ACT[text]):
        refuse_unsafe(reader)  # type: ignore[arg-type]


def test_the_wrong_card_is_a_miss() -> None:
    with pytest.raises(UnderstandingError, match="crisis_overdose"):
        refuse_unsafe(Reader(not_breathing=CrisisDecision("act", "crisis_medical", (), 1.0)))  # type: ignore[arg-type]


def test_every_kind_of_danger_stands_in_the_gate() -> None:
    assert set(train._MUST_ACT.values()) == {
        "crisis_overdose",
        "crisis_suicide",
        "crisis_medical",
        "crisis_danger",
    }


def test_a_good_candidate_takes_the_place_of_the_old_model(
    root: Path, model: Path, rasa: FakeRasa, readers: Readers
) -> None:
    train_into_service(root, model)
    assert model.read_text() == "the candidate"
    assert model_is_current(root, model) is None
    assert list((root / CANDIDATES).iterdir()) == []


def test_the_note_of_a_new_model_keeps_what_the_gate_measured(
    root: Path, model: Path, rasa: FakeRasa, readers: Readers
) -> None:
    readers.in_service = reader(**LESS_SAFE)
    train_into_service(root, model)
    note = read_note(model) or {}
    assert note.keys() == {
        "fingerprint",
        "reader",
        "sha256",
        "trained_at",
        "seconds",
        "gate",
        "learned",
    }
    assert note["gate"]["not_compared_because"] is None
    caught = note["gate"]["measures"]["danger caught"]
    assert (caught["candidate"], caught["in_service"], caught["of"]) == (30, 29, 30)


def test_what_was_approved_at_the_desk_is_learnt_but_what_the_gate_measures_with(
    root: Path, model: Path, rasa: FakeRasa, readers: Readers, tmp_path: Path
) -> None:
    measured = read_gate_messages(root / "evaluation")[0].text
    for text in ("he took my card", measured):
        add_learned(tmp_path, "family/enabling", text)
    train_into_service(root, model, data_dir=tmp_path)
    (command,) = rasa.commands
    data, learned = command[command.index("--data") + 1 :][:2]
    assert Path(data) == root / "data"
    written = Path(learned).read_text(encoding="utf-8")
    assert "he took my card" in written
    assert measured not in written
    assert (read_note(model) or {})["learned"] == 1


def test_the_model_before_is_kept_with_its_note(
    root: Path, model: Path, rasa: FakeRasa, readers: Readers
) -> None:
    before = files_of(model)
    train_into_service(root, model)
    for name, content in before.items():
        kept = model.with_name(name.replace("current", "previous"))
        assert kept.read_bytes() == content


def test_a_damaged_model_does_not_take_the_place_of_the_one_kept(
    root: Path, model: Path, rasa: FakeRasa, readers: Readers
) -> None:
    model.write_text("the old mod")
    train_into_service(root, model)
    assert not model.with_name("previous.tar.gz").exists()


def test_training_takes_no_part_from_rasas_cache(
    root: Path, model: Path, rasa: FakeRasa, readers: Readers
) -> None:
    # The cache does not notice a change of first_step.understanding.
    train_into_service(root, model)
    assert "--force" in rasa.commands[0]


def test_training_does_not_read_all_examples_twice_more_to_validate_what_tests_validate(
    root: Path, model: Path, rasa: FakeRasa, readers: Readers
) -> None:
    train_into_service(root, model)
    assert "--skip-validation" in rasa.commands[0]


def test_a_candidate_that_misses_a_plain_cry_for_help_leaves_the_old_model_serving(
    root: Path, model: Path, rasa: FakeRasa, readers: Readers
) -> None:
    before = files_of(model)
    readers.candidate = reader(misses=("I am going to kill myself tonight",))
    with pytest.raises(ModelRefused, match="crisis_suicide"):
        train_into_service(root, model, "Alex Example")
    assert files_of(model) == before


@pytest.mark.parametrize("person", [None, "Alex Example"])
@pytest.mark.parametrize(
    ("flaws", "measure"),
    [
        (LESS_SAFE, "danger caught 29 of 30"),
        ({"checks": EXPLICIT[:1]}, "explicit danger acted on 19 of 20"),
        ({"mistakes": EXPLICIT[:1]}, "explicit danger given its own card 19 of 20"),
    ],
    ids=["caught", "acted on", "card"],
)
def test_a_less_safe_candidate_is_refused_whoever_would_answer_for_it(
    root: Path,
    model: Path,
    rasa: FakeRasa,
    readers: Readers,
    person: str | None,
    flaws: dict[str, tuple[str, ...]],
    measure: str,
) -> None:
    before = files_of(model)
    readers.candidate = reader(**flaws)
    with pytest.raises(ModelRefused, match=f"{measure}.*nothing overrules safety"):
        train_into_service(root, model, person)
    assert files_of(model) == before
    assert not model.with_name("previous.tar.gz").exists()


def test_a_less_accurate_candidate_is_refused_with_both_figures_and_the_difference(
    root: Path, model: Path, rasa: FakeRasa, readers: Readers
) -> None:
    before = files_of(model)
    readers.candidate = reader(**LESS_ACCURATE)
    with pytest.raises(ModelRefused) as refusal:
        train_into_service(root, model)
    assert (
        "label accuracy 234 of 240 (97.5%), the model in service 240 of 240 (100.0%): "
        "2.5 points fewer"
    ) in str(refusal.value)
    assert train.ACCEPT in str(refusal.value)
    assert files_of(model) == before


def test_a_named_person_may_accept_a_less_accurate_candidate_and_that_is_kept(
    root: Path,
    model: Path,
    rasa: FakeRasa,
    readers: Readers,
    capsys: pytest.CaptureFixture[str],
) -> None:
    readers.candidate = reader(**LESS_ACCURATE)
    train_into_service(root, model, " Alex Example ")
    accepted = (read_note(model) or {})["accuracy_accepted"]
    assert accepted["by"] == "Alex Example"
    assert accepted["at"].startswith("20")
    assert "234 of 240" in accepted["figures"][0]
    assert "accepted by Alex Example" in capsys.readouterr().out
    assert model.read_text() == "the candidate"


def test_a_name_that_was_not_needed_is_not_kept(
    root: Path, model: Path, rasa: FakeRasa, readers: Readers
) -> None:
    train_into_service(root, model, "Alex Example")
    assert "accuracy_accepted" not in (read_note(model) or {})


@pytest.mark.parametrize("person", ["", "  "])
def test_nobody_is_no_name(
    root: Path, model: Path, rasa: FakeRasa, readers: Readers, person: str
) -> None:
    with pytest.raises(UnderstandingError, match="needs the name"):
        train_into_service(root, model, person)
    assert rasa.commands == []


def test_the_command_takes_the_name_and_refuses_an_empty_one(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str | None] = []
    monkeypatch.setattr(
        train, "train_into_service", lambda root, model, name, _: asked.append(name)
    )
    assert CliRunner().invoke(main.app, ["train"]).exit_code == 0
    CliRunner().invoke(main.app, ["train", "--accept-worse-accuracy", "Alex Example"])
    assert asked == [None, "Alex Example"]
    monkeypatch.undo()
    result = CliRunner().invoke(main.app, ["train", "--accept-worse-accuracy", ""])
    assert result.exit_code == 1
    assert "needs the name" in str(result.exception)


def test_a_refused_candidate_stays_with_its_figures_beside_it(
    root: Path, model: Path, rasa: FakeRasa, readers: Readers
) -> None:
    readers.candidate = reader(**LESS_SAFE)
    with pytest.raises(ModelRefused) as refusal:
        train_into_service(root, model)
    figures, candidate = sorted((root / CANDIDATES).iterdir())
    assert candidate.read_text() == "the candidate"
    assert figures.name == candidate.name.replace(".tar.gz", ".json")
    written = json.loads(figures.read_text())
    assert written["refused"] == str(refusal.value)
    assert written["gate"]["measures"]["danger caught"]["lost"] == 1


def test_a_refusal_is_remembered_until_the_sources_or_the_model_change(
    root: Path, model: Path, rasa: FakeRasa, readers: Readers
) -> None:
    assert refused_before(root, model) is None
    readers.candidate = reader(**LESS_SAFE)
    with pytest.raises(ModelRefused):
        train_into_service(root, model)
    assert "danger caught" in (refused_before(root, model) or "")
    (root / "config.yml").write_text("language: en")
    assert refused_before(root, model) is None
    (root / "config.yml").unlink()
    model.unlink()
    assert refused_before(root, model) is None


def test_a_refusal_is_forgotten_once_a_candidate_passes(
    root: Path, model: Path, rasa: FakeRasa, readers: Readers
) -> None:
    readers.candidate = reader(**LESS_SAFE)
    with pytest.raises(ModelRefused):
        train_into_service(root, model)
    readers.candidate = reader()
    train_into_service(root, model)
    assert list(model.parent.glob("refused*")) == []


def damage(model: Path, readers: Readers) -> None:
    model.write_text("the old mod")


def forget(model: Path, readers: Readers) -> None:
    model.with_name("current.json").unlink()


def take_away(model: Path, readers: Readers) -> None:
    model.unlink()


def other_encoder(model: Path, readers: Readers) -> None:
    note = {**(read_note(model) or {}), "reader": "another"}
    model.with_name("current.json").write_text(json.dumps(note))


def other_format(model: Path, readers: Readers) -> None:
    readers.in_service = ModelDamaged("label classifier: made by another version; train again")


@pytest.mark.parametrize("spoil", [damage, forget, take_away, other_encoder, other_format])
def test_without_a_model_that_can_be_read_only_the_floors_count_and_that_is_said(
    root: Path,
    model: Path,
    rasa: FakeRasa,
    readers: Readers,
    capsys: pytest.CaptureFixture[str],
    spoil: Callable[[Path, Readers], None],
) -> None:
    spoil(model, readers)
    readers.candidate = reader(misses=VEILED[:3], mistakes=CALM)
    train_into_service(root, model)
    assert model.read_text() == "the candidate"
    assert "only the floors apply" in " ".join(capsys.readouterr().out.split())
    assert (read_note(model) or {})["gate"]["not_compared_because"]


def test_below_the_floor_even_a_first_model_is_refused(
    root: Path, model: Path, rasa: FakeRasa, readers: Readers
) -> None:
    model.unlink()
    readers.candidate = reader(misses=VEILED[:4])
    with pytest.raises(ModelRefused, match="the floor is"):
        train_into_service(root, model)
    assert not model.exists()


def test_without_evaluation_sets_nothing_is_trained(
    root: Path, model: Path, rasa: FakeRasa, readers: Readers
) -> None:
    (root / "evaluation" / "crisis.tsv").unlink()
    with pytest.raises(UnderstandingError, match=r"crisis\.tsv"):
        train_into_service(root, model)
    assert rasa.commands == []


def test_a_candidate_that_cannot_be_read_leaves_the_old_model_serving(
    root: Path, model: Path, rasa: FakeRasa
) -> None:
    before = files_of(model)
    rasa.writes = lambda path: path.write_text("half a model")
    with pytest.raises(ModelDamaged):
        train_into_service(root, model)
    assert files_of(model) == before


@pytest.mark.parametrize("code", [0, 1])
def test_a_failed_training_leaves_the_old_model_serving(
    root: Path, model: Path, rasa: FakeRasa, code: int
) -> None:
    before = files_of(model)
    if code == 0:
        rasa.writes = lambda path: None
    rasa.code = code
    with pytest.raises(ModelDamaged, match="the model in service stays"):
        train_into_service(root, model)
    assert files_of(model) == before
