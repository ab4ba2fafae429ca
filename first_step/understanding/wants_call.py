"""Whether a message plainly asks to be called, whatever else it says (facts T6, 5a).

"Worried about my daughter, can someone call me" has one meaning too few for a classifier that puts
the worry first. Only a call to the writer counts: not one to an ambulance, by the writer, by a
patient, a name ("call me Kev"), a question about calls, or a call that is not wanted.
"""

from __future__ import annotations

import re

from first_step.understanding.parts import sentences

CALL = "request_contact"
# Beside these labels a wish for a call is what counts. Not beside danger, the other wishes about
# a request ("nobody rang me, can someone call me back"), and what is no wish at all.
_BESIDE = (
    *("greet", "thank", "affirm", "ask_more", "inform", "chitchat", "menu", "out_of_scope"),
    *("disclose_use", "express_distress", "request_human"),
)
_TEAM = (
    r"(?:someone|somebody|anyone|anybody|you|yous|ye|they|(?:one|any|some|somebody|someone) of "
    r"(?:you|yous|your team|the team)|(?:the|your) team|(?:a|an|your|the) (?:person|human|adviser|"
    r"advisor|counsellor|worker|member of (?:staff|the team)))"
)
_RING = r"(?:call|ring|phone|telephone|contact|(?:get )?in touch with|get back to|get hold of)"
_GIVE = (
    r"(?:give|drop) (?:me|us) (?:a|another) (?:quick |phone )?(?:call|ring|bell|buzz|shout|tinkle)"
)
_REACH = rf"(?:{_RING} (?:me|us)(?: back)?|(?:ring|call|phone) back|{_GIVE})"
_SOFTLY = r"(?:please |maybe |possibly |just |kindly |also |actually )*"
# What may come next: "call me an ambulance", "ring me Kev" and "call me from rehab" are not meant.
_THEN = (
    r"(?=\s*(?:$|[,.;!?:)-]|\d|(?:please|thanks|thank|ta|cheers|back|about|on|at|today|tonight|"
    r"tomorrow|now|asap|soon|later|this|next|after|before|between|any ?time|when|whenever|during|"
    r"first|instead|urgently|straight|as|if|in|to|and|or|cos|because|for|so|so that|regarding|"
    r"monday|tuesday|wednesday|thursday|friday|saturday|sunday|mornings?|evenings?|afternoons?|"
    r"x+)\b))"
)
_A_CALL = r"(?:a |another )?(?:quick |phone )?(?:call ?-?back|ring back|call|ring)"
_WISHES = r"(?:want|need|like|love|prefer|appreciate|after|hoping for|looking for|could do with)"
_START = (
    r"(?:^|[,;:.!?-]\s*|\b(?:and|so|but|then|also|or|please|just|hi|hello|hiya|hey|thanks) )"
    r"(?:please |pls |just |then |so |also |kindly )*"
)
_WISH = (
    r"(?:\b(?:i|we|id)(?: am|'m| would|'d|'ll)?(?: just| really| also| only)? |"
    rf"{_START}(?:would )?){_WISHES}"
)
_ASKS = re.compile(
    rf"\b(?:can|could|would) {_SOFTLY}{_TEAM} {_SOFTLY}{_REACH}{_THEN}"
    rf"|\b(?:would|is|are) {_TEAM} (?:be )?able to {_SOFTLY}{_REACH}{_THEN}"
    rf"|\b(?:if|chance|hoping|hope) {_TEAM} (?:can|could|would) {_SOFTLY}{_REACH}{_THEN}"
    rf"|\b(?:possible for|arrange for) {_TEAM} to {_REACH}{_THEN}"
    rf"|\b(?:can|could) (?:i|we) be (?:called|rung|phoned|contacted) back{_THEN}"
    rf"|\b(?:can|could|would) {_TEAM} {_SOFTLY}(?:get|ask|have) {_TEAM} to {_REACH}{_THEN}"
    rf"|{_START}(?:get|ask|have) {_TEAM} to {_REACH}{_THEN}"
    rf"|{_WISH} (?:it if )?{_TEAM} (?:to|could|would) {_SOFTLY}{_REACH}{_THEN}"
    rf"|{_WISH} (?:to (?:have|get|request|arrange|book) )?{_A_CALL}{_THEN}"
    rf"|{_WISH} to be (?:called|rung|phoned|contacted)(?: back)?{_THEN}"
    rf"|\b(?:can|could|may) (?:i|we) {_SOFTLY}(?:have|get|request|arrange|book|ask for) {_A_CALL}"
    rf"(?: from (?:someone|somebody|you|the team|your team))?{_THEN}"
    rf"|{_START}{_REACH}{_THEN}"
    rf"|\b{_REACH} please(?=\s*(?:$|[,.;!?]))"
)
# Before it in the same clause: what is supposed, refused, told of others or asked about.
_NOT_ASKED = re.compile(
    r"\b(?:not|never|no one|nobody|don't|if|whether|when|once|unless|until|why|who|what|how|where|"
    r"he|she|they|him|her|them|tell|said|says|saying|told|asked|asking|made|makes|happens|did|does|"
    r"will)\b"
)
_CLAUSE = re.compile(r"[,;.!?:]| - | and | but | so | also ")
# These begin a clause of their own, so only what stands close by counts.
_OPENS = ("can ", "could ", "would ", "is ", "are ", "if ")
_CLOSE_BY = 3
# After it: a question about how calls work is answered, not taken for a wish.
_RATHER_ASKS = re.compile(
    r"^\s*(?:(?:back|at all|ever|anonymously|privately|secretly) )*"
    r"(?:without|anonymously|secretly|privately|for free|if i (?:am|'m|was|were|do not|don't|get)|"
    r"when i (?:am|'m) (?:in|there|inside)|in (?:rehab|there|detox|treatment))\b"
)


def may_ask_beside(label: str) -> bool:
    """Return whether a plain wish for a call outweighs this label."""
    return "/" in label or label in _BESIDE


def wants_call(readable: str) -> bool:
    """Return whether a text, as it is read, plainly asks for a call to whoever writes."""
    return any(_asks(sentence.lower()) for sentence in sentences(readable))


def _asks(sentence: str) -> bool:
    for match in _ASKS.finditer(sentence):
        before = _CLAUSE.split(sentence[: match.start()])[-1]
        if match.group().startswith(_OPENS):
            before = " ".join(before.split()[-_CLOSE_BY:])
        if not _NOT_ASKED.search(before) and not _RATHER_ASKS.match(sentence[match.end() :]):
            return True
    return False
