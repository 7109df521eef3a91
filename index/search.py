"""A question in, passages in order out."""

import re
from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.columns import KINDS
from index.derived import Derived, open_derived
from index.encode import Encoder
from index.fuse import Scores, convex_sum, with_neighbours
from index.glossary import read_glossary
from index.hits import Hit, Order, Query, Retriever, Widening, ranked
from index.late import Codes, nearest, nearest_by_piece, runs
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
_CANDIDATES = 200  # taken from each retriever
# Of both together, looked at closely: 200 take a millisecond longer, and what they change is worse
# on the sample as often as better.
_CLOSELY = 100
# Pieces of passages that are compared with the question's: those of the longest passages there are,
# in 5 ms on one core. Those of minutes are a fifth as many.
_MOST_PIECES = 16_000
# Headings and formalities are found by those who ask for them, and give way to what was said.
_ROUTINE: dict[PassageKind, float] = {"procedural": 0.5, "attendance": 0.6}
# Any passage comes near to any question, and by date the least of them could come first. With this
# share of the most evidence, of the sample's first 100 passages 14 are kept in the middle, and 74 %
# of those that answer; a higher one leaves more out and what is kept is hardly purer.
ABOUT = 0.75
_BY_KIND = np.array([_ROUTINE.get(kind, 1.0) for kind in KINDS])
_REMEMBERED = 16  # questions, of up to a quarter of a megabyte each
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
class _Candidates:
    """Every passage that either retriever brings, or that stands beside one in a transcript.

    A column each for their numbers, which go up, for their rows in `Columns`, for the transcript
    that they are of, and for their scores: 0 where they have none.
    """

    numbers: NDArray[np.int64]
    rows: NDArray[np.intp]
    speech: NDArray[np.int32]
    dense: Scores
    words: Scores
    coverage: Scores

    def at(self, places: NDArray[np.intp]) -> "_Candidates":
        """Only those in these places, which go up."""
        return _Candidates(*(getattr(self, column)[places] for column in self.__slots__))

    def fused(self, dense: Scores) -> Scores:
        """One score of two, these dense ones and the words', and of the neighbours in speech."""
        fused = convex_sum(dense, self.words, weight=DENSE_WEIGHT)
        return with_neighbours(fused, self.numbers, self.speech, weight=NEIGHBOUR_WEIGHT)


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
        self._last_filters = Query("")
        self._let_through: list[int] = []

    @classmethod
    def open(
        cls, library: Library, encoder: Encoder, *, glossary: Path | None = None
    ) -> "Searcher":
        """WrongEncoderError where another encoder made the library's vectors.

        `glossary` is a file of equivalent terms, in place of the list that comes with Minutebook.
        """
        library.require(encoder)
        return cls(library, open_derived(library), encoder, glossary)

    def beside(self, library: Library) -> "Searcher":
        """A searcher of the same state by another connection, which shares all that is mapped."""
        other = copy(self)
        other.library = library
        return other

    @property
    def generation(self) -> int:
        return self._derived.generation

    @property
    def state(self) -> str:
        return self._derived.state

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
        candidates = self._candidates(nothing)
        if not len(candidates.numbers):
            return nothing
        near, fused = self._looked_at_closely(self.asked(meant), candidates)
        placed = self._placed(query.text, candidates, fused)
        evidence = near + COVERAGE_WEIGHT * candidates.coverage
        numbers = candidates.numbers.tolist()
        best = {numbers[place]: place for place in _best(placed, limit)}
        # What was withdrawn while this was going on is left out.
        records = {
            record.passage.id: (record, best[number])
            for number, record in self.library.numbered(best).items()
        }
        hits = ranked(((one, float(placed[i])) for one, (_, i) in records.items()), "fused")[:limit]
        kept = {hit.passage_id: records[hit.passage_id] for hit in hits}
        return replace(
            nothing,
            hits=tuple(hits),
            records={passage_id: record for passage_id, (record, _) in kept.items()},
            evidence={passage_id: float(evidence[i]) for passage_id, (_, i) in kept.items()},
        )

    def _candidates(self, asking: Found) -> _Candidates:
        text, dense, lexical = asking.query.text, self._derived.dense, self._derived.lexical
        columns = self._derived.columns
        among = self._among(asking.query, asking.phrases)
        asked = self.asked(asking.meant)
        near = dict(dense.retrieve(asked.vector, _CANDIDATES, among))
        found = lexical.retrieve(text, _CANDIDATES, among, asking.widened) if near else []
        numbers = self._with_neighbours({*near, *(one.number for one in found)}, among)
        rows = columns.rows(numbers)
        cosines, words, coverage = np.zeros((3, len(numbers)))
        place = {number: i for i, number in enumerate(numbers.tolist())}
        for one in found:
            words[place[one.number]], coverage[place[one.number]] = one.score, one.coverage
        missing = [number for number in place if number not in near]
        near.update(zip(missing, dense.cosines(asked.vector, missing), strict=True))
        dense.give_back()
        cosines[[place[number] for number in near]] = list(near.values())
        return _Candidates(numbers, rows, columns.speech[rows], cosines, words, coverage)

    def _with_neighbours(self, numbers: set[int], among: list[int] | None) -> NDArray[np.int64]:
        """These passages, in order, and those beside them in a transcript."""
        columns = self._derived.columns
        found = np.array(sorted(numbers), dtype=np.int64)
        spoken = found[columns.speech[columns.rows(found)] >= 0]
        beside = np.concatenate([spoken - 1, spoken + 1])
        beside = beside[columns.holds(beside)]
        beside = beside[columns.speech[columns.rows(beside)] >= 0]
        if among is not None:
            beside = beside[np.isin(beside, among)]
        return np.union1d(found, beside)

    def _placed(self, text: str, candidates: _Candidates, fused: Scores) -> Scores:
        """Scores by kind, above all others for what says the question's own words."""
        by_kind = _BY_KIND[self._derived.columns.kinds[candidates.rows]]
        # What says the question's words has some of them.
        has_words = candidates.numbers[candidates.words > 0].tolist()
        verbatim = self._derived.lexical.verbatim(text, has_words)
        says_it = np.isin(candidates.numbers, list(verbatim)) & (by_kind == 1)
        placed: Scores = by_kind * fused + VERBATIM * says_it
        return placed

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

    def cosines(self, asked: Asked, records: Sequence[PassageRecord]) -> list[float]:
        """How near each of these passages comes to a question as a whole."""
        numbers = self.library.numbers(record.passage.id for record in records)
        held = [numbers[record.passage.id] for record in records]
        return [float(one) for one in self._derived.dense.cosines(asked.vector, held)]

    def nearness(
        self, asked: Asked, parted: Sequence[tuple[PassageRecord, Sequence[Span]]]
    ) -> list[list[float]]:
        """How near each of the parts of each passage comes to a question; offsets in the passage.

        As `late.nearest` has it, where the model makes vectors of pieces; else by the cosine.
        """
        if not len(asked.pieces):
            return [self._cosines(asked, record.passage.text, spans) for record, spans in parted]
        codes = self._codes_of([record for record, _ in parted])
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
        near = nearest_by_piece(asked.pieces, self._codes_of(records)).max(axis=0)
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

    def rarity(self, stem: str) -> float:
        """How rare a stem is here: 0 where every passage has it."""
        return self._derived.lexical.rarity(stem)

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

    def _codes_of(self, records: Sequence[PassageRecord]) -> list[Codes]:
        """The pieces of these passages; none, for one that has been withdrawn."""
        columns = self._derived.columns
        numbers = self.library.numbers(record.passage.id for record in records)
        wanted = np.array([numbers.get(record.passage.id, 0) for record in records], dtype=np.int64)
        held = np.flatnonzero(columns.holds(wanted))
        codes = columns.codes(columns.rows(wanted[held]))
        found = dict(zip(held.tolist(), codes, strict=True))
        return [found.get(i, columns.no_codes) for i in range(len(records))]

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

    def _looked_at_closely(self, asked: Asked, candidates: _Candidates) -> tuple[Scores, Scores]:
        """Dense and fused scores, with the pieces of the best passages taken in.

        Passages for which there was no time keep their order, below those.
        """
        dense, columns = candidates.dense, self._derived.columns
        fused = candidates.fused(dense)
        if not len(asked.pieces):
            return dense, fused
        order = np.lexsort((candidates.numbers, -fused))[:_CLOSELY]
        most = np.cumsum(columns.n_pieces(candidates.rows[order])) <= _MOST_PIECES
        closely = np.sort(order[most])
        codes = columns.codes(candidates.rows[closely])
        near = dense.copy()
        near[closely] *= 1 - LATE_WEIGHT
        near[closely] += LATE_WEIGHT * nearest(asked.pieces, asked.weights, codes)
        again = candidates.at(closely).fused(near[closely])
        placed = fused * (max(again.min(initial=np.inf), 1e-3) / (fused.max() or 1.0))
        placed[closely] = again
        return near, placed

    def _among(self, query: Query, quoted: Sequence[str]) -> list[int] | None:
        """Numbers of the only passages to look at; None for all of them."""
        if not query.is_filtered and not quoted:
            return None
        allowed = self._matching(query) if query.is_filtered else None
        for phrase in quoted:
            saying = self._derived.lexical.saying(phrase, max(1, len(self._derived.dense)))
            allowed = saying if allowed is None else sorted(set(allowed) & set(saying))
        return allowed

    def _matching(self, query: Query) -> list[int]:
        """Numbers of the passages that the filters let through; those of the last are remembered.

        Of many questions of the same meetings, only the first asks the library.
        """
        filters = replace(query, text="", literal=False, order="relevance")
        if filters != self._last_filters:
            self._last_filters, self._let_through = filters, self.library.matching(query)
        return self._let_through


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


def _best(scores: Scores, n: int) -> list[int]:
    """Places of the `n` highest scores, and of those as high as the last of them."""
    if len(scores) <= n:
        return list(range(len(scores)))
    return np.flatnonzero(scores >= np.partition(scores, -n)[-n]).tolist()


def readable(text: str) -> str:
    """A question as it is searched: printable characters, single spaces, a sensible length."""
    printable = "".join(c if c.isprintable() else " " for c in text[: 4 * LONGEST_QUERY])
    return " ".join(printable.split())[:LONGEST_QUERY].rstrip()


def _all_words(record: PassageRecord) -> str:
    return to_encode(record.passage.text, record.passage.context)


def _where_encoded(record: PassageRecord, offset: int) -> int:
    """Where in the words that were embedded a place in the passage is."""
    passage = record.passage
    before = to_encode(passage.text[:offset], passage.context)
    return len(before) + bool(passage.text[:offset].split())
