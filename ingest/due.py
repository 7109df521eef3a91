"""When is it to be done, in the words of the minutes, and on which day at the latest?"""

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta

from ingest.meeting import MONTH, MONTHS, find_dates

_A = r"(?:the|a|an|its|their|our|this|that)\s+"
_MONTH = (
    r"(?i:january|february|march|april|may|june|july|august|september|october|november|december)"
)
_WHICH = (
    r"(?:next|following|future|later|forthcoming|subsequent|upcoming|coming|another|special|first"
    rf"|(?:early|late|mid)[ -]?|(?:{_MONTH}|spring|summer|autumn|winter)(?:\s+(?:19|20)\d\d)?)"
)
# "meeUng" is what some programs read that know no letters joined as one.
# The next meeting | its March Board meeting: no "of the Committee" after it, which names no time.
_MEETING = (
    r"(?:(?!(?:of|to|the|on|and|by)\b)[\w’'&-]+\s+){0,4}?(?:mee(?:ti|U|T)ngs?|agenda|workshop"
    r"|session|AGM"
    r"|newsletter|magazine|forum|seminar|briefing|cycle"
    r"|(?:committee|board|panel|council)(?!\s+(?:meeting|workshop|agenda|cycle|newsletter)))\b"
)
_NUMBER = r"(?:\d{1,3}|an?|one|two|three|four|five|six|seven|eight|nine|ten|twelve)"
_UNIT = r"(?:working\s+|calendar\s+)?(?:day|week|fortnight|month|quarter|year)s?"
_YEAR = r"(?:(?:19|20)\d\d(?:/\d\d)?)"
# Not "the Christmas Village", nor "the Winter Maintenance Plan".
_SEASON = (
    r"(?:spring|summer|autumn|winter|new\s+year|christmas|easter)"
    r"(?![\s*]+(?-i:(?!Term|Newsletter|Meeting)[A-Z]))"
)
# OCR reads the raised letters of 9th as 9" or 9°.
_ORDINAL = r"(?:st|nd|rd|th|[\"°”™]{1,2})?"
# "Until the 31 July that follows their birthday" names no day of this matter.
_OF_ANY_YEAR = (
    r"(?!\s+(?:(?:that|which)\s+(?:follows?|falls?|precedes?)|(?:following|after|before)\s+(?:their"
    r"|his|her|its)|(?:of|in)\s+(?:each|every|any))\b)"
)
_NAMED_DAY = (
    rf"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,?\s+)?(?:the\s+)?\b\d{{1,2}}{_ORDINAL}\s+"
    rf"(?:of\s+)?(?:{MONTH})\b{_OF_ANY_YEAR}\.?(?:,?\s+{_YEAR})?"
)
_DAY = (
    rf"{_NAMED_DAY}|(?:0?[1-9]|[12]\d|3[01])[/.](?:0?[1-9]|1[0-2])(?:[/.](?:\d\d){{1,2}})?"
    r"(?!\d|\s*[ap]\.?m\b)"
)
_PERIOD = (
    rf"(?:(?:early|late|mid|the\s+end\s+of)[ -]?)?"
    rf"(?:\b(?:{MONTH})\b(?:\s+{_YEAR})?|{_SEASON}(?:\s+term)?(?:\s+(?:of\s+)?{_YEAR})?)"
)
_TERM = (
    r"(?:financial|calendar|municipal|council|school|academic|current|next|this)?\s*"
    r"(?:year|month|week|term|quarter)(?:[ -]end)?"
)
_OCCASION = rf"{_WHICH}\s+{_MEETING}(?:\s+but\s+one\b)?"
# What stands in minutes for when a thing is to be done, each with the form it serves.
_FORMS = (
    # by the end of July 2018 | by the September meeting | no later than 4 May
    rf"\b(?:by|before|until|at(?=\s+the\s+(?:end|start)\s+of)|after(?=\s+(?:easter|christmas))"
    rf"|no\s+later\s+than|not\s+later\s+than|in\s+time\s+for)\s+(?:{_A})?"
    rf"(?:(?:end|start|beginning|middle|close)\s+of\s+)?(?:{_A})?(?:{_OCCASION}"
    rf"|{_DAY}|{_PERIOD}|{_YEAR}|{_TERM}|then|tomorrow|noon|(?:mon|tues|wednes|thurs|fri)day)",
    # to the next meeting | at a future meeting, as soon as available | prior to the AGM
    rf"(?:\b(?:prior\s+to|ahead\s+of|in\s+advance\s+of|following|after)\s+(?:{_A})?"
    rf"|\b(?:at\s+)?an?\s+)?\b{_OCCASION}(?:\s+(?:in|on)\s+(?:{_DAY}|{_PERIOD}|{_YEAR}))?\b"
    r"(?:,?\s+as\s+soon\s+as\s+(?:possible|available|practicable))?",
    rf"\b(?:(?:its|their|the)\s+)?(?:committee\s+)?meetings?\s+(?:in|on|of)\s+"
    rf"(?:{_DAY}|{_PERIOD}|{_YEAR})",
    r"\b(?:prior\s+to|ahead\s+of|in\s+advance\s+of|after|at|to)\s+(?:the\s+)?AGM\b(?:\s+in\s+\w+)?",
    r"\b(?:following|after)\s+the\s+(?:[\w’'-]+\s+){0,3}?meeting\s+with\s+[\w’'-]+",
    # within six weeks | in three months’ time | after 6 months | six months after it opens
    rf"\b(?:within|in|after)\s+(?:about\s+|approximately\s+"
    rf"|the\s+next\s+)?{_NUMBER}\s+{_UNIT}\b(?:[’']?s?[’']?\s+time)?"
    r"(?:\s+(?:after|from)\s+[^.,;]{3,40})?",
    rf"\b{_NUMBER}\s+{_UNIT}\s+after\s+[^.,;]{{3,40}}",
    # on 4 May | in September 2019 | in the autumn | during 2020/21 | finalised 19th April
    rf"\b(?:on|from|for|in|during|at|throughout)\s+(?:{_A})?(?:{_DAY})",
    rf"(?<!deferred )\b(?:in|during|for|from)\s+(?:{_A})?{_PERIOD}\b(?!\s+\d{{1,2}}\b)",
    rf"(?<!dated )(?<!held )(?<!of ){_NAMED_DAY}(?:,?\s+[\d.:]+\s*[ap]m\s+meeting)?",
    r"\bin\s+the\s+(?:new|coming|next|near)\s+(?:financial\s+|municipal\s+|calendar\s+)?"
    r"(?:year|months?|weeks?|days|future|term|quarter)",
    rf"\b(?:in|during)\s+{_YEAR}\b(?!/)",
    rf"\bin\s+the\s+{_YEAR}\s+(?:[a-z]+\s+)?(?:programme|budget|season|plan)\b",
    r"\b(?:later|early|late|earlier)\s+(?:in\s+(?:the|this|that)\s+(?:year|month|week|term)"
    r"|this\s+(?:year|month|week|term)|next\s+(?:year|month|week|term))",
    r"\b(?:next|this)\s+(?:week|month|year|term|quarter|spring|summer|autumn|winter)\b",
    r"\b(?:throughout|during|over)\s+the\s+(?:course\s+of\s+the\s+)?(?:year|coming\s+(?:year"
    r"|months))\b",
    # in due course | as soon as possible | outside the meeting
    r"\bin\s+(?:due\s+course|good\s+time|time\s+for\s+[^.,;]{3,40})",
    r"\bas\s+soon\s+as\s+(?:possible|practicable|practical|available"
    r"|(?:it|they|this)\s+(?:is|are|was|were)\s+(?:available|ready|received|known|completed?))",
    r"\b(?i:asap)\b|\bshortly\b|\bsoon\b(?!\s+as)|\bin\s+a\s+timely\s+(?:fashion|manner)\b"
    r"|\bas\s+a\s+matter\s+of\s+urgency\b|\bimmediately\b|\bforthwith\b|\btomorrow\b"
    r"|\bat\s+a\s+later\s+date\b",
    r"\b(?:outside|after)\s+(?:of\s+)?(?:the|this)\s+meeting\b"
    r"|\bat\s+the\s+earliest\s+opportunity\b",
    # once funding is secured | when the restrictions were lifted | when available
    r"(?<!at )\bonce\s+(?!(?:again|more|an?|and|every)\b)[^.,;()]{3,80}(?!\w)",
    r"\bwhen\s+(?:available|completed?|ready|published|received|known"
    r"|(?:it|they|this|these|the\s+[^.,;()]{3,50}?)"
    r"\s+(?:is|are|was|were|ha(?:s|ve|d)(?:\s+been)?)\s+(?:next\s+)?"
    r"(?!(?:been|next|not)\b)\w+(?:ed|en|wn|t|id|de)\b)",
    r"\bon\s+an?\s+(?:annual|quarterly|monthly|weekly|regular|daily)\s+basis\b",
    # every six months | each quarter | quarterly
    rf"\b(?:every|each)\s+(?:{_NUMBER}\s+)?(?:{_UNIT}|meeting|cycle)\b(?![’'])",
    # reported monthly to the Board, but not "the weekly allowance" or "weekly food waste"
    r"(?<![\w-])(?<!\bthe )(?<!\ba )(?:quarterly|annually|monthly|six-monthly|weekly)\b"
    r"(?=\s*(?:[^\w\s’'/-]|$|(?:to|by|in|on|at|for|from|until|with|as|throughout|during|via|when)\b"
    r"|and\s+(?!(?:week|month|quarter|annual|year))))",
)
_DUE = re.compile("|".join(_FORMS), re.IGNORECASE)
# When it is moved is not when it is done: "I will move at the next Meeting that".
_NOTICE = re.compile(
    r"\bI\s+(?:will|shall)\s+(?:move|propose|ask)\s+at\s+(?:the|our)\s+next\s+meeting\b",
    re.IGNORECASE,
)
# What is due "to the next meeting" is due "next meeting".
_LEADING = re.compile(r"(?:(?:to|at|for|in|on|of)\s+)?(?:the|its|their|our)\s+", re.IGNORECASE)
_BARE = re.compile(r"(?:on|in|for|at|from|during)\s+(?=\d|[A-Z])")
_NUMBERS = {
    word: number
    for number, words in enumerate(
        "a|an|one two three four five six seven eight nine ten eleven twelve".split(), 1
    )
    for word in words.split("|")
}
_MONTH_NAMED = re.compile(rf"\b({MONTH})\b\.?(?:,?\s+((?:19|20)\d\d))?", re.IGNORECASE)
_DAY_NAMED = re.compile(
    rf"\b(\d{{1,2}}){_ORDINAL}\s+(?:of\s+)?({MONTH})\b(?!\.?,?\s+\d{{4}})", re.IGNORECASE
)
_RAISED = re.compile(r"(?<=\d)[\"°”™]{1,2}(?=\s)")
_SHORT_DAY = re.compile(r"(?<!\d)(\d{1,2})[/.](\d{1,2})(?:[/.](\d{2}|\d{4}))?(?![\d/.])")
_SPAN = re.compile(
    rf"\b(?:within|in)\s+(?:about\s+|approximately\s+"
    rf"|the\s+next\s+)?({_NUMBER})\s+(?:working\s+|calendar\s+)?"
    r"(day|week|fortnight|month|quarter|year)s?\b(?!\s+after)",
    re.IGNORECASE,
)
_SEASON_NAMED = re.compile(
    r"\b(spring|summer|autumn|winter|new year|christmas|easter)\b(?P<term>\s+term)?"
    r"(?:\s+(?:of\s+)?(?P<year>(?:19|20)\d\d))?",
    re.IGNORECASE,
)
_LAST_MONTH_OF_TERM = {"spring": 4, "summer": 7, "autumn": 12}
_LAST_MONTH = {
    "spring": 5,
    "summer": 8,
    "autumn": 11,
    "winter": 2,
    "new year": 1,
    "christmas": 12,
    "easter": 4,
}
_END_OF_YEAR = re.compile(
    r"\bend\s+of\s+(?:the\s+)?(?:calendar\s+)?year\b|\b(?:later\s+)?(?:this|in\s+the)\s+year\b",
    re.IGNORECASE,
)
_YEAR_ALONE = re.compile(
    r"\b(?:by|in|during|before)\s+(?:the\s+end\s+of\s+)?((?:19|20)\d\d)\b(?!/)"
)

