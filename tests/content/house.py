"""A small content folder that is in order, to be broken one thing at a time."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import yaml

from first_step.content.checks import check_library
from first_step.content.checks.problem import Problem
from first_step.content.library import Library, load_library

TODAY = date(2026, 11, 24)
REAL = Path(__file__).parents[2] / "content"

PROVIDER: dict[str, Any] = {
    "name": "Green Door",
    "short_name": "GD",
    "team": "the admissions team at Green Door",
    "controller": None,
    "phone": {"display": "020 7946 0000", "e164": "+442079460000"},
    "hours": None,
    "timezone": "Europe/London",
    "office_contact": None,
    "retention_days": 90,
    "last_checked": date(2026, 11, 1),
}
SAMARITANS: dict[str, Any] = {
    "id": "samaritans",
    "name": "Samaritans",
    "contact": "Samaritans: 116 123",
    "number": "116123",
    "sms": None,
    "url": None,
    "for": "Anyone who is struggling",
    "hours": "24 hours",
    "nation": "UK",
    "certainty": "verified",
    "last_checked": date(2026, 11, 1),
    "source": "NHS",
}
SOURCES = {"S1": {"words": "Four groups", "public": ["An article"], "certainty": "seed"}}
FRONT = {
    "sources": ["S1"],
    "public_sources": ["An article"],
    "owner": "content",
    "review_by": date(2027, 2, 23),
}
WARNING = (
    "With alcohol, GHB, benzodiazepines or pregabalin, do not stop suddenly. "
    "Call 999 for a fit. Ask for help first. You can ask me more."
)


class Folder:
    """A content folder below `path`, with helpers to write one file of it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.provider()
        self.helplines(SAMARITANS)
        self.write("sources.yml", yaml.safe_dump(SOURCES))

    def provider(self, **changes: Any) -> None:
        self.write("provider.yml", yaml.safe_dump({**PROVIDER, **changes}))

    def helplines(self, *rows: dict[str, Any]) -> None:
        self.write("helplines.yml", yaml.safe_dump(list(rows)))

    def write(self, name: str, words: str) -> Path:
        file = self.path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(words, encoding="utf-8")
        return file

    def text(
        self, answer_id: str, words: str = "You can ask me.", *, sections: str = "", **front: Any
    ) -> Path:
        """Write a text; a front matter field given as None is left out."""
        meta = {"id": answer_id, **FRONT, **front}
        kept = {name: value for name, value in meta.items() if value is not None}
        body = sections or f"## answer\n{words}\n"
        return self.write(
            f"{answer_id}.md", f"---\n{yaml.safe_dump(kept, allow_unicode=True)}---\n{body}"
        )

    def topic(self, topic: str, *, sections: str = "", **front: Any) -> Path:
        """Write a topic under answers/ that is in order, but for what is given."""
        meta = {"title": "Trauma", "question": "Is it so?", "related": ["cause/stress"], **front}
        body = sections or "## answer\nIt can.\n## again\nYes, it can.\n## more\nIt is so.\n"
        self.text(topic, sections=body, **meta)
        file = self.path / "answers" / f"{topic}.md"
        file.parent.mkdir(parents=True, exist_ok=True)
        return (self.path / f"{topic}.md").rename(file)

    def variants(self, topic: str, **changes: str | None) -> Path:
        """Write a topic with a text per substance group; None leaves one out."""
        words: dict[str, str | None] = {
            "opioids": "A doctor can help.",
            "alcohol": "A doctor can help. Call 999 for a fit.",
            "sedatives": "A doctor can help. Call 999 for a fit.",
            "stimulants": "A doctor can help. Call 999 for a fit.",
            "not_said": WARNING,
            **changes,
        }
        kept = {variant: text for variant, text in words.items() if text is not None}
        body = "".join(f"## answer: {variant}\n{text}\n" for variant, text in kept.items())
        return self.topic(topic, sections=f"{body}## more\nA doctor can help.\n")

    def load(self) -> Library:
        return load_library(self.path)

    def problems(self, file: str) -> list[Problem]:
        """Return what the check finds in one file, missing texts of the rest left aside."""
        found = check_library(self.load(), TODAY)
        return [p for p in found if p.file == file and p.rule != "missing-answer"]

    def rules(self, file: str) -> list[str]:
        return [problem.rule for problem in self.problems(file)]
