"""Turns templates into the words that visitors read, in a sandbox and never half filled in."""

from __future__ import annotations

from typing import Any

from jinja2 import StrictUndefined, Template, TemplateError
from jinja2.sandbox import SandboxedEnvironment

from first_step.admissions.errors import ContentError

# What a template can raise beside TemplateError when a value is not of the kind it expects.
_WRONG_VALUE = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)


class Templates:
    """Compiles each template once.

    The words are plain text: the widget and every channel show them as text, never as markup, so
    nothing is escaped.

    Args:
        unknown: what stands in the words for a value that is None.
    """

    def __init__(self, unknown: str = "") -> None:
        self._jinja = SandboxedEnvironment(
            undefined=StrictUndefined,
            autoescape=False,
            finalize=lambda value: unknown if value is None else value,
        )
        self._compiled: dict[str, Template] = {}

    def render(self, template: str, origin: str, variables: dict[str, Any]) -> str:
        """Return the words; raises ContentError that names `origin`."""
        try:
            return self._compile(template).render(variables).strip()
        except TemplateError as error:
            raise ContentError(f"{origin}: {error.message or type(error).__name__}") from None
        except _WRONG_VALUE as error:
            raise ContentError(f"{origin}: {type(error).__name__} in the template") from None

    def _compile(self, template: str) -> Template:
        if template not in self._compiled:
            self._compiled[template] = self._jinja.from_string(template)
        return self._compiled[template]
