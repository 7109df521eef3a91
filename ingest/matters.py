"""What is a commitment about, once the forms that every commitment has are taken away?

"A report be presented to the next meeting of the Committee on the Staying Put Scheme" is about the
Staying Put Scheme. The words are the minutes' own, in their order: they are searched for, never
quoted.
"""

import re

_BODY = (
    r"(?:the\s+|this\s+)?(?:\w+\s+){0,3}?(?:committee|panel|board|council|members|councillors"
    r"|meeting"
    r"|forum|cabinet|sub-?committee|scrutiny)"
)
_PAPER = (
    r"(?:(?:an?|the|any|that|its?)\s+)?(?:(?:further|full|detailed|progress|written|verbal"
    r"|follow-up"
    r"|briefing|annual|formal|short|interim|revised|updated|final|six-monthly|quarterly)\s+){0,3}"
    r"(?:reports?(?:\s+back)?|updates?|papers?|notes?|briefings?|presentations?|information|data"
    r"|figures|details|list|copy|timetable|statement|analysis)"
)
_SENT = (
    r"(?:presented|submitted|provided|brought|made|given|allocated|circulated|sent|supplied"
    r"|prepared"
    r"|added|reported|issued|shared|considered|tabled|produced|returned|forwarded|written|included)"
)
_ABOUT = (
    r"(?:on|about|regarding|concerning|of|giving\s+details?\s+of|giving|outlining|setting\s+out"
    r"|detailing|showing|covering|explaining|in\s+relation\s+to|with\s+regard\s+to|as\s+to|into)\b"
)
_BEGINS = re.compile(
    r"^\W*(?:\d[\d.]*\s+)?(?:(?:it\s+was\s+|and\s+)?(?:also\s+|further\s+|therefore\s+)?"
    r"(?:agreed|resolved|recommended|decided)\s+)?(?:that\s+|T\s+H\s+A\s+T\s+|to\s+)?(?:in\s+replying,?\s+)?",
    re.IGNORECASE,
)
# the Clerk be asked to obtain | she would look into | Officers undertook to circulate
_IS_TO = (
    r"(?:(?:be|is|are|was|were)\s+(?:asked|requested|invited|instructed|authori[sz]ed"
    r"|recommended)\s+to"
    r"|(?:said|stated|advised|confirmed|agreed)\s+(?:that\s+)?(?:he|she|they|it)\s+(?:would|will)"
    r"|agreed\s+to|agrees\s+to|undertook\s+to|offered\s+to|promised\s+to|volunteered\s+to"
    r"|g[ai]ve[sn]?\s+(?:an?\s+|his\s+|her\s+|their\s+)?(?:assurance|undertaking|word|commitment"
    r"|promise)\s+(?:that\s+(?:he|she|they|it)\s+(?:would|will)|to)"
    r"|(?:was|were|would\s+be|is|are)\s+(?:happy|glad|willing|content|prepared|pleased)\s+to"
    r"|(?:should|shall|would|will)(?!\s+be\b)|to)\s+"
)
_DOES = (
    r"(?:obtain|provide|circulate|bring|prepare|produce|submit|present|send|supply|give|share"
    r"|report|feed|come|look|investigate|check|find|arrange|consider|review|explore|examine|ask"
    r"|seek"
    r"|request|issue|include|add|draft|write|clarify|publish)\b(?:\s+(?:back|again|out|in|into"
    r"|at|for"
    r"|up|on(?!\s+behalf\b)|upon|to))*\s+"
)
_FORMS = (
    # a report be presented to the Committee on X -> X
    re.compile(
        rf"^{_PAPER}\s+(?:would|will|should|to)?\s*be\s+{_SENT}(?:\s+back)?"
        rf"(?:\s+(?:to|at|for|with|by|before)\s+{_BODY})?(?:\s+{_ABOUT})?\s*",
        re.IGNORECASE,
    ),
    # a report on X be provided to the Committee -> X
    re.compile(rf"^{_PAPER}\s+{_ABOUT}\s+", re.IGNORECASE),
    # the Committee with the data on X -> X
    re.compile(rf"^{_BODY}\s+with\s+(?:{_PAPER}\s+{_ABOUT}\s+)?", re.IGNORECASE),
)
_SENT_INSIDE = re.compile(
    rf"\s+(?:would\s+|will\s+|should\s+|to\s+)?be\s+{_SENT}(?:\s+back)?"
    rf"(?:\s+(?:to|at|with|by)\s+{_BODY}\b|$|(?=\s+in\s+(?:that|the)\s+report\b))",
    re.IGNORECASE,
)
_REPORTS = re.compile(
    rf",?\s+(?:and\s+)?(?:to\s+)?(?:report|revert|feed|bring)s?(?:\s+(?:it|this"
    rf"|a\s+report))?(?:\s+back)?"
    rf"\s+(?:on\s+it\s+)?to\s+{_BODY}\b",
    re.IGNORECASE,
)
# The clause speaks of the matter without naming it.
_POINTS_BACK = re.compile(
    r"^(?:this|it|these|they)\b|\b(?:that|this|these|the)\s+(?:report|matter|item|issue|update"
    r"|information|letter|request|proposal|application|work|recommendations?|order|case|document"
    r"|options|figures?|above|same)\b",
    re.IGNORECASE,
)
_BEFORE_DUE = re.compile(
    r"(?:,?\s+(?:to|at|for|by|in|on|before|within|from))?(?:\s+(?:the|an?|its|our))?\s*$",
    re.IGNORECASE,
)
_SET_OFF = re.compile(r",\s+(?:\w+\s+){0,2}$")  # supply, by the end of June, the figures
_OF_BODY = re.compile(rf"(?:\s+of\s+{_BODY})?", re.IGNORECASE)
_ASKED = re.compile(rf"\s+(?:{_IS_TO}(?:{_DOES})?|{_DOES})", re.IGNORECASE)
_THEY_WILL = re.compile(rf"(?:he|she|they|we)\s+{_IS_TO}(?:{_DOES})?", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]{4,}")
_NEAR = 80  # characters within which a clause says who is to do it
_FEW = 3  # words of some length: no more than these say too little by themselves
_LONGEST = 600  # characters of a clause that are searched for


