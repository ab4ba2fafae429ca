"""The words of red flags where nobody had asked about them (facts 4c).

"Every day" answers the safety screen; in passing it says when to ring. So these say what is meant
as well: what is taken, where somebody was, what has run out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from first_step.admissions.contact_flow.flag_words import (
    MEDICINE,
    OPIOID_SCRIPT,
    SEDATIVE,
    WORDS,
)

# Of what people take, this; "taking the kids", "taking methadone" are something else.
_TAKEN = (
    r"(?:it|heroin|gear|smack|drugs?|stuff|crack|coke|cocaine|speed|ket\w*|mdma|spice|meth|weed|"
    r"cannabis|fent\w*|opi\w+|benzos?|valium|xanax|pregabs?|pills|codeine|tramadol)"
)
# What is used and drunk besides: "I use the bus every day", "drinking tea all day".
_HARMLESS = (
    r"(?:(?:the|a|an|my|your|our|his|her|their|this|that|more|less|only|some|lots of|enough|plenty "
    r"of) )*(?:\w+ )?(?:bus|train|tram|car|van|bike|phone|mobile|laptop|computer|app|site|website|"
    r"web ?page|internet|email|number|gym|pool|cream|inhaler|stick|wheelchair|library|lift|"
    r"tea|coffee|water|milk|juice|squash|pop|smoothies?|vapes?|fags|cigarettes)"
)
_TAKE = (
    rf"(?:us(?:e|es|ing)|used(?! to)|smok\w+|inject\w*|snort\w*|tak(?:e|es|ing) {_TAKEN})"
    rf"(?! {_HARMLESS}\b)"
)
_USE = (
    rf"(?<!used to )(?:{_TAKE}|(?:drink(?:s|ing)?|drank)(?! {_HARMLESS}\b)|gambl\w+|"
    rf"bet(?:s|ting)?(?! (?:i|you|he|she|we|they|it|that|the|my|there)\b)|on (?:it|the gear))"
)
_EACH_DAY = r"(?:every ?day|every (?:single )?(?:day|night|morning)|daily|all day|24/7)"
_OWING = r"(?:debts?|owe[sd]?|owing|loans?|lost (?:it all|everything|my wages|the house))"
_BETS = r"(?:gambl\w+|betting|bookies|(?:on|playing|fruit|online) (?:the )?(?:slots|machines))"
_CASH = r"(?:£? ?\d[\d,.]*k?|grand|thousands?|hundreds?|money|everything|wages|debts?|loads|lots)"
# A bed is asked for with a wish and a place of treatment, or "come in" by whoever would stay.
_WISH = (
    r"(?:need|needs|want|wants|would like|'d like|id like|like|ready|desperate|hoping|hope|must|"
    r"has to|have to|got to|trying|please|get|beg|begging)"
)
_STAY = (
    r"(?:rehab|detox|treatment|residential|inpatient|(?:your|the|a|this|any) (?:\w+ )?(?:clinic|"
    r"centre|unit|place|facility|rehab|detox)|somewhere|there)"
)
_SOON = r"(?:tonight|today|now|right now|straight away|asap|this (?:morning|afternoon|evening))"
_WHO = (
    r"(?:i|we|he|she|they|him|her|them|me|us)(?:'?m|'?s|'?d|'?re|'?ve| am| is| are| would| will)?"
)
_ELSEWHERE = (
    r"(?! (?:to|for|and) (?!detox|rehab|treatment|stay|be admitted|help)|(?:[\w ]+)?"
    r"(?:work|shift|office|school|town|shop|shops))"
)
_NO_COURT = r"(?! (?:road|street|house|lane|shoes|one|two|three|four|\d|number|room))"

# Facts R21, each said so plainly that it counts where nobody had asked: "ring me every day after
# six" is none of it.
BUILDING_UP_WORDS = (
    r"sofa ?surf\w*|(?<!work )(?<!works )(?<!working )(?<!job )(?<!volunteer )(?:in|from) "
    r"(?:a|the|my) hostel|temporary accommodation",
    r"(?:being|been|getting|got|be) evicted|eviction|rent arrears",
    rf"{_USE}(?: \w+){{0,4}}? {_EACH_DAY}",
    rf"{_EACH_DAY} (?:user|use|habit|drinker|smoker|drinking|smoking|gambling)",
    r"(?:i'?ve|i|he'?s|he|she'?s|she|they'?ve|they|has|have|had|just) (?:just )?relapsed",
    r"(?:i'?m|he'?s|she'?s|i am|he is|she is|started|been|am|is) (?:back )?"
    r"(?:using|drinking|injecting|gambling) again",
    rf"{_BETS}(?: \w+){{0,8}}? {_OWING}",
    rf"{_OWING}(?: \w+){{0,6}}? {_BETS}",
    rf"(?:gambl\w+|betting|bookies|slots)(?: \w+){{0,4}},?(?: \w+){{0,4}}? owe[sd]?(?: \w+){{0,2}}?"
    rf" {_CASH}",
    r"(?:court|sentencing|custody hearing) (?:date|hearing|next|on|is|in|this|tomorrow)",
    rf"(?:in|go to|going to|got|up in|have) (?:crown |family |magistrates'? )?court\b{_NO_COURT}",
    rf"(?:need|needs|want|wants|find|after|desperate for|get me|get him|get her|got no) "
    rf"(?:a |an |me |him |her )*(?!to )(?:\w+ )?bed (?:for )?{_SOON}",
    rf"{_WISH}(?: \w+){{0,5}}? (?:come|get|go|move|book|check)(?: \w+)? (?:in|into|to|in to) "
    rf"{_STAY}(?: \w+)? {_SOON}",
    rf"{_WISH}(?: \w+){{0,4}}? admitted (?:to \w+ |in |into \w+ |somewhere |there )?{_SOON}",
    rf"{_WHO}(?: (?:just|really|desperately|all|so|do|does))* {_WISH}(?: (?:him|her|them|us))?"
    rf"(?: to)? come in {_SOON}{_ELSEWHERE}",
    r"(?:caring|care|cares|look(?:ing|s)? after) (?:for )?(?!(?:the|a|my|our) (?:dog|cat|shop|"
    r"house|garden|place|business|pets?|office|horses?|farm)\b)(?:\w+ ){0,3}"
    r"(?:on my own|alone|by myself|single-?handed\w*)",
)

# Between two words of one thing no other thing begins.
_SAME = (
    r"(?: (?!(?:on|at|for|by|in|off|to|with|when|while|since|because|and|but|after|before|near|me|"
    r"us|him|them|who|that|than|of (?:milk|time|bread|credit|battery|petrol))\b)[\w']+)"
)
_NO_DRINK = (
    r"(?! (?:of|driving|drive|gums?|coffee|tea|water|coke|pop|fizzy|squash|juice|milk|energy|"
    r"garden|glass|bottle bank)\b)"
)
_CANNOT = r"(?<!can't )(?<!cant )(?<!cannot )(?<!can not )(?<!couldn't )(?<!won't )(?<!could not )"
_STOPPED = (
    r"(?:stop(?:ped|ping)?|quit(?:ting)?|cut(?:ting)?(?: right)? (?:down|back|out)|"
    r"(?:run|ran|running) out|c(?:ame|ome|oming) off|cold turkey|detox(?:ing)? (?:from|off)|"
    r"reduc(?:ed|ing))"
)
_OF_IT = (
    r"(?: (?:i|i've|ive|he|he's|she|she's|they|has|have|had|just|all|which|been|got|was|were|is|"
    r"are|my|the|doctor|gp|script|prescription|tablets|supply|suddenly|completely))"
)
_PRISON = (
    r"(?:prison|jail|nick|custody|hospital|rehab|detox|(?:psych |mental health )?(?:ward|unit))"
)
_ITS = r"(?: (?:of|from|my|the|a|an|in|local|psych|mental|health|young|offenders?))"
_NOT_ITS = (
    r"(?! (?:car|radio|shop|cafe|canteen|website|number|letter|bag|appointment|waiting|visit\w*|"
    r"service|trust|job|officer|team|staff|gate|food)\b)"
)
_BAD_SKIN = r"(?:infected|infection|swollen|lump|pus|weeping|oozing)"
_SORE = r"(?:sore|hot|red|painful)"
_LIMB = r"(?:arm|leg|groin|vein|skin|hand|foot)(?:'?s)?"
_INJECTED = r"(?:inject\w*|needle|groin|veins?)"
_HOME = (
    r"(?:my|his|her|the|our|their|a) (?:\w+ )?(?:\w+'?s )?(?:house|home|flat|place|hostel|room|"
    r"tenancy|refuge|accommodation|digs)"
)
_NO_HOUSE = (
    r"(?! (?:phone|telephone|number|tel|visits?|detox|keys?|wifi|internet|broadband|insurance|"
    r"delivery|life|made|work|computer)\b)"
)
_AFTER_HOMELESS = (
    r"(?! (?:charity|shelter|team|people|person|unit|service|project|outreach|centre|man|woman|"
    r"support)\b)"
)

_IN_PASSING: Mapping[str, tuple[str, ...]] = {
    "R8": (
        rf"{_CANNOT}{_STOPPED}(?: on)?{_SAME}{{0,4}}? {SEDATIVE}{_NO_DRINK}",
        rf"{SEDATIVE}{_NO_DRINK}{_OF_IT}{{0,4}}? {_STOPPED}",
        rf"(?:days?|hours?|weeks?|hrs|nights?)(?: now)? without (?:a |any |my )?{SEDATIVE}",
    ),
    "R10": (
        r"pregnan\w*|preggers|up the duff",
        r"expecting (?:a baby|twins|our|my (?:first|second|third)|in \w+)",
        r"(?<!what )(?:i'?m|i am|she'?s|she is|we'?re|(?:girlfriend|wife|partner|daughter|sister|"
        r"gf|missus)(?:'s| is)?) expecting(?=\s*(?:$|[,.;!]| and\b))",
        r"gave birth|given birth|just had (?:a|my|our) baby|newborn|postnatal",
    ),
    "R12": (
        r"abscess\w*|cellulitis",
        rf"{_BAD_SKIN}(?: \w+){{0,5}}? (?:{_LIMB}|{_INJECTED}|injection site)",
        rf"(?:{_LIMB}|{_INJECTED}|injection site)(?: \w+){{0,4}}? {_BAD_SKIN}",
        rf"{_LIMB}(?: \w+){{0,2}}? {_SORE}(?:,? (?:and )?{_SORE})+",
        rf"{_SORE}(?: \w+){{0,5}}? {_INJECTED}|{_INJECTED}(?: \w+){{0,4}}? {_SORE}",
    ),
    "R14": (
        r"(?:left|leaving|out of|released from|came out(?: of)?|come out(?: of)?|"
        rf"discharged from|got out(?: of)?){_ITS}{{0,3}} {_PRISON}\b{_NOT_ITS}",
        r"just got out(?! of (?!there|inside)| the | my | a )",
        rf"(?:stopped|came off|come off)(?: \w+){{0,2}}? {OPIOID_SCRIPT}",
    ),
    "R16": (
        r"(?:sleep|sleeps|sleeping|slept) rough|rough ?sleep(?:er|ing)",
        rf"(?<!the )homeless{_AFTER_HOMELESS}|roofless",
        r"(?:liv(?:e|es|ing)|sleep(?:s|ing)?|slept|been|i'?m|am|is|are|he'?s|she'?s|ended up|back) "
        r"(?:out )?on the streets?(?! (?:where|behind|next|near|off|opposite|by|in|called)\b)",
        r"no ?where (?:safe )?to (?:sleep|stay|live|go)(?! (?:for|with|out|shopping)\b)",
        r"nowhere (?:safe )?tonight",
        rf"no (?:safe )?(?:home|house|place to (?:stay|sleep|live|go)){_NO_HOUSE}",
        r"no safe place(?= to (?:sleep|stay|live|go)\b|\s*$| tonight)",
        r"(?:don'?t|haven'?t|do not|have not) (?:have|got) (?:anywhere|somewhere)(?: safe)?"
        r"(?: to (?:stay|sleep|live|go)\b| tonight)",
        rf"(?:don'?t|haven'?t|do not|have not) (?:have|got) an?y? (?:home|house){_NO_HOUSE}",
        r"(?<!dog )(?<!dog is )(?<!cat is )(?<!baby )(?<!baby is )(?<!kids )(?<!kids are )"
        r"sleeping in (?:a|my|the|his|her) (?:car|tent|doorway|van|park|shed|stairwell)",
        rf"(?:kicked|thrown|chucked|threw|booted) (?:me |him |her |them |us )?out"
        rf"(?! of (?!{_HOME})| (?:my|all|some|old|every|loads|any|that|those|these)\b"
        r"| (?:the|his|her) (?!house|flat|hostel|home))",
    ),
    "R19": (
        rf"(?:lost|(?:ran|run|running) out(?: of)?|missed|stolen){_SAME}{{0,3}}? {MEDICINE}",
        rf"out of (?:(?:my|his|her|their|our|the) )?{MEDICINE}",
        rf"(?:no|stopped)(?: (?:my|his|her|more))? (?:{OPIOID_SCRIPT}|scripts?)"
        r"(?! (?:needed|required))",
        rf"no(?: more)? {MEDICINE} (?:left|until|till?|since|for (?:\w+ )?(?:days?|weeks?))",
        rf"(?:doctor|gp|clinic|chemist|they|he|she) (?:has |have )?stopped"
        rf"(?: (?:my|his|her|the))? {MEDICINE}",
        r"(?:can'?t|cannot|couldn'?t|didn'?t|haven'?t|won'?t) (?:get|got|pick(?:ed)? up|"
        rf"collect(?:ed)?){_SAME}{{0,3}}? {MEDICINE}",
        rf"{MEDICINE}{_OF_IT}{{0,2}}? (?:run out|ran out|lost|stolen)",
    ),
    "R21": BUILDING_UP_WORDS,
}
_COUNTED = ("R8", "R10", "R12", "R13", "R14", "R16", "R19", "R21")
PASSING_WORDS: Mapping[str, re.Pattern[str]] = {
    code: re.compile(rf"\b(?:{'|'.join(_IN_PASSING.get(code, WORDS[code]))})\b")
    for code in _COUNTED
}
# Facts R15: with nobody near, nobody sees that breathing slows.
USED_ALONE = re.compile(
    rf"\b(?<!used to ){_TAKE}(?: [\w']+){{0,3}}? "
    r"(?:alone|on (?:my|his|her|their) own|by (?:my|him|her|them)sel\w+)\b"
)
