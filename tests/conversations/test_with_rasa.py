"""The conversations beside this file, through Rasa's own command."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parents[1]


def test_rasa_test_finds_every_conversation_as_it_should_go(
    trained_model: Path, tmp_path: Path
) -> None:
    command = ["test", "core", "--stories", str(HERE), "--model", str(trained_model)]
    command += ["--out", str(tmp_path), "--endpoints", "endpoints.yml"]
    result = subprocess.run(
        [sys.executable, "-m", "bot.rasa_quietly", *command, "--fail-on-prediction-errors"],
        cwd=ROOT,
        env={**os.environ, "FIRST_STEP_DATA_DIR": str(tmp_path / "var")},
        capture_output=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr.decode(errors="replace")[-2000:]
    failed = (tmp_path / "failed_test_stories.yml").read_text(encoding="utf-8")
    assert "None of the test stories failed" in failed
