"""All of content/ as it stands: looked up by id, rendered with Jinja2."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from first_step.admissions.errors import ContentError, UnknownAnswer
from first_step.admissions.opening_hours import OpeningHours
from first_step.content.helplines import Helpline, read_helplines
from first_step.content.labels import FAMILIES
from first_step.content.provider import Provider, read_provider
from first_step.content.rendering import Templates
from first_step.content.reply import Button, Reply, read_reply
from first_step.content.sources import Source, read_sources

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
NOT_SAID = "not_said"
VARIANTS = ("opioids", "alcohol", "sedatives", "stimulants", NOT_SAID)
CONSENT = "flow/consent"
# Before the name of a channel: a section of the consent that names who else can read there.
ON_CHANNEL = "on: "

_Part = TypeVar("_Part")


@dataclass(frozen=True)
class Library:
    """One reading of the folder; immutable, so that a turn never sees half of an edit."""

    answers: Mapping[str, Reply]
    provider: Provider
    helplines: Mapping[str, Helpline]
    sources: Mapping[str, Source]
    _templates: Templates = field(default_factory=Templates, repr=False, compare=False)

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
        """Return the words of a section, with `provider`, `helpline` and the variables filled in.

        A variant that is not there falls back to the plain section, and that one to the variant
        for a substance nobody has named (facts N11). Raises UnknownAnswer for an id or a section
        that is not there, ContentError for a template that cannot be filled in.
        """
        reply = self.reply(answer_id)
        names = (f"{section}: {variant}", section, f"{section}: {NOT_SAID}")
        template = next((reply.sections[name] for name in names if name in reply.sections), None)
        if template is None:
            raise UnknownAnswer(f"content/{reply.file} has no section {section}")
        return self.render_text(template, f"content/{reply.file}", **variables)

    def render_text(self, template: str, origin: str, **variables: Any) -> str:
        """Return a template's words; raises ContentError that names `origin`."""
        known = {"provider": self.provider, "helpline": self.helplines}
        return self._templates.render(template, origin, {**known, **variables})

    def buttons(self, answer_id: str, variant: str | None = None) -> tuple[Button, ...]:
        """Return the text's own buttons, else its related topics; raises UnknownAnswer."""
        reply = self.reply(answer_id)
        if variant is not None and variant in reply.variant_buttons:
            return reply.variant_buttons[variant]
        return reply.buttons or tuple(
            Button(self.reply(label).title or label, f"label:{label}") for label in reply.related
        )

    def why(self, answer_id: str) -> str | None:
        """Return why a question is asked; None for what asks nothing or is not there any more."""
        reply = self.answers.get(answer_id)
        return reply.why if reply else None

    def button_title(self, answer_id: str, ending: str) -> str | None:
        """Return the title of the button whose payload ends so, None when there is none."""
        buttons = self.reply(answer_id).every_button
        return next((b.title for b in buttons if b.payload.endswith(ending)), None)

    def consent_text(self, channel: str | None = None) -> tuple[str, str]:
        """Return version and words of what visitors agree to; raises ContentError.

        channel: where they are asked. Beside the website the words begin by naming it.
        """
        reply = self.reply(CONSENT)
        if not reply.version:
            raise ContentError(f"content/{reply.file} has no version")
        by = f"{ON_CHANNEL}{channel}"
        words = [self.render(CONSENT, by)] if by in reply.sections else []
        return reply.version, "\n".join((*words, self.render(CONSENT)))

    def opening_hours(self) -> OpeningHours:
        """Return when the provider's team works, which may be unknown; raises ContentError."""
        return OpeningHours.from_provider(self.provider.raw)


def load_library(folder: Path) -> Library:
    """Return the folder as it is now; raises ContentError that lists everything unreadable."""
    if not folder.is_dir():
        raise ContentError(f"there is no folder {folder}")
    broken: list[str] = []
    answers = _read_replies(folder, broken)
    provider = _try(read_provider, folder, broken)
    helplines = _try(read_helplines, folder, broken)
    sources = _try(read_sources, folder, broken)
    if broken or provider is None or helplines is None or sources is None:
        raise ContentError("content/ cannot be used:\n  " + "\n  ".join(broken))
    OpeningHours.from_provider(provider.raw)  # refused now, not when a visitor asks
    return Library(answers, provider, helplines, sources)


def _read_replies(folder: Path, broken: list[str]) -> dict[str, Reply]:
    answers: dict[str, Reply] = {}
    for file in sorted(folder.rglob("*.md")):
        if file.name.startswith("."):
            continue  # an editor's own file, beside the one it is saving
        reply = _try(lambda path: read_reply(path, folder), file, broken)
        if reply is not None and reply.id in answers:
            broken.append(f"{reply.file}: {answers[reply.id].file} has the same id")
        elif reply is not None:
            answers[reply.id] = reply
    return answers


def _try(read: Callable[[Path], _Part], path: Path, broken: list[str]) -> _Part | None:
    try:
        return read(path)
    except ContentError as error:
        broken.append(str(error))
        return None
