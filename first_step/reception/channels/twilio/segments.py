"""What a text message costs: segments of GSM-7 or UCS-2 (3GPP TS 23.038, twilio.com/docs/glossary).

A message of one segment holds 160 GSM-7 or 70 UCS-2 units; of several, 153 or 67 in each.
"""

from __future__ import annotations

_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    "ÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
# Two units each: an escape goes before them.
_EXTENDED = frozenset("\f^{}\\[~]|€")
# What typography adds and a telephone does not need; one such sign makes a message UCS-2.
_PLAIN = str.maketrans(
    {
        **dict.fromkeys("\u2018\u2019\u201a\u2032", "'"),
        **dict.fromkeys("\u201c\u201d\u201e\u2033\u00ab\u00bb", '"'),
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2022\u00b7", "-"),
        **dict.fromkeys("\u00a0\u2009\u202f\t", " "),
        **dict.fromkeys("\u200b\u200d\ufe0f\u00ad", ""),
        "\u2026": "...",
    }
)
_SINGLE, _JOINED = {True: 160, False: 70}, {True: 153, False: 67}
# Joined messages of up to ten are allowed; few telephones show more than these as one.
MOST_SEGMENTS = 4


def plain(text: str) -> str:
    """Return the text with typographic quotes, dashes and spaces as GSM-7 has them."""
    return text.translate(_PLAIN)


def is_gsm7(text: str) -> bool:
    """Return whether a text fits the short alphabet."""
    return all(sign in _BASIC or sign in _EXTENDED for sign in text)


def segments(text: str) -> int:
    """Return how many segments a message is charged as, 1 for an empty one.

    A sign of two units is never torn between segments.
    """
    gsm7 = is_gsm7(text)
    widths = [_width(sign, gsm7) for sign in text]
    if sum(widths) <= _SINGLE[gsm7]:
        return 1
    count, used = 1, 0
    for width in widths:
        if used + width > _JOINED[gsm7]:
            count, used = count + 1, 0
        used += width
    return count


def fitted(text: str) -> tuple[str, int]:
    """Return the plain text, and how many signs of it surely fit into one message of ours."""
    text = plain(text)
    gsm7 = is_gsm7(text)
    units = MOST_SEGMENTS * _JOINED[gsm7]
    wide = sum(_width(sign, gsm7) - 1 for sign in text)
    if not wide:
        return text, units
    # A wide sign may leave one unit of each segment empty; at the worst all signs are wide.
    worst = MOST_SEGMENTS * (_JOINED[gsm7] // 2)
    return text, max(units - MOST_SEGMENTS - wide, worst)


def _width(sign: str, gsm7: bool) -> int:
    return 2 if (sign in _EXTENDED if gsm7 else ord(sign) > 0xFFFF) else 1
