"""A library made ready to be checked: every text as visitors can be shown it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date

from first_step.admissions.errors import ContentError
from first_step.content.checks.problem import Problem
from first_step.content.checks.samples import variables_for
from first_step.content.library import CONSENT, Library
from first_step.content.rendering import Templates
from first_step.content.reply import Reply

LANGUAGE = "language/"
_UNKNOWN = "\x00"


@dataclass(frozen=True)
class Shown:
    """Words that a visitor can read. where: a section, or a piece of front matter."""

    reply: Reply = field(hash=False)
    where: str
    words: str
    is_section: bool = True

    @property
    def in_english(self) -> bool:
        """Whether rules about English words hold for it."""
        return not (self.is_section and self.reply.id.startswith(LANGUAGE))

    def problem(self, rule: str, message: str) -> Problem:
        """Return a problem with these words."""
        return Problem(self.reply.file, rule, f"{self.where}: {message}")


@dataclass(frozen=True)
class Inspection:
    """What the rules look at. broken: templates that could not be filled in."""

    library: Library
    today: date
    shown: tuple[Shown, ...]
    broken: tuple[Problem, ...]

    @property
    def sections(self) -> Iterator[Shown]:
        """Yield the words of sections, without titles and buttons."""
        return (shown for shown in self.shown if shown.is_section)


def inspect(library: Library, today: date) -> Inspection:
    """Return the library with every template rendered in every way it can be shown."""
    marking = replace(library, _templates=Templates(_UNKNOWN))
    shown: dict[Shown, None] = {}
    broken: dict[Problem, None] = {}
    for reply in library.answers.values():
        shown.update(dict.fromkeys(_front_matter_words(reply)))
        for section, template in reply.sections.items():
            for found in _rendered(marking, reply, section, template):
                if isinstance(found, Problem):
                    broken[found] = None
                else:
                    shown[found] = None
    broken.update(dict.fromkeys(_consent(library)))
    return Inspection(library, today, tuple(shown), tuple(broken))


def _rendered(
    library: Library, reply: Reply, section: str, template: str
) -> Iterator[Shown | Problem]:
    for variables in variables_for(reply.id):
        try:
            words = library.render_text(template, section, **variables)
        except ContentError as error:
            yield Problem(reply.file, "template", str(error))
            continue
        if _UNKNOWN in words:
            yield Problem(reply.file, "template", f"{section}: leaves a gap for what is not known")
        yield Shown(reply, section, words.replace(_UNKNOWN, ""))


def _consent(library: Library) -> Iterator[Problem]:
    """The words agreed to are kept by their hash, so they are the same for everybody (P5)."""
    reply = library.answers.get(CONSENT)
    if reply is None or "answer" not in reply.sections:
        return
    try:
        for section in reply.sections:
            library.render(CONSENT, section)
    except ContentError:
        yield Problem(reply.file, "template", f"{section}: must not depend on the visitor (P5)")


def _front_matter_words(reply: Reply) -> Iterator[Shown]:
    words = {
        "title": reply.title,
        "question": reply.question,
        "why": reply.why,
        "meaning": reply.meaning,
    }
    for name, value in words.items():
        if value and not (name == "title" and reply.id.startswith(LANGUAGE)):
            yield Shown(reply, name, value, is_section=False)
    if not reply.id.startswith(LANGUAGE):
        for button in reply.every_button:
            yield Shown(reply, "button", button.title, is_section=False)
