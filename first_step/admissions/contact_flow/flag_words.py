"""The words that stand for each red flag where the safety screen asks for them (facts 4c)."""

from __future__ import annotations

import re
from collections.abc import Mapping

SEDATIVE = (
    r"(?:alcohol|drink(?:ing)?|booze|beer|wine|vodka|cider|spirits|benzos?|benzodiazepines?|"
    r"diazepam|valium|xanax|alprazolam|lorazepam|zopiclone|zolpidem|z-?drugs?|"
    r"sleeping (?:pills|tablets)|calming pills|pregabalin|pregabs|lyrica|gabapentin|gabbies|"
    r"ghb|gbl|baclofen|librium)"
)
_STOPPED = (
    r"(?:stop(?:ped|ping)?|quit(?:ting)?|cut(?:ting)? (?:down|back|out)|"
    r"(?:run|ran|running) out|c(?:ame|ome|oming) off|cold turkey|detox(?:ing)? (?:from|off)|"
    r"reduc(?:ed|ing)|without)"
)
OPIOID_SCRIPT = r"(?:methadone|buprenorphine|subutex|buvidal|espranor|physeptone)"
MEDICINE = (
    rf"(?:{OPIOID_SCRIPT}|scripts?|prescriptions?|meds|medication|medicines?|tablets|pills|"
    r"benzos?|diazepam|valium|pregabalin)"
)
_PLACE = (
    r"(?:prison|jail|the nick|nick|custody|hospital|rehab|detox|ward|inside|"
    r"young offenders?|psych unit)"
)
_CHILD = (
    r"(?:child(?:ren)?|kids?|baby|babies|bairns?|weans?|toddler|son|daughter|"
    r"little (?:one|girl|boy)s?)"
)
_SORE = r"(?:infected|infection|swollen|sore|hot|red|lump|pus|weeping|oozing)"
_WHERE_INJECTED = r"(?:inject\w*|arm|leg|groin|site|vein|skin|needle)"
_TAKEN = r"(?:drugs?|alcohol|substances?|heroin|cocaine|pills|medication|prescription)"
_OWING = r"(?:debts?|owe[sd]?|owing|loans?|lost (?:it all|everything|my wages|the house))"
_COULD_NOT = r"(?:can'?t|cannot|couldn'?t|didn'?t|haven'?t|won'?t)"

