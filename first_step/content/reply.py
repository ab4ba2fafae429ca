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

_HEADING = re.compile(r"^## +(.+?) *$", re.MULTILINE)


@dataclass(frozen=True)
class Button:
    """A choice under a reply: what is shown, and what tapping it sends."""

    title: str
    payload: str


@dataclass(frozen=True)
class Reply:
    """A text as a content owner wrote it; `sections` maps "answer", "more" … to templates."""

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


def read_reply(file: Path, folder: Path) -> Reply:
    """Return the text of a file below `folder`; raises ContentError naming what is wrong."""
    name = file.relative_to(folder).as_posix()
    try:
        document = frontmatter.loads(file.read_text(encoding="utf-8"))
        return _reply(name, document.metadata, document.content)
    except (OSError, UnicodeError, yaml.YAMLError, TypeError, ValueError, KeyError) as error:
        raise ContentError(f"{name}: cannot be read ({type(error).__name__})") from None


def id_of(name: str) -> str:
    """Return the id of a file: its path without `.md` and without a leading `answers/`."""
    return name.removesuffix(".md").removeprefix("answers/")


def _reply(name: str, meta: Mapping[str, Any], body: str) -> Reply:
    if meta.get("id") != id_of(name):
        raise ContentError(f"{name}: id is {meta.get('id')!r}, expected {id_of(name)!r}")
    return Reply(
        id=id_of(name),
        file=name,
        title=_text(meta.get("title")),
        question=_text(meta.get("question")),
        sources=_texts(meta.get("sources")),
        public_sources=_texts(meta.get("public_sources")),
        owner=_text(meta.get("owner")),
        reviewed_by=_text(meta.get("reviewed_by")),
        reviewed_on=_date(meta.get("reviewed_on")),
        review_by=_date(meta.get("review_by")),
        related=_texts(meta.get("related")),
        buttons=_buttons(meta.get("buttons")),
        variant_buttons={
            key.removeprefix("buttons_"): _buttons(value)
            for key, value in meta.items()
            if key.startswith("buttons_")
        },
        sections=_sections(body),
        why=_text(meta.get("why")),
        version=_text(meta.get("version")),
    )


def _sections(body: str) -> dict[str, str]:
    parts = _HEADING.split(body)
    return {
        title.strip().lower(): text.strip()
        for title, text in zip(parts[1::2], parts[2::2], strict=True)
    }


def _buttons(value: Any) -> tuple[Button, ...]:
    return tuple(Button(str(row["title"]), str(row["payload"])) for row in value or ())


def _text(value: Any) -> str | None:
    return None if value is None or str(value).strip() == "" else str(value)


def _texts(value: Any) -> tuple[str, ...]:
    return tuple(str(item) for item in value or ())


def _date(value: Any) -> date | None:
    if value is None or isinstance(value, date):
        return value
    return date.fromisoformat(str(value))
