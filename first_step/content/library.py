"""All of content/ as it stands: looked up by id, rendered with Jinja2."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from jinja2 import StrictUndefined, TemplateError
from jinja2.sandbox import SandboxedEnvironment

from first_step.admissions.errors import ContentError, UnknownAnswer
from first_step.admissions.opening_hours import OpeningHours
from first_step.content.facts import (
    Helpline,
    Provider,
    Source,
    read_helplines,
    read_provider,
    read_sources,
)
from first_step.content.labels import FAMILIES
from first_step.content.reply import Button, Reply, read_reply

__all__ = ["VARIANTS", "VARIANT_TOPICS", "Button", "Library", "Reply", "load_library"]

# Facts N11: never answered as if the substance were known.
VARIANT_TOPICS = (
    "treatment/detox",
    "treatment/duration",
    "treatment/medication",
    "treatment/home_detox",
    "treatment/relapse",
    "sign/withdrawal",
    "harm/pregnancy",
    "cause/dependence",
)
VARIANTS = ("opioids", "alcohol", "sedatives", "stimulants", "not_said")


def _environment() -> SandboxedEnvironment:
    # Replies are plain text: the widget and every channel show them as text, never as markup.
    return SandboxedEnvironment(undefined=StrictUndefined, autoescape=False, trim_blocks=True)


@dataclass(frozen=True)
class Library:
    """One reading of the folder; immutable, so a turn never sees half of an edit."""

    answers: Mapping[str, Reply]
    provider: Provider
    helplines: Mapping[str, Helpline]
    sources: Mapping[str, Source]
    _jinja: SandboxedEnvironment = field(default_factory=_environment, repr=False, compare=False)

    @property
    def families(self) -> tuple[str, ...]:
        """Return the families whose topics are answers."""
        return tuple(FAMILIES)

    def reply(self, answer_id: str) -> Reply:
        """Return the text with this id; raises UnknownAnswer."""
        try:
            return self.answers[answer_id]
        except KeyError:
            raise UnknownAnswer(f"content/ has no text {answer_id}") from None

    def render(
        self, answer_id: str, section: str = "answer", variant: str | None = None, **variables: Any
    ) -> str:
        """Return the words of a section; a variant that is not there falls back to the section.

        Raises UnknownAnswer for an unknown id or section, ContentError for a broken template.
        """
        reply = self.reply(answer_id)
        template = reply.sections.get(f"{section}: {variant}") or reply.sections.get(section)
        if template is None:
            raise UnknownAnswer(f"content/{reply.file} has no section {section}")
        return self.render_text(template, f"content/{reply.file}", **variables)

    def render_text(self, template: str, origin: str, **variables: Any) -> str:
        """Return a template's words; raises ContentError that names `origin`."""
        known = {"provider": self.provider, "helpline": self.helplines, "demo": False}
        try:
            return self._jinja.from_string(template).render({**known, **variables}).strip()
        except TemplateError as error:
            raise ContentError(f"{origin}: {type(error).__name__}: {error.message}") from None

    def buttons(self, answer_id: str, variant: str | None = None) -> tuple[Button, ...]:
        """Return the text's own buttons, else its related topics."""
        reply = self.reply(answer_id)
        if variant in reply.variant_buttons:
            return reply.variant_buttons[variant]
        return reply.buttons or tuple(
            Button(self.reply(label).title or label, f"label:{label}") for label in reply.related
        )

    def button_title(self, answer_id: str, ending: str) -> str | None:
        """Return the title of the button whose payload ends so, None when there is none."""
        reply = self.reply(answer_id)
        every = [*reply.buttons, *(b for row in reply.variant_buttons.values() for b in row)]
        return next((b.title for b in every if b.payload.endswith(ending)), None)

    def consent_text(self) -> tuple[str, str]:
        """Return version and words of the consent that visitors give."""
        reply = self.reply("flow/consent")
        if not reply.version:
            raise ContentError("flow/consent.md has no version")
        return reply.version, self.render("flow/consent")

    def opening_hours(self) -> OpeningHours:
        """Return when the provider's team works, which may be unknown."""
        return OpeningHours.from_provider(self.provider.raw)


def load_library(folder: Path) -> Library:
    """Return the folder as it is now; raises ContentError that lists everything unreadable."""
    if not folder.is_dir():
        raise ContentError(f"there is no folder {folder}")
    answers: dict[str, Reply] = {}
    broken: list[str] = []
    for file in sorted(folder.rglob("*.md")):
        try:
            reply = read_reply(file, folder)
        except ContentError as error:
            broken.append(str(error))
        else:
            answers[reply.id] = reply
    if broken:
        raise ContentError("content/ cannot be used:\n  " + "\n  ".join(broken))
    return Library(
        answers=answers,
        provider=read_provider(folder),
        helplines=read_helplines(folder),
        sources=read_sources(folder),
    )
