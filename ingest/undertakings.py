"""Does this sentence promise those who met something, and who is to do it?

Minutes tell promises in a few forms: somebody "undertook to circulate" the figures, "would write to
the Minister", "will report back"; a thing "would come to the next meeting". Plans that are told for
information ("the commissioner would carry out a review") promise nobody anything. What tells the
two apart is who acts, what is done and who gets it, so the words for these are listed below, each
as it was met in real minutes.
"""

import re
from dataclasses import dataclass

# Done for those who asked, whoever gets it: "would circulate", "will look into".
_SERVING = r"""
    (?:re-?)?circulat(?:e|ing) | (?:report|feed|come|bring|get|pass|write)(?:\s+(?:this|it|that|these|\\w+\s+comments?|comments?))?\s+back
    | revert | follow(?:\s+(?:this|it|that|these|the\s+matter))?\s+up | look(?:ing)?\s+(?:again\s+)?(?:in)?to | look(?:ing)?\s+at
    | chas(?:e|ing) | find(?:ing)?\s+out | pass\s+(?:this|it|that|these|the|on|any|comments?) | raise | check | liaise | writ(?:e|ing)\s+(?:a|an|to|back|again|formally|and)
    | e-?mail | contact(?:ing)? | speak(?:ing)? | ask(?:ing)? | investigat(?:e|ing) | tak(?:e|ing)\s+(?:this|it|that|these|the\s+matter)\s+(?:up|forward|away|back)
    | take\s+up | clarify | distribute | forward | notify | respond | reply | arrang(?:e|ing) | organi[sz](?:e|ing) | request | obtain(?:ing)? | seek | shar(?:e|ing)
    | supply | prepar(?:e|ing) | draft(?:ing)? | attend | meet(?:ing)?\s+(?:with|the|him|her|them|up) | discuss(?:ing)? | confirm | consider
    | examin(?:e|ing) | explor(?:e|ing) | review(?:ing)? | post\\b | put\s+(?:up|on|it|this|a|an|the) | send(?:ing)? | invit(?:e|ing) | publish(?:ing)? | produc(?:e|ing)
    | mak(?:e|ing)\s+(?:an?\s+(?:application|appointment|enquiry|list|request|note)|enquiries|inquiries|representations?|arrangements|sure|contact)
    | apply | remind | let\s+(?:him|her|them|members|the|everyone|councillors) | keep\s+(?:\\w+\s+){1,3}(?:updated|informed|up\s+to\s+date)
    | get\s+(?:a\s+|more\s+|further\s+|some\s+)?(?:quotes?|quotations?|prices?|information|in\s+touch|on\s+to) | order\\b | purchase | draw\s+up | set\s+up | compile | collate
    | communicate | promote | add\\b | amend | correct | display | deliver\\b | monitor | engage | complete | submit | propose | suggest | purchase | fill
"""
# Given to somebody: a promise where those who met get it.
_GIVING = r"""
    provid(?:e|ing) | report | present(?:ing)? | bring(?:ing)? | giv(?:e|ing) | issue | updat(?:e|ing) | inform | advis(?:e|ing)
    | show | return | offer | include | take | refer | hold | come | go | be\s+(?:back|at|on|with) | develop | work\s+with | table | feature | appear
"""
_SERVED = r"""
    (?:re-?)?circulated | (?:reported|fed|brought|passed)\s+back | followed\s+up | (?:looked|checked|enquired)(?:\s+(?:in)?to|\s+at)?
    | chased | raised | checked | investigated | taken\s+(?:up|forward|away|back) | clarified | distributed | forwarded | arranged | organi[sz]ed
    | requested | obtained | sought | prepared | drafted | examined | explored | made\s+available | contacted | written\s+to | published
    | posted | emailed | sent\s+out | notified | revisited
"""
_GIVEN = r"""
    provided | supplied | sent | submitted | presented | brought | given | issued | reported | updated | informed | shown | returned | invited
    | included | added | produced | taken | held | referred | tabled | allocated | scheduled | available | considered | reviewed | discussed
    | shared | finali[sz]ed | offered | reminded | advised | put
"""
# Works and the like, promised where they are the answer to somebody.
_WORKS = r"""
    carried\s+out | repaired | replaced | installed | improved | made | considered | considerred | reviewed | included | completed | undertaken | cleaned | cleared
    | resurfaced | painted | erected | provided | assessed | inspected | monitored | addressed | submitted | removed | done | put\s+in\s+place | cut | fixed | added
    | scheduled | referred | sent | discussed | held | examined
"""
_PEOPLE = r"""
    \b(?:directors?|officers?|managers?|clerk|chair(?:man|woman|person)?|vice-chair|councillors?|cllrs?|members?|mr|mrs|ms|dr|head|leader|engineers?
    |administrator|executive|secretary|secretariat|treasurer|cathaoirleach|mayor|superintendent|sergeant|inspector|garda[ií]?|police|pcso
    |team|department|section|service|council|trustees?|coordinator|co-ordinator|lead|commissioner|solicitor|auditors?|warden|contractor|partners?
    |representatives?|librarian|planner|adviser|advisor|consultant|principal|governors?|staff|everyone|all|panel|board|committee|group|sub-?group|he|she|they|we|i|both
    |doctor|co-?opted|deputy|portfolio\s+holder|cabinet|district|authority|trust|it)\b
"""
_NAME = r"\b[A-Z]{2,4}\b|\b[A-Z][a-z]+(?:\s+[A-Z][\w’'-]+){0,2}\s*$|\bAHo[pl]\b"
_THOSE_WHO_MET = re.compile(
    r"\b(?:the|this|our|its|to|future|later|next|forthcoming|all|relevant|full)\s+(?:\w+\s+)?(?:committee|panel|board|council|sub-?committee|group"
    r"|commission|cabinet|forum|trustees|AGM|agenda|minutes|website|meeting|questioner|petitioners?|work\s+programme|district|SPC)\b"
    r"|\b(?:members?|councillors?|cllr|meetings?|workshops?|him|her|them|in\s+writing|AGM|agenda|each\s+meeting|written\s+(?:response|answer|reply))\b"
    r"|\bthe\s+(?:draft|minutes|report|response)\b[^.]{0,60}\b(?:committee|members)\b",
    re.IGNORECASE,
)
# "the findings would be shared with the Improvement Board": others than those who met.
_OTHERS = re.compile(
    r"\b(?:to|with|by|for)\s+the\s+(?:(?!Full|Joint|Scrutiny|Municipal)[A-Z][\w’'&-]+\s+){1,4}(?:Board|Committee|Panel|Cabinet|Forum|Group|Commission)\b"
)
_ADVERBS = (
    r"(?:(?:also|then|again|now|therefore|first|further|both|all|immediately|subsequently|thereafter|in\s+turn|\w{3,}ly|please|kindly)\s+"
    r"|(?:be\s+able|seek|try|look|aim|endeavour|continue|be\s+happy|be\s+pleased|need\s+to\s+go\s+back\s+and)\s+to\s+"
    r"|(?:liaise|discuss)\s+with\s+[^,.;]{3,60}\s+(?:and|to)\s+|be\s+(?=\w+ing\b))*"
)
_MODAL = r"\b(?P<modal>would|will|shall|’ll|'ll)\s+"


