"""At which meeting was it said? Unknown is an answer; a guess is not."""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import PurePath

from ingest.model import Block, BlockKind, DocumentKind, Facts, Meeting, Status

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan ionawr",
            "february feb chwefror",
            "march mar mawrth",
            "april apr ebrill",
            "may mai",
            "june jun mehefin",
            "july jul gorffennaf",
            "august aug awst",
            "september sep sept medi",
            "october oct hydref",
            "november nov tachwedd",
            "december dec rhagfyr",
        ),
        1,
    )
    for name in names.split()
}
MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
# Day first, as councils write. A month without a day is not a date, nor is the first of a range
# known to be the day a thing was said: "14-15 March 2018" and "Jan 2017" are left alone; the 3 of
# "Session 3 - 26 March 2018" is no day.
# ModernGov names files after the day as "31st-Mar-2025".
_ORDINAL = r"(?:st|nd|rd|th|™|af|ail|il|ain|ydd|fed|ed|eg)?"
_DATE = re.compile(
    rf"(?<![\d.:–/-])(?<!session\s)(?<!meeting\s)\d{{1,2}}{_ORDINAL}"
    rf"(?:\s+(?:{MONTH}))?\s*(?:[–/&-]|and|to)\s*"
    rf"\d{{1,2}}{_ORDINAL}\s+(?:of\s+)?(?:{MONTH})\.?,?\s+(?:19|20)\d\d\b"
    rf"|(?<!\d)(?<!\d[–/-])(?P<day>\d{{1,2}}){_ORDINAL}(?:\s+(?:of\s+)?|[_-])"
    rf"(?P<month>{MONTH})\.?,?[\s_-]+(?P<year>(?:19|20)\d\d)(?!\d)"
    # "December 3rd 2009" can mean one day only.
    rf"|\b(?P<month4>{MONTH})\s+(?P<day4>\d{{1,2}}){_ORDINAL},?\s+(?P<year4>(?:19|20)\d\d)\b"
    r"|(?<![\d/.-])(?P<day2>\d{1,2})(?P<sep>[/.])(?P<month2>\d{1,2})(?P=sep)(?P<year2>(?:19|20)\d\d)\b"
    r"|(?<!\d)(?P<year3>(?:19|20)\d\d)[-_](?P<month3>\d\d)[-_](?P<day3>\d\d)(?!\d)",
    re.IGNORECASE,
)
# As in running headers; nobody can tell the century, so it names no day.
_SHORT_DATE = re.compile(r"(?<!\d)\d{1,2}([./-])\d{1,2}\1\d\d(?!\d)")
# "Held in the Council Chamber" and "the Scrutiny Board of X Council" are not names of councils.
_NAME = (
    r"(?!(?i:held|meeting|committee|board|panel|watch|in|at|council|full|annual|special|ordinary"
    r"|extraordinary|monthly|minutes)\b)"
    r"(?:[A-Z][\w’'.-]+|and|of|upon|on|the|&|le)"
)
_COUNCIL = re.compile(
    rf"\b({_NAME}(?:\s+{_NAME}){{0,6}}\s+(?:Council|COUNCIL)"
    # London Borough of Fernleigh | Royal Borough of Marlow and Upton
    r"|(?i:(?:London|Royal|Metropolitan|County)\s+Borough\s+of)"
    r"(?:(?:\s+(?i:and|upon|&))?\s+(?!Minutes|MINUTES|Meeting|MEETING)[A-Z][\w’'.-]+){1,4})\b"
    r"(?!\s+(?i:chamber|house|tax|homes?|offices?|plan|members?)\b|[’'])"
)
_COMMITTEE = re.compile(
    r"\b((?:[A-Z][\w’',&-]*|and|of|for|the|&)(?:\s+(?:[A-Z][\w’',&-]*|and|of|for|the|&)){0,12}\s+"
    r"(?i:sub-?committee|committee|panel|board|commission|forum|cabinet"
    r"|(?:working|task|task\s+(?:and|&)\s+finish|user|advisory|steering|reference|liaison"
    r"|consultative)\s+group)"
    r"|(?i:municipal district of)\s+[A-Z][\w’'-]+"
    r"(?:-[A-Z][\w’']+| (?i:north|south|east|west)\b)?)\b"
    r"(?!\s+(?i:rooms?|members?|clerk|officers?|services|administrator|papers?)\b)"
)
_NOBODYS = re.compile(r"(?:parish|town|city|county|borough|district|community) council", re.I)
_LEADING = re.compile(
    r"^(?:(?:(?i:(?:special|extraordinary|ordinary|additional|adjourned|hybrid|virtual)"
    r"(?= meeting\b)|open(?= board$))|DRAFT|Draft|PUBLIC|Public|the|THE|of|OF|a|A|and|AND|in"
    r"|for|FOR|to|TO|meeting|MEETING|Meeting|minutes|MINUTES|Minutes|Printed|agenda|AGENDA|Agenda"
    r"|report|REPORT|Report)\s+)+"
)
# "The minutes of the meeting held on 11 March were confirmed" tells of another meeting.
_HELD = re.compile(
    r"^(?!.*\b(?:confirm|approve|agree|sign|receive|note)(?:d|ed)?\b|.*\bcorrect\b).*\bheld\b",
    re.I,
)
_ONE_WORD_NAMES = ("Cabinet", "Executive")
_HELD_AT = re.compile(r"\W*held\b", re.IGNORECASE)
_PAGE_TITLE = re.compile(
    r"(?:draft|public|printed|agenda|minutes|items?|and|of|the|attendance|venue|meeting|\W)+",
    re.I,
)
_ANOTHER_DAY = re.compile(
    r"\bas at\b|\b(?:updated|revised|reviewed|published|issued|years? end(?:ed|ing))\b",
    re.IGNORECASE,
)
_DRAFT = re.compile(r"\bdraft\b", re.IGNORECASE)
_APPROVED = re.compile(
    r"\b(?:approved|confirmed|signed)\s+minutes\b|\bminutes\s*[-–(:]+\s*(?:approved|confirmed)\b",
    re.IGNORECASE,
)
_ANOTHER_PAPER = re.compile(r"^\W*REPORTS? OF\b|\b(?i:dated)\s+\d")
_TITLE_LINES = 14
_TOP = 6  # lines, among which a heading may say something else than who met
_NUMBERED = re.compile(
    r"\W*(?:(?:Item|Minute|Agenda)\s[^\d\n]{0,6}\d|[A-Z]{0,6}[./ -]?\d)", re.IGNORECASE
)
_TIME = re.compile(r"\b[ap]\.?m\.$", re.IGNORECASE)
# Minutes of a Special Meeting of the Corporate and Place Scrutiny / Committee
_MAY_RUN_ON = re.compile(r"(?:\b(?:of|the|and|for|&)|\b(?i:scrutiny|select|overview))$")
_RUNS_ON = re.compile(
    r"(?:(?:[A-Z][\w’'&,-]*|and|of|for|the|&)\s+){0,6}"
    r"(?i:sub-?committee|committee|panel|board|commission|forum|group)"
)
_TITLE_LENGTH = 250
_KINDS: tuple[tuple[DocumentKind, re.Pattern[str]], ...] = (
    (
        "decision notice",
        re.compile(
            r"\bdispositions?\s+of\s+items\b|\bdecision\s+(?:notice|record|sheet)|record\s+of\s+decision",
            re.I,
        ),
    ),
    ("minutes", re.compile(r"\bminutes\b|\bcofnodion\b", re.I)),
    ("report", re.compile(r"\breport\b", re.I)),
    ("agenda", re.compile(r"\bagenda\b", re.I)),
)
_MINUTED = re.compile(
    r"^[^\S\n]*Minutes:?\s*$|\bRESOLVED\b|^[^\w\n]*(?:\d[\d.]*\s+)?Resolved\b|^[^\w\n]*PRESENT\b",
    re.M,
)


