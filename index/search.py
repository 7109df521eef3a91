"""A question in, passages in order out."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from index.derived import Derived, open_derived
from index.encode import Encoder
from index.fuse import convex_sum, with_neighbours
from index.hits import Hit, Query, Retriever, ranked
from index.late import Codes, nearest, runs, unpack
from index.lexical import phrases, stems
from index.library import Library, PassageRecord, to_encode

LONGEST_QUERY = 1000  # characters; what is beyond is not searched
DENSE_WEIGHT = 0.5  # of the cosine and the pieces together, beside the words
LATE_WEIGHT = 0.6  # of the pieces, beside the cosine
COVERAGE_WEIGHT = 0.5
# In a transcript the answer runs on from one passage into the next; in minutes it does not.
NEIGHBOUR_WEIGHT = 0.2
_CANDIDATES = 200  # taken from each retriever
# Pieces of passages that are compared with the question's: 700 passages of minutes, 120 of a
# transcript, in 10 ms on one core. Fewer candidates measured worse, more no better.
_MOST_PIECES = 16_000
_READ_AT_ONCE = 100  # passages, whose pieces are read from the library together
# Headings and formalities are found by those who ask for them, and give way to what was said.
_ROUTINE = {"procedural": 0.5, "attendance": 0.6}
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as the model sees it, each of its pieces weighed by how rare its word is here."""

    vector: NDArray[np.float32]
    pieces: NDArray[np.float32]
    weights: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Found:
    """A search's hits with what an answer needs to judge them.

    `evidence` says how much speaks for each hit by itself: its cosine with the query plus half
    its coverage of the query's words. Unlike a hit's score it compares between queries.
    """

    query: Query
    hits: tuple[Hit, ...]
    records: dict[str, PassageRecord]
    evidence: dict[str, float]
    phrases: tuple[str, ...]


