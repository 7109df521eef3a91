"""What does this question ask, and within which meetings?"""

import re
from calendar import monthrange
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from typing import Literal, NamedTuple

from index.hits import Query
from index.lexical import is_about
from index.search import readable
from ingest.meeting import find_dates

Form = Literal[
    "outstanding", "promised", "came back", "returned", "first", "latest", "who", "when",
    "how many", "how much", "which", "where", "decided", "other",
]  # fmt: skip
Kind = Literal["committee", "council"]
Filter = Literal["from", "to"] | Kind


@dataclass(frozen=True, slots=True)
class Recognised:
    """Words of a question that narrow it to some meetings.

    `filter` and `value` are a parameter of the API and what it is set to. The same words may be
    recognised twice: "in 2021" has a first day and a last, and two committees can share a name.
    """

    words: str  # as the question has them
    filter: Filter
    value: str
    label: str  # said to a reader after "Showing"


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it was read."""

    question: str  # as it was asked
    query: Query  # to be searched: narrowed, and without the words that narrowed it
    form: Form
    recognised: tuple[Recognised, ...]


_PAPER = (
    r"(?:reports?|papers?|items?|plan|strategy|review|inquiry|reply|response|updates?|matter"
    r"|answer|letter|proposals?|it|this|that|they)"
)
_COMMITMENTS = r"(?:actions?|commitments?|promises|undertakings?)"
# What asks to be shown things, before their name.
_LISTING = (
    r"(?:(?:what|which)(?: are|'re|’re| were)?(?: the| our)?|(?:is|are) there(?: any)?"
    r"|(?:please )?(?:list|show|give|tell)(?: me| us)?(?: all)?(?: of)?(?: the| our)?"
    r"|any|all|the|our)"
)
_DECIDED = (
    r"(?:decided?|agreed?|resolved?|recommend(?:ed)?|approved?|accepted|settled|decisions?"
    r"|resolutions?|recommendations?)"
)
_OPENING = re.compile(
    r"^(?:(?:in|at|on|since|during|between|before|after|from)\b[^,]*,|and|so)\s+", re.IGNORECASE
)
# What a question asks for, by the words that ask. The first form that fits is taken.
_FORMS: tuple[tuple[Form, str], ...] = (
    # "What is outstanding for the Director?", "overdue actions on SEND", "what are we waiting for?"
    # What is outstanding may also be a school or a debt: the word counts where nothing follows that
    # it could be said of, or a commitment does.
    (
        "outstanding",
        r"^what(?: is|'s|’s| are| was)? (?:still )?(?:outstanding|overdue)"
        r"(?= *[?.,]?$| (?:still|for|from|with|on|about|regarding|by|at|in|since)\b)",
    ),
    (
        "outstanding",
        rf"^(?:{_LISTING} )?(?:still )?(?:outstanding|overdue|open) {_COMMITMENTS}\b",
    ),
    (
        "outstanding",
        rf"^(?:what|which) {_COMMITMENTS} (?:are|were|remain) (?:still )?"
        r"(?:outstanding|overdue|open)\b",
    ),
    ("outstanding", r"^what (?:are we|is the \w+) (?:still )?waiting for\b"),
    ("outstanding", r"^what (?:has|have) (?:still )?(?:not|never|yet to) (?:yet )?(?:come|been)\b"),
    # "What has the Head of Housing not reported back on?", "what is she still to do?"
    (
        "outstanding",
        r"^what (?:has|have) .{2,60}? (?:still )?(?:not|never|yet to) (?:yet )?"
        r"(?:report(?:ed)?|come|brought|bring|repl(?:ied|y))\b",
    ),
    (
        "outstanding",
        r"^what (?:is|are) .{2,60}? (?:(?:still|yet) to (?:do|report|bring)|(?:still )?due to"
        r" (?:do|report|bring))\b",
    ),
    ("outstanding", r"^what (?:does|do) .{2,60}? (?:still )?owe us\b"),
    # "What did we ask officers for on SEND?", "what has the Director promised?"
    (
        "promised",
        r"^what (?:did|have|has) (?:we|the (?:committee|board|panel)|members) (?:ever )?"
        r"(?:ask|request|call|press)(?:ed)?\b",
    ),
    ("promised", r"^what (?:was|were|has|have) .{2,60}? (?:been )?asked (?:to|for)\b"),
    (
        "promised",
        r"^what (?:did|have|has) .{2,60}? (?:promised?|undert(?:ake|aken)|commit(?:ted)?)\b",
    ),
    ("promised", r"^what (?:was|were|has been|have been) (?:we )?promised\b"),
    # "Did the report on respite come back?", "has it gone back to scrutiny?"
    ("came back", rf"\b{_PAPER}\b.*\b(?:come|came|gone|been (?:brought|reported)) back\b"),
    ("came back", r"\b(?:come|came|gone|brought|reported) back to\b.*\b(?:committee|scrutiny)\b"),
    # "Has the damp report been received?", "did we ever get it?", "was it ever presented?"
    (
        "came back",
        rf"^(?:has|have) .*\b{_PAPER}\b.* (?:been (?:received|presented)\b|(?:come|arrived)"
        r"(?= *[?.,]?$| (?:yet|in|to (?:us|members|(?:the )?(?:committee|scrutiny)))\b[ ?.]*$))",
    ),
    ("came back", rf"^did (?:we|members) (?:ever )?(?:get|receive|see|hear)\b.*\b{_PAPER}\b"),
    ("came back", r"^(?:was|were|has|have) .* (?:ever )?(?:been )?(?:brought|reported) back\b"),
    ("came back", r"^(?:was|were|has|have) .* ever (?:been )?(?:presented|received)\b"),
    ("came back", r"^(?:did|has|have) .* (?:ever )?report(?:ed)? back (?:on|about)\b"),
    # "Was it ever done?", "was the inquiry delivered when promised?", "what became of it?"
    (
        "returned",
        r"^(?:was|were|has|have|did)\b.*\b(?:done|delivered|published|completed|implemented"
        r"|carried out)\b",
    ),
    ("returned", r"^what (?:became|came|has become) of\b"),
    # "When was the bus gate first raised?"
    ("first", r"\bfirst (?:time|raised|mention|discuss|report|heard|told|brought|said|com)"),
    ("first", r"^when did .* first\b"),
    # "Latest on Mill House", "where are we with the lifts?"
    ("latest", r"^(?:the )?latest\b|\blatest (?:on|position|news|figures?|update)\b"),
    ("latest", r"^what(?: is|'s|’s) the (?:current |present )?(?:position|status|situation)\b"),
    ("latest", r"^where (?:are|do) (?:we|things|matters|they) (?:\w+ )?(?:now|with|on|stand)\b"),
    # A person: "who objected?", "which councillor asked?", "whose permission is needed?"
    ("who", r"^(?:by |to |for |from )?who(?:se|m)?\b"),
    ("who", r"^which (?:councillor|member|officer|director|person)\b"),
    # A date: "when is the visit?", "by what date?", "deadline for the reply"
    ("when", r"^when (?:is|are|was|were|do|does|did|will|would|can|could|should|has|have|had)\b"),
    ("when", r"^(?:(?:by|on|in|from|since) )?(?:what|which) (?:date|day|month|year)\b"),
    ("when", r"^(?:by|since) when\b"),
    ("when", r"^(?:the )?deadline\b"),
    # A number: "how many beds?", "if it goes, for how long?", "what share took it up?"
    (
        "how many",
        r"(?:^|[,:;–-] |\bfor )how (?:many|often|long|far|late|old|quickly|soon|big|large)\b",
    ),
    ("how many", r"^(?:what|which) (?:share|proportion|percentage|number|rate)\b|^number of\b"),
    # An amount: "how much did it cost?", "price of a camera"
    (
        "how much",
        r"(?:^|[,:;–-] )how (?:much|little)\b|^(?:what|which) (?:sum|amount|price|cost)\b",
    ),
    ("how much", r"^(?:the )?(?:cost|price) of\b|^what (?:does|did|will|would) .* cost\b"),
    # A name: "which firm removed it?", "what is the name of the supplier?"
    ("which", r"^which\b|^what (?:firm|company|school|ward|road|scheme)\b|\bthe name of\b"),
    ("where", r"^where\b"),
    # "What did we resolve about bins?", "decisions on parking", "was it agreed?"
    ("decided", rf"^what (?:(?:was|were|did|has|have|is) )?(?:\S+ ){{0,4}}?{_DECIDED}\b"),
    ("decided", rf"^(?:was|were|did|has|have|is)\b.*\b{_DECIDED}\b|^(?:the )?{_DECIDED}\b"),
)

_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_MONTH = (
    r"(?:january|february|march|april|may|june|july|august|september|october|november|december"
    r"|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\b\.?"
)
_YEAR = r"(?<!\d)(?:19|20)\d\d"
_DAY = (
    rf"(?:\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH},?\s+{_YEAR}"
    rf"|{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+{_YEAR}"
    rf"|\d{{1,2}}[/.]\d{{1,2}}[/.](?:19|20)\d\d|{_YEAR}-\d\d-\d\d)"
)
_TIME = rf"(?:{_DAY}|{_MONTH},?\s+{_YEAR}|{_YEAR}(?:\s?[/–-]\s?\d\d)?)(?![\w/–-]|[.,]\d)"
_DATES = re.compile(
    rf"\b(?:(?:between|from)\s+(?P<first>{_TIME}|{_MONTH})\s+(?:and|to|until|till)\s+(?P<last>{_TIME})"
    rf"|(?P<word>in|on|during|throughout|since|after|from|before|until|up\s+to|of|the)\s+"
    rf"(?:the\s+|the\s+year\s+)?(?P<time>{_TIME})"
    r"(?P<onwards>\s+on(?:wards?\b|(?=\s*(?:$|[?.,;]))))?)",
    re.IGNORECASE,
)
# "In 2019 and 2021" is two times; a filter can say one.
_ANOTHER_TIME = re.compile(rf"\s*(?:,|,?\s*and|or|&)\s*(?:in\s+)?{_TIME}", re.IGNORECASE)

# A year in a question is mostly when something happened, and the minutes that tell of it are of
# another year. It is the meeting's where the words say that it is when something was said.
_SAID = (
    r"(?:said|told|mentioned|noted|reported|raised|discussed|debated|considered|decided|agreed"
    r"|resolved|recommended|approved|promised|asked|minuted|concluded|voted)"
)
_SAY = (
    r"(?:say|mention|note|report|hear|raise|discuss|debate|consider|decide|agree|resolve|recommend"
    r"|approve|promise|ask|conclude|vote)"
)
_SPEAKER = (
    r"(?:(?:sub-?)?committee|council|board|panel|commission|scrutiny|members?|councillors?|cllrs?"
    r"|chair|officers?|director|portfolio holder|leader|we|anyone|anybody|somebody|they)"
)
_SAYING = re.compile(
    r"\b(?:was|were|been|be|anything|something|nothing|everything|things|who|what)"
    rf"\s+(?:(?:\w+ly|first|last|ever|also|it)\s+)?{_SAID}\b"
    r"|\b(?:discussed|debated|minuted|discussions?|debates?|minutes|meetings?|latest\s+on)\b"
    rf"|\bfirst\s+{_SAID}\b"
    r"|\b(?:decisions?|resolutions?|recommendations?)(?:\s+(?:were\s+|was\s+)?(?:made|taken))?\b"
    rf"|^(?:was|were|has|have|had)\b.*?\b{_SAID}\b"
    rf"|\b{_SPEAKER}(?:\s+(?-i:[A-Z])[\w’'-]+){{0,3}}"
    rf"(?:\s+(?:have|has|had|first|last))*\s+(?:{_SAY}|{_SAID})\b"
    rf"|\b{_PAPER}\b.*?\b(?:come|came|gone|brought|reported)\s+back\b",
    re.IGNORECASE,
)
# What lies between the saying and the time may take the time to itself: "what was said about the
# school that closed in 2021", "what was said about cuts made in 2021".
_ANOTHER_CLAUSE = re.compile(
    r"\b(?:that|which|who|whose|when|where|why|how|if|whether|because|while|(?<!looked )after"
    r"|before|since|until|was|were|is|are|had|has|have|did|do|does|been|being"
    rf"|(?:by|(?<!regard )(?<!relation )(?<!reference )to)(?!\s+(?:the\s+|our\s+)?{_SPEAKER}))\b",
    re.IGNORECASE,
)
_ANOTHER_VERB = re.compile(
    rf"\b(?!{_SAID})(?:\w{{3,}}ed|made|built|given|sent|cut|spent|paid|lost|taken|found|left|born"
    r"|sold|bought|held|begun)\s+(?:\w+ly\s+)?(?:by|at|in|on|from|during|throughout|between|since"
    r"|after|before|until|up)\b",
    re.IGNORECASE,
)
_MEETING_BEFORE = re.compile(
    r"\b(?:meetings?|minutes|sessions?|agendas?)[\s\0]+(?:(?:held|dated)\s+)?$", re.IGNORECASE
)
_MEETING_AFTER = re.compile(
    r"\s+(?:(?:scrutiny|council|committee|board|panel)\s+)*(?:meetings?|minutes|agenda)\b",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"[\s\0]*,?\s*(?:what|who|when|where|which|why|how|did|was|were|has|have|had)\b", re.IGNORECASE
)

# Words that names of committees, and of councils, have in common, and people leave out.
_BODIES = frozenset("committee sub-committee subcommittee board panel commission scrutiny".split())
_COMMITTEE_WORDS = _BODIES | {"the", "overview", "select"}
_COUNCIL_WORDS = frozenset(
    "the royal london metropolitan borough city county district town parish council".split()
)
# Names of other bodies are not told by less than the whole of them.
_MEETING_BODIES = _BODIES | {"forum", "group", "party", "district"}
_JOINING = frozenset("and & of for on".split())
# After a name that stands without "Committee", only what cannot go on with it: "children and
# families who are homeless" are no committee.
_NAME_ENDS = re.compile(
    r"\s*(?:$|[?.,;:!\0])"
    rf"|\s+(?:about|on|regarding|concerning|since|during|between|in\s+(?:\d|{_MONTH}))",
    re.IGNORECASE,
)
# Of two bodies that stand side by side, one alone would be the wrong filter.
_ANOTHER_BODY = re.compile(
    r"\s+(?:and|or|&)\s+(?:[\w’'&-]+\s+){1,6}?(?:(?:sub-?)?committee|board|panel|commission|council)\b",
    re.IGNORECASE,
)
_QUOTED = re.compile(r'["“”„][^"“”„]*["“”„]')
_TAKEN = "\0"  # stands for each character already read; no question that can be read has one


class _Place(NamedTuple):
    """Recognised words, where they stand, and what stands there when they are taken out."""

    start: int
    end: int
    recognised: tuple[Recognised, ...]
    instead: str = ""


def form_of(text: str) -> Form:
    """What a question asks for, by the words that ask."""
    question = _OPENING.sub("", " ".join(text.split()))
    return next((form for form, pattern in _FORMS if re.search(pattern, question, re.I)), "other")


def read_question(
    query: Query,
    *,
    committees: Collection[str],
    councils: Collection[str],
    kept: Collection[str] = (),
) -> Asked:
    """A question with the meetings that its words ask about as filters.

    `committees` and `councils` are the names that the library has. `kept` are words to be left
    as words. A filter that the query has already outranks any word.
    """
    question = readable(query.text)
    form = form_of(question)
    text = _QUOTED.sub(lambda quoted: _TAKEN * len(quoted.group()), question)
    places: list[_Place] = []

    def take(found: Iterator[_Place]) -> None:
        nonlocal text
        for place in found:
            words = question[place.start : place.end]
            if not _is_kept(words, kept):
                places.append(place)
                instead = place.instead[-len(words) :].rjust(len(words), _TAKEN)
                text = text[: place.start] + instead + text[place.end :]

    if not query.committees:
        take(_named(text, "committee", committees))
    if not query.councils and len(councils) > 1:  # of one council there is nothing to choose
        take(_named(text, "council", councils))
    if not (query.held_from or query.held_to):
        take(_held(text, form))
    return Asked(question, _narrowed(replace(query, text=question), places), form, _all(places))


def _all(places: Sequence[_Place]) -> tuple[Recognised, ...]:
    return tuple(one for place in sorted(places) for one in place.recognised)


def _is_kept(words: str, kept: Collection[str]) -> bool:
    inside = f" {' '.join(words.split())} ".casefold()
    return any(f" {' '.join(one.split())} ".casefold() in inside for one in kept if one.strip())


def _narrowed(query: Query, places: Sequence[_Place]) -> Query:
    """The query with these filters, and without their words where that leaves a subject."""
    values: dict[Filter, list[str]] = {}
    for one in _all(places):
        values.setdefault(one.filter, []).append(one.value)
    text = query.text
    for place in sorted(places, reverse=True):
        text = f"{text[: place.start]} {place.instead} {text[place.end :]}"
    text = re.sub(r"\s+(?=[?.,;:!])", "", " ".join(text.split())).lstrip(" ,;:")
    held_from, held_to = (
        date.fromisoformat(values[end][0]) if end in values else getattr(query, f"held_{end}")
        for end in ("from", "to")
    )
    return replace(
        query,
        text=text if is_about(text) else query.text,
        committees=query.committees or tuple(values.get("committee", ())),
        councils=query.councils or tuple(values.get("council", ())),
        held_from=held_from,
        held_to=held_to,
    )


# Dates


def _held(text: str, form: Form) -> Iterator[_Place]:
    """The one time at which the meetings asked about were held; none where there are two."""
    found = []
    for match in _DATES.finditer(text):
        word = (match["word"] or "").lower()
        start = match.start("time") if word == "the" else match.start()
        ends = _ends(match)
        if ends and not _ANOTHER_TIME.match(text, match.end()) and _is_when_said(text, match, form):
            recognised = _recognised_dates(text[start : match.end()], *ends)
            found.append(_Place(start, match.end(), recognised))
    if len(found) == 1:
        yield found[0]


# What a bare subject has none of.
_VERB = re.compile(
    r"\b(?:is|are|was|were|be|been|has|have|had|do|does|did|will|would|can|could|should|what|who"
    r"|when|where|which|why|how|\w+ed|\w+ing)\b",
    re.IGNORECASE,
)


def _is_when_said(text: str, match: re.Match[str], form: Form) -> bool:
    """Whether a time is that of a meeting, or of saying or deciding something at one."""
    before, after = text[: match.start()], text[match.end() :]
    if _MEETING_BEFORE.search(before) or _MEETING_AFTER.match(after):
        return True
    word = (match["word"] or "").lower()
    # "Mould since 2020" asks for what has been said since; "the flood in 2020" is of that year.
    if word in ("since", "after", "before") and not after.strip(" ?.") and not _VERB.search(before):
        return bool(before.strip())
    # "How many crimes were reported in 2021" asks of crimes.
    if form in ("how many", "how much") or word in ("of", "the"):
        return False
    return (word != "from" or bool(match["onwards"])) and _is_said(text, match.start(), match.end())


def _is_said(text: str, start: int, end: int) -> bool:
    """Whether the words from `start` to `end` tell when or where something was said."""
    if not text[:start].strip(f" {_TAKEN}"):
        return bool(_ASKS.match(text, end) and _SAYING.search(text[end:].lstrip(" ,")))
    said = list(_SAYING.finditer(text[:start]))
    between = text[said[-1].end() : start] if said else ""
    preposition = text[start:end].split(maxsplit=1)[0]
    return bool(
        said
        and not _ANOTHER_CLAUSE.search(between)
        and not _ANOTHER_VERB.search(between + preposition)
    )


def _ends(match: re.Match[str]) -> tuple[date | None, date | None] | None:
    """First and last day of what a phrase such as "since March 2020" means; None for neither."""
    if match["first"]:
        first = match["first"]
        whole = first if re.search(r"\d", first) else f"{first} {match['last'][-4:]}"
        since, until = _period(whole), _period(match["last"])
        return (since[0], until[1]) if since and until and since[0] <= until[1] else None
    period = _period(match["time"])
    if period is None:
        return None
    word = " ".join(match["word"].lower().split())
    if word == "since" or match["onwards"]:
        return period[0], None
    if word == "after":
        return period[1] + timedelta(days=1), None
    if word == "before":
        return None, period[0] - timedelta(days=1)
    return (None, period[1]) if word in ("until", "up to") else period


def _period(words: str) -> tuple[date, date] | None:
    """First and last day of a day, month, year or financial year; None where there is none such."""
    if re.fullmatch(_DAY, words, re.IGNORECASE):
        return next(((day, day) for _, day in find_dates(words)), None)
    year = int(re.findall(_YEAR, words)[0])
    if words[0].isalpha():
        month = _MONTHS.index(words[:3].casefold()) + 1
        return date(year, month, 1), date(year, month, monthrange(year, month)[1])
    if len(words) > 4:
        # "2019/20" is a council's financial year.
        follows = int(words[-2:]) == (year + 1) % 100
        return (date(year, 4, 1), date(year + 1, 3, 31)) if follows else None
    return date(year, 1, 1), date(year, 12, 31)


def _recognised_dates(words: str, first: date | None, last: date | None) -> tuple[Recognised, ...]:
    label = f"meetings held {_spoken(first, last)}"
    ends: tuple[tuple[Filter, date | None], ...] = (("from", first), ("to", last))
    return tuple(Recognised(words, end, day.isoformat(), label) for end, day in ends if day)


def _spoken(first: date | None, last: date | None) -> str:
    if first is None or last is None:
        return f"from {_day(first)} on" if first else f"up to {_day(last)}"
    if first == last:
        return f"on {_day(first)}"
    if (first, last) == _period(f"{first.year}"):
        return f"in {first.year}"
    if (first, last) == _period(f"{first:%B %Y}"):
        return f"in {first:%B %Y}"
    return f"from {_day(first)} to {_day(last)}"


def _day(day: date | None) -> str:
    return f"{day.day} {day:%B %Y}" if day else "unknown"


# Names


def _named(text: str, kind: Kind, names: Collection[str]) -> Iterator[_Place]:
    """Where a question names committees, or councils, of the library as those that met."""
    common = _COMMITTEE_WORDS if kind == "committee" else _COUNCIL_WORDS
    by_core: dict[tuple[str, ...], list[str]] = {}
    for name in sorted(names):
        by_core.setdefault(_core(name, common), []).append(name)
    folded = text.casefold()
    for core in sorted(by_core, key=lambda words: (-len(words), words)):
        if any(word not in folded for word in core if word != "and"):
            continue
        for match in _name_pattern(core, common, kind).finditer(text):
            if not _is_a_name(text, match, kind):
                continue
            words = match["name"] if match["asks"] is not None else match.group()
            named = [n for n in by_core[core] if n.casefold() in words.casefold()]
            wanted = named or by_core[core]
            label = f"meetings of {' or '.join(wanted)}"
            yield _Place(
                match.end() - len(words),
                match.end(),
                tuple(Recognised(words, kind, name, label) for name in wanted),
                f"the {kind}" if match["asks"] is not None else "",
            )
            text = text[: match.start()] + _TAKEN * len(match.group()) + text[match.end() :]


def _core(name: str, common: frozenset[str]) -> tuple[str, ...]:
    """What tells this name from others: "children", "and", "families". All, where nothing does."""
    words = re.findall(r"[\w’'-]+", name.replace("&", " and ").casefold())
    core = [word for word in words if word not in common]
    while core and core[0] in _JOINING:
        core.pop(0)
    while core and core[-1] in _JOINING:
        core.pop()
    return tuple(core or words)


@lru_cache(maxsize=256)
def _name_pattern(core: tuple[str, ...], common: frozenset[str], kind: Kind) -> re.Pattern[str]:
    either = "|".join(map(re.escape, sorted(common - {"the"}, key=len, reverse=True)))
    joining = "|".join(map(re.escape, _JOINING))
    words = r"[\s,]+".join("(?:and|&)" if word == "and" else re.escape(word) for word in core)
    where = "at|in|by|to|before" if kind == "committee" else "at|in"
    return re.compile(
        rf"(?:(?<!referred )\b(?:{where})\s+|(?<=minutes )of\s+|(?<=meeting )of\s+"
        rf"|(?<=meetings )of\s+|(?P<asks>^\s*|\b(?:did|does|has|had|have|what|when|why)\s+))"
        rf"(?P<name>(?:(?:the|our)\s+)?(?:(?:{either}|{joining})\s+)*{words}"
        rf"(?:(?:\s+(?:and|&))?\s+(?:{either}))*)\b(?P<meeting>\s+meetings?\b)?",
        re.IGNORECASE,
    )


def _is_a_name(text: str, match: re.Match[str], kind: Kind) -> bool:
    """Whether the words name who met, and are not what the question is about."""
    if _ANOTHER_BODY.match(text, match.end()):
        return False
    words = match["name"].split()
    bodies = _MEETING_BODIES if kind == "committee" else {"council", "borough"}
    if not bodies.isdisjoint(word.casefold() for word in words):
        return True
    if match["asks"] is not None or kind == "council":
        return False
    if match["meeting"]:
        return True
    # "At Children and Families" is said in any letters; "in children and families" of families.
    capitals = [word for word in words if word not in ("the", *_JOINING)]
    a_place = match.group()[:2].casefold() == "at" or (
        len(capitals) > 1 and all(word[0].isupper() for word in capitals)
    )
    return (
        a_place
        and bool(_NAME_ENDS.match(text, match.end()))
        and _is_said(text, match.start(), match.end())
    )