def find_dates(text: str) -> Iterator[tuple[int, date]]:
    """Full dates in `text`, with the offset of each; impossible ones are passed over."""
    for found in _DATE.finditer(text):
        parts = found.groupdict()
        name = (parts["month"] or parts["month4"] or "").lower()
        month = MONTHS.get(name) or parts["month2"] or parts["month3"]
        year = parts["year"] or parts["year2"] or parts["year3"] or parts["year4"]
        day = parts["day"] or parts["day2"] or parts["day3"] or parts["day4"]
        if day is None:
            continue  # a range
        try:
            yield found.start(), date(int(year), int(month), int(day))
        except ValueError:
            continue


def is_title_block(line: str) -> bool:
    """Whether a line names the council, the committee or the date of a meeting and no more."""
    if len(line) > _TITLE_LENGTH:
        return False
    if _HELD_AT.match(line) or line.strip().title() in _ONE_WORD_NAMES:
        return True
    rest = _COUNCIL.sub("", _COMMITTEE.sub("", _SHORT_DATE.sub("", _DATE.sub("", line))))
    if rest == line:
        return bool(_PAGE_TITLE.fullmatch(line))
    words = re.findall(r"[^\W\d_]{3,}", rest)
    dated = bool(_DATE.search(line))
    return len(words) <= (8 if dated else 4) and not re.match(r"\s*\d", rest)


