"""Nothing that the program names, and no section of it, may be missing."""

from __future__ import annotations

from collections.abc import Iterator

from first_step.content.checks.inspection import Inspection
from first_step.content.checks.problem import Problem
from first_step.content.checks.required import REQUIRED
from first_step.content.labels import TOPICS
from first_step.content.library import CONSENT, NOT_SAID, ON_CHANNEL, VARIANT_TOPICS, VARIANTS
from first_step.content.reply import Reply

# Facts N11: what is said while the substance is not known warns of these, and of stopping.
_WARNING = ("alcohol", "benzodiazepine", "pregabalin", "ghb", "suddenly", "999")
_WARNING_SENTENCES = 2
# Said before an answer to somebody who left prison, hospital, rehab or detox (facts R14).
_MORE_SECTIONS = {"system/heard_use": ("released",)}
# Withdrawal from these, or from what is taken beside them, can kill (F30, N11).
_NEEDS_999 = ("alcohol", "sedatives", "stimulants")


def check_presence(inspection: Inspection) -> Iterator[Problem]:
    """Yield missing answers, sections and variants, and sections that nothing would show."""
    answers = inspection.library.answers
    for answer_id in REQUIRED:
        if answer_id not in answers:
            file = f"answers/{answer_id}.md" if answer_id in TOPICS else f"{answer_id}.md"
            yield Problem(file, "missing-answer", "the program needs this text")
    for reply in answers.values():
        yield from _variants(reply) if reply.id in VARIANT_TOPICS else _sections(reply)
        for section, template in reply.sections.items():
            if not template:
                yield Problem(reply.file, "section", f"{section}: is empty")


def _variants(reply: Reply) -> Iterator[Problem]:
    for variant in VARIANTS:
        if f"answer: {variant}" not in reply.sections:
            yield Problem(reply.file, "variant", f"there is no 'answer: {variant}' (N11)")
    for variant in _NEEDS_999:
        if "999" not in reply.sections.get(f"answer: {variant}", "999"):
            yield Problem(reply.file, "variant", f"answer: {variant}: does not name 999 (N11)")
    for section in ("answer", "again"):
        if section in reply.sections:
            yield Problem(reply.file, "variant", f"{section}: knows no substance (N11)")
    if "more" not in reply.sections:
        yield Problem(reply.file, "section", "there is no 'more'")
    known = {"answer", "again", "more", *(f"answer: {variant}" for variant in VARIANTS)}
    yield from _unknown(reply, known)
    opening = _opening(reply.sections.get(f"answer: {NOT_SAID}", ""))
    missing = [word for word in _WARNING if word not in opening]
    if missing and f"answer: {NOT_SAID}" in reply.sections:
        yield Problem(
            reply.file, "variant", f"answer: {NOT_SAID}: opens without {', '.join(missing)} (N11)"
        )


def _sections(reply: Reply) -> Iterator[Problem]:
    needed = ["answer"]
    if reply.id in TOPICS:
        needed += ["again", "more"]
    if reply.id.startswith("say/"):
        needed += ["again"]
    needed += _MORE_SECTIONS.get(reply.id, ())
    for section in needed:
        if section not in reply.sections:
            yield Problem(reply.file, "section", f"there is no '{section}'")
    known = {"answer", "again", "more"} if reply.id in TOPICS else {"answer", "again"}
    known |= set(needed) | {f"answer: {variant}" for variant in reply.variant_buttons}
    if reply.id == CONSENT:
        known |= {section for section in reply.sections if section.startswith(ON_CHANNEL)}
    yield from _unknown(reply, known)


def _unknown(reply: Reply, known: set[str]) -> Iterator[Problem]:
    for section in reply.sections.keys() - known:
        yield Problem(reply.file, "section", f"{section}: nothing ever shows this section")


def _opening(words: str) -> str:
    return " ".join(words.lower().split(". ")[:_WARNING_SENTENCES])
