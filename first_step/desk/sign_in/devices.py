"""The family of a browser: enough to tell one's own few apart, nothing that names a machine."""

from __future__ import annotations

# The first that is found counts: Edge calls itself Chrome too, and Chrome calls itself Safari.
_BROWSERS = (("Edg", "Edge"), ("Firefox", "Firefox"), ("OPR", "Opera"), ("Chrom", "Chrome"))
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("CrOS", "Chromebook"),
    ("Linux", "Linux"),
)


def device_family(user_agent: str) -> str:
    """Return "Firefox on Windows", or "another browser" for what it does not know."""
    browser = _found(user_agent, (*_BROWSERS, ("Safari", "Safari")))
    system = _found(user_agent, _SYSTEMS)
    return f"{browser or 'another browser'}{f' on {system}' if system else ''}"


def _found(text: str, families: tuple[tuple[str, str], ...]) -> str:
    return next((name for mark, name in families if mark in text), "")