def find_facts(text: str, blocks: Sequence[Block], title: str | None, path: str) -> Facts:
    """What a document says of itself: in its title, its first lines and its path.

    Only lines that name a meeting are believed. A date inside a sentence is a date that somebody
    spoke of, unless the sentence says that the meeting was held on it.
    """
    blocks = [block for block in blocks if block.start >= _front_matter(text)]
    opening = _above_business(_shown(text, blocks[:_TITLE_LINES]))
    name = PurePath(path).stem.replace("_", " ")
    lines = [line for line in opening if len(line) <= _TITLE_LENGTH and _names_a_meeting(line)]
    named = [title or "", *lines]
    return Facts(
        meeting=Meeting(
            council=_first(_COUNCIL, named),
            committee=_first(_COMMITTEE, named) or _cabinet(named),
            held=_held(named) or held_by_path(path),
        ),
        title=title,
        kind=_kind([name, *named], text),
        status=_status([name, *named]),
    )


def held_by_path(path: str) -> date | None:
    """The day that a file's name, or else the nearest of its folders, gives; None without one."""
    return _held([PurePath(path).name, *reversed(PurePath(path).parts[:-1])])


def _front_matter(text: str) -> int:
    """Where what a website notes for itself at the head of a Markdown file is over."""
    return max(0, text.find("\n---", 3)) if text.startswith("---\n") else 0


def _shown(text: str, blocks: Iterable[Block]) -> Iterator[tuple[str, BlockKind]]:
    """Each line and its kind; a committee's name that runs on in the next line is one line."""
    begun = ""
    for block in blocks:
        line = " ".join(text[block.start : block.end].split())
        if begun and not _RUNS_ON.fullmatch(line):
            yield begun, "heading"
            begun = ""
        line = f"{begun} {line}".strip()
        begun = ""
        if block.kind == "heading" and _MAY_RUN_ON.search(line) and not _COMMITTEE.search(line):
            begun = line
        else:
            yield line, block.kind
    if begun:
        yield begun, "heading"


def _above_business(shown: Iterable[tuple[str, BlockKind]]) -> Iterator[str]:
    """The lines above the first item of business.

    Until one of them names a day, a heading that is no item may be a page's or a borough's.
    """
    is_dated = False
    for place, (line, kind) in enumerate(shown):
        is_title = kind == "heading" and (
            is_title_block(line) or (not is_dated and place < _TOP and not _NUMBERED.match(line))
        )
        if kind in ("bullet", "clause") or (kind == "heading" and not is_title):
            return
        is_dated = is_dated or any(find_dates(line))
        yield line


def _names_a_meeting(line: str) -> bool:
    if _ANOTHER_PAPER.search(line):
        return False
    is_sentence = line.endswith(".") and not _TIME.search(line)
    return bool(_HELD.search(line)) or (is_title_block(line) and not is_sentence)


def _held(lines: Iterable[str]) -> date | None:
    """The one date that the lines agree on first; a line with two different dates says nothing."""
    for line in lines:
        if _ANOTHER_DAY.search(line):
            continue
        dates = {found for _, found in find_dates(line)}
        if len(dates) == 1:
            return dates.pop()
    return None


def _first(pattern: re.Pattern[str], lines: Iterable[str]) -> str | None:
    for line in lines:
        for found in pattern.finditer(line):
            name = _LEADING.sub("", " ".join(found.group(1).split()))
            if len(name.split()) > 1 and not _NOBODYS.fullmatch(name):
                return _spoken(name)
    return None


def _cabinet(lines: Iterable[str]) -> str | None:
    """A committee that is called by one word, where a line says no more than that."""
    return next((line.title() for line in lines if line.title() in _ONE_WORD_NAMES), None)


def _spoken(name: str) -> str:
    """A name in capitals as it is written elsewhere: "CHILDREN AND YOUNG PEOPLE" and so on."""
    if not name.isupper():
        return name
    small = {"And", "Of", "For", "The", "Upon", "On", "In"}
    words = [word if word not in small else word.lower() for word in name.title().split()]
    return " ".join(words).replace("’S", "’s").replace("'S", "'s")


def _kind(lines: Sequence[str], text: str) -> DocumentKind:
    for kind, pattern in _KINDS:
        # An agenda page that also minutes what happened is minutes.
        if kind == "agenda" and _MINUTED.search(text):
            return "minutes"
        if any(pattern.search(line) for line in lines):
            return kind
    return "other"


def _status(lines: Sequence[str]) -> Status:
    if any(_DRAFT.search(line) for line in lines):
        return "draft"
    return "approved" if any(_APPROVED.search(line) for line in lines) else "unknown"
