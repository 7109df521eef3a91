"""Does this sentence promise those who met something, and who is to do it?

Minutes tell promises in a few forms: somebody "undertook to circulate" the figures, "would write to
the Minister", "will report back"; a thing "would come to the next meeting". Plans that are told for
information ("the commissioner would carry out a review") promise nobody anything. What tells the
two apart is who acts, what is done and who gets it: a person who looks into a matter does so for
those who asked, and a service that prepares a paper does where they get it. The words for these
are listed below by what they mean.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

_IRREGULAR = {
    "send": "sent", "write": "written", "find": "found", "bring": "brought", "get": "got",
    "feed": "fed", "take": "taken", "put": "put", "make": "made", "give": "given", "let": "let",
    "draw": "drawn", "hold": "held", "show": "shown", "set": "set", "refer": "referred",
    "cut": "cut", "keep": "kept", "speak": "spoken", "do": "done",
}  # fmt: skip

# What is done for those who asked, whoever gets it.
_TELLS = (
    "circulate", "recirculate", "re-circulate", "distribute", "forward", "email", "e-mail", "supply",
    "notify", "let him", "let her", "let them", "let members", "let the", "let everyone",
    "let councillors", "keep members", "keep the", "keep him", "keep her", "keep them",
)  # fmt: skip
_COMES_BACK = (
    "report back", "feed back", "feed this back", "feed it back", "feed that back", "come back",
    "get back", "bring back", "bring it back", "bring this back", "revert", "follow up",
    "follow it up", "follow this up", "follow that up", "pass back", "write back", "update members",
)  # fmt: skip
_LOOKS = (
    "look into", "look at the", "look at this", "look at what", "look at all", "look at it",
    "look at how", "look at whether", "look again", "check", "investigate", "clarify", "follow up", "enquire into",
)  # fmt: skip
_FINDS_OUT = (
    *_LOOKS, "find out", "enquire", "inquire", "establish the", "establish whether", "ascertain",
    "go through", "go back", "explore", "examine", "see if", "see whether", "have a look", "research",
)  # fmt: skip
_APPROACHES = (
    "write to", "write a", "write an", "write again", "write formally", "write and", "contact",
    "speak to", "speak with", "talk to", "liaise", "raise", "ask", "chase", "take up this", "take up with", "take it up",
    "take this up", "take it back", "take this back", "take that back", "take it away",
    "take this away", "take this forward", "take it forward", "pass on", "pass this", "pass it",
    "pass the", "pass that", "pass these", "pass comments", "pass any", "put the point", "put this to", "put it to", "get in touch",
    "meet with", "meet them", "meet him", "meet her", "meet the", "invite", "remind", "request",
    "seek", "respond", "reply", "discuss", "communicate", "apply for", "make enquiries",
    "make contact", "make representations", "make an appointment", "make an application",
    "make arrangements", "make a request", "order", "suggest this", "report it", "report this",
    "report these", "report the", "follow",
)  # fmt: skip
_SEES_TO_IT = (
    "arrange", "organise", "organize", "send", "share", "obtain", "get quotes", "get a quote",
    "get quotations", "get a price", "get prices", "get more", "get further", "prepare", "draft",
    "produce", "post", "publish", "draw up", "compile", "collate", "set up", "add", "amend",
    "correct", "display", "purchase", "attend", "consider", "review", "update", "put up", "put on",
    "put it", "put this", "put a", "fill", "complete", "deliver", "submit", "monitor", "confirm",
    "advertise", "provide", "make sure", "ensure that", "visit", "take on", "keep an eye",
)  # fmt: skip
# What is a promise only where those who met get it: "provide the Committee with".
_GIVES = (
    "provide", "report", "present", "give", "issue", "update", "inform", "advise", "offer",
    "include", "take", "refer", "submit", "put", "send", "share", "table", "return", "prepare",
    "produce", "publish", "add", "invite", "show", "allocate", "schedule", "consider", "review",
    "nominate", "raise", "discuss", "finalise", "finalize", "post", "make available", "supply", "obtain", "complete",
)  # fmt: skip
# What is done about a matter, promised where somebody raised it: "tar patching will be carried out".
_WORKS = (
    "carry out", "repair", "replace", "install", "improve", "consider", "review", "include", "complete",
    "undertake", "clean", "clear", "resurface", "paint", "erect", "assess", "inspect", "monitor",
    "address", "submit", "remove", "do", "put in place", "cut", "fix", "add", "schedule", "refer",
    "discuss", "request", "contact", "ask", "examine", "explore", "seek", "obtain", "prepare", "arrange", "raise",
    "organise", "rectify", "patch", "trim", "attend to", "deal with", "prioritise", "update",
)  # fmt: skip
# What a body says in its reply to a motion that it will do.
_REPLIES = (
    *_WORKS, "engage", "link in", "keep the matter", "keep this", "liaise", "look", "work with",
)  # fmt: skip
_MADE = r"(?:application|request|submission|representations?|enquir(?:y|ies)|arrangements?|contact)"


def _forms(verbs: Iterable[str]) -> str:
    """The verbs as they stand after "would" and "would be": "circulate", "circulating"."""
    return "|".join(sorted({_active(verb) for verb in verbs}, key=len, reverse=True))


def _active(verb: str) -> str:
    first, _, rest = verb.partition(" ")
    stem = f"{first[:-1]}(?:e|ing)" if first.endswith("e") and first != "be" else f"{first}(?:ing)?"
    return f"{stem} {rest}" if rest else stem


def _done(verbs: Iterable[str]) -> str:
    """The verbs as they stand after "would be": "circulated", "looked into"."""
    return "|".join(sorted({_passive(verb) for verb in verbs}, key=len, reverse=True))


def _passive(verb: str) -> str:
    first, _, rest = verb.partition(" ")
    if first.endswith("y") and first[-2:] not in ("ay", "ey", "oy"):
        done = f"{first[:-1]}ied"
    else:
        done = f"{first}d" if first.endswith("e") else f"{first}ed"
    done = _IRREGULAR.get(first, done)
    return f"{done} {rest}" if rest else done


# One person: who promises. A service's plans are its own.
_ONE = re.compile(
    r"\b(?:officers?|clerk|chair(?:man|woman|person)?|vice-chair|councillors?|cllrs?|members?"
    r"|mr|mrs"
    r"|ms|miss|dr|director|manager|head|leader|engineers?|administrator|executive|secretary"
    r"|secretariat|treasurer|cathaoirleach|mayor|superintendent|sergeant|inspector|pcso|coordinator"
    r"|co-ordinator|solicitor|auditors?|warden|librarian|planner|advis[eo]r|trustees|principal"
    r"|deputy"
    r"|portfolio holder|lead|representatives?|he|she|they|we|i)\b",
    re.IGNORECASE,
)
_BODY = re.compile(
    r"\b(?:team|department|section|service|council|district|trust|panel|board|committee|group|forum"
    r"|sub-?group|cabinet|police|garda[ií]?|contractor|partners?|staff|authority|company|all|both"
    r"|everyone|county|office)\b",
    re.IGNORECASE,
)
_NAME = re.compile(
    r"(?!(?:It|This|These|That|Those|There|They|Works?|Residents|Parents|Pupils|Staff|People)\b)"
    r"(?:[A-Z]{2,4}|A[A-Z]\w{2}|[A-Z][a-z]+(?: [A-Z][\w’'-]+){0,2})(?: and [A-Z]\w+)?"
)
_MEETING = (
    r"(?:(?:the|this|our|its|future|later|next|forthcoming|all|relevant|full|annual|each|a|an"
    r"|another"
    r"|every|following|special|subsequent)\s+)"
)
_THOSE_WHO_MET = re.compile(
    rf"\b{_MEETING}(?:[\w’'-]+\s+){{0,3}}?(?:committee|panel|board|council|sub-?committee|group"
    rf"|forum"
    r"|commission|cabinet|trustees|AGM|agenda|minutes|website|meetings?|questioner|petitioners?"
    r"|work\s+programme|workshop|district|SPC|newsletter)\b"
    r"|\b(?:members?|councillors?|cllr|meetings?|workshops?|him|her|them|in\s+writing|AGM|agenda"
    r"|written\s+(?:response|answer|reply))\b",
    re.IGNORECASE,
)
# "the findings would be shared with the Improvement Board": others than those who met.
_OTHERS = re.compile(
    r"\b(?:to|with|by|for)\s+the\s+(?:(?:(?!Full|Joint|Scrutiny|Municipal)[A-Z][\w’'&-]+\s+){1,4}"
    r"(?:Board|Committee|Panel|Cabinet|Forum|Group|Commission)|(?!AGM)[A-Z]{2,}\b"
    r"|Secretary\s+of\s+State"
    r"|Minister|Government|Department)\b"
)
_MODAL = re.compile(r"\b(?:would|will|shall|hopes? to)\s+|[’']ll\s+|\bto\s+(?=be\s)", re.IGNORECASE)
_ADVERBS = re.compile(
    r"(?:(?:also|again|now|therefore|thereafter|first|further|both|all|immediately|in turn|please"
    r"|kindly|(?!supply|reply|apply)[a-z]{3,}ly)\s+"
    r"|(?:be able|be happy|be pleased|seek|try|aim|endeavour|need)\s+to\s+"
    r"|continue\s+to\s+(?=monitor|review|liaise|engage|follow)"
    r"|(?:liaise|discuss)\s+with\s+[^,.;]{3,60}?\s+(?:and|to)\s+|be\s+(?=[a-z]+ing\b))*",
    re.IGNORECASE,
)
_SERVES = re.compile(
    rf"(?:{_forms((*_TELLS, *_COMES_BACK, *_FINDS_OUT, *_APPROACHES, *_SEES_TO_IT))})\b",
    re.IGNORECASE,
)
# "bring the results to the Committee", but not "bring huge experience to the Board".
_BRINGS = (
    r"bring(?:ing)?\s+(?=(?:an?|the|this|that|these|it|them|his|her|their|forward|proposals|results"
    r"|figures|details|options|recommendations)\b)"
)
_GIVING = re.compile(rf"(?:(?:{_forms(_GIVES)})\b(?!\s+place\b)|{_BRINGS})", re.IGNORECASE)
# The plan would come to the next meeting | The scheme would come back
_COMING = re.compile(
    rf"(?:(?:come|go|return)(?:\s+back)?\s+(?:to|before)|be\s+(?:back\s+)?(?:at|on|with)"
    rf"|be\s+an?\s+(?:agenda\s+)?item\s+(?:on|for|at)|feature\s+in"
    rf"|appear\s+on)\s+(?:{_MEETING}|an?\s+)(?:[\w’'-]+\s+){{0,3}}?(?:committee|panel|board|council"
    r"|agenda|cabinet|meetings?|workshop|forum|AGM)\b|(?:come|return)\s+back\b|(?:come"
    r"|go)\s+to\s+members\b",
    re.IGNORECASE,
)
_REPLYING = re.compile(rf"(?:{_forms(_REPLIES)})\b", re.IGNORECASE)
# There will be a briefing at the next meeting | There would be further consultation with Members
_THERE_WILL_BE = re.compile(
    r"\bthere\s+(?:will|would)\s+(?:also\s+)?be\s+(?!no\b|not"
    r"|nothing)[^.;:]{0,60}?\b(?:briefings?|reports?"
    r"|updates?|consultations?|presentations?|workshops?)\b",
    re.IGNORECASE,
)
_BE = re.compile(r"be\s+(?:(?:also|then|now|again|further|[a-z]{3,}ly)\s+)?", re.IGNORECASE)
_SERVED = re.compile(
    rf"(?:{_done((*_TELLS, *_COMES_BACK, *_LOOKS))}|looked at|taken (?:up|back|away|forward)"
    rf"|sent out)\b",
    re.IGNORECASE,
)
_GIVEN = re.compile(rf"(?:{_done(_GIVES)}|available|brought)\b", re.IGNORECASE)
_WORKED = re.compile(rf"(?:{_done(_WORKS)}|considerred|analysed)\b", re.IGNORECASE)
# The Clerk's own words of what is to follow: "The Police will be informed".
_APPROACHED = re.compile(
    r"(?:contacted|requested|informed|notified|reminded|written\s+to)\b", re.IGNORECASE
)
_IS_MADE = re.compile(rf"\b{_MADE}\b[^.;:]{{0,60}}$", re.IGNORECASE)
# Officers agreed to circulate the figures | The Clerk undertook to write | HD offered to send
_UNDERTOOK = re.compile(
    r"\b(?:undertook|promised|offered|volunteered|agreed|committed(?: (?:him|her|it"
    r"|them)sel(?:f|ves))?)\s+"
    r"(?:that\s+(?:he|she|they|officers|the \w+)\s+(?:would|will)|to)\s+"
    r"(?!(?:not|differ|disagree|an?|the|this|that|these|his|her|their|it|proceed|be)\b)"
    r"|\bundertook\s+that\b"
    r"|\b(?:gave|given|giving)\s+(?:an?\s+|his\s+|her\s+)?(?:undertaking|commitment|assurance"
    r"|promise)s?\s+(?:that|to)\b"
    r"|\b(?:undertaking|commitment|assurance)s?\s+(?:was|were"
    r"|had\s+been)\s+given\s+(?:by\s+(?P<by>[^.;:]{1,40}?)\s+)?"
    r"(?:that|to)\b",
    re.IGNORECASE,
)
# ... which they had before: "had each agreed to open", "if they agreed to remain".
_BEFORE_NOW = re.compile(
    r"\b(?:had|has|have|having|was|were|been|be|who|which|if (?:\w+ ){1,3})(?:\s*(?:each|all"
    r"|also|both"
    r"|now|already|previously|[a-z]+ly))?\s*$",
    re.IGNORECASE,
)
# In a reply, what somebody "has agreed to do" is news of what will be done.
_HAS_NOW = re.compile(r"\b(?:has|have)(?:\s+(?:also|now|very|kindly))*\s*$", re.IGNORECASE)
_NOT_SO = re.compile(
    r"(?:not|need(?!\s+to\s+go\s+back)|like|have|probably|hopefully|only|then|never|no\s+longer"
    r"|ask(?:,| whether| if| how)|be\s+(?:able\s+to\s+(?:let|add)|asked|required|expected"
    r"|needed))\b",
    re.IGNORECASE,
)
# A question, a wish or a request of which nobody says that it was met.
_WISHED = re.compile(
    r"\b(?:if|whether|how|what|why|when|once|until|unless|where|hoped|hopes|asked|requested"
    r"|suggested|wished|queried|wondered|enquired|called\s+for|felt|urged|wanted|expected"
    r"|in order)\b"
    r"[^,;:]*$|\b(?:as\s+to|so|who|which|that)\s*$",
    re.IGNORECASE,
)
_SAYS_AFTER = re.compile(
    r"\b(?:replied|stated|said|advised|confirmed|informed|agreed|answered"
    r"|responded)\s+that\b[^,;:]*$",
    re.IGNORECASE,
)
_WAS_ASKED = re.compile(r"\b(?:was|were)\s+(?:asked|requested)\b", re.IGNORECASE)
# What waits for something else, or comes after it, is a plan: "Once complete, sampling will be done".
_PLANNED = re.compile(r"\W*(?:once|when|if|following|after|should)\b", re.IGNORECASE)
_NEED = re.compile(
    r"\b(?:first|last|need(?:s|ed)?|ha[sdv]e?|ought|due|likely|able|going|wish(?:ed|es)?"
    r"|want(?:ed|s)?|continue[ds]?"
    r"|expected|hoped|used|required|appear(?:ed|s)?|seem(?:ed|s)?|believed|said|reported|known|felt"
    r"|required|called|deserve[ds]?|asked|is|was|are|were|possible|not|as|how|enough|people"
    r"|them|us)\s+$",
    re.IGNORECASE,
)
_ANSWERS = re.compile(r"\bin\s+(?:reply|replying|response|responding|answer)\b", re.IGNORECASE)
_CLAUSE_STARTS = re.compile(
    r"(?:\b(?:that|but|so|which|agreed(?=\s+(?:an?|the)\b)|as\s+soon\s+as)\b|[;:]|\s[–—-]"
    r"|,\s+and\b|,(?=\s+(?:(?-i:[a-z])|\w+\s*$)))\s+"
    r"|(?<=ed )and\s+(?=\w+\s*$)|\band\s+(?=(?-i:[A-Z]{2,5})\s*$)|\band\s+(?=(?:he|she|they"
    r"|officers|the\s+(?-i:[A-Z])\w+|Mrs?|Ms|Dr|Cllr|Councillor)\b)",
    re.IGNORECASE,
)
_BY = re.compile(
    r"\bby\s+(?:the\s+)?(?P<who>officers|councillors|members|(?:the\s+)?[A-Z][\w’'-]+(?:\s(?:of"
    r"|and|for|[A-Z][\w’'-]+))*)"
)
_NOT_BY = re.compile(
    r"January|February|March|April|May|June|July|August|September|October|November|December"
    r"|Easter|Christmas|Monday|Tuesday|Wednesday|Thursday|Friday"
)
# "I will ask at the next Meeting that": notice of what is to be asked, given before the meeting.
_NOTICE = re.compile(r"\bI\s+(?:will|shall)\s+(?:ask|move|propose)\b", re.IGNORECASE)
_ORDER_OF_BUSINESS = re.compile(
    r"\bitem\s+\d+\b[^.;:]{0,40}\b(?:taken|considered)\b", re.IGNORECASE
)
_LONGEST = 900  # characters in which a sentence must have said it


@dataclass(frozen=True, slots=True)
class Promise:
    """What is promised. `who` is the subject as written, pronouns too; None where it is a thing."""

    who: str | None
    is_passive: bool = False


def find_promise(
    sentence: str, *, is_answer: bool = False, is_reply: bool = False
) -> Promise | None:
    """The first thing this sentence promises those who met; None where it promises nothing.

    `is_answer` where the sentence answers what somebody asked for, and `is_reply` where it stands
    in a written reply to a motion or a question.
    """
    words = " ".join(sentence[:_LONGEST].split())
    if _NOTICE.search(words) or _ORDER_OF_BUSINESS.search(words):
        return None
    is_answer = is_answer or is_reply
    for undertook in _UNDERTOOK.finditer(words):
        before = words[: undertook.start()]
        has_now = (is_answer or before.endswith("kindly ")) and _HAS_NOW.search(before)
        is_old = _BEFORE_NOW.search(before) or undertook.group().startswith("committed to")
        if has_now or not is_old:
            before = before[: has_now.start()] if has_now else before
            return Promise(undertook["by"] or _subject(before))
    if _THERE_WILL_BE.search(words):
        return Promise(None, is_passive=True)
    for modal in _MODAL.finditer(words):
        before, after = words[: modal.start()], words[modal.end() :]
        reply = is_answer or bool(_ANSWERS.search(words))
        if promise := _promised(before, after, reply, is_planned=modal.group()[:2] == "to"):
            return promise
        if is_reply and _REPLYING.match(_bare(after)) and not _NOT_SO.match(after):
            if (subject := _subject(before)) and (_is_one(subject) or _is_body(subject)):
                return Promise(subject)
        if modal.group().casefold().startswith("will") and _BE.match(after):
            if _APPROACHED.match(after[_BE.match(after).end() :]) and not _WISHED.search(before):
                return Promise(None, is_passive=True)
    return None


def _promised(before: str, after: str, is_answer: bool, *, is_planned: bool) -> Promise | None:
    """What the words after a "would" promise, told by those before it."""
    if _NOT_SO.match(after) or (_WISHED.search(before) and not _SAYS_AFTER.search(before)):
        if not (is_planned and _WAS_ASKED.search(before)):
            return None
    if is_planned:
        return _passively(before, after, is_answer=False) if not _NEED.search(before) else None
    subject = _subject(before)
    after = _bare(after)
    if found := _SERVES.match(after):
        if _is_one(subject) or (_is_body(subject) and (is_answer or _gets(after[found.end() :]))):
            return Promise(subject)
    if (found := _GIVING.match(after)) and (_is_one(subject) or _is_body(subject)):
        if _gets(after[found.end() :]):
            return Promise(subject)
    if _COMING.match(after):
        return Promise(None)
    return _passively(before, after, is_answer=is_answer and not _PLANNED.match(before))


def _bare(after: str) -> str:
    """The words after a "would" without those that only say how."""
    return after[_ADVERBS.match(after).end() :]  # type: ignore[union-attr]


def _passively(before: str, after: str, *, is_answer: bool) -> Promise | None:
    be = _BE.match(after)
    if not be:
        return None
    done = after[be.end() :]
    if _OTHERS.search(done) and not re.search(r"members|this committee|councillors", done, re.I):
        return None
    given = _GIVEN.match(done)
    if (
        _SERVED.match(done)
        or (given and _gets(done[given.end() :]))
        or (
            is_answer
            and (_WORKED.match(done) or (done.startswith("made") and _IS_MADE.search(before)))
        )
    ):
        by = _BY.search(done)
        who = by["who"] if by and not _NOT_BY.search(by["who"]) else None
        return Promise(who, is_passive=True)
    return None


def _subject(before: str) -> str:
    """The words before the verb that say who acts: those since the clause began."""
    cuts = [match.end() for match in _CLAUSE_STARTS.finditer(before)]
    subject = before[cuts[-1] if cuts else 0 :].strip(" ,")
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
    return bool(_THOSE_WHO_MET.search(rest[:200]))
