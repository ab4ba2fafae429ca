"""How somebody may be reached without putting them at risk (facts H4, H9, P13).

A rule is a plain dict: may_say_who, voicemail, text, show_number (bool), code_word (str or
None), note (str, at most 200 characters). What is not said stays at its most private.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import reduce
from typing import Any

from first_step.admissions.details import without_details
from first_step.admissions.phrases import (
    made_of,
    phrases,
    plain,
    says_skip,
    says_unsure,
    statements,
)

SafeContact = dict[str, Any]
LONGEST_NOTE = 200
LONGEST_CODE_WORD = 40
_SWITCHES = ("may_say_who", "voicemail", "text", "show_number")

_PRESETS: Mapping[str, tuple[bool, bool, bool, bool]] = {
    # may_say_who, voicemail, text, show_number
    "private": (False, False, False, False),
    "text_first": (False, False, True, True),
    "open": (True, True, True, True),
}
_SUBJECTS: Mapping[str, str] = {
    "voicemail": r"(?:voice ?mails?|voice ?messages?|answer ?(?:phone|machine)s?|vm|"
    r"(?:leave|leaving) (?:me )?(?:a |any )?(?:messages?|msgs?))",
    "text": r"(?:texts?|texting|sms|messages? (?:me|first)|txts?|whats ?app)",
    "may_say_who": r"(?:say(?:ing)? who|who (?:you|u|they|yous) (?:are|r)|"
    r"(?:company|service|your) ?name|"
    r"mention (?:\w+ ){0,2}(?:rehab|addiction|treatment|drugs|where)|"
    r"where (?:you|u|they)(?:'re| are) (?:from|calling|ringing)|who(?:'s| is) (?:calling|ringing))",
    "show_number": r"(?:(?:your |the |a )?number (?:to )?show(?:s|ing)?|show (?:your |the )?number|"
    r"(?:with)?h(?:eld|olding|old) (?:your |the )?numbers?|withheld|no caller id|"
    r"(?:private|hidden|unknown|blocked) numbers?)",
}
_HIDDEN = re.compile(r"withh|private num|hidden|unknown|no caller|blocked")
_REFUSED = re.compile(
    r"\b(?:no|not|don'?t|do not|never|without|dont|no one|nobody|can'?t|cannot|isn'?t|isnt|"
    r"shouldn'?t|rather (?:you|they) (?:didn'?t|not)|instead of|avoid)\b[^,.;]{0,25}$"
)
_ALLOWED = re.compile(
    r"^[^,.;]{0,25}?\b(?:ok(?:ay)?|fine|allowed|good|great|yes|welcome|works?|best|first|only|"
    r"is grand|no (?:problem|bother)|please|instead|me)\b"
)
_FINE = r"(?:fine|ok(?:ay)?|good|works?|suits?|grand|alright|all right)"
_OPEN = re.compile(
    rf"\b(?:any ?(?:way|how|thing|method)(?:'?s| is| that'?s)? (?:just )?{_FINE}|"
    rf"however (?:you|u|they) (?:like|want)|all (?:of (?:it|them|that) )?(?:is |are |'?s )?{_FINE}|"
    r"i live (?:alone|on my own)|(?:don'?t|dont) mind(?: how)?|"
    rf"nothing to hide|everything(?:'s| is)? {_FINE}|totally open)\b|^any ?(?:way|how|thing|"
    rf"method)$"
)
_NEGATED_OPEN = re.compile(r"\b(?:not|isn'?t|isnt|don'?t|dont want) (?:any|all|every)")
_TEXT_FIRST = re.compile(r"\b(?:text|txt|message|sms|msg)(?: me)?(?: \w+)? (?:first|before)\b")
_PRIVATE = re.compile(
    r"\b(?:private(?:ly)?(?! num)|discreet(?:ly)?|confidential(?:ly)?|secret|most careful|safest|"
    r"be careful|quietly|on the quiet)\b"
)
_CODE_WORD = re.compile(
    r"\b(?:code ?word|password|pass word|safe ?word|secret word)\s*(?:is|:|=|of|-)?\s*"
    r"[\"']?(?P<word>[^\W_][\w'-]{0,39})"
)
_ASK_FOR = re.compile(r"\bask for (?P<word>[^\W\d_][\w' -]{0,39}?)(?: the)? code\b")
_NOT_CODE_WORDS = frozenset({"is", "please", "needed", "no", "or", "and", "would", "thing", "for"})
# A rule for a note needs a way of contact and a condition ("only ring when he is at work").
_CONTACT = re.compile(
    r"\b(?:ring|call|phone|text|answer|pick|message|contact|mobile|landline|e-?mail|number|letter|"
    r"post|visit|knock|speak|say|mention|tell|house|home)(?:s|ing|ed)?\b"
)
_CONDITION = re.compile(
    r"\b(?:only|never|don'?t|do not|not|no|if|when|unless|until|while|except|instead|rather|"
    r"careful|"
    r"safe(?:ly)?|husband|wife|partner|mum|mam|dad|boss|alone|secret(?:ly)?)\b"
)
_PRETENCE = re.compile(r"\b(?:pretend|hang up|say (?:you'?re|it'?s|its))\b")
_REQUEST = re.compile(
    r"\b(?:can|could|would) (?:you|u|they|someone) (?:please |just |always )?"
    r"(?:not|text|txt|only|withhold|hide|avoid|use)\b"
)
_WHO_SAYS_FINE = phrases(
    "yes, ok, okay, fine, sure, yeah, yep, aye, go on, sounds good, thats fine"
)


def preset(name: str) -> SafeContact | None:
    """Return the rules of a button (private, text_first, open), None for another word."""
    switches = _PRESETS.get(name)
    if switches is None:
        return None
    return {**dict(zip(_SWITCHES, switches, strict=True)), "code_word": None, "note": ""}


def read_safe_contact(
    text: str, asked: bool = True, before: Mapping[str, Any] | None = None
) -> SafeContact | None:
    """Return the rules somebody typed, None when the text holds none.

    asked: the text answers that question, so that "skip" is the private preset and a sentence
    about ringing is kept as a note. before: rules that stand where the text says nothing.
    """
    words = _said(text)
    found: SafeContact = {**_private(), **(before or {})}
    found["code_word"] = _code_word(words) or found["code_word"]
    understood = _chosen_preset(words, found, asked)
    understood = _said_switches(words, found) or understood or _code_word(words) is not None
    if asked and (says_skip(text) or says_unsure(text)):
        return found
    note = _note(words) if asked else ""
    if note:
        found["note"] = note
        understood = True
    return found if understood else None


def strictest(one: Mapping[str, Any], other: Mapping[str, Any]) -> SafeContact:
    """Return rules that keep to both: a thing is allowed only where both allow it (facts P13)."""
    both: SafeContact = {
        name: one.get(name) is True and other.get(name) is True for name in _SWITCHES
    }
    notes = dict.fromkeys(note for each in (one, other) if (note := each.get("note")))
    both["code_word"] = one.get("code_word") or other.get("code_word")
    both["note"] = " / ".join(notes)[:LONGEST_NOTE]
    return both


def strictest_of(rules: Iterable[Mapping[str, Any]]) -> SafeContact:
    """Return rules that keep to all of them; the code word is the first one given.

    Of no rules at all the most private ones are returned.
    """
    given = list(rules)
    return reduce(strictest, given[1:], dict(given[0])) if given else _private()


def wants_text_first(rules: Mapping[str, Any]) -> bool:
    """Return whether they chose to be sent a text before anybody rings."""
    chosen = dict(zip(_SWITCHES, _PRESETS["text_first"], strict=True))
    return all(rules.get(name) is allowed for name, allowed in chosen.items())


def safe_contact_words(rules: Mapping[str, Any]) -> str:
    """Return the rules as read back, such as "no voicemail, no text, code word tulip"."""
    parts = [
        "they may say who is calling" if rules.get("may_say_who") else "they do not say who calls",
        "voicemail is fine" if rules.get("voicemail") else "no voicemail",
        "text is fine" if rules.get("text") else "no text",
        "their number may show" if rules.get("show_number") else "number hidden",
    ]
    if rules.get("code_word"):
        parts.append(f"code word {rules['code_word']}")
    if rules.get("note"):
        parts.append(f"your words: {rules['note']}")
    return ", ".join(parts)


def is_safe_contact(rules: object) -> bool:
    """Return whether stored rules have the form described above."""
    if not isinstance(rules, Mapping):
        return False
    code_word, note = rules.get("code_word"), rules.get("note", "")
    return (
        all(isinstance(rules.get(name), bool) for name in _SWITCHES)
        and (code_word is None or (isinstance(code_word, str) and len(code_word) <= 40))
        and isinstance(note, str)
        and len(note) <= LONGEST_NOTE
    )


def _said(text: str) -> str:
    """Return the statements and polite requests; a question about the rules sets none."""
    asks = [plain(part) for part in re.split(r"(?<=[.!?])\s+|\n", text)]
    requests = [part for part in asks if _REQUEST.search(part)]
    return " . ".join(dict.fromkeys((*statements(text), *requests)))


def _note(words: str) -> str:
    """Return rules about ringing that no switch holds, without numbers or addresses."""
    parts = re.split(r"[,;]| \. ", without_details(words))
    rules = [part.strip() for part in parts if _is_rule(part)]
    return ", ".join(rules)[:LONGEST_NOTE]


def _is_rule(part: str) -> bool:
    both = bool(_CONTACT.search(part) and _CONDITION.search(part))
    return (both or bool(_PRETENCE.search(part))) and len(part.split()) > 2


def _private() -> SafeContact:
    return {**dict.fromkeys(_SWITCHES, False), "code_word": None, "note": ""}


def _chosen_preset(words: str, found: SafeContact, asked: bool) -> bool:
    if _TEXT_FIRST.search(words) and not _REFUSED.search(words[: _start(_TEXT_FIRST, words)]):
        found.update(zip(_SWITCHES, _PRESETS["text_first"], strict=True))
        return True
    is_open = _OPEN.search(words) and (asked or "way" in words) and not _NEGATED_OPEN.search(words)
    if is_open or (asked and made_of(words, phrases("open"), _WHO_SAYS_FINE)):
        found.update(zip(_SWITCHES, _PRESETS["open"], strict=True))
        return True
    return asked and bool(_PRIVATE.search(words))


def _said_switches(words: str, found: SafeContact) -> bool:
    said = False
    for name, pattern in _SUBJECTS.items():
        for match in re.finditer(rf"\b{pattern}\b", words):
            allowed = _is_allowed(words, match)
            if allowed is None:
                continue
            hides = name == "show_number" and bool(_HIDDEN.search(match.group()))
            found[name] = allowed is not hides
            said = True
    return said


def _is_allowed(words: str, match: re.Match[str]) -> bool | None:
    """Return whether the words around refuse or allow what was named, None when neither."""
    if _REFUSED.search(words[: match.start()]):
        return False
    after = words[match.end() :]
    if re.match(r"[^,.;]{0,20}\b(?:not|isn'?t|isnt|no good|unsafe|never)\b", after):
        return False
    allowed = _ALLOWED.search(after) or re.search(
        r"\b(?:can|could|may|ok to|fine to|please|just|happy (?:with|for)|only|yes|prefer|want|"
        r"rather|by|use)\b[^,.;]{0,20}$",
        words[: match.start()],
    )
    if allowed or not words.replace(match.group(), "").strip(" ,."):
        return True
    return True if _HIDDEN.search(match.group()) else None


def _code_word(words: str) -> str | None:
    for pattern in (_CODE_WORD, _ASK_FOR):
        match = pattern.search(words)
        if match and match.group("word") not in _NOT_CODE_WORDS:
            return match.group("word").strip()[:LONGEST_CODE_WORD]
    return None


def _start(pattern: re.Pattern[str], words: str) -> int:
    match = pattern.search(words)
    return match.start() if match else 0
