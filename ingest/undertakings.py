"""Does this sentence promise those who met something, and who is to do it?

Minutes tell promises in a few forms: somebody "undertook to circulate" the figures, "would write to
the Minister", "will report back"; a thing "would come to the next meeting". Plans that are told for
information ("the commissioner would carry out a review") promise nobody anything. What tells the
two apart is who acts, what is done and who gets it: a person who looks into a matter does so for
those who asked, and a service that prepares a paper does where they get it. What is done is listed
in `deeds.py`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

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
    r"(?:the|this|our|its|an?|another|each|every|all|future|later|next|following|forthcoming"
    r"|subsequent|special|annual|full|relevant)"
)
_THOSE_WHO_MET = re.compile(
    rf"\b{_WHICH}\s+(?:[\w’'-]+\s+){{0,3}}?(?:committee|sub-?committee|panel|board|council|cabinet"
    r"|commission|forum|group|trustees|district|SPC|questioner|petitioners?|meetings?|workshop|AGM"
    r"|agenda|minutes|website|newsletter|work\s+programme)\b"
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
    r"\b(?P<will>will|hopes? to)\s+|\b(?:would|shall)(?:\s+|(?=,))|[’']ll\s+"
    r"|\b(?P<to>to)\s+(?=be\s)"
    # The Clerk was to let members know
    r"|\b(?:was|were)\s+to\s+(?=(?:let|write|report|circulate|send|supply|bring|arrange)\b)",
    re.IGNORECASE,
)
# Words after "would" that only say how.
_ADVERBS = re.compile(
    r"(?:,\s*(?:within|by|in|at|before|after|with)\s[^,.;]{2,30},\s*"
    r"|(?:also|again|now|therefore|thereafter|first|further|both|all|immediately|in turn|please"
    r"|(?!supply|reply|apply)[a-z]{3,}ly)\s+"
    r"|(?:be able|be happy|be pleased|seek|try|aim|endeavour|need)\s+to\s+"
    r"|continue\s+to\s+(?=monitor|review|liaise|engage|follow)"
    r"|(?:liaise|discuss)\s+with\s+[^,.;]{3,60}?\s+(?:and|to)\s+|be\s+(?=[a-z]+ing\b))*",
    re.IGNORECASE,
)
# The plan would come to the next meeting | The scheme would come back
_COMING = re.compile(
    rf"(?:(?:come|go|return)(?:\s+back)?\s+(?:to|before)|be\s+(?:back\s+)?(?:at|on|with)"
    rf"|be\s+an?\s+(?:agenda\s+)?item\s+(?:on|for|at)|feature\s+in|appear\s+on)\s+{_WHICH}\s+"
    r"(?:[\w’'-]+\s+){0,3}?(?:committee|panel|board|council|cabinet|forum|meetings?|workshop"
    r"|agenda|AGM)\b|(?:come|return)\s+back\b|(?:come|go)\s+to\s+members\b",
    re.IGNORECASE,
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
# The clerk's own words for what is to follow: "The Police will be informed".
_APPROACHED = re.compile(
    r"(?:contacted|requested|informed|notified|reminded|written\s+to)\b", re.IGNORECASE
)

# Officers agreed to circulate the figures | The Clerk undertook to write | HD offered to send
_UNDERTOOK = re.compile(
    r"\b(?:undertook|promised|offered|volunteered|agreed"
    r"|committed(?: (?:him|her|it|them)sel(?:f|ves))?)\s+"
    r"(?:that\s+(?:he|she|they|officers|the \w+)\s+(?:would|will)|to)\s+"
    r"(?!(?:not|differ|disagree|an?|the|this|that|these|his|her|their|it|proceed|be)\b)"
    r"|\bundertook\s+that\b"
    # He promised a report within six months | promised it for the autumn
    r"|\bpromised\s+(?:an?|the|it|this|them|members|him|her)\b"
    # The Manager agreed that an officer would be appointed
    r"|\bagreed\s+that\s+[^.;:]{3,80}?\s+would\s+be\s+(?:appointed|arranged|reviewed|changed|made"
    r"|given|added|sent|put|done|replaced|repaired|installed|consulted|invited|told|included)\b"
    # She gave an undertaking that | an undertaking was given by officers to
    r"|\b(?:gave|given|giving)\s+(?:an?\s+|his\s+|her\s+)?"
    r"(?:undertaking|commitment|assurance|promise)s?\s+(?:that|to)\b"
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
# In a reply, what somebody "has agreed to do" is news of what will be done.
_HAS_NOW = re.compile(r"\b(?:has|have)(?:\s+(?:also|now|very|kindly))*\s*$", re.IGNORECASE)

# After "would": what is not promised, or is somebody else's to do.
_NOT_SO = re.compile(
    r"(?:not|never|no\s+longer|need(?!\s+to\s+go\s+back)|like|have|probably|hopefully|only|then"
    r"|ask(?:,| whether| if| how)|"
    r"be\s+(?:able\s+to\s+(?:let|add)|asked|required|expected|needed))\b",
    re.IGNORECASE,
)
# Before it: a question, a wish or a request of which nobody says that it was met.
_WISHED = re.compile(
    r"\b(?:if|whether|how|what|why|when|once|until|unless|where|hoped|hopes|asked|requested"
    r"|suggested|wished|queried|wondered|enquired|called\s+for|felt|urged|wanted|expected"
    r"|in order)\b[^,;:]*$|\b(?:as\s+to|so|who|which|that)\s*$",
    re.IGNORECASE,
)
_SAID_THAT = re.compile(
    r"\b(?:said|stated|replied|answered|responded|advised|confirmed|informed|agreed)\s+that\b"
    r"[^,;:]*$",
    re.IGNORECASE,
)
# The manager was asked for a note, to be sent to Members
_WAS_ASKED = re.compile(r"\b(?:was|were)\s+(?:asked|requested)\b", re.IGNORECASE)
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
_IN_REPLY = re.compile(r"\bin\s+(?:reply|replying|response|responding|answer)\b", re.IGNORECASE)
# "I will ask at the next Meeting that": notice of what is to be asked, given before the meeting.
_NOTICE = re.compile(r"\bI\s+(?:will|shall)\s+(?:ask|move|propose)\b", re.IGNORECASE)
_ORDER_OF_BUSINESS = re.compile(
    r"\bitem\s+\d+\b[^.;:]{0,40}\b(?:taken|considered)\b", re.IGNORECASE
)

_CLAUSE_STARTS = re.compile(
    r"(?:\b(?:that|but|so|which|agreed(?=\s+(?:an?|the)\b)|as\s+soon\s+as)\b|[;:]|\s[–—-]|,\s+and\b"
    # ", and he" and ", Clare", but not the second part of "Executive Engineer, Roads Department"
    r"|,(?=\s+(?:(?-i:[a-z])|\w+\s*$)))\s+"
    r"|(?<=ed )and\s+(?=\w+\s*$)|\band\s+(?=(?-i:[A-Z]{2,5})\s*$)"
    r"|\band\s+(?=(?:he|she|they|officers|the\s+(?-i:[A-Z])\w+|Mrs?|Ms|Dr|Cllr|Councillor)\b)",
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
_SOON = 200  # characters within which those who get it are named


@dataclass(frozen=True, slots=True)
class Promise:
    """What is promised. `who` is the subject as written, pronouns too; None where it is a thing."""

    who: str | None
    is_passive: bool = False


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
    if _THERE_WILL_BE.search(words):
        return Promise(None, is_passive=True)
    is_answer = is_answer or bool(_IN_REPLY.search(words))
    for modal in _MODAL.finditer(words):
        told = _Told(words[: modal.start()], words[modal.end() :], is_answer, is_reply)
        if modal["to"]:
            promise = _to_be(told)
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
        is_old = _BEFORE_NOW.search(before) or undertook.group().startswith("committed to")
        if news:
            yield Promise(_subject(before[: news.start()]))
        elif not is_old:
            yield Promise(undertook["by"] or _subject(before))


def _would(told: _Told) -> Promise | None:
    """The Clerk would write | the Director would provide the Committee with | it will come back"""
    after = told.after[_ADVERBS.match(told.after).end() :]  # type: ignore[union-attr]
    acts = _is_one(told.subject) or _is_body(told.subject)
    if told.is_reply and acts and REPLIES.match(after) and not _NOT_SO.match(told.after):
        return Promise(told.subject)
    if _NOT_SO.match(told.after) or _is_wished(told.before):
        return None
    if found := SERVES.match(after):
        is_for_us = told.is_answer or _gets(after[found.end() :])
        if _is_one(told.subject) or (acts and is_for_us):
            return Promise(told.subject)
    if acts and (found := GIVES.match(after)) and _gets(after[found.end() :]):
        return Promise(told.subject)
    if _COMING.match(after):
        return Promise(None)
    return _be_done(told, is_answer=told.is_answer and not _WAITS.match(told.before))


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
    return bool(_WISHED.search(before)) and not _SAID_THAT.search(before)


def _subject(before: str) -> str:
    """The words before the verb that say who acts: those since the clause began."""
    cuts = [match.end() for match in _CLAUSE_STARTS.finditer(before)]
    subject = before[cuts[-1] if cuts else 0 :].strip(" ,")
    if before.rstrip().endswith(" and") and not _ONE.search(subject):
        # "The Director thought that it was a quarter and would send a list."
        thought = _THOUGHT.match(before)
        subject = (thought["who"] if thought else find_speaker(before)) or subject
    return subject or before.strip(" ,")


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