class Searcher:
    """Searches one library, as it was when the searcher was opened."""

    def __init__(self, library: Library, derived: Derived, encoder: Encoder) -> None:
        self.library = library
        self.encoder = encoder
        self._derived = derived
        self._asked = lru_cache(maxsize=1024)(self._ask)

    @classmethod
    def open(cls, library: Library, encoder: Encoder) -> "Searcher":
        """WrongEncoderError where another encoder made the library's vectors."""
        library.require(encoder)
        return cls(library, open_derived(library), encoder)

    @property
    def generation(self) -> int:
        return self._derived.generation

    @property
    def n_passages(self) -> int:
        return len(self._derived.dense)

    def search(self, query: Query, limit: int = 10) -> Found:
        """The best `limit` passages that the filters let through, best first.

        Words in "double quotes" must stand in the passage as they are, but for case and
        punctuation.
        """
        query = replace(query, text=readable(query.text))
        quoted = phrases(query.text)
        nothing = Found(query, (), {}, {}, tuple(quoted))
        if not any(character.isalnum() for character in query.text):
            return nothing
        among = self._among(query, quoted)
        asked = self.asked(query.text)
        dense = dict(self._derived.dense.retrieve(asked.vector, _CANDIDATES, among))
        if not dense:
            return nothing
        lexical = {
            scored.number: scored
            for scored in self._derived.lexical.retrieve(query.text, _CANDIDATES, among)
        }
        beside = self._beside(dense.keys() | lexical.keys(), among)
        missing = sorted((lexical.keys() | beside.keys()) - dense.keys())
        dense.update(zip(missing, self._derived.dense.cosines(asked.vector, missing), strict=True))
        words = {number: scored.score for number, scored in lexical.items()}
        fused = _fused(dense, words, beside)
        dense, fused = self._looked_at_closely(asked, dense, words, beside, fused)
        kinds = self.library.kinds(fused)
        hits = ranked(
            (
                (passage_id, fused[number] * _ROUTINE.get(kind, 1.0))
                for number, (passage_id, kind) in kinds.items()
            ),
            "fused",
        )[:limit]
        records = self.library.passages(hit.passage_id for hit in hits)
        numbers = {passage_id: number for number, (passage_id, _) in kinds.items()}
        # What was withdrawn while this was going on is left out.
        hits = [hit for hit in hits if hit.passage_id in records]
        evidence = {
            hit.passage_id: dense[number]
            + COVERAGE_WEIGHT * (lexical[number].coverage if number in lexical else 0.0)
            for hit in hits
            for number in (numbers[hit.passage_id],)
        }
        return Found(query, tuple(hits), records, evidence, tuple(quoted))

    def asked(self, text: str) -> Asked:
        """A question as the model sees it; the last thousand are remembered."""
        return self._asked(text)

    def retrieved(self, query: Query, by: Retriever, limit: int = 10) -> list[Hit]:
        """The best `limit` passages as one retriever alone has them, or as `search` does."""
        if by == "fused":
            return list(self.search(query, limit).hits)
        text = readable(query.text)
        if not any(character.isalnum() for character in text):
            return []
        among = self._among(query, phrases(text))
        if by == "dense":
            scores = self._derived.dense.retrieve(self.asked(text).vector, limit, among)
        else:
            lexical = self._derived.lexical.retrieve(text, limit, among)
            scores = [(scored.number, scored.score) for scored in lexical]
        kinds = self.library.kinds(number for number, _ in scores)
        return ranked(((kinds[n][0], score) for n, score in scores if n in kinds), by)

    def nearness(
        self, asked: Asked, record: PassageRecord, spans: Sequence[tuple[int, int]]
    ) -> list[float]:
        """How near each of these parts of a passage comes to a question; offsets in the passage.

        As `late.nearest` has it, where the model makes vectors of pieces; else by the cosine.
        """
        passage = record.passage
        if not len(asked.pieces):
            parts = [" ".join(passage.text[start:end].split()) for start, end in spans]
            vectors = self.encoder.encode_documents(parts).vectors
            return [float(cosine) for cosine in vectors @ asked.vector]
        begins = [_where_encoded(record, start) for start, _ in spans]
        number = self.library.number(passage.id)
        codes = self._codes([number] if number else [], asked.pieces.shape[1])
        parted = [part for one in codes.values() for part in runs(one, begins)]
        return [float(score) for score in nearest(asked.pieces, asked.weights, parted)]

    def _ask(self, text: str) -> Asked:
        encoded = self.encoder.encode_queries([text])
        (pieces,) = encoded.pieces
        return Asked(encoded.vectors[0], pieces.vectors, self._weights(text, pieces.spans))

    def _weights(self, text: str, spans: Sequence[tuple[int, int]]) -> NDArray[np.float32]:
        """What each piece counts for: its share of its word's inverse document frequency."""
        words = [found.span() for found in _WORD.finditer(text)]
        weights = np.zeros(len(spans), dtype=np.float32)
        for begin, close in words:
            of_word = [i for i, (start, end) in enumerate(spans) if begin <= start < end <= close]
            rarity = [self._derived.lexical.rarity(stem) for stem in stems(text[begin:close])]
            weights[of_word] = min(rarity, default=0.0) / max(1, len(of_word))
        return weights if weights.any() else np.ones_like(weights)

    def _looked_at_closely(
        self,
        asked: Asked,
        dense: Mapping[int, float],
        words: Mapping[int, float],
        beside: Mapping[int, str],
        fused: Mapping[int, float],
    ) -> tuple[dict[int, float], dict[int, float]]:
        """Dense and fused scores again, with the pieces of the best passages taken in.

        Passages for which there was no time keep their order, below those.
        """
        order = sorted(fused, key=lambda number: (-fused[number], number))
        codes = self._codes(order, asked.pieces.shape[1] if len(asked.pieces) else 0)
        if not codes:
            return dict(dense), dict(fused)
        scores = nearest(asked.pieces, asked.weights, list(codes.values())).tolist()
        near = {
            number: (1 - LATE_WEIGHT) * dense[number] + LATE_WEIGHT * score
            for number, score in zip(codes, scores, strict=True)
        }
        again = _fused(near, words, beside)
        least, most = max(min(again.values()), 1e-3), max(fused.values()) or 1.0
        below = {n: least * fused[n] / most for n in order if n not in near}
        return {**dense, **near}, {**again, **below}

    def _codes(self, numbers: Sequence[int], dimension: int) -> dict[int, Codes]:
        """The pieces of these passages, as many as there is time for, in this order."""
        if not dimension:
            return {}
        taken: dict[int, Codes] = {}
        left = _MOST_PIECES
        for start in range(0, len(numbers), _READ_AT_ONCE):
            some = numbers[start : start + _READ_AT_ONCE]
            packed = self.library.codes(some)
            for number in some:
                codes = unpack(packed.get(number, b""), dimension)
                left -= len(codes.starts)
                if left < 0:
                    return taken
                taken[number] = codes
        return taken

    def _among(self, query: Query, quoted: Sequence[str]) -> list[int] | None:
        """Numbers of the only passages to look at; None for all of them."""
        if not query.is_filtered and not quoted:
            return None
        allowed = self.library.matching(query) if query.is_filtered else None
        for phrase in quoted:
            saying = self._derived.lexical.saying(phrase, max(1, len(self._derived.dense)))
            allowed = saying if allowed is None else sorted(set(allowed) & set(saying))
        return allowed

    def _beside(self, numbers: Iterable[int], among: list[int] | None) -> dict[int, str]:
        """These passages and their neighbours, where they are speech, with their document's id."""
        last = self._derived.dense.last
        near = {number + step for number in numbers for step in (-1, 0, 1) if number + step <= last}
        return self.library.speech(near if among is None else near & set(among))


def readable(text: str) -> str:
    """A question as it is searched: printable characters, single spaces, a sensible length."""
    printable = "".join(c if c.isprintable() else " " for c in text[: 4 * LONGEST_QUERY])
    return " ".join(printable.split())[:LONGEST_QUERY].rstrip()


def _fused(
    dense: Mapping[int, float], words: Mapping[int, float], beside: Mapping[int, str]
) -> dict[int, float]:
    """One score from two, and from the neighbours of those passages that are speech."""
    fused = convex_sum(dense, words, weight=DENSE_WEIGHT)
    return with_neighbours(fused, beside, weight=NEIGHBOUR_WEIGHT)


def _where_encoded(record: PassageRecord, offset: int) -> int:
    """Where in the words that were embedded a place in the passage is."""
    passage = record.passage
    before = to_encode(passage.text[:offset], passage.context)
    return len(before) + bool(passage.text[:offset].split())