_ACTIVE = re.compile(
    rf"{_MODAL}{_ADVERBS}(?:(?P<serving>{_SERVING})|(?P<giving>{_GIVING}))\b", re.I | re.X
)
_PASSIVE = re.compile(
    rf"(?:{_MODAL}(?:also\s+|then\s+|now\s+|again\s+|\w+ly\s+)?be|\b(?P<to>to)\s+be)\s+(?:\w+ly\s+|also\s+|then\s+)?"
    rf"(?:(?P<served>{_SERVED})|(?P<given>{_GIVEN})|(?P<works>{_WORKS}))\b",
    re.I | re.X,
)
# Officers agreed to circulate the figures | The Clerk undertook to write | HD offered to send
_UNDERTOOK = re.compile(
    r"(?<!\bhad )(?<!\bhas )(?<!\bhave )(?<!\bwere )(?<!\bwas )(?<!\bbeen )(?<!\bbe )"
    r"\b(?:undertook|promised|offered|volunteered|committed|agreed)\s+(?:that\s+(?:he|she|they)\s+(?:would|will)|to)\s+"
    r"(?!(?:differ|disagree|a|an|the|this|that|these|his|her|their|it|proceed)\b)"
    r"|\b(?:gave|given|giving)\s+(?:an?\s+)?(?:undertaking|commitment|assurance)s?\s+(?:that|to)\b"
    r"|\b(?:undertaking|commitment|assurance)s?\s+(?:was|were|had\s+been)\s+given\s+(?:that|to)\b",
    re.I,
)
_ANSWERS = re.compile(
    r"\b(?:repl(?:y|ied|ying)|respon(?:se|ded|ding)|stated|said|advised|confirmed|informed|assured|agreed|reply)\b",
    re.I,
)
_NOT_NOW = re.compile(
    r"\b(?:would|will)\s+(?:not|need|like|have\s+been|have\s+to|probably|hopefully|only|then\s+be\s+able)\b|\bhoped\s+that\b|\bif\s+(?:the|this|it|that)\b[^,]{3,60}\bwould\b",
    re.I,
)
_RELATIVE = re.compile(r"\b(?:which|who|that|what|how|where|whether|if|as\s+to)\s*$", re.I)
_CLAUSE_STARTS = re.compile(r"(?:\bthat\b|\band\b|\bbut\b|[,;:–—]|\bso\b|\bwhen\b)\s+", re.I)
_LONGEST = 900


