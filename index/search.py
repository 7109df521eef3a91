"""A question in, passages in order out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.derived import Derived, open_derived
from index.encode import Encoder
from index.fuse import convex_sum, with_neighbours
from index.glossary import read_glossary
from index.hits import Hit, Query, Widening, ranked
from index.lexical import phrases
from index.library import Library, PassageRecord
from index.widen import Widener, for_meaning
from ingest.model import PassageKind

LONGEST_QUERY = 1000  # characters; what is beyond is not searched
DENSE_WEIGHT = 0.5
COVERAGE_WEIGHT = 0.5
# In a transcript the answer runs on from one passage into the next; in minutes it does not.
NEIGHBOUR_WEIGHT = 0.2
_MOST_SENTENCES = 30_000  # of 384 numbers each, 46 MB
_CANDIDATES = 200  # taken from each retriever
# Headings and formalities are found by those who ask for them, and give way to what was said.
_ROUTINE: dict[PassageKind, float] = {"procedural": 0.5, "attendance": 0.6}

VERBATIM = 2.0  # more than any fused score


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
    widened: tuple[Widening, ...] = ()


class Searcher:
    """Searches one library, as it was when the searcher was opened."""

    def __init__(
        self,
        library: Library,
        derived: Derived,
        encoder: Encoder,
        glossary: Path | None = None,
    ) -> None:
        self.library = library
        self.encoder = encoder
        self._derived = derived
        self._widener = Widener(derived.lexical, derived.acronyms, read_glossary(glossary))
        self._encode = lru_cache(maxsize=1024)(self._encode_anew)
        self._sentences: dict[str, NDArray[np.float32]] = {}

    @classmethod
    def open(
        cls, library: Library, encoder: Encoder, *, glossary: Path | None = None
    ) -> "Searcher":
        """WrongEncoderError where another encoder made the library's vectors.

        `glossary` is a file of equivalent terms, in place of the list that comes with Minutebook.
        """
        library.require(encoder)
        return cls(library, open_derived(library), encoder, glossary)

    @property
    def generation(self) -> int:
        return self._derived.generation

    @property
    def n_passages(self) -> int:
        return len(self._derived.dense)

    def search(self, query: Query, limit: int = 10) -> Found:
        """The best `limit` passages that the filters let through, best first.

        Words in "double quotes" must stand in the passage as they are, but for case and
        punctuation. Other words are looked for with what else they may mean, unless the query is
        literal.
        """
        query = replace(query, text=readable(query.text))
        quoted = phrases(query.text)
        widened = () if query.literal else self._widener.widenings(query.text)
        nothing = Found(query, (), {}, {}, tuple(quoted), widened)
        if not any(character.isalnum() for character in query.text):
            return nothing
        among = self._among(query, quoted)
        vector = self.query_vector(for_meaning(query.text, widened))
        dense = dict(self._derived.dense.retrieve(vector, _CANDIDATES, among))
        if not dense:
            return nothing
        lexical = {
            scored.number: scored
            for scored in self._derived.lexical.retrieve(query.text, _CANDIDATES, among, widened)
        }
        beside = self._beside(dense.keys() | lexical.keys(), among)
        missing = sorted((lexical.keys() | beside.keys()) - dense.keys())
        dense.update(zip(missing, self._derived.dense.cosines(vector, missing), strict=True))
        fused = convex_sum(
            dense, {number: s.score for number, s in lexical.items()}, weight=DENSE_WEIGHT
        )
        fused = with_neighbours(fused, beside, weight=NEIGHBOUR_WEIGHT)
        verbatim = self._derived.lexical.verbatim(query.text, list(fused))
        kinds = self.library.kinds(fused)
        hits = ranked(
            (
                (passage_id, _placed(fused[number], kind, number in verbatim))
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
        return Found(query, tuple(hits), records, evidence, tuple(quoted), widened)

    def query_vector(self, text: str) -> NDArray[np.float32]:
        """The unit vector of a question; the last thousand are remembered."""
        vector: NDArray[np.float32] = self._encode(text)
        return vector

    def sentence_vectors(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Unit vectors of sentences of hits, one row each; remembered, as hits recur."""
        if len(self._sentences) > _MOST_SENTENCES:
            self._sentences.clear()
        new = [text for text in dict.fromkeys(texts) if text not in self._sentences]
        if new:
            self._sentences.update(zip(new, self.encoder.encode_documents(new), strict=True))
        return np.array([self._sentences[text] for text in texts], dtype=np.float32)

    def _encode_anew(self, text: str) -> NDArray[np.float32]:
        vectors: NDArray[np.float32] = self.encoder.encode_queries([text])
        vector: NDArray[np.float32] = vectors[0]
        return vector

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


def _placed(score: float, kind: PassageKind, is_verbatim: bool) -> float:
    """A passage's score by its kind, above all others where it says the question's own words."""
    if kind in _ROUTINE:
        return score * _ROUTINE[kind]
    return score + VERBATIM if is_verbatim else score


def readable(text: str) -> str:
    """A question as it is searched: printable characters, single spaces, a sensible length."""
    printable = "".join(c if c.isprintable() else " " for c in text[: 4 * LONGEST_QUERY])
    return " ".join(printable.split())[:LONGEST_QUERY].rstrip()
