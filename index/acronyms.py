"""Which long forms do the documents themselves give for an acronym?

"Multi-agency Safeguarding Hub (MASH)" and "MASH (Multi-agency Safeguarding Hub)" each say that one
may be read for the other. After Schwartz and Hearst, "A Simple Algorithm for Identifying
Abbreviation Definitions in Biomedical Text" (2003), but by the first letters of words only:
councils make acronyms of those.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

MOST_EXPANSIONS = 3  # of one acronym; what else it stands for is too rare to guess
_LONGEST = 10  # letters of an acronym
# Acronyms of at least two capitals, with what people write inside them: A&E, DoLS, S106.
_SHORT = r"[A-Z][A-Za-z0-9&]{1,9}"
_LONG_THEN_SHORT = re.compile(rf"\(\s*[\"'“‘]?({_SHORT})[\"'”’]?\s*\)")
_SHORT_THEN_LONG = re.compile(rf"\b({_SHORT})\s+\(([^()]{{5,120}})\)")
_CAPITALS = re.compile(rf"\b{_SHORT}\b")
_SMALL = re.compile(r"\b[a-z]{2,10}\b")
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_BREAK = re.compile(r"[.;:()!?]")
_FUNCTION = frozenset("a an and as at by for from in of on or the to with".split())


@dataclass(frozen=True, slots=True)
class Acronym:
    """A short form and its long forms, most frequent first.

    `is_word` tells that documents use the same letters as an ordinary word, as in "send": written
    in small letters, it is not the acronym.
    """

    short: str
    longs: tuple[str, ...]
    is_word: bool = False


class Usage(NamedTuple):
    """How often texts explain each acronym by each long form, and how they write words.

    `capitals` counts what looks like an acronym, `small` words in small letters.
    """

    explained: Mapping[str, Mapping[str, int]]
    capitals: Mapping[str, int]
    small: Mapping[str, int]


def usage_in(texts: Sequence[str]) -> Usage:
    """What is to be known of some texts, to be put together with what is known of others."""
    explained: dict[str, Counter[str]] = {}
    for text in texts:
        for short, long in pairs(" ".join(text.split())) if "(" in text else ():
            explained.setdefault(short, Counter())[long] += 1
    capitals: Counter[str] = Counter()
    small: Counter[str] = Counter()
    # What stands between spaces is looked into once, however often it is written.
    for written, n_times in Counter(" ".join(texts).split()).items():
        for counter, pattern in ((capitals, _CAPITALS), (small, _SMALL)):
            for word in pattern.findall(written):
                counter[word] += n_times
    return Usage(explained, capitals, small)


def acronyms_of(usages: Iterable[Usage]) -> list[Acronym]:
    """The acronyms that all these texts together explain, in order of the alphabet."""
    explained: dict[str, Counter[str]] = {}
    capitals: Counter[str] = Counter()
    small: Counter[str] = Counter()
    for usage in usages:
        capitals.update(usage.capitals)
        small.update(usage.small)
        for short, longs in usage.explained.items():
            explained.setdefault(short, Counter()).update(longs)
    return [
        Acronym(short, _most_frequent(longs), small[short.lower()] > capitals[short])
        for short, longs in sorted(explained.items())
    ]


def mine(texts: Iterable[str]) -> list[Acronym]:
    """The acronyms that these texts explain, in order of the alphabet."""
    return acronyms_of([usage_in(list(texts))])


def pairs(text: str) -> list[tuple[str, str]]:
    """Each acronym that a text of single spaces explains, without its plural s, and its words."""
    found = []
    for match in _LONG_THEN_SHORT.finditer(text):
        before = _BREAK.split(text[max(0, match.start() - 160) : match.start()])[-1]
        if long := _long_form(match[1], before, whole=False):
            found.append((_singular(match[1]), long))
    for match in _SHORT_THEN_LONG.finditer(text):
        if long := _long_form(match[1], match[2], whole=True):
            found.append((_singular(match[1]), long))
    return found


def _long_form(short: str, text: str, *, whole: bool) -> str | None:
    """The end of `text` (all of it, if `whole`) that these letters stand for."""
    letters = "".join(c for c in _singular(short) if c.isalnum()).lower()
    if not 2 <= len(letters) <= _LONGEST or sum(c.isupper() for c in short) < 2:
        return None
    words = list(_WORD.finditer(text))[-(2 * len(letters) + 5) :]
    begin = _begin(letters, [word[0].lower() for word in words], _skippable(words, text))
    if begin is None or len(words) - begin < 2 or (whole and begin):
        return None
    return text[words[begin].start() : words[-1].end()]


def _skippable(words: Sequence[re.Match[str]], text: str) -> list[bool]:
    """Whether each word may lend no letter: function words, and what follows a hyphen."""
    return [
        word[0].lower() in _FUNCTION or text[word.start() - 1 : word.start()] in ("-", "‐", "‑")
        for word in words
    ]


def _begin(letters: str, words: Sequence[str], skippable: Sequence[bool]) -> int | None:
    """The word at which a long form begins that ends with the last; None where there is none."""
    if not letters:
        return len(words)
    if not words:
        return None
    # No long form begins with a function word, whose letter is then that of a word before it.
    if words[-1][0] == letters[-1] and not (len(letters) == 1 and skippable[-1]):
        begin = _begin(letters[:-1], words[:-1], skippable[:-1])
        if begin is not None:
            return begin
    return _begin(letters, words[:-1], skippable[:-1]) if skippable[-1] else None


def _singular(short: str) -> str:
    return short[:-1] if short.endswith("s") and short[:-1].isupper() else short


def _most_frequent(longs: Counter[str]) -> tuple[str, ...]:
    """The long forms, each in its most frequent spelling, plurals and capitals counted together."""
    spellings: dict[str, Counter[str]] = {}
    for long, n_times in longs.items():
        key = re.sub(r"[^a-z0-9]+", " ", long.lower()).removesuffix("s")
        spellings.setdefault(key, Counter())[long] += n_times
    in_order = sorted(spellings.values(), key=lambda of: (-of.total(), min(of)))
    return tuple(min(of, key=lambda long: (-of[long], long)) for of in in_order[:MOST_EXPANSIONS])