_DAYS = {"day": 1, "week": 7, "fortnight": 14}
_MONTHS_IN = {"month": 1, "quarter": 3, "year": 12}


def find_due(text: str, held: date | None = None) -> str | None:
    """When a clause says that it is to be done, as written; None where it does not say.

    A time before the meeting was `held` is that of something else.
    """
    text = _NOTICE.sub("", text)
    found = [words for match in _DUE.finditer(text) if not _is_past(words := match.group(), held)]
    if not found:
        return None
    stated = max(found, key=_how_well)
    for opening in (_LEADING, _BARE):
        if leading := opening.match(stated):
            stated = stated[leading.end() :]
    return " ".join(stated.split()).strip(" ,.")


def _how_well(due: str) -> int:
    """How well these words name a time: a day best, then a meeting or a month, then the rest."""
    if _NAMES_A_DAY.search(due):
        return 3
    if _NAMES_A_MEETING.search(due):
        return 2
    return int(bool(_NAMES_A_TIME.search(due)))


def _is_past(due: str, held: date | None) -> bool:
    year = _NAMES_A_YEAR.search(due)
    if held is None or not year:
        return False
    if day := due_day(due, held):
        return day < held
    return bool(year["year"]) and int(year["year"]) + bool(year["next"]) < held.year


# in March 2018 | during 2018/19 | on 4/3/18
_NAMES_A_YEAR = re.compile(r"\b(?P<year>(?:19|20)\d\d)\b(?P<next>/\d\d\b)?|\d[/.]\d{1,2}[/.]\d\d\b")