@dataclass(frozen=True, slots=True)
class Promise:
    """What is promised begins at `start`; `who` are the words before the verb, as written."""

    start: int
    who: str
    is_passive: bool
    after: str


def find_promise(sentence: str, *, is_answer: bool = False) -> Promise | None:
    """The first thing this sentence promises those who met; None where it promises nothing.

    `is_answer` where the sentence is part of a reply to what somebody asked for.
    """
    words = " ".join(sentence[:_LONGEST].split())
    if found := _UNDERTOOK.search(words):
        return _promise(words, found.start(), found.end(), is_passive=False)
    if _NOT_NOW.search(words):
        return None
    is_answer = is_answer or bool(_ANSWERS.search(words))
    for found in _ACTIVE.finditer(words):
        promise = _promise(words, found.start(), found.end(), is_passive=False)
        if _RELATIVE.search(words[: found.start()]) or not _acts(promise.who):
            if not (found["giving"] and _comes(found["giving"]) and _gets(words[found.end() :])):
                continue
        if found["serving"] or _gets(words[found.end() :]):
            return promise
    for found in _PASSIVE.finditer(words):
        if _RELATIVE.search(words[: found.start()]):
            continue
        rest = words[found.end() :]
        if found["served"] or (found["given"] and _gets(rest)) or (is_answer and not found["to"]):
            if _OTHERS.search(rest) and not re.search(
                r"\bmembers|this committee|councillors", rest, re.I
            ):
                continue
            return _promise(words, found.start(), found.end(), is_passive=True)
    return None


def _promise(words: str, start: int, end: int, *, is_passive: bool) -> Promise:
    before = words[:start]
    cuts = [match.end() for match in _CLAUSE_STARTS.finditer(before)]
    at = cuts[-1] if cuts else 0
    return Promise(at, before[at:].strip(" ,"), is_passive, words[end:])


def _acts(who: str) -> bool:
    return bool(re.search(_PEOPLE, who, re.I | re.X) or re.search(_NAME, who)) or not who


def _comes(verb: str) -> bool:
    return bool(re.match(r"come|go|return|be\b|feature|appear", verb, re.I))


def _gets(rest: str) -> bool:
    return bool(_THOSE_WHO_MET.search(rest[:200]))
