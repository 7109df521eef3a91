"""Does a sentence hold the sort of fact that the question asks for?

A passage on the right subject without a number answers no "how many". This looks for the sort of
fact, not for the fact: it can tell that a sentence does not answer, never that it does.
"""

import re

from service.question import Form

_NUMBER_WORD = (
    r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen"
    r"|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
    r"|hundred|thousand|million|dozen|half|third|quarter|twice|none|no-one|nobody|every|all|both"
    r"|most|majority|daily|weekly|monthly|annual(?:ly)?|yearly|fortnightly|no)"
)
_DATE = (
    r"\b(?:19|20)\d\d\b|\d(?:st|nd|rd|th)\b|\d may\b|\bmay \d|\b(?:january|february|march"
    r"|april|june|july|august|september|october|november|december|(?:mon|tues|wednes|thurs|fri|satur|sun)day|spring"
    r"|summer|autumn|winter|christmas|easter|today|yesterday|tomorrow|week|weeks|month|months|year"
    r"|next meeting|last meeting|immediately|financial year)\b"
)
_ROLE = (
    r"\b(?:director|head of|chair|chairman|officer|manager|leader|cabinet|councillors?|cllrs?"
    r"|commissioner|members?|committee|board|minister|mayor|mr|mrs|ms|miss|dr|professor|team"
    r"|nurses?|carers?|residents?|parents?|staff|independent)\b"
)
_SORTS: dict[Form, tuple[str, str]] = {
    "when": (_DATE, "a date"),
    "how many": (rf"\d|\b{_NUMBER_WORD}\b", "a number"),
    "how much": (r"[£$€]|\d|\b(?:free|pounds?|pence|nothing|half|double)\b", "an amount"),
    "who": (_ROLE, "a name"),
}
# "Which" asks for a name only where it asks for something that has one.
_NAMED = re.compile(
    r"\b(?:which|what|name of the) (?:\w+ )?(?:firm|company|companies|contractor|supplier"
    r"|consultancy|school|ward|road|street|councillor|charity|trust|agency)\b",
    re.IGNORECASE,
)
# Money, where it is money that was asked for.
_MONEY = re.compile(r"[£$€]|\b(?:free|pounds?|pence|nothing)\b", re.IGNORECASE)
_COSTS = re.compile(
    r"\b(?:costs?|spen[dt]|paid|pay|prices?|charged?|fees?|fares?|budget|fund(?:ed|ing)?|wages?"
    r"|salary|sold)\b",
    re.IGNORECASE,
)
_NAME = re.compile(
    r"(?<![.!?:•·] )(?<!^)\b(?!January|February|March|April|May|June|July|August|September|October"
    r"|November|December|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)[A-ZÀ-Þ][\w’'-]+"
)
# The number of a paragraph, a clause or a row.
_NUMBERED = re.compile(r"^\s*(?:\(?(?:\d+(?:\.\d+)*|[a-z]|[ivx]+)[.)|]+|\d+(?:\.\d+)+|\d+ \|)\s")


def expected(form: Form, question: str) -> str | None:
    """The sort of fact that a question asks for, as a reader is told; None where it is open."""
    if form == "which" or _NAMED.search(question):
        return "a name" if _NAMED.search(question) else None
    return _SORTS[form][1] if form in _SORTS else None


def holds(form: Form, question: str, sentence: str) -> bool:
    """Whether a sentence has what `expected` says, apart from what the question itself has.

    True where the question is open.
    """
    if not expected(form, question):
        return True
    asked = set(re.findall(r"[\w’'-]+", question.casefold()))
    rest = re.sub(
        r"[\w’'-]+",
        lambda word: "" if word[0].casefold() in asked else word[0],
        _NUMBERED.sub("", sentence),
    )
    names = any(_NAME.finditer(rest))
    if _NAMED.search(question):
        return names
    if form == "how much" and _COSTS.search(question):
        return bool(_MONEY.search(rest))
    return bool(re.search(_SORTS[form][0], rest, re.IGNORECASE)) or (form == "who" and names)
