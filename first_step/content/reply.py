"""One text of content/: its front matter and sections."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import frontmatter
import yaml

from first_step.admissions.errors import ContentError
from first_step.content.yaml_file import date_or_none, explain, text_or_none

_HEADING = re.compile(r"^## +(.+?) *$", re.MULTILINE)
_VARIANT_BUTTONS = "buttons_"


@dataclass(frozen=True)
class Button:
    """A choice under a reply: what is shown, and what tapping it sends."""

    title: str
    payload: str


@dataclass(frozen=True)
class Reply:
    """A text as its author wrote it.

    sections: "answer", "again", "more", "answer: alcohol" … to templates. variant_buttons: buttons
    that stand in for `buttons` for a variant, from `buttons_<variant>` in the front matter.
    """

    id: str
    file: str
    title: str | None = None
    question: str | None = None
    sources: tuple[str, ...] = ()
    public_sources: tuple[str, ...] = ()
    owner: str | None = None
    reviewed_by: str | None = None
    reviewed_on: date | None = None
    review_by: date | None = None
    related: tuple[str, ...] = ()
    buttons: tuple[Button, ...] = ()
    variant_buttons: Mapping[str, tuple[Button, ...]] = field(default_factory=dict)
    sections: Mapping[str, str] = field(default_factory=dict)
    why: str | None = None
    version: str | None = None
    meaning: str | None = None

    @property
    def every_button(self) -> tuple[Button, ...]:
        """Return the buttons of every variant, once each."""
        rows = (self.buttons, *self.variant_buttons.values())
        return tuple(dict.fromkeys(button for row in rows for button in row))


def read_reply(file: Path, folder: Path) -> Reply:
    """Return the text of a file below `folder`; raises ContentError that names what is wrong."""
    name = file.relative_to(folder).as_posix()
    try:
        document = frontmatter.loads(file.read_text(encoding="utf-8"))
        return _reply(name, document.metadata, document.content)
    except (OSError, ValueError, TypeError, KeyError, yaml.YAMLError) as error:
        raise ContentError(f"{name}: {explain(error)}") from None


def id_of(name: str) -> str:
    """Return the id of a file: its path without `.md` and without a leading `answers/`."""
    return name.removesuffix(".md").removeprefix("answers/")


def _reply(name: str, meta: Mapping[str, Any], body: str) -> Reply:
    if not meta:
        raise ValueError("it has no front matter")
    if meta.get("id") != id_of(name):
        raise ValueError(f"its id is {meta.get('id')!r}, not {id_of(name)!r}")
    return Reply(
        id=id_of(name),
        file=name,
        title=text_or_none(meta.get("title")),
        question=text_or_none(meta.get("question")),
        sources=_texts(meta, "sources"),
        public_sources=_texts(meta, "public_sources"),
        owner=text_or_none(meta.get("owner")),
        reviewed_by=text_or_none(meta.get("reviewed_by")),
        reviewed_on=date_or_none(meta.get("reviewed_on")),
        review_by=date_or_none(meta.get("review_by")),
        related=_texts(meta, "related"),
        buttons=_buttons(meta, "buttons"),
        variant_buttons={
            key.removeprefix(_VARIANT_BUTTONS): _buttons(meta, key)
            for key in meta
            if key.startswith(_VARIANT_BUTTONS)
        },
        sections=_sections(body),
        why=text_or_none(meta.get("why")),
        version=text_or_none(meta.get("version")),
        meaning=text_or_none(meta.get("meaning")),
    )


def _sections(body: str) -> dict[str, str]:
    before, *parts = _HEADING.split(body)
    if before.strip():
        raise ValueError("it has words before the first section")
    titles = [title.strip().lower() for title in parts[::2]]
    if len(set(titles)) < len(titles):
        raise ValueError("a section stands there twice")
    return dict(zip(titles, (text.strip() for text in parts[1::2]), strict=True))


def _buttons(meta: Mapping[str, Any], key: str) -> tuple[Button, ...]:
    rows = meta.get(key) or []
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise ValueError(f"{key} is no list of buttons")
    return tuple(Button(str(row["title"]), str(row["payload"])) for row in rows)


def _texts(meta: Mapping[str, Any], key: str) -> tuple[str, ...]:
    rows = meta.get(key) or []
    if not isinstance(rows, list):
        raise ValueError(f"{key} is no list")
    return tuple(str(row) for row in rows)
