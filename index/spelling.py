"""Which word of the library was meant by one that it does not have?"""

import re
from collections.abc import Iterator
from functools import cache
from typing import Protocol

from index.lexical import is_asking, stems

_SHORTEST = 4  # letters; of shorter words too many are a letter apart
_LONG = 8  # letters, from which two may be wrong
_MOST = 2  # words that may have been meant
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")


class Vocabulary(Protocol):
    """The words of a library."""

    def n_having(self, words: str) -> int:
        """How many passages have them in any form."""

    def near(self, word: str, distance: int) -> list[tuple[str, int]]:
        """Words so many slips away at most, each with the number of passages that have it."""


def corrections(text: str, vocabulary: Vocabulary) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each word of a question that no passage has, with the library's nearest words.

    A slip is a letter wrong, missing, added or swapped with the next (Damerau). What stands in the
    library is never corrected, nor are words that ask, nor English words: who asks about a beach
    does not mean a breach.
    """
    for word in dict.fromkeys(_WORD.findall(text)):
        stem = re.split("['’]", word)[0]
        if len(stem) < _SHORTEST or is_asking(word) or vocabulary.n_having(stem):
            continue
        meant = _meant(stem.lower(), vocabulary)
        if meant and not is_english(stem.lower()):
            yield stem, meant


def _meant(word: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    """The library's words nearest to this one, the same first letter first, then the commonest."""
    for distance in (1, 2) if len(word) >= _LONG else (1,):
        near = vocabulary.near(word, distance)
        if distance == 2:
            near = [(other, n) for other, n in near if other[0] == word[0]]
        if near:
            near.sort(key=lambda found: (found[0][0] != word[0], -found[1], found[0]))
            return tuple(other for other, _ in near[:_MOST])
    return ()


def is_english(word: str) -> bool:
    """Whether a word, in lower case, or its stem stands in a list of English words."""
    return any(f"\n{form}\n" in _english() for form in (word, *stems(word)))


@cache
def _english() -> str:
    """A list of 160,000 words, a line each, which takes a fifth of a second to read when needed.

    In one piece, it takes a tenth of the memory, and half a millisecond to look through.
    """
    from spellchecker import SpellChecker

    return "\n".join(["", *SpellChecker(language="en").word_frequency.words(), ""])
