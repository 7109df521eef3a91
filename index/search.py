"""A question in, passages in order out."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.derived import Derived, open_derived
from index.encode import Encoder
from index.fuse import convex_sum, with_neighbours
from index.glossary import read_glossary
from index.hits import Hit, Order, Query, Retriever, Widening, ranked
from index.late import Codes, nearest, nearest_by_piece, runs, unpack
from index.lexical import is_asking, phrases, query_words, stems
from index.library import Library, PassageRecord, to_encode
from index.widen import Widener, for_meaning
from ingest.model import PassageKind

LONGEST_QUERY = 1000  # characters; what is beyond is not searched
DENSE_WEIGHT = 0.6  # of the cosine and the pieces together, beside the words
LATE_WEIGHT = 0.6  # of the pieces, beside the cosine
COVERAGE_WEIGHT = 0.1
# In a transcript the answer runs on from one passage into the next; in minutes it does not.
NEIGHBOUR_WEIGHT = 0.2
_CANDIDATES = 200  # taken from each retriever, and of both together looked at closely
# Pieces of passages that are compared with the question's: 120 passages of a transcript, in 10 ms
# on one core. Minutes' 200 passages have a third as many.
_MOST_PIECES = 16_000
_READ_AT_ONCE = 100  # passages, whose pieces are read from the library together
# Headings and formalities are found by those who ask for them, and give way to what was said.
_ROUTINE: dict[PassageKind, float] = {"procedural": 0.5, "attendance": 0.6}
# Any passage comes near to any question, and by date the least of them could come first. With this
# share of the most evidence, of the sample's first 100 passages 14 are kept in the middle, and 74 %
# of those that answer; a higher one leaves more out and what is kept is hardly purer.
ABOUT = 0.75
_REMEMBERED = 128  # questions, of up to a quarter of a megabyte each
_SORTED = 100  # passages, of which those that are about the matter are sorted by date
VERBATIM = 2.0  # more than any fused score
# A word of the question that no piece of a passage is nearer to is not spoken of there.
FAR = 0.5
_SHORTEST_TOLD = 3  # letters of a word that is said to be nowhere
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as the model sees it, each of its pieces weighed by how rare its word is here."""

    vector: NDArray[np.float32]
    pieces: NDArray[np.float32]
    spans: tuple[Span, ...]  # where each piece stands in the question
    weights: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Found:
    """A search's hits with what an answer needs to judge them.

    `evidence` says how much speaks for each hit by itself: how near it comes to the question, as a
    whole and word by word, plus a tenth of its coverage of the question's words. Unlike a hit's
    score it compares between questions.
    """

    query: Query
    hits: tuple[Hit, ...]
    records: dict[str, PassageRecord]
    evidence: dict[str, float]
    phrases: tuple[str, ...]
    widened: tuple[Widening, ...]
    meant: str  # the question as the model is given it