_NAMES_A_DAY = re.compile(rf"\b\d{{1,2}}{_ORDINAL}\s+(?:of\s+)?(?:{MONTH})\b", re.IGNORECASE)
_NAMES_A_MEETING = re.compile(r"meeting|next", re.IGNORECASE)
_NAMES_A_TIME = re.compile(
    rf"\d|meeting|next|\b(?:two|three|four|six)\b|end\s+of|\b{_MONTH}\b|{_SEASON}", re.IGNORECASE
)


def due_day(due: str, held: date | None) -> date | None:
    """The last day that these words name, said at a meeting held on a day; None where they do not.

    A month means its last day, a season the end of its last month; without a year they are the
    first to come after the meeting. "The next meeting" names no day: that is for the calendar.
    """
    for reading in _READINGS:
        if day := reading(due, held):
            return day
    return None


def _stated(due: str, _: date | None) -> date | None:
    return max((day for _, day in find_dates(_RAISED.sub("th", due))), default=None)


def _without_year(due: str, held: date | None) -> date | None:
    found = _DAY_NAMED.search(due)
    if not found or held is None:
        return None
    return _first_after(held, MONTHS[found[2].lower()], int(found[1]))


def _in_figures(due: str, held: date | None) -> date | None:
    found = _SHORT_DAY.search(due)
    if not found:
        return None
    day, month = int(found[1]), int(found[2])
    if found[3] is None:
        return _first_after(held, month, day) if held else None
    year = int(found[3]) + (2000 if len(found[3]) == 2 else 0)
    return _day(year, month, day)


