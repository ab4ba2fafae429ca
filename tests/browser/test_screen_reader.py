"""What a screen reader is given: the whole tree of roles and names, screen by screen.

The trees stand in trees/, to be read as a listener would hear them. Where one changes for a reason,
look at the difference and then write the new one: FIRST_STEP_WRITE_TREES=1 with this file alone.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

from .visitor import Visitor

TREES = Path(__file__).parent / "trees"


def check_tree(kev: Visitor, screen: str, part: str = "dialog") -> None:
    tree = kev.page.locator(part).aria_snapshot()
    tree = re.sub(r"\d\d:\d\d", "12:34", tree) + "\n"
    file = TREES / f"{screen}.yml"
    if os.environ.get("FIRST_STEP_WRITE_TREES"):
        file.write_text(tree, encoding="utf-8")
    assert tree == file.read_text(encoding="utf-8"), screen


def test_closed(kev: Visitor) -> None:
    kev.visit()
    kev.page.wait_for_selector(".root", state="attached")
    check_tree(kev, "closed", ".launcher")


def test_open(kev: Visitor) -> None:
    kev.visit("/?demo=").open()
    check_tree(kev, "open")


def test_a_question_with_replies(kev: Visitor) -> None:
    kev.visit().open().write("please call me")
    kev.sees("Which number may we ring?")
    kev.sees("Sent")
    check_tree(kev, "question")


def test_a_crisis_answer(kev: Visitor) -> None:
    kev.visit().open().write("he's gone blue")
    kev.sees("You were right")
    kev.sees("Sent")
    check_tree(kev, "crisis")


def test_what_is_read_back(kev: Visitor) -> None:
    kev.visit().open().write("check it")
    kev.sees("Nothing is sent until you tap")
    kev.sees("Sent")
    check_tree(kev, "read_back")
