"""Turns Matplotlib's SVG files into pictures that stand inside a page, several of them."""

from __future__ import annotations

import re
from xml.etree import ElementTree

# Colours to draw with; the page puts its own in their place, light or dark.
INK = "#010203"
SERIES = ("#0a0b01", "#0a0b02", "#0a0b03", "#0a0b04")
_PAGE_COLOURS = {
    INK: "currentColor",
    **{colour: f"var(--series-{at})" for at, colour in enumerate(SERIES, start=1)},
}
_REFERENCE = re.compile(r"#(?=[A-Za-z_])")


def adapted_svg(text: str, name: str, words: str) -> str:
    """Return an SVG element without namespaces, metadata or fixed size, named by `words`.

    Args:
        text: what Matplotlib wrote.
        name: put before each id, so that pictures on one page do not share any.
        words: what the picture says, for those who cannot see it.
    """
    root = ElementTree.fromstring(text)  # noqa: S314 - our own, made a moment ago
    for parent in list(root.iter()):
        for child in list(parent):
            # A style inside would hold for the whole page.
            if _bare(child.tag) in ("metadata", "style"):
                parent.remove(child)
    for element in root.iter():
        element.tag = _bare(element.tag)
        element.attrib = {
            _bare(key): _adapted(_bare(key), value, name) for key, value in element.attrib.items()
        }
    for fixed in ("width", "height", "version"):
        root.attrib.pop(fixed, None)
    root.attrib |= {"role": "img", "aria-label": words}
    return ElementTree.tostring(root, encoding="unicode")


def _bare(tag: str) -> str:
    return tag.rsplit("}", 1)[-1]


def _adapted(key: str, value: str, name: str) -> str:
    if key == "id":
        return f"{name}-{value}"
    if key == "href" and not value.startswith("#"):
        return value
    if key in ("href", "clip-path"):
        return _REFERENCE.sub(f"#{name}-", value)
    for drawn, shown in _PAGE_COLOURS.items():
        value = value.replace(drawn, shown)
    # Only the size and place of text come from here; the page says in which font.
    return re.sub(r"font(?:-family)?: [^;]*'[^;]*", _font, value) if key == "style" else value


def _font(match: re.Match[str]) -> str:
    size = re.search(r"[\d.]+px", match.group())
    return f"font-size: {size.group()}" if size else "font-family: inherit"