def _after_a_while(due: str, held: date | None) -> date | None:
    found = _SPAN.search(due)
    if not found or held is None:
        return None
    number = int(found[1]) if found[1].isdigit() else _NUMBERS.get(found[1].lower(), 1)
    unit = found[2].lower()
    if unit in _DAYS:
        return held + timedelta(days=number * _DAYS[unit])
    months = held.month - 1 + number * _MONTHS_IN[unit]
    year, month = held.year + months // 12, months % 12 + 1
    return date(year, month, min(held.day, monthrange(year, month)[1]))


def _month(due: str, held: date | None) -> date | None:
    found = _MONTH_NAMED.search(due)
    if not found or (found[1].islower() and found[1] in ("may", "mar", "jan", "dec", "sep")):
        return None
    return _end_of(MONTHS[found[1].lower()], found[2], held)


def _season(due: str, held: date | None) -> date | None:
    found = _SEASON_NAMED.search(due)
    if not found:
        return None
    season = " ".join(found[1].lower().split())
    last = (_LAST_MONTH_OF_TERM if found["term"] else {}).get(season, _LAST_MONTH[season])
    return _end_of(last, found["year"], held)


def _year(due: str, held: date | None) -> date | None:
    if named := _YEAR_ALONE.search(due):
        return date(int(named[1]), 12, 31)
    return date(held.year, 12, 31) if held and _END_OF_YEAR.search(due) else None


def _end_of(month: int, year: str | None, held: date | None) -> date | None:
    if year is None and held is None:
        return None
    of = int(year) if year else held.year + (month < held.month)  # type: ignore[union-attr]
    return date(of, month, monthrange(of, month)[1])


def _first_after(held: date, month: int, day: int) -> date | None:
    this_year = _day(held.year, month, day)
    if this_year and this_year >= held:
        return this_year
    return _day(held.year + 1, month, day)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


_READINGS: tuple[Callable[[str, date | None], date | None], ...] = (
    _stated, _without_year, _in_figures, _after_a_while, _month, _season, _year,
)  # fmt: skip
