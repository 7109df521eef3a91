"""The numbers that office programs show before paragraphs, and do not write into them.

Word's rules are those of ECMA-376 part 1, section 17.9.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from ingest.word.styles import MAIN, NAMES, Styles, is_on, value

_ROMAN = (
    *((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l")),
    *((40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")),
)
MOST_LEVELS = 9
LONGEST_LABEL = 100  # characters of a pattern; broken files have whole paragraphs there
_HIGHEST = 780  # thirty rounds of the alphabet; Word itself counts in letters no further


def numeral(number: int, form: str) -> str:
    """A number in one of Word's forms, as digits where the form is unknown or cannot hold it."""
    if form == "none":
        return ""
    if form == "decimalZero":
        return f"{number:02}"
    if form == "ordinal":
        teen = number // 10 % 10 == 1
        return f"{number}{'th' if teen else {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th')}"
    if form.lower().endswith(("letter", "roman")) and 0 < number <= _HIGHEST:
        written = _letters(number) if form.endswith("Letter") else _roman(number)
        return written.upper() if form.startswith("upper") else written
    return str(number)


def _letters(number: int) -> str:
    rounds, letter = divmod(number - 1, 26)
    return chr(ord("a") + letter) * (rounds + 1)  # z is followed by aa, bb, cc


