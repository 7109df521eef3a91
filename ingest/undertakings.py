"""Does this sentence promise those who met something, and who is to do it?

Minutes tell promises in a few forms: somebody "undertook to circulate" the figures, "would write to
the Minister", "will report back"; a thing "would come to the next meeting". Plans that are told for
information ("the commissioner would carry out a review") promise nobody anything. What tells the
two apart is who acts, what is done and who gets it: a person who looks into a matter does so for
those who asked, and a service that prepares a paper does where they get it. What is done is listed
in `deeds.py`, and how somebody agrees to what another asked in `assents.py`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ingest.assents import find_assenter
from ingest.deeds import GIVEN, GIVES, REPLIES, SERVED, SERVES, WORKED
from ingest.speakers import find_speaker

# One person, or people one by one: who promises. A service's plans are its own.
_ONE = re.compile(
    r"\b(?:he|she|they|we|i|mr|mrs|ms|miss|dr|councillors?|cllrs?|members?|trustees|officers?|clerk"
    r"|director|manager|head|leader|lead|deputy|chair(?:man|woman|person)?|vice-chair|mayor|executive"
    r"|secretary|secretariat|treasurer|administrator|engineers?|planner|librarian|warden|solicitor"
    r"|auditors?|advis[eo]r|co-?ordinator|principal|superintendent|inspector|sergeant|pcso"
    r"|cathaoirleach|representatives?|portfolio holder)\b",
    re.IGNORECASE,
)
# "An officer would be visiting each block" is a plan like those of a service.
_SOME = re.compile(r"(?:an?|some)\s+(?!member|councillor)", re.IGNORECASE)
_BODY = re.compile(
    r"\b(?:council|county|district|authority|cabinet|committee|panel|board|forum|group|sub-?group"
    r"|department|section|service|office|team|staff|trust|company|contractor|partners?|police"
    r"|garda[ií]?|all|both|everyone)\b",
    re.IGNORECASE,
)
# AB | AHop | Clare | Alan Smith and BC
_NAME = re.compile(
    r"(?!(?:It|This|These|That|Those|There|They|Works?|Residents|Parents|Pupils|Staff|People)\b)"
    r"(?:[A-Z]{2,4}|A[A-Z]\w{2}|[A-Z][a-z]+(?: [A-Z][\w’'-]+){0,2})(?: and [A-Z]\w+)?"
)
_WHICH = (
    r"(?:the|this|these|our|its|an?|another|each|every|all|future|later|next|following|forthcoming"
    r"|subsequent|special|annual|full|relevant)"
)
_THOSE_WHO_MET = re.compile(
    rf"\b{_WHICH}\s+(?:[\w’'-]+\s+){{0,3}}?(?:committee|sub-?committee|panel|board|council|cabinet"
    r"|commission|forum|group|trustees|district|SPC|questioner|petitioners?|meetings?|workshop|AGM"
    r"|agenda|minutes|notes|website|newsletter|work\s+(?:programme|plan)|forward\s+plan"
    r"|action\s+(?:log|tracker))\b"
    r"|\b(?:members?|councillors?|cllr|him|her|them|meetings?|workshops?|AGM|agenda|in\s+writing"
    r"|written\s+(?:response|answer|reply))\b",
    re.IGNORECASE,
)
# "the findings would be shared with the Improvement Board": others than those who met.
_OTHERS = re.compile(
    r"\b(?:to|with|by|for)\s+the\s+(?:(?:(?!Full|Joint|Scrutiny|Municipal)[A-Z][\w’'&-]+\s+){1,4}"
    r"(?:Board|Committee|Panel|Cabinet|Forum|Group|Commission)|(?!AGM)[A-Z]{2,}\b"
    r"|Secretary\s+of\s+State|Minister|Government|Department)\b"
)
_AND_US = re.compile(r"members|this committee|councillors", re.IGNORECASE)

_MODAL = re.compile(
    r"\b(?P<will>will|hopes? to)\s+|\b(?:would|shall)(?:\s+|(?=,))"
    r"|(?:[’']ll|(?:(?<=\b[Hh]e)|(?<=she)|(?<=we))[’']d)\s+"
    r"|(?<=\bI )can\s+(?!confirm|report|advise)"
    # AB is going to find out
    r"|\b(?:is|are|was|were)\s+going\s+to\s+"
    r"|\b(?P<to>to)\s+(?=be\s)|\b(?P<should>should)\s+"
    # The Clerk was to let members know
    r"|\b(?:was|were)\s+to\s+(?=(?:let|write|report|circulate|send|supply|bring|arrange)\b)",
    re.IGNORECASE,
)
# Words after "would" that only say how.
_ADVERBS = re.compile(
    r"(?:,\s*(?:within|by|in|at|before|after|with)\s[^,.;]{2,30},\s*"
    r"|(?:also|again|now|therefore|thereafter|first|further|both|all|immediately|in turn|please"
    r"|(?!supply|reply|apply)[a-z]{3,}ly)\s+"
    r"|(?:be\s+(?:very\s+|quite\s+|more\s+than\s+)?(?:able|happy|pleased|glad|content|willing"
    r"|delighted|prepared)|seek|try|aim|endeavour|need|have)\s+to\s+"
    r"|continue\s+to\s+(?=monitor|review|liaise|engage|follow)"
    r"|(?:liaise|discuss)\s+with\s+[^,.;]{3,60}?\s+(?:and|to)\s+|be\s+(?=[a-z]+ing\b))*",
    re.IGNORECASE,
)
# The plan would come to the next meeting | The scheme would come back
_COMING = re.compile(
    rf"(?:(?:come|go|return)(?:\s+back)?\s+(?:to|before)|be\s+(?:back\s+)?(?:at|on|with)"
    rf"|be\s+an?\s+(?:agenda\s+)?item\s+(?:on|for|at)|feature\s+in|appear\s+on)\s+{_WHICH}\s+"
    r"(?:[\w’'-]+\s+){0,3}?(?:committee|panel|board|council|cabinet|forum|meetings?|workshop"
    r"|agenda|AGM)\b|(?:come|return)\s+back\b(?!\s+(?:on|into|from)\b)"
    r"|(?:come|go)\s+to\s+members\b"
    # It would go in the next report | would be put on the list for June
    r"|(?:go|be|feature|appear|be\s+(?:included|covered|picked\s+up|shown))\s+in(?:to)?\s+"
    r"(?:(?:the|an?)\s+)?(?:next|future|later|following|subsequent|forthcoming|(?-i:[A-Z])[a-z]+)"
    r"(?:\s+(?:year|quarter|month)[’']s)?\s+(?:[a-z-]+\s+)?(?:reports?|updates?|papers?|briefing"
    r"|bulletin|newsletter|dashboard)\b"
    r"|be\s+(?:put|placed|added|included|scheduled|entered)\s+(?:on|onto|to|in|into)\s+(?:the|our"
    r"|its|this)\s+(?:list\s+for|(?:[\w’'-]+\s+){0,3}?(?:agenda|work(?:ing)?\s+(?:programme|plan)"
    r"|forward\s+plan|action\s+(?:log|tracker)))\b",
    re.IGNORECASE,
)
# Those who met, before what they would have, hear or be told.
_US = re.compile(
    r"\b(?:members|councillors|trustees|(?:the|this)\s+(?:[\w-]+\s+){0,2}(?:committee|sub-committee"
    r"|panel|board|commission|forum|group)|(?-i:Committee|Panel|Board))(?:\s+all)?\s*$",
    re.IGNORECASE,
)
# The Committee would have sight of it | Members would be told as soon as there was one
_WE_GET = re.compile(
    r"(?:(?:all|also|then|now)\s+)*"
    r"(?:have\s+(?:sight|an?\s+(?:\w+\s+)?(?:opportunity|chance|copy|reply|answer|look)"
    r"|copies|the\s+(?:opportunity|chance|figures|details|data|numbers|answer|results?|papers?|report"
    r"|list|note|letter|breakdown|response)|it|them|these)"
    r"|receive|get\s+(?:it|them|an?\s+(?:\w+\s+)?(?:report|update|copy|briefing|reply|answer))"
    r"|see\s+(?:it|them|the\s+(?:\w+\s+)?(?:drafts?|reports?|results?|figures|papers?|plan|letter))"
    r"|hear\s+(?:how|what|back|from|again|more|the\s+(?:outcome|results?))"
    r"|be\s+(?:(?:all|also|then|now|kept|[a-z]+ly)\s+){0,2}(?:told|informed|notified|advised|updated"
    r"|briefed|consulted|invited|shown|alerted|up\s+to\s+date|abreast|posted|sent|given"
    r"|(?:supplied|provided|issued)\s+with|offered|made\s+aware|written\s+to))\b",
    re.IGNORECASE,
)
# Yes, will do | That can be circulated: in an answer
_WILL_DO = re.compile(
    r"\bwill\s+do\b(?=[.,;]|$)"
    r"|\b(?:this|that|it|these|they|copies|an?\s+copy|(?:the\s+|an?\s+)?(?:list|figures|details"
    r"|information|data|breakdown|note))\s+(?:can|could)\s+(?:certainly\s+|also\s+)?be\s+(?:sent"
    r"|circulated|provided|supplied|shared|e-?mailed|forwarded|added|included)\b",
    re.IGNORECASE,
)
# A written answer was promised
_WAS_PROMISED = re.compile(
    r"\b(?:answer|reply|response|note|report|list|copy|figures|update|visit|details|letter)\s+"
    r"(?:was|were)\s+promised\b",
    re.IGNORECASE,
)
# Whoever asked: "she would have a reply".
_GETS_A_REPLY = re.compile(
    r"(?:have|get|receive)\s+(?:an?|the)\s+(?:\w+\s+)?(?:reply|answer|response)\b", re.IGNORECASE
)
# The list should reach Members by Friday | should be with Councillors soon
_REACHES = re.compile(
    r"(?:reach|be\s+(?:with|available\s+to|sent\s+to)|get\s+to|arrive\s+with|go\s+out\s+to)\s+"
    r"(?:(?:all|the|this|our)\s+)*(?:[\w-]+\s+)?(?:members|councillors|trustees|committee|panel"
    r"|board|group)\b",
    re.IGNORECASE,
)
_BY_WHEN = re.compile(r"\b(?:by|before|within|this|next|tomorrow|shortly|soon)\b", re.IGNORECASE)
# In an answer: "It will go this week".
_GOES = re.compile(
    r"go\s+(?:(?:out|off|in|up)\s+)?(?:this|next|by|on|today|tomorrow|shortly|before)\b",
    re.IGNORECASE,
)
# Come back to this next time: in notes, nobody is told to.
_NEXT_TIME = re.compile(
    r"\W*(?:to\s+)?(?:come\s+back\s+to|return\s+to|revisit|pick\s+up)\b[^.;:]{1,60}?"
    r"\b(?:next|at\s+the|in)\s+(?:time|meeting|session|(?-i:[A-Z])\w+)\b",
    re.IGNORECASE,
)
# Ms Oakes was happy to report back | AB happy to ring them
_WILLING = re.compile(
    r"(?:(?:\b(?:was|were|is|are)\s+(?:also\s+)?|(?<=(?-i:[A-Z]{2})\s))"
    r"(?:quite\s+|very\s+|more\s+than\s+)?(?:happy|content|willing|prepared|ready|glad)\s+to"
    r"|\b(?:saw|could\s+see)\s+no\s+reason\s+not\s+to)\s+"
    r"(?!confirm|report(?!\s+back)|present|inform|advise|consider|respond|discuss|monitor|review"
    r"|attend)",
    re.IGNORECASE,
)
_GLADLY = ("happy", "content ", "willing", "prepared", "ready", "glad", "no reason")
# He would be glad for them to see the draft
_GLAD_FOR = re.compile(
    r"\b(?:was|were|be)\s+(?:happy|content|glad)\s+for\s+[^,.;:]{2,40}?\s+to\s+", re.IGNORECASE
)
# There will be a briefing at the next meeting | There would be further consultation with Members
_THERE_WILL_BE = re.compile(
    r"\bthere\s+(?:will|would)\s+(?:also\s+)?be\s+(?!no\b|not|nothing)[^.;:]{0,60}?"
    r"\b(?:briefings?|reports?|updates?|consultations?|presentations?|workshops?)\b",
    re.IGNORECASE,
)
_BE = re.compile(r"be\s+(?:(?:also|then|now|again|further|[a-z]{3,}ly)\s+)?", re.IGNORECASE)
# An application will be made | representations would be made
_MADE = re.compile(
    r"\b(?:application|request|submission|representations?|enquir(?:y|ies)|arrangements?|contact)\b"
    r"[^.;:]{0,60}$",
    re.IGNORECASE,
)
# Legal advice would be sought | further details would be obtained
_LEARNT = re.compile(
    r"\b(?:advice|clarification|confirmation|guidance|an\s+answer|further\s+(?:information|details)"
    r"|quot(?:es|ations?))\b[^.;:]{0,60}$",
    re.IGNORECASE,
)
# Members' comments would be passed to the team | The request would be fed into the review
_POINTS = re.compile(
    r"\b(?:comments?|views?|concerns?|points?|suggestions?|requests?|feedback|observations)\b"
    r"[^.;:]{0,60}$",
    re.IGNORECASE,
)
_PASSED_ON = re.compile(
    r"(?:passed|fed|relayed|conveyed|forwarded|raised|referred|taken|reflected|incorporated)\b",
    re.IGNORECASE,
)
# A site visit would be arranged | a training session would be offered
_SESSION = re.compile(
    r"\b(?:visits?|briefings?|sessions?|workshops?|training|tours?|walkabout|seminar)\b[^.;:]{0,60}$",
    re.IGNORECASE,
)
_HELD = re.compile(
    r"(?:arranged|organi[sz]ed|set\s+up|offered|held|scheduled|run)\b", re.IGNORECASE
)
# A written answer would follow
_TO_FOLLOW = re.compile(
    r"\b(?:answer|reply|response|details|figures|information|note|list|report|update|paper)\s*$",
    re.IGNORECASE,
)
_FOLLOWS = re.compile(
    r"follow(?=[.,;)]|$| by\b| in\b| before\b| shortly\b| after\b)", re.IGNORECASE
)
_SOUGHT = re.compile(r"(?:sought|obtained|requested|asked\s+for)\b", re.IGNORECASE)
_THINGS_DONE = ((_SOUGHT, _LEARNT), (_PASSED_ON, _POINTS), (_HELD, _SESSION))
# The clerk's own words for what is to follow: "The Police will be informed".
_APPROACHED = re.compile(
    r"(?:contacted|requested|informed|notified|reminded|written\s+to)\b", re.IGNORECASE
)

# Officers agreed to circulate the figures | The Clerk undertook to write | HD offered to send
_UNDERTOOK = re.compile(
    r"\bcommitted\s+to\s+(?:publish|shar|circulat|report|provid|bring|writ|review|send|giv)ing\b"
    r"|\b(?:undertook|promised|pledged|offered|volunteered|agreed"
    r"|committed(?: (?:him|her|it|them)sel(?:f|ves))?)\s+"
    r"(?:that\s+(?:he|she|they|officers|the \w+)\s+(?:would|will)|to)\s+"
    r"(?!(?:not|differ|disagree|an?|the|this|that|these|his|her|their|it|proceed|be)\b)"
    r"|\bundertook\s+that\b"
    # He promised a report within six months | promised it for the autumn
    r"|\bpromised\s+(?:an?|the|it|this|them|members|him|her)\b"
    # The Manager agreed that an officer would be appointed
    r"|\bagreed\s+that\s+[^.;:]{3,80}?\s+(?:would|could)\s+be\s+(?:appointed|arranged|reviewed|changed|made"
    r"|given|added|sent|put|done|replaced|repaired|installed|consulted|invited|told|included"
    r"|provided|supplied|shared|circulated|investigated|amended|corrected|published|updated)\b"
    # She gave an undertaking that | an undertaking was given by officers to
    # gave Mrs Reed his word that
    r"|\b(?:gave|given|giving)\s+(?:(?:[\w’'.-]+\s+){0,3}(?:an?|his|her|their)\s+(?:\w+\s+)?)?"
    r"(?:undertaking|commitment|assurance|promise|word)s?\s+(?:that|to)\b"
    r"|\b(?:undertaking|commitment|assurance)s?\s+(?:was|were|had\s+been)\s+given\s+"
    r"(?:by\s+(?P<by>[^.;:]{1,40}?)\s+)?(?:that|to)\b",
    re.IGNORECASE,
)
# ... which they had before: "had each agreed to open", "if they agreed to remain".
_BEFORE_NOW = re.compile(
    r"\b(?:had|has|have|having|was|were|been|be|who|which|if (?:\w+ ){1,3})"
    r"(?:\s*(?:each|all|also|both|now|already|previously|[a-z]+ly))?\s*$",
    re.IGNORECASE,
)
_COMMITTED = re.compile(r"committed\s+to\s+", re.IGNORECASE)
# In a reply, what somebody "has agreed to do" is news of what will be done.
_HAS_NOW = re.compile(r"\b(?:has|have)(?:\s+(?:also|now|very|kindly))*\s*$", re.IGNORECASE)

# After "would": what is not promised, or is somebody else's to do.
_NOT_SO = re.compile(
    r"(?:not|never|no\s+longer"
    r"|(?:need|have)(?!\s+to\s+(?:go\s+(?:back|away)|check|come\s+back|get\s+back|find\s+out)"
    r"|\s+(?:an?|the|his|her|their|someone|somebody)\b)|like|probably|hopefully|only|then"
    r"|ask(?:,| whether| if| how)|"
    r"be\s+(?:able\s+to\s+(?:let|add)|asked|required|expected|needed))\b",
    re.IGNORECASE,
)
# Before it: a question, a wish or a request of which nobody says that it was met.
_WISHED = re.compile(
    r"\b(?:if(?!\s+(?:so|not)\b)|whether|how|what|why|when|once|until|unless|where|hoped|hopes|asked|requested"
    r"|suggested|wished|queried|wondered|enquired|called\s+for|felt|urged|wanted|feared|worried"
    r"|expected(?=\s+(?:that|to)\b)"
    r"|in order|so that)\b[^,;:]*$|\b(?:as\s+to|so|who|(?<!of )(?<!, )which|that)\s*$",
    re.IGNORECASE,
)
# What comes before "he" in "if the owner would write to him he would": a condition that is over.
_CONDITION = re.compile(
    r"(?<!asked )(?<!wondered )(?<!queried )(?<!enquired )\b(?:if|when|once|as\s+soon\s+as)\s+"
    r"(?!(?:he|she|they|officers)\s*$)[^,;:]{0,120}?"
    r"\b(?:would|could|did|was|were|had|has|is|gave|sent|came|wanted|[a-z]{2,}ed)\b"
    r"[^,;:]{0,60}?\s(?=(?:he|she|they|officers)\s*$)",
    re.IGNORECASE,
)
_SAID_THAT = re.compile(
    r"\b(?:said|stated|replied|answered|responded|advised|confirmed|informed|agreed)\s+that\b"
    r"[^,;:]*$",
    re.IGNORECASE,
)
# The manager was asked for a note, to be sent to Members
_WAS_ASKED = re.compile(r"\b(?:was|were)\s+(?:asked|requested)\b", re.IGNORECASE)
# The Clerk had been asked to speak to them and would report back
_HAD_BEEN_ASKED = re.compile(r"\b(?:was|were|been)\s+(?:asked|requested)\s+to\b", re.IGNORECASE)
# Before "to be": what needs, hopes or seems to be done, which promises nothing.
_NEED = re.compile(
    r"\b(?:need(?:s|ed)?|ha[sdv]e?|ought|due|required|deserve[ds]?|likely|possible|able|going|used"
    r"|wish(?:ed|es)?|want(?:ed|s)?|expected|hoped|asked|called|continue[ds]?|appear(?:ed|s)?"
    r"|seem(?:ed|s)?|believed|said|reported|known|felt|is|was|are|were|not|as|how|enough|people|them"
    r"|us|first|last)\s+$",
    re.IGNORECASE,
)
# What waits for something else is a plan: "Once complete, sampling will be undertaken".
_WAITS = re.compile(r"\W*(?:once|when|if|following|after|should)\b", re.IGNORECASE)
# What is conceded or asked for and then answered is told in one sentence too.
_CONCEDED = re.compile(
    r"\b(?:conceded|apologised|accepted\s+(?:this|that|the)|acknowledged|took\s+the\s+point|assured"
    r"|(?:was|were)\s+sorry)\b",
    re.IGNORECASE,
)
_ASKED = re.compile(
    r"\b(?:asked|requested|suggested|called|wished|wanted|urged)\s+(?:that|for|to|if|whether)\b",
    re.IGNORECASE,
)
_ANSWERED = re.compile(
    r"\b(?:said|confirmed|replied|answered|agreed|responded|advised|stated|indicated|explained)\b",
    re.IGNORECASE,
)
_IN_REPLY = re.compile(r"\bin\s+(?:reply|replying|response|responding|answer)\b", re.IGNORECASE)
# "I will ask at the next Meeting that": notice of what is to be asked, given before the meeting.
_NOTICE = re.compile(
    r"\bI\s+(?:will|shall)\s+(?:ask(?=\s+about\b|[^.;:]{0,60}?\b(?:at|that)\b)|move|propose)\b",
    re.IGNORECASE,
)
_ORDER_OF_BUSINESS = re.compile(
    r"\bitem\s+\d+\b[^.;:]{0,40}\b(?:taken|considered)\b", re.IGNORECASE
)

_CLAUSE_STARTS = re.compile(
    r"(?:\b(?:that|but|so(?!\s+and)|which|agreed(?=\s+(?:an?|the)\b)|as\s+soon\s+as)\b|[;:]|\s[–—-]|,\s+and\b"
    # ", and he" and ", Clare", but not the second part of "Executive Engineer, Roads Department"
    r"|,(?=\s+(?:(?-i:[a-z])|\w+\s*$)))\s+"
    r"|(?<=ed )and\s+(?=\w+\s*$)|(?<!(?-i:[A-Z]{2})\s)\band\s+(?=(?-i:[A-Z]{2,5})\s*$)"
    r"|\band\s+(?=(?:he|she|they|officers|the\s+(?-i:[A-Z])\w+|Mrs?|Ms|Dr|Cllr|Councillor)\b)",
    re.IGNORECASE,
)
# The Mayor, having seen it, would write
_ASIDE = re.compile(
    r",\s+(?:having|who|which|being|as|when|while|although|though|after|not)\b[^,;:]{1,80},(?=\s)",
    re.IGNORECASE,
)
_THOUGHT = re.compile(r"\W*(?P<who>[^,.;:]{2,60}?)\s+(?:thought|believed|hoped|feared)\s+that\b")
_BY = re.compile(
    r"\bby\s+(?:the\s+)?(?!(?:January|February|March|April|May|June|July|August|September|October"
    r"|November|December|Easter|Christmas|\w+day)\b)"
    r"(?P<who>officers|councillors|members|[A-Z][\w’'-]+(?:\s(?:of|and|for|[A-Z][\w’'-]+))*)"
)
_NUMBER = re.compile(r"^\W*\d[\d.]*\)?\s+")
_LONGEST = 900  # characters in which a sentence must have said it
_SHORT = 60  # characters of an answer that cannot say what was asked
_SOON = 200  # characters within which those who get it are named


@dataclass(frozen=True, slots=True)
class Promise:
    """What is promised. `who` is the subject as written, pronouns too; None where it is a thing."""

    who: str | None
    is_passive: bool = False
    is_short: bool = False  # "Mr Reed said that he would": what is told by the sentence before it


@dataclass(frozen=True, slots=True)
class _Told:
    """What stands before a "would" and after it, and where the sentence stands."""

    before: str
    after: str
    is_answer: bool
    is_reply: bool

    @property
    def subject(self) -> str:
        return _subject(self.before)


def find_promise(
    sentence: str, *, is_answer: bool = False, is_reply: bool = False
) -> Promise | None:
    """The first thing this sentence promises those who met; None where it promises nothing.

    `is_answer` where the sentence answers what somebody asked for, and `is_reply` where it stands
    in a written reply to a motion or a question.
    """
    words = _NUMBER.sub("", " ".join(sentence[:_LONGEST].split()))
    if _NOTICE.search(words) or _ORDER_OF_BUSINESS.search(words):
        return None
    is_answer = is_answer or is_reply
    if promise := next(_undertaken(words, is_answer), None):
        return promise
    if _THERE_WILL_BE.search(words) or _NEXT_TIME.match(words):
        return Promise(None, is_passive=True)
    if "promised" in words and _WAS_PROMISED.search(words):
        return Promise(None, is_passive=True)
    if is_answer and (can := _WILL_DO.search(words)) and not _is_wished(words[: can.start()]):
        return Promise(None, is_passive=True)
    if any(map(words.__contains__, _GLADLY)) and (promise := next(_willing(words), None)):
        return promise
    if assenter := find_assenter(words, is_answer=is_answer):
        return Promise(assenter, is_short=is_answer and len(words) <= _SHORT)
    is_answer = is_answer or bool(_IN_REPLY.search(words))
    for modal in _MODAL.finditer(words):
        before = words[: modal.start()]
        told = _Told(before, words[modal.end() :], is_answer or _answers(before), is_reply)
        if modal["to"]:
            promise = _to_be(told)
        elif modal["should"]:
            promise = _should(told)
        else:
            promise = _would(told) or (_will_be(told) if modal["will"] else None)
        if promise:
            return promise
    return None


def _undertaken(words: str, is_answer: bool) -> Iterator[Promise]:
    """What somebody "undertook", "agreed" or "offered" to do, then and there."""
    for undertook in _UNDERTOOK.finditer(words):
        before = words[: undertook.start()]
        news = _HAS_NOW.search(before) if is_answer or before.endswith("kindly ") else None
        is_old = _BEFORE_NOW.search(before) or _COMMITTED.fullmatch(undertook.group())
        if news:
            yield Promise(_subject(before[: news.start()]))
        elif not is_old:
            yield Promise(undertook["by"] or _subject(before))


def _willing(words: str) -> Iterator[Promise]:
    """What somebody "was happy to" do for those who asked."""
    for willing in _WILLING.finditer(words):
        before, does = words[: willing.start()], words[willing.end() :]
        given = GIVES.match(does)
        serves = SERVES.match(does) or (given and _gets(does[given.end() :]))
        subject = _subject(before)
        if serves and _is_one(subject) and not _is_wished(before):
            yield Promise(subject)
    for glad in _GLAD_FOR.finditer(words):
        yield Promise(_subject(words[: glad.start()].removesuffix("would ")))


def _answers(before: str) -> bool:
    """Whether a sentence has conceded a point, or told a request and that it was answered."""
    if _CONCEDED.search(before):
        return True
    asked = _ASKED.search(before)
    return bool(asked and _ANSWERED.search(before, asked.end()))


def _should(told: _Told) -> Promise | None:
    """The list should reach Members by Friday | Members should have it before Christmas"""
    reaches = _REACHES.match(told.after)
    is_ours = _US.search(told.before) and _WE_GET.match(told.after)
    if (reaches or is_ours) and _BY_WHEN.search(told.after) and not _is_wished(told.before):
        return Promise(None, is_passive=True)
    return None


def _would(told: _Told) -> Promise | None:
    """The Clerk would write | the Director would provide the Committee with | it will come back"""
    after = told.after[_ADVERBS.match(told.after).end() :]  # type: ignore[union-attr]
    acts = _is_one(told.subject) or _is_body(told.subject)
    if told.is_reply and acts and REPLIES.match(after) and not _NOT_SO.match(told.after):
        return Promise(told.subject)
    if _is_wished(told.before):
        return None
    if _GETS_A_REPLY.match(after) or (_US.search(told.before) and _WE_GET.match(told.after)):
        return Promise(None, is_passive=True)
    if _NOT_SO.match(told.after):
        return None
    if found := SERVES.match(after):
        is_for_us = told.is_answer or _gets(after[found.end() :])
        is_one = _is_one(told.subject) and (is_for_us or not _SOME.match(told.subject))
        if is_one or (acts and is_for_us):
            return Promise(told.subject)
    if acts and (found := GIVES.match(after)) and _gets(after[found.end() :]):
        return Promise(told.subject)
    if _COMING.match(after) or (told.is_answer and _GOES.match(after)):
        return Promise(None)
    if _REACHES.match(after) or _thing_happens(told.before, after):
        return Promise(None, is_passive=True)
    return _be_done(told, is_answer=told.is_answer and not _WAITS.match(told.before))


def _thing_happens(before: str, after: str) -> bool:
    """Advice would be sought | the comments would be passed on | a written answer would follow"""
    if be := _BE.match(after):
        done = after[be.end() :]
        return any(verb.match(done) and thing.search(before) for verb, thing in _THINGS_DONE)
    return bool(_FOLLOWS.match(after) and _TO_FOLLOW.search(before))


def _will_be(told: _Told) -> Promise | None:
    """The Police will be informed | a grant will be requested"""
    be = _BE.match(told.after)
    if be and _APPROACHED.match(told.after[be.end() :]) and not _WISHED.search(told.before):
        return Promise(None, is_passive=True)
    return None


def _to_be(told: _Told) -> Promise | None:
    """A few points to be checked by officers | a note, to be sent to Members"""
    if _NEED.search(told.before):
        return None
    if _is_wished(told.before) and not _WAS_ASKED.search(told.before):
        return None
    return _be_done(told, is_answer=False)


def _be_done(told: _Told, *, is_answer: bool) -> Promise | None:
    """What would "be circulated", "be sent to Members" or, where somebody asked, "be repaired"."""
    be = _BE.match(told.after)
    done = told.after[be.end() :] if be else ""
    if not done or (_OTHERS.search(done) and not _AND_US.search(done)):
        return None
    given = GIVEN.match(done)
    is_work = WORKED.match(done) or (done.startswith("made") and _MADE.search(told.before))
    if SERVED.match(done) or (given and _gets(done[given.end() :])) or (is_answer and is_work):
        by = _BY.search(done)
        return Promise(by["who"] if by else None, is_passive=True)
    return None


def _is_wished(before: str) -> bool:
    before = _CONDITION.sub("", before)
    if before.endswith(" and ") and _HAD_BEEN_ASKED.search(before):
        return False
    return bool(_WISHED.search(before)) and not _SAID_THAT.search(before)


def _subject(before: str) -> str:
    """The words before the verb that say who acts: those since the clause began."""
    before = _ASIDE.sub("", before)
    cuts = [match.end() for match in _CLAUSE_STARTS.finditer(before)]
    subject = before[cuts[-1] if cuts else 0 :].strip(" ,")
    if before.rstrip().endswith(" and") and not _ONE.search(subject):
        # "The Director thought that it was a quarter and would send a list."
        thought = _THOUGHT.match(before)
        subject = (thought["who"] if thought else find_speaker(before)) or subject
    # "It was asked how many; Mr Reed did not know but would find out."
    return subject or before[max(map(before.rfind, ";:")) + 1 :].strip(" ,")


def _is_one(subject: str) -> bool:
    if _ONE.search(subject):
        return True
    # "AB had asked them and will report back" is what AB will do.
    named = _NAME.match(subject) if subject.endswith(" and") else _NAME.fullmatch(subject)
    return bool(named) and not _is_body(subject)


def _is_body(subject: str) -> bool:
    return bool(_BODY.search(subject))


def _gets(rest: str) -> bool:
    """Whether those who met are named among the next words."""
    return bool(_THOSE_WHO_MET.search(rest[:_SOON]))