WORDS: Mapping[str, tuple[str, ...]] = {
    "R13": (r"overdos\w*", r"o'?d'?e?d", r"od"),
    "R8": (
        rf"{_STOPPED}(?: \w+){{0,4}}? {SEDATIVE}",
        rf"{SEDATIVE}(?: \w+){{0,3}}? {_STOPPED}",
    ),
    "R9": (
        r"(?<!that )(?<!what )(?<!which )(?<!time )(?<!it )(?<!one )fits"
        r"(?! (?:me|us|you|in|with|best|my|the|round|around)\b)",
        r"a fit(?! (?:for|person|lad|man|woman|lass)\b)|fitted(?! (?:in|a|the|with)\b)",
        r"seizures?|epilep\w+",
        r"dts|d\.t\.'?s|delirium",
        r"seeing things|hallucinat\w+",
    ),
    "R10": (
        r"pregnan\w*|preggers|up the duff|expecting(?: a baby)?",
        r"gave birth|given birth|just had (?:a|my|our) baby|newborn|postnatal",
    ),
    "R14": (
        r"(?:left|leaving|out of|released from|came out(?: of)?|come out(?: of)?|"
        rf"discharged from|got out(?: of)?)(?: \w+){{0,2}}? {_PLACE}",
        r"just got out",
        rf"(?:stopped|came off|come off)(?: \w+){{0,2}}? {OPIOID_SCRIPT}",
    ),
    "R12": (
        r"abscess\w*|cellulitis",
        rf"{_SORE}(?: \w+){{0,5}}? {_WHERE_INJECTED}",
        rf"{_WHERE_INJECTED}(?: \w+){{0,4}}? {_SORE}",
    ),
    "R19": (
        rf"(?:lost|(?:ran|run|running) out(?: of)?|out of|missed|stolen|stopped)"
        rf"(?: \w+){{0,3}}? {MEDICINE}",
        rf"no(?: more)? (?:{OPIOID_SCRIPT}|scripts?|prescriptions?)|no(?: more)? {MEDICINE} left",
        rf"{_COULD_NOT} (?:get|got|pick(?:ed)? up|collect(?:ed)?|have)(?: \w+){{0,3}}? {MEDICINE}",
        rf"{MEDICINE}(?: \w+){{0,2}}? (?:run out|ran out|lost|stolen|stopped)",
    ),
    "R16": (
        r"sleeping rough|rough ?sleep\w*|homeless|roofless|on the streets?",
        r"no ?where (?:safe )?to (?:sleep|stay|live|go)|nowhere (?:safe )?tonight",
        r"no (?:safe )?(?:home|house|place to (?:stay|sleep|live|go))",
        r"(?:don'?t|haven'?t) (?:have|got)(?: \w+){0,2}? (?:anywhere|somewhere|home|house)",
        r"no safe place(?: to sleep)?(?: tonight)?",
        r"sleeping in (?:a|my|the) (?:car|tent|doorway|van|park)",
        r"(?:kicked|thrown|chucked) out",
    ),
    "R17": (
        r"(?:hits?|hitting|beats?|beating|hurts?|hurting|threatens?|threatening|threatened|"
        r"controls?|controlling|forces?|forcing|scares?) me",
        r"(?:scared|afraid|frightened) of (?:him|her|them|my|someone|a)",
        rf"being hurt|abusive|abus(?:es|ing|ed)(?! {_TAKEN})|violent|violence",
        r"cuckoo\w*|exploit\w*|coerc\w*|traffick\w*|pimp\w*|county lines",
    ),
    "R18": (
        rf"{_CHILD}(?: \w+){{0,5}}? (?:worr\w+|unsafe|not safe|neglect\w*|concern\w*|at risk|"
        r"left alone|social services|going without)",
        rf"(?:worr\w+|concern\w*|scared)(?: \w+){{0,4}}? (?:about|for)(?: \w+){{0,2}}? {_CHILD}",
        r"social services",
    ),
    "R20": (
        r"voices|paranoi\w+|psychosis|psychotic|schizo\w+|bipolar|mania|manic",
        r"(?:very|really|seriously|proper) (?:ill|poorly|unwell)|frail|poor health",
        r"liver (?:failure|disease|damage)|cirrhosis|cancer|copd|heart failure",
    ),
    "R7": (r"suicid\w*|self[- ]?harm\w*|kill(?:ing)? myself|end(?:ing)? my life",),
    "R21": (
        r"sofa ?surf\w*|hostel|evict\w*|arrears|temporary accommodation",
        r"relaps\w+|lapsed|every ?day|daily|all day|court|24/7",
        r"(?:using|drinking|injecting|gambling|smoking) again",
        rf"(?:gambl\w+|betting|bookies|slots)(?: \w+){{0,8}}? {_OWING}",
        rf"{_OWING}(?: \w+){{0,6}}? (?:gambl\w+|betting|bookies|slots)",
        r"bed (?:for )?(?:tonight|today|now)|(?:come in|admitted) (?:tonight|today)",
        r"(?:caring|care|cares|look(?:ing|s)? after) (?:for )?(?:\w+ ){0,3}"
        r"(?:on my own|alone|by myself|single-?handed\w*)",
    ),
}

FLAG_WORDS: Mapping[str, re.Pattern[str]] = {
    code: re.compile(rf"\b(?:{'|'.join(patterns)})\b") for code, patterns in WORDS.items()
}
# A match that starts so holds its own "no" ("no home", "can't get my script").
OWN_NO = re.compile(rf"no\b|nowhere|{_COULD_NOT}|don'?t")