def _roman(number: int) -> str:
    written = ""
    for worth, letters in _ROMAN:
        written += letters * (number // worth)
        number %= worth
    return written


@dataclass(frozen=True, slots=True)
class Numbered:
    """A paragraph's place in a list, and its label there: None where the list has bullets."""

    place: tuple[str, int]  # the list's id, and the 0-based level
    label: str | None


@dataclass(frozen=True, slots=True)
class Level:
    """How a list numbers one of its levels."""

    start: int
    form: str  # as `numeral` takes it, or "bullet"
    text: str  # "%1.%2" shows the numbers of the first and the second level
    restart: int | None = None  # the 1-based level that begins this one anew; 0 none, None any
    style: str = ""  # the paragraph style that belongs to this level
    is_legal: bool = False  # whether it shows every level's number in digits

    @property
    def is_bullet(self) -> bool:
        return self.form == "bullet"


def count(
    counts: dict[int, int], place: int, levels: Mapping[int, Level], begins_at: Mapping[int, int]
) -> None:
    """Go one on at a level; those below it begin anew, and those above it have begun."""
    for level_place, level in levels.items():
        start = begins_at.get(level_place, level.start)
        if level_place == place:
            counts[place] = counts[place] + 1 if place in counts else start
        elif level_place < place:
            # A list that opens with "1.1" has had its 1: what comes next there is 2.
            counts.setdefault(level_place, start)
        elif level.restart is None or place < level.restart:
            counts.pop(level_place, None)


def label(level: Level, levels: Mapping[int, Level], counts: Mapping[int, int]) -> str:
    """What is shown before a paragraph at `level`, which has been counted."""

    def shown(marker: re.Match[str]) -> str:
        place = int(marker[1]) - 1
        other = levels.get(place)
        if other is None or other.is_bullet:
            return ""
        form = "decimal" if level.is_legal and other.form != "none" else other.form
        return numeral(counts.get(place, other.start), form)

    return " ".join(re.sub(r"%([1-9])", shown, level.text).split())


@dataclass(frozen=True, slots=True)
class _List:
    counted_with: str  # lists of one abstractNum go on counting where the other stopped
    levels: Mapping[int, Level]
    begins_at: Mapping[int, int]  # levels that begin anew when this list first comes to them


class Numbering:
    """Counts the paragraphs of a Word file, which must be asked for in the document's order."""

    def __init__(self, root: Element, styles: Styles) -> None:
        self._styles = styles
        self._abstract = {
            each.get(f"{{{MAIN}}}abstractNumId", ""): each
            for each in root.iterfind("w:abstractNum", NAMES)
        }
        self._nums = {
            each.get(f"{{{MAIN}}}numId", ""): each for each in root.iterfind("w:num", NAMES)
        }
        self._lists: dict[str, _List | None] = {}
        self._counts: dict[str, dict[int, int]] = {}
        self._begun: set[tuple[str, int]] = set()

    def number(self, paragraph: Element) -> Numbered | None:
        """Count this paragraph, and say what Word shows before it; None if it is in no list."""
        style_id = self._styles.of_paragraph(paragraph)
        num_id = value(paragraph, "w:pPr/w:numPr/w:numId") or self._inherited(style_id, "w:numId")
        numbers = self._list(num_id)
        if numbers is None:
            return None
        place = self._place(paragraph, style_id, numbers)
        level = numbers.levels.get(place)
        if level is None:
            return None
        counts = self._count(num_id, numbers, place)
        shown = None if level.is_bullet else label(level, numbers.levels, counts)
        return Numbered((num_id, place), shown)

    def _inherited(self, style_id: str, name: str) -> str:
        found = self._styles.inherited("paragraph", style_id, f"w:pPr/w:numPr/{name}")
        return found.get(f"{{{MAIN}}}val", "") if found is not None else ""

    def _place(self, paragraph: Element, style_id: str, numbers: _List) -> int:
        """The 0-based level of a paragraph: its own, else its style's."""
        own = value(paragraph, "w:pPr/w:numPr/w:ilvl")
        if own:
            return whole(own, 0)
        for style in self._styles.chain("paragraph", style_id):
            linked = style.get(f"{{{MAIN}}}styleId")
            for place, level in numbers.levels.items():
                if level.style and level.style == linked:
                    return place
        return whole(self._inherited(style_id, "w:ilvl"), 0)

    def _count(self, num_id: str, numbers: _List, place: int) -> dict[int, int]:
        counts = self._counts.setdefault(numbers.counted_with, {})
        if (num_id, place) not in self._begun and place in numbers.begins_at:
            counts.pop(place, None)
        self._begun.add((num_id, place))
        count(counts, place, numbers.levels, numbers.begins_at)
        return counts

    def _list(self, num_id: str) -> _List | None:
        if num_id not in self._lists:
            self._lists[num_id] = self._read_list(num_id)
        return self._lists[num_id]

    def _read_list(self, num_id: str) -> _List | None:
        num = self._nums.get(num_id)
        if num is None:
            return None
        abstract_id, levels = self._levels(num, set())
        begins_at: dict[int, int] = {}
        for override in num.iterfind("w:lvlOverride", NAMES):
            place = whole(override.get(f"{{{MAIN}}}ilvl"), 0)
            levels |= dict(_read_levels(override))
            start = value(override, "w:startOverride")
            if start:
                begins_at[place] = whole(start, 1)
        return _List(abstract_id, levels, begins_at)

    def _levels(self, num: Element, seen: set[str]) -> tuple[str, dict[int, Level]]:
        """The levels of a list's pattern, which may lie with a list style that it names."""
        abstract_id = value(num, "w:abstractNumId")
        abstract = self._abstract.get(abstract_id)
        if abstract is None or abstract_id in seen:
            return abstract_id, {}
        linked = self._styles.inherited(
            "numbering", value(abstract, "w:numStyleLink"), "w:pPr/w:numPr/w:numId"
        )
        other = self._nums.get(linked.get(f"{{{MAIN}}}val", "")) if linked is not None else None
        if other is not None:
            return self._levels(other, seen | {abstract_id})
        return abstract_id, dict(_read_levels(abstract))


def _read_levels(parent: Element) -> Iterator[tuple[int, Level]]:
    for level in parent.iterfind("w:lvl", NAMES):
        has_picture = level.find("w:lvlPicBulletId", NAMES) is not None
        is_hidden = is_on(level.find("w:rPr/w:vanish", NAMES))
        restart = value(level, "w:lvlRestart")
        yield (
            whole(level.get(f"{{{MAIN}}}ilvl"), 0),
            Level(
                start=whole(value(level, "w:start"), 0),
                form="bullet" if has_picture else value(level, "w:numFmt") or "decimal",
                text="" if is_hidden else value(level, "w:lvlText")[:LONGEST_LABEL],
                restart=whole(restart, 0) if restart else None,
                style=value(level, "w:pStyle"),
                is_legal=is_on(level.find("w:isLgl", NAMES)),
            ),
        )


def whole(digits: str | None, otherwise: int) -> int:
    """The number that an attribute holds; broken files hold anything."""
    return int(digits) if digits and re.fullmatch(r"-?[0-9]{1,9}", digits) else otherwise
