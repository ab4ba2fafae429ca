"""Words that follow "I'm" or stand alone in an answer and are no name."""

from __future__ import annotations

import re

from first_step.admissions.phrases import NO, SKIP, STOP, UNSURE, YES, bare, phrases

_NO_NAMES = phrases(
    # States and circumstances: "I'm pregnant", "I'm scared".
    "pregnant, homeless, scared, worried, desperate, addicted, hooked, ill, sick, poorly, unwell",
    "fine, good, great, ok, okay, alright, well, bad, sad, low, down, depressed, anxious, lonely",
    "tired, exhausted, ashamed, embarrassed, sorry, lost, stuck, broken, done, finished, ready",
    "available, free, busy, at, in, on, not, a, an, the, so, very, really, just, still, now, here",
    "looking, trying, using, drinking, smoking, injecting, withdrawing, rattling, clucking, going",
    "having, getting, feeling, doing, living, working, calling, ringing, asking, writing, texting",
    "thinking, struggling, suffering, dying, bleeding, shaking, sober, high, drunk, stoned, clean",
    "hurting, afraid, alone, safe, unsafe, about, over, under, like, my, me, his, her, their, our",
    "for, to, of, as, by, hes, shes, theyre, im, iv, ive, youre, dont, can, could, will, is, so",
    "your, this, that, it, its, no, yes, nobody, someone, somebody, anyone, only, also, from, with",
    "male, female, single, married, divorced, unemployed, retired, disabled, deaf, blind, autistic",
    "english, scottish, welsh, irish, british, polish, muslim, christian, gay, bi, trans, diabetic",
    "epileptic, bipolar, serious, confused, unsure, certain, sure, angry, fed, sleeping, rough",
    "staying, out, off, back, up, too, home, away, happy, interested, concerned, new, old, young",
    "currently, recently, addict, alcoholic, user, junkie, smackhead, dependent, referring, typing",
    # People by role: "it's my son", "this is a GP".
    "gp, doctor, nurse, social worker, keyworker, professional, mum, mam, dad, mother, father",
    "parent, wife, husband, partner, friend, mate, son, daughter, brother, sister, sibling, nan",
    "gran, grandad, carer, girlfriend, boyfriend, myself, meself, him, himself, herself, them",
    "someone else, somebody else, self, for me, us, we, you, he, she, they, everyone, everybody",
    # Times: "call me after six".
    "yesterday, today, tonight, tomorrow, morning, mornings, afternoon, afternoons, evening",
    "evenings, monday, tuesday, wednesday, thursday, friday, saturday, sunday, weekday, weekdays",
    "weekend, weekends, anytime, any time, whenever, later, soon, asap, noon, midday, lunchtime",
    "before, after, between, any, every, when, once, if, first, back, straight, immediately, six",
    # Things and rules of the form.
    "phone, email, number, mobile, landline, voicemail, text, withheld, private, open, whatever",
    "anonymous, none, nothing, na, n a, help, hello, hi, hey, hiya, thanks, thank you, please",
    "heroin, alcohol, cocaine, crack, weed, cannabis, methadone, subutex, pregabalin, diazepam",
    "valium, xanax, ketamine, speed, mdma, codeine, tramadol, gear, brown, drink, drugs, rehab",
    "detox, change, wrong, edit, menu, call, ring, call me, ring me, adult, teen, teenager, child",
    "fentanyl, spice, nitazenes, benzos, opiates, opioids, coke, buprenorphine, tramadol, vodka",
    "london, manchester, liverpool, leeds, glasgow, edinburgh, cardiff, belfast, birmingham",
    "bristol, sheffield, newcastle, nottingham, england, scotland, wales, uk",
    "tel, mob, num, fone, cell, contact, whatsapp, details, reply, bell, cheers, pal, love, hun",
    "lads, guys, sir, madam, team, all, folks, regards, x, xx, xxx, bye, soz, tho, though, again",
    "mine, complicated, difficult, urgently, quick, quickly, daytime, nighttime, hospital, prison",
    "ward, direct, best, preferred, necessary, possible, needed, required, today, correct, wrong",
    "actually, always, and, or, not, but, plus, either, time, times, with, then, pls, plz, ta",
    "hate, want, need",
    "name, my name, real name, not my real name, a nickname, nickname, first name, urgent, test",
    "lol, haha, wtf, fuck, fuck off, piss off, shit, idiot, bollocks, lmao, omg, test test, stop",
    "send, send it, submit, confirm",
    "yesterday morning, not telling, as if, nowt, nothing much, not bothered, dont mind",
)
_DECLINING = [[word] for word in ("not", "a", "the", "none", "my", "nobody", "private", "on", "in")]
_SENTENCE = re.compile(
    r"^(?:i|we|he|she|they|you|it|there|my (?!(?:first |nick)?name)|his|her|their|please call|"
    r"please ring|dont|not|no|can|could|will|would|if|because|but|the|a|an|is|are|that|"
    r"this|these|those|for|to|with|about|after|before|every|some|any)\b.*\s",
)
_INTRODUCTION = re.compile(r"^(?:i am|im|i go by|it is|its|this is|they call me)\b")


def is_no_name(name: str) -> bool:
    """Return whether a candidate is a known word of another kind."""
    words = bare(name)
    if not words or not re.search(r"[^\W\d_]", words):
        return True
    first = words.split()[0]
    known = _NO_NAMES | YES | NO | SKIP | UNSURE | STOP
    return words in known or first in _NO_NAMES


def is_no_answer(name: str) -> bool:
    """Return whether what follows "my name is" declines to say, so that "Sunday" may be a name."""
    words = bare(name)
    return words in YES | NO | SKIP | UNSURE | STOP or words.split()[:1] in _DECLINING


def starts_a_sentence(text: str) -> bool:
    """Return whether a text starts as a sentence does, rather than as a name or "I'm ..."."""
    words = bare(text)
    return bool(_SENTENCE.match(words)) and not _INTRODUCTION.match(words)
