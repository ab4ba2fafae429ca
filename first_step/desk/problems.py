"""Pages for when something cannot be shown or done, in words that say what to do next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class ProblemWords:
    """What a page says. status: the HTTP status it is sent with."""

    status: int
    title: str
    text: str


PROBLEMS: Mapping[str, ProblemWords] = {
    "bad_form": ProblemWords(
        400, "That form could not be read", "Go back, check what you typed and send it again."
    ),
    "stale_form": ProblemWords(
        403,
        "This page was open too long",
        "Nothing was saved. Open the page again and send it once more.",
    ),
    "no_permission": ProblemWords(
        403,
        "Your role cannot see this",
        "Nothing is wrong with your sign-in. Ask an administrator if you need this for your work.",
    ),
    "not_found": ProblemWords(
        404,
        "There is nothing here",
        "The reference may be mistyped, or the request may have been deleted as it should.",
    ),
    "locked": ProblemWords(
        423,
        "The desk was locked",
        "Nothing was saved. Open the desk in another tab, give your password, then go back to the"
        " page before: what you typed is still there.",
    ),
    "unavailable": ProblemWords(
        503,
        "The desk cannot reach its records",
        "Nothing was lost. Requests are still being kept. Try again in a minute, and tell the"
        " operator if it stays like this.",
    ),
    "broken": ProblemWords(
        500,
        "Something went wrong here",
        "It has been noted for the operator. Go back to the queue and try again.",
    ),
}


class DeskProblem(Exception):
    """Ends a request with one of the pages in `PROBLEMS`."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind
