"""Short things people say in many ways: yes, no, skip, stop, not sure, and whether they ask."""

from __future__ import annotations

import re
import unicodedata

LONGEST_READ = 4000
_MOST_WORDS = 12
_LONGEST_PHRASE = 5
_QUOTES = str.maketrans({"\u2019": "'", "\u2018": "'", "\u201c": '"', "\u201d": '"', "`": "'"})
_SPACES = re.compile(r"\s+")
_NOT_WORD = re.compile(r"[^\w\s+]|_")


def plain(text: str) -> str:
    """Return the text in small letters, with straight quotes and single spaces."""
    short = unicodedata.normalize("NFKC", text[:LONGEST_READ]).translate(_QUOTES)
    return _SPACES.sub(" ", short).casefold().strip(" .,!;:-")


def bare(text: str) -> str:
    """Return the words alone: "I'm OK!" gives "im ok", "well-known" gives "well known"."""
    without = plain(text).replace("'", "").replace("-", " ").replace("/", " ")
    return _SPACES.sub(" ", _NOT_WORD.sub(" ", without)).strip()


def made_of(text: str, core: frozenset[str], filler: frozenset[str]) -> bool:
    """Return whether a short text is nothing but these phrases, one of them from `core`."""
    words = bare(text).split()
    if not 0 < len(words) <= _MOST_WORDS:
        return False
    # Up to which word phrases can cover the text, and whether one of them was from `core`: all
    # ways count, since "rather not" is a phrase and "rather not answer" another.
    covered = {(0, False)}
    for end in range(1, len(words) + 1):
        for start in range(max(0, end - _LONGEST_PHRASE), end):
            phrase = " ".join(words[start:end])
            if phrase in core or phrase in filler:
                before = {found for place, found in covered if place == start}
                covered |= {(end, found or phrase in core) for found in before}
    return (len(words), True) in covered


def phrases(*lines: str) -> frozenset[str]:
    """Return the phrases of lines that are separated by commas."""
    return frozenset(part.strip() for line in lines for part in line.split(",") if part.strip())


