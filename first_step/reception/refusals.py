"""Every way in which the front door says no: a status, a code, and plain words from content/."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from first_step.admissions.errors import (
    BadMessage,
    BadToken,
    FirstStepError,
    NotFound,
    NotOffered,
    StoreError,
    TooLong,
    TooMany,
)
from first_step.reception.limits import TooManyFor
from first_step.reception.metrics import Metrics
from first_step.reception.words import Words

# status, code, and the answer whose words are shown
_REFUSALS: Mapping[type[FirstStepError], tuple[int, str, str]] = {
    BadMessage: (400, "bad_message", "system/bad_message"),
    BadToken: (401, "bad_token", "system/bad_token"),
    NotFound: (404, "not_found", "system/not_found"),
    NotOffered: (409, "not_offered", "system/not_offered"),
    TooLong: (413, "too_long", "system/too_long"),
    TooMany: (429, "too_many", "system/too_many"),
    StoreError: (503, "unavailable", "system/out_of_order"),
}
_BY_STATUS = {
    400: ("bad_message", "system/bad_message"),
    404: ("not_found", "system/not_found"),
    405: ("bad_message", "system/bad_message"),
    413: ("too_long", "system/too_long"),
}
_BROKEN = (500, "out_of_order", "system/out_of_order")


class Refusals:
    """Makes the responses; the handlers are for Starlette's `exception_handlers`."""

    def __init__(self, words: Words, metrics: Metrics) -> None:
        """Keep where the words come from and where refusals are counted."""
        self._words = words
        self._metrics = metrics

    def handlers(self) -> dict[Any, Callable[[Request, Exception], Response]]:
        """Return a handler for every error that the front door raises, and for plain HTTP ones."""
        return {
            **dict.fromkeys(_REFUSALS, self._first_step),
            HTTPException: self._http,
        }

    def response(
        self, error: FirstStepError, messages: Sequence[Mapping[str, Any]] = ()
    ) -> JSONResponse:
        """Return the response to an error, with `messages` to show all the same."""
        kind = next(kind for kind in type(error).__mro__ if kind in _REFUSALS)
        response = self._make(*_REFUSALS[kind], messages)
        if isinstance(error, TooManyFor):
            response.headers["Retry-After"] = str(error.seconds)
        if isinstance(error, BadToken):
            response.headers["WWW-Authenticate"] = "Bearer"
        return response

    def not_kept(self, truth: str, messages: Sequence[Mapping[str, Any]]) -> JSONResponse:
        """Return the response to a message that could not be stored (facts P14).

        truth: the answer that says what became of it.
        """
        return self._make(503, "not_kept", truth, messages)

    def broken(self) -> JSONResponse:
        """Return the response to an error that nobody foresaw."""
        return self._make(*_BROKEN)

    def _first_step(self, request: Request, error: Exception) -> Response:
        assert isinstance(error, FirstStepError)
        return self.response(error)

    def _http(self, request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        code, answer = _BY_STATUS.get(error.status_code, _BROKEN[1:])
        response: Response = self._make(error.status_code, code, answer)
        if not request.url.path.startswith("/api/"):
            words = self._words.wording(answer).text
            response = PlainTextResponse(words, error.status_code)
        response.headers.update(error.headers or {})
        return response

    def _make(
        self, status: int, code: str, answer: str, messages: Sequence[Mapping[str, Any]] = ()
    ) -> JSONResponse:
        self._metrics.refusals.labels(code).inc()
        body: dict[str, Any] = {"error": code, "message": self._words.wording(answer).text}
        if messages:
            body["messages"] = list(messages)
        return JSONResponse(body, status)
