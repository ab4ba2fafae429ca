"""Fills the report's page: one file, no script, nothing fetched from anywhere."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup

FOLDER = Path(__file__).with_name("templates")


def render_page(figures: Mapping[str, Any], pictures: Mapping[str, str]) -> str:
    """Return the page; everything but the pictures, which are SVG elements, is escaped."""
    templates = jinja2.Environment(
        loader=jinja2.FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.filters["percent"] = shown_percent
    templates.filters["plain"] = lambda name: name.replace("_", " ")
    drawn = {name: Markup(svg) for name, svg in pictures.items()}  # noqa: S704 - drawn by us
    return templates.get_template("understanding.html").render(**figures, pictures=drawn)


def shown_percent(share: float | None) -> str:
    """Return a share as people read it; a dash where there is none."""
    return "–" if share is None else f"{100 * share:.1f}\u00a0%"