_FILLER = phrases(
    "please, pls, plz, then, mate, pal, love, duck, hun, thanks, thank you, thankyou, ta, cheers",
    "thats, that is, its, it is, it, that, this, the, one, with me, by me, just, so, well, oh, um",
    "er, actually, really, honestly, i think, at all, now, right now, sorry, and, to that",
    "very much, do, all, im, i, am, for now, if thats ok, go, on, of it",
)
YES = phrases(
    "yes, yeah, yea, yep, yup, yh, yess, yesss, aye, ya, ye, y, yas, ok, okay, okey, okey dokey, k",
    "sure, fine, agreed, agree, correct, right, definitely, defo, absolutely, of course, certainly",
    "go on, go ahead, go for it, do it, why not, sounds good, thats fine, thats right, all good",
    "i do, i agree, i consent, i suppose so, happy to, happy with that, carry on, continue",
    "no problem, no worries, please do, lets do it, alright, all right, yes please, indeed",
)
NO = phrases(
    "no, nah, naw, nope, na, n, noo, nooo, no way, not really, dont think so, i dont think so",
    "no thanks, no thank you, never, rather not, id rather not, i dont, i do not, not at all, none",
    "absolutely not, definitely not, not likely, disagree, dont agree, i dont agree",
    "if its all the same to you, not this, no not this, refuse, i refuse, i wont, dont",
)
SKIP = phrases(
    "skip, skip this, skip it, skip that, pass, next, next question, next one, move on",
    "rather not say, id rather not say, rather not, id rather not, prefer not to say",
    "prefer not, i prefer not to say, prefer not say, id prefer not to say, not saying",
    "dont want to say, i dont want to say, dont want to answer, i dont want to answer",
    "no comment, none of your business, leave it blank, blank, not telling you, private",
    "rather not answer, wont say, not going to say, rather not tell you, leave that blank",
    "leave this blank, leave blank, leave that one, leave that out, miss that out, miss it out",
    "can we skip this, can we skip that, can we skip it, can i skip this, can i skip that",
    "can i skip it, can i skip, can we skip, can we move on, lets move on, lets skip, lets skip it",
    "keep that to myself, rather keep that to myself, id rather keep that to myself, keep it to",
    "id rather keep it to myself, id rather keep this to myself, thats private, its private",
    "prefer not to answer, id prefer not to, id prefer not to answer, i prefer not to answer",
    "i would rather not, i would rather not say, i would prefer not to say, dont wanna say",
    "dont wanna answer, dont want to say, no answer, not relevant, not important",
    "do i have to, do i have to answer, do i have to say, do i need to say, must i say",
    "is it ok if i dont say, can i not say, can i leave it, can i leave it blank, cba, nunya",
    "dont fancy saying, wouldnt like to say, i wouldnt like to say, id sooner not",
    "id sooner not say, sooner not say, not comfortable saying, not comfortable answering",
    "not comfortable with that, dont feel comfortable saying, pass on that, not answering",
    "wont answer, i wont answer, i would rather not answer, too personal, a bit personal",
    "thats personal, its personal",
    "none of your concern, dont wish to say, i dont wish to say, id rather you didnt ask",
)
# Beside a word of skipping these only soften it: "nah skip", "im not comfortable saying".
_DECLINES = phrases("no, nah, nope, naw, not, one, question, if i can, if possible, to you, im, id")
UNSURE = phrases(
    "not sure, im not sure, unsure, dont know, i dont know, dunno, idk, no idea, maybe, perhaps",
    "might be, possibly, hard to say, cant say, not certain, who knows, i cant remember",
)
STOP = phrases(
    "stop, stop this, stop it, cancel, cancel it, cancel this, cancel that, forget it, forget this",
    "never mind, nevermind, nvm, changed my mind, i changed my mind, ive changed my mind, quit",
    "dont bother, leave it, exit, abort, i want to stop this, stop asking, end this, dont call me",
    "dont ring me, forget the call, cancel the call, i dont want a call, dont want the call",
    "dont send it, do not send it, dont send, dont send this, do not send, dont send anything",
    "dont want a call, dont want to do this, i dont want to do this, cancel my request, scrap it",
    "no need to phone, no need to ring, no need to call, stop the form, cancel the form",
    "i dont want give more details, i dont want to give more details, no more questions",
)
PAUSE = phrases(
    "later, ill do it later, ill do this later, do it later, do this later, ill finish later",
    "ill finish it later, not now, not right now",
    "can i come back to, can i do this later, can i do it later, can i finish this later",
    "can i finish later, ill come back to this, ill come back to it, ill come back, ill be back",
    "come back to this later, got to go, gotta go, ive got to go, i have to go, have to go",
    "need to go, i need to go, hold on to this, pause, pause this, pause it, brb, back later",
)
BYE = phrases(
    "bye, goodbye, good bye, bye bye, bye for now, see ya, see you, see you later, cya, ta ra",
    "tara, cheerio, night, night night, good night, goodnight, laters, im off, take care, so long",
)
BACK = phrases("im back, i am back, back again, back now, ready now, im ready, resume, pick up")
_AROUND = _FILLER | phrases("but, any more, anymore, no more, after all, my request, the request")
_QUESTION_START = re.compile(
    r"(?:but |and |so |ok |okay |um |well |also |wait |hang on |hold on )*"
    r"(?:why|whys|what|whats|how|hows|when|whens|where|wheres|who|whos|whose|which|"
    r"is it|is this|is that|is there|are you|are they|are there|do you|do they|do i|does|did|"
    r"will you|will they|will i|will it|can i|can you|could you|could i|should i|am i|have you|"
    r"would i|would they|would you|may i|has)\b"
)


def says_yes(text: str) -> bool:
    """Return whether the text is a yes and nothing else."""
    return made_of(text, YES, _FILLER) and not is_question(text)


def says_no(text: str) -> bool:
    """Return whether the text is a no and nothing else."""
    return made_of(text, NO, _FILLER) and not is_question(text)


def says_skip(text: str) -> bool:
    """Return whether somebody would rather not answer."""
    return made_of(text, SKIP, _FILLER | _DECLINES)


def says_unsure(text: str) -> bool:
    """Return whether somebody does not know."""
    return made_of(text, UNSURE, _FILLER)


def says_stop(text: str) -> bool:
    """Return whether somebody wants to end the form."""
    return made_of(text, STOP, _AROUND | NO)


def says_pause(text: str) -> bool:
    """Return whether somebody puts the form off; "can I come back to this?" counts as well."""
    return made_of(text, PAUSE, _FILLER)


def says_bye(text: str) -> bool:
    """Return whether somebody takes their leave and says nothing else."""
    return made_of(text, BYE, _FILLER)


def says_back(text: str) -> bool:
    """Return whether somebody who had put the form off is here again."""
    return made_of(text, BACK, _FILLER | YES) or says_yes(text)


def statements(text: str) -> list[str]:
    """Return the parts of a text that ask nothing, in small letters."""
    pieces = re.split(r"(?<=[.!?;])\s+|\n+", text[:LONGEST_READ])
    return [plain(piece) for piece in pieces if plain(piece) and not is_question(piece)]


def is_question(text: str) -> bool:
    """Return whether the text asks something, with or without a question mark."""
    return "?" in text or bool(_QUESTION_START.match(bare(text)))
