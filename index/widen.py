"""Which other words mean what the question says? It is searched for those too."""

import re
from collections.abc import Iterable, Iterator, Sequence

from index.acronyms import Acronym
from index.glossary import Term
from index.hits import Why, Widening
from index.lexical import LexicalRetriever, stems, without_phrases
from index.spelling import corrections, is_english

_WORD = re.compile(r"[^\W_]+(?:&[^\W_]+)*")
_SHORT = 4  # letters of a short form that may be a word
_MOST_ALSO = 6  # alternatives of one term
_Stems = tuple[str, ...]


class Widener:
    """Knows the acronyms of a library, a glossary, and how its words are spelt."""

    def __init__(
        self,
        lexical: LexicalRetriever,
        acronyms: Iterable[Acronym],
        glossary: Iterable[Sequence[Term]],
    ) -> None:
        self._lexical = lexical
        self._known: dict[_Stems, list[tuple[Term, Why, tuple[Term, ...]]]] = {}
        for acronym in acronyms:
            short = Term(acronym.short, acronym.is_word)
            longs = tuple(Term(long) for long in acronym.longs)
            self._add(short, "acronym", longs)
            for long in longs:
                self._add(long, "acronym", (short,))
        for group in glossary:
            for term in group:
                self._add(term, "glossary", tuple(other for other in group if other != term))
        self._longest = max(map(len, self._known), default=0)

    def _add(self, term: Term, why: Why, others: tuple[Term, ...]) -> None:
        self._known.setdefault(tuple(stems(term.words)), []).append((term, why, others))

    def widenings(self, text: str) -> tuple[Widening, ...]:
        """What else to look for, in order of the question; nothing for words in quotation marks.

        Only what the library has is given.
        """
        text = without_phrases(text)
        terms = list(self._terms(text))
        taken = {word for term in terms for word in term.words.split()}
        spelt = (
            Widening(word, also, "spelling")
            for word, also in corrections(text, self._lexical)
            if word not in taken
        )
        found = [*terms, *spelt]
        return tuple(sorted(found, key=lambda widening: text.find(widening.words)))

    def _terms(self, text: str) -> Iterator[Widening]:
        """Acronyms and terms of the glossary, the longest first where they overlap."""
        words = list(_WORD.finditer(text))
        forms = [tuple(stems(word[0])) for word in words]
        given: set[_Stems] = set()
        at = 0
        while at < len(words):
            for end in range(min(len(words), at + self._longest), at, -1):
                key = tuple(stem for form in forms[at:end] for stem in form)
                written = text[words[at].start() : words[end - 1].end()]
                widening = self._widening(key, written) if key not in given else None
                if widening:
                    yield widening
                    given |= {key, *(tuple(stems(other)) for other in widening.also)}
                    at = end - 1
                    break
            at += 1

    def _widening(self, key: _Stems, written: str) -> Widening | None:
        also: dict[_Stems, str] = {}
        whys: list[Why] = []
        for term, why, others in self._known.get(key, ()):
            if not _is_meant(term, written):
                continue
            for other in others:
                stemmed = tuple(stems(other.words))
                if other.is_word or stemmed == key or not self._lexical.n_having(other.words):
                    continue
                if also.setdefault(stemmed, other.words) == other.words:
                    whys.append(why)
        kept = tuple(also.values())[:_MOST_ALSO]
        return Widening(written, kept, whys[0]) if kept else None


def _is_meant(term: Term, written: str) -> bool:
    """Whether a word that may be an ordinary one stands for the term.

    "Send" is no SEND, "tipping" no tip, and a pep talk no PEP.
    """
    if term.words.isupper():
        ordinary = term.is_word or (len(term.words) <= _SHORT and is_english(term.words.lower()))
        return written.isupper() or not ordinary
    return not term.is_word or written.casefold() == term.words.casefold()


def for_meaning(text: str, widened: Sequence[Widening]) -> str:
    """The question for a model that knows few acronyms and no slips of the pen."""
    for widening in widened:
        word, long = widening.words, next((also for also in widening.also if " " in also), None)
        if widening.why == "spelling":
            meant = widening.also[0]
        elif long and any(letter.isupper() for letter in word[1:]) and " " not in word:
            meant = f"{word} ({long})"
        else:
            continue
        # The word itself, not a part of another; quotation marks keep what is in them.
        whole = rf'(?<!\w){re.escape(word)}(?!\w)(?=[^"]*(?:"[^"]*"[^"]*)*$)'
        text = re.sub(whole, lambda _, meant=meant: meant, text, count=1)  # type: ignore[misc]
    return text