def find_matter(clause: str, title: str, owner: str | None, due: str | None) -> str:
    """What a clause is about, below this title; the title goes before it where it is needed."""
    # Of a row, its first cell: who and by when stand in those after it.
    matter = " ".join(clause[:_LONGEST].replace("*", "").split(" | ")[0].split())
    matter = matter[_BEGINS.match(matter).end() :].rstrip(" .;,")  # type: ignore[union-attr]
    matter = _without_owner(_without_due(matter, due), owner)
    for form in _FORMS:
        matter = form.sub("", matter, count=1)
    matter = _REPORTS.sub("", _SENT_INSIDE.sub("", matter, count=1), count=1)
    matter = " ".join(matter.split()).strip(" ,;:–-")
    needs_title = len(_WORD.findall(matter)) <= _FEW or _POINTS_BACK.search(matter)
    return f"{title}: {matter}".strip(": ") if title and needs_title else matter or title


def _without_due(matter: str, due: str | None) -> str:
    at = matter.casefold().find(due.casefold()) if due else -1
    if not due or at < 0:
        return matter
    before, after = _BEFORE_DUE.sub("", matter[:at]), matter[at + len(due) :]
    after = after[_OF_BODY.match(after).end() :]  # type: ignore[union-attr]
    if after.startswith(",") and _SET_OFF.search(matter[:at]):
        return before.rstrip(",") + after[1:]
    return before + after


def _without_owner(matter: str, owner: str | None) -> str:
    """Without who is to do it and the words that say so, where the clause begins with them."""
    if owner and 0 <= (at := matter.find(owner)) <= _NEAR:
        found = _ASKED.match(matter, at + len(owner))
    else:
        found = _THEY_WILL.match(matter)
    return matter[found.end() :] if found else matter
