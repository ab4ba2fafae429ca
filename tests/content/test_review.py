from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from first_step.admissions.errors import ConfigurationError
from first_step.content.review import refuse_unreviewed, unreviewed

from .house import SAMARITANS, TODAY, Folder

REVIEWED: dict[str, Any] = {"reviewed_by": "Dr Ito", "reviewed_on": "2026-11-20"}


def test_texts_without_a_reviewer_are_listed_by_what_rests_on_them(folder: Folder) -> None:
    folder.text("crisis/overdose")
    folder.text("language/pl")
    folder.text("flow/consent")
    folder.text("flow/red_flags")
    folder.text("say/greet")
    folder.topic("cause/trauma")
    folder.text("crisis/danger", **REVIEWED)
    assert unreviewed(folder.load()) == {
        "crisis": ("crisis/overdose", "language/pl"),
        "consent": ("flow/consent",),
        "triage": ("flow/red_flags",),
        "answers": ("cause/trauma", "say/greet"),
    }


@pytest.mark.parametrize("answer_id", ["crisis/check", "flow/consent", "flow/red_flags"])
def test_a_production_start_is_refused_without_a_reviewer(folder: Folder, answer_id: str) -> None:
    folder.text(answer_id)
    with pytest.raises(ConfigurationError, match="have no reviewer"):
        refuse_unreviewed(folder.load(), TODAY)


def test_a_production_start_is_refused_on_an_old_helpline(folder: Folder) -> None:
    folder.helplines({**SAMARITANS, "last_checked": date(2026, 8, 1)})
    with pytest.raises(ConfigurationError, match="1 helplines"):
        refuse_unreviewed(folder.load(), TODAY)


def test_a_production_start_goes_on_when_every_grave_text_was_read(folder: Folder) -> None:
    folder.text("crisis/check", **REVIEWED)
    folder.text("flow/consent", **REVIEWED)
    folder.text("say/greet")
    refuse_unreviewed(folder.load(), TODAY)