@dataclass(frozen=True, slots=True)
class _Scored:
    """What was made of a passage: its place by all there is, and what speaks for it by itself."""

    score: float
    evidence: float
    is_verbatim: bool


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
        self.glossary = read_glossary(glossary)
        self._widener = Widener(derived.lexical, derived.acronyms, self.glossary)
        self._asked = lru_cache(maxsize=_REMEMBERED)(self._ask)

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

        In order of date, the first `limit` of those that are about the matter.
        Words in "double quotes" must stand in the passage as they are, but for case and
        punctuation. Other words are looked for with what else they may mean, unless the query is
        literal.
        """
        if query.order != "relevance":
            found = self.search(replace(query, order="relevance"), _SORTED)
            return _by_date(found, query.order, limit)
        query = replace(query, text=readable(query.text))
        quoted = phrases(query.text)
        widened = () if query.literal else self._widener.widenings(query.text)
        meant = for_meaning(query.text, widened)
        nothing = Found(query, (), {}, {}, tuple(quoted), widened, meant)
        if not any(character.isalnum() for character in query.text):
            return nothing
        scored = self._scored(nothing)
        kinds = self.library.kinds(scored)
        hits = ranked(
            (
                (passage_id, _placed(scored[number], kind))
                for number, (passage_id, kind) in kinds.items()
            ),
            "fused",
        )[:limit]
        records = self.library.passages(hit.passage_id for hit in hits)
        # What was withdrawn while this was going on is left out.
        hits = [hit for hit in hits if hit.passage_id in records]
        numbers = {passage_id: number for number, (passage_id, _) in kinds.items()}
        evidence = {hit.passage_id: scored[numbers[hit.passage_id]].evidence for hit in hits}
        return replace(nothing, hits=tuple(hits), records=records, evidence=evidence)

    def _scored(self, asking: Found) -> dict[int, "_Scored"]:
        """Every passage that either retriever brings, or that stands beside one in a transcript."""
        text, dense_of, lexical_of = asking.query.text, self._derived.dense, self._derived.lexical
        among = self._among(asking.query, asking.phrases)
        asked = self.asked(asking.meant)
        dense = dict(dense_of.retrieve(asked.vector, _CANDIDATES, among))
        if not dense:
            return {}
        found = lexical_of.retrieve(text, _CANDIDATES, among, asking.widened)
        words = {scored.number: scored.score for scored in found}
        coverage = {scored.number: scored.coverage for scored in found}
        beside = self._beside(dense.keys() | words.keys(), among)
        missing = sorted((words.keys() | beside.keys()) - dense.keys())
        dense.update(zip(missing, dense_of.cosines(asked.vector, missing), strict=True))
        fused = _fused(dense, words, beside)
        near, fused = self._looked_at_closely(asked, dense, words, beside, fused)
        verbatim = lexical_of.verbatim(text, list(fused))
        return {
            number: _Scored(
                score,
                near[number] + COVERAGE_WEIGHT * coverage.get(number, 0.0),
                is_verbatim=number in verbatim,
            )
            for number, score in fused.items()
        }

    def asked(self, text: str) -> Asked:
        """A question as the model sees it; the last of them are remembered."""
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
        self, asked: Asked, parted: Sequence[tuple[PassageRecord, Sequence[Span]]]
    ) -> list[list[float]]:
        """How near each of the parts of each passage comes to a question; offsets in the passage.

        As `late.nearest` has it, where the model makes vectors of pieces; else by the cosine.
        """
        if not len(asked.pieces):
            return [self._cosines(asked, record.passage.text, spans) for record, spans in parted]
        codes = self._codes_of([record for record, _ in parted], asked)
        divided = [
            part
            for one, (record, spans) in zip(codes, parted, strict=True)
            for part in runs(one, [_where_encoded(record, start) for start, _ in spans])
        ]
        scores = iter(nearest(asked.pieces, asked.weights, divided).tolist())
        return [[next(scores) for _ in spans] for _, spans in parted]

    def unmentioned(self, found: Found) -> tuple[list[str], float]:
        """The question's words that the library nowhere has, the rarest first.

        Beside them, as a share of all the question's words by rarity, those that none of the hits
        has or comes near to.
        """
        also = {stem for one in found.widened for word in one.also for stem in stems(word)}
        also |= {stem for one in found.widened for stem in stems(one.words)}
        asked = self.asked(found.meant)
        records = [found.records[hit.passage_id] for hit in found.hits]
        if not records or not len(asked.pieces):
            return [], 0.0
        near = nearest_by_piece(asked.pieces, self._codes_of(records, asked)).max(axis=0)
        held = {stem for record in records for stem in stems(_all_words(record))}
        wanted = set(query_words(found.query.text)) - also
        far: dict[str, float] = {}
        whole = 0.0
        for word in _WORD.finditer(found.meant):
            its_stems = wanted.intersection(stems(word.group()))
            pieces = [i for i, (start, _) in enumerate(asked.spans) if start in range(*word.span())]
            if not its_stems or not pieces or is_asking(word.group()):
                continue
            rarity = max(self._derived.lexical.rarity(stem) for stem in its_stems)
            whole += rarity
            if not its_stems & held and near[pieces].mean() < FAR:
                far[word.group()] = rarity
        nowhere = [
            word
            for word in sorted(far, key=lambda word: -far[word])
            if len(word) >= _SHORTEST_TOLD and not self._derived.lexical.n_having(word)
        ]
        return nowhere, sum(far.values()) / whole if whole else 0.0

    def rarest(self, text: str, n: int) -> list[str]:
        """Stems of the `n` rarest words of a question, of those that the library has."""
        rarity = {stem: self._derived.lexical.rarity(stem) for stem in query_words(text)}
        held = [stem for stem in rarity if self._derived.lexical.n_having_stems([stem])]
        return sorted(held, key=lambda stem: (-rarity[stem], stem))[:n]

    def dates_of(self, names: Sequence[str]) -> tuple[date, date] | None:
        """The first and the last meeting of which a passage has all these stems; None of none."""
        if not names:
            return None
        return self.library.dates(self._derived.lexical.having_all(names, self.n_passages))

    def _cosines(self, asked: Asked, text: str, spans: Sequence[Span]) -> list[float]:
        parts = [" ".join(text[start:end].split()) for start, end in spans]
        cosines: list[float] = (
            self.encoder.encode_documents(parts).vectors @ asked.vector
        ).tolist()
        return cosines

    def _codes_of(self, records: Sequence[PassageRecord], asked: Asked) -> list[Codes]:
        """The pieces of these passages; none, for one that has been withdrawn."""
        numbers = self.library.numbers(record.passage.id for record in records)
        packed = self.library.codes(numbers.values())
        dimension = asked.pieces.shape[1]
        return [
            _codes_in(packed.get(numbers.get(record.passage.id, 0), b""), dimension)
            for record in records
        ]

    def _ask(self, text: str) -> Asked:
        encoded = self.encoder.encode_queries([text])
        (pieces,) = encoded.pieces
        weights = self._weights(text, pieces.spans)
        return Asked(encoded.vectors[0], pieces.vectors, pieces.spans, weights)

    def _weights(self, text: str, spans: Sequence[Span]) -> NDArray[np.float32]:
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
        codes = self._codes(order[:_CANDIDATES], asked.pieces.shape[1] if len(asked.pieces) else 0)
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
                codes = _codes_in(packed.get(number, b""), dimension)
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


def _by_date(found: Found, order: Order, limit: int) -> Found:
    """The hits that are about the matter by their meeting's date; unknown dates last, either way.

    Those of one date stay best first. What says words that were asked for exactly is about them.
    """
    telling = {
        passage_id: evidence * _ROUTINE.get(found.records[passage_id].passage.kind, 1.0)
        for passage_id, evidence in found.evidence.items()
    }
    least = 0.0 if found.phrases else ABOUT * max(telling.values(), default=0.0)

    def age(hit: Hit) -> tuple[bool, int]:
        held = found.records[hit.passage_id].document.meeting.held
        day = held.toordinal() if held else 0
        return held is None, day if order == "oldest" else -day

    about = sorted((hit for hit in found.hits if telling[hit.passage_id] >= least), key=age)[:limit]
    return replace(
        found,
        query=replace(found.query, order=order),
        hits=tuple(replace(hit, rank=rank) for rank, hit in enumerate(about, 1)),
        records={hit.passage_id: found.records[hit.passage_id] for hit in about},
        evidence={hit.passage_id: found.evidence[hit.passage_id] for hit in about},
    )


def _placed(scored: _Scored, kind: PassageKind) -> float:
    """A passage's score by its kind, above all others where it says the question's own words."""
    if kind in _ROUTINE:
        return scored.score * _ROUTINE[kind]
    return scored.score + VERBATIM if scored.is_verbatim else scored.score


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


def _codes_in(packed: bytes, dimension: int) -> Codes:
    """What was kept of a passage's pieces; none, where it is damaged (`minutebook check` tells)."""
    try:
        return unpack(packed, dimension)
    except ValueError:
        return unpack(b"", dimension)


def _all_words(record: PassageRecord) -> str:
    return to_encode(record.passage.text, record.passage.context)


def _where_encoded(record: PassageRecord, offset: int) -> int:
    """Where in the words that were embedded a place in the passage is."""
    passage = record.passage
    before = to_encode(passage.text[:offset], passage.context)
    return len(before) + bool(passage.text[:offset].split())
