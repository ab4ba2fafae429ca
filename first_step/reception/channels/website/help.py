"""What the widget shows beside the conversation: numbers to ring, sources of answers."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from first_step.admissions.errors import NotFound, UnknownAnswer
from first_step.content.library import Library
from first_step.reception.words import CurrentLibrary

# The first numbers for somebody in danger, in this order (facts 3a, A15).
CRISIS_LINES = ("emergency", "nhs_mental_health", "nhs_111", "samaritans", "shout", "childline")


def routes(library: CurrentLibrary) -> list[Route]:
    """Return the routes, none of which needs a conversation or the database."""

    def help_now(request: Request) -> JSONResponse:
        current = library.current()
        body = {"contacts": crisis_contacts(current), "provider": provider_contact(current)}
        return JSONResponse(body, headers={"Cache-Control": "public, max-age=300"})

    def source(request: Request) -> JSONResponse:
        return JSONResponse(answer_source(library.current(), request.path_params["answer"]))

    return [
        Route("/api/help", help_now),
        Route("/api/answers/{answer:path}/source", source),
    ]


def crisis_contacts(library: Library) -> list[dict[str, Any]]:
    """Return the crisis lines as plain JSON, most urgent first."""
    lines = (library.helplines[name] for name in CRISIS_LINES if name in library.helplines)
    return [
        {
            "id": line.id,
            "name": line.name,
            "contact": line.contact,
            "number": line.number,
            "sms": line.sms,
            "url": line.url,
            "for": line.for_whom,
            "hours": line.hours,
        }
        for line in lines
    ]


def provider_contact(library: Library) -> dict[str, str]:
    """Return who answers calls, and on which number."""
    provider = library.provider
    return {
        "name": provider.name,
        "team": provider.team,
        "phone": provider.phone,
        "phone_e164": provider.phone_number.e164,
    }


def answer_source(library: Library, answer: str) -> dict[str, Any]:
    """Return where an answer comes from and who reviewed it; raises NotFound.

    `text` says the same in words, and says so where nobody has reviewed the answer.
    """
    try:
        reply = library.reply(answer)
    except UnknownAnswer:
        raise NotFound("no such answer") from None
    words = library.render("system/source", sources="; ".join(reply.public_sources))
    if not reply.reviewed_by:
        words += "\n" + library.render("system/not_reviewed")
    return {
        "id": reply.id,
        "title": reply.title,
        "public_sources": list(reply.public_sources),
        "reviewed_by": reply.reviewed_by,
        "reviewed_on": _date(reply.reviewed_on),
        "review_by": _date(reply.review_by),
        "text": words,
    }


def _date(value: Any) -> str | None:
    return value.isoformat() if value else None
