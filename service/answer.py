"""An answer made of the minutes' own words, and the honesty to say that there is none."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from math import log10

from index.hits import Hit, Query
from index.lexical import stems
from index.library import PassageRecord
from index.search import Found, Searcher
from index.widen import for_meaning
from ingest.model import PassageKind
from ingest.sentences import sentence_spans
from service.cite import Citation, Claim, cite

MOST_CLAIMS = 8  # what a reader takes in at a glance; the hits below hold the rest
# How much must speak for the best passage before anything is answered, by the size of the
# library: of more passages, more come near to any question by chance. Fitted to all-MiniLM-L6-v2
# on the sample questions and five real minutes; another model needs a floor of its own.
_FLOOR_AT_ONE = 0.28
_FLOOR_PER_TENFOLD = 0.044
_NEAR_BEST = 0.8  # of the most telling passage; what tells less is another matter
# Hits looked through for claims. Their sentences are embedded when first needed, which is most of
# the time that an answer takes.
_DEPTH = 10
_WHOLE_CHARS = 280  # a passage this short is a claim whole
_ALSO_SAYS = 0.8  # of the best sentence's cosine: a neighbour this near belongs to the claim
_SAME_WORDS = 0.9  # share of words in common from which two claims say the same
_MARK = re.compile(r"^\s*[·•▪◦‣●○■□➢✓\uf0b7\uf0a7Ø§*o–—-]\s+")


@dataclass(frozen=True, slots=True)
class Answer:
    """What the library's documents say to a question; nothing, where `found` is false.

    `best` gives, for the first hits, the sentences nearest to the question, as offsets in their
    document; `kinds`, what each of those passages is.
    """

    question: str
    found: bool
    claims: tuple[Claim, ...]
    search: Found
    best: dict[str, tuple[int, int]]
    kinds: dict[str, PassageKind]


@dataclass(frozen=True, slots=True)
class _Said:
    """A hit and the words of it, from `start` to `end`, that are nearest to the question."""

    hit: Hit
    record: PassageRecord
    start: int
    end: int
    telling: float  # the passage's evidence and the cosine of its best sentence

    @property
    def is_routine(self) -> bool:
        return self.record.passage.kind == "procedural"


def answer(
    searcher: Searcher, query: Query, *, limit: int = 10, floor: float | None = None
) -> Answer:
    """The claims that answer a question, and the first `limit` hits.

    `floor` is the least evidence that counts as an answer; None takes the one fitted to the
    default model. Decisions come first, then what was said, each in order of date.
    """
    found = searcher.search(query, max(limit, _DEPTH))
    least = default_floor(searcher.n_passages) if floor is None else floor
    said = _best_sentences(searcher, found, found.hits[:_DEPTH])
    spoken = [one for one in said if not one.is_routine]
    if found.phrases and not spoken:
        spoken = said  # the words asked for exactly stand in a heading or formality alone
    claims = _claims(_telling(spoken)) if _answers(found, least) else ()
    return Answer(
        question=found.query.text,
        found=bool(claims),
        claims=claims,
        search=_first(found, limit),
        best={one.record.passage.id: (one.start, one.end) for one in said},
        kinds={one.record.passage.id: one.record.passage.kind for one in said},
    )


def default_floor(n_passages: int) -> float:
    """The evidence below which the default model's best passage is taken for chance."""
    return _FLOOR_AT_ONE + _FLOOR_PER_TENFOLD * log10(max(1, n_passages))


def _first(found: Found, limit: int) -> Found:
    hits = found.hits[:limit]
    return Found(
        found.query,
        hits,
        {hit.passage_id: found.records[hit.passage_id] for hit in hits},
        {hit.passage_id: found.evidence[hit.passage_id] for hit in hits},
        found.phrases,
        found.widened,
    )


def _answers(found: Found, least: float) -> bool:
    """Whether anything found says enough to be more than chance.

    Words that were asked for exactly and stand there do, however far the rest is.
    """
    looked_at = (found.evidence[hit.passage_id] for hit in found.hits[:_DEPTH])
    return bool(found.phrases) or max(looked_at, default=0.0) >= least


def _telling(said: Sequence[_Said]) -> list[_Said]:
    """What may be a claim, the most telling first: near as a passage and near as a sentence.

    A passage may be found for the heading it stands under; its sentences must say something too.
    """
    most = max((one.telling for one in said), default=0.0)
    enough = (one for one in said if one.telling >= _NEAR_BEST * most)
    return sorted(enough, key=lambda one: (-one.telling, one.hit.rank))


def _claims(telling: Sequence[_Said]) -> tuple[Claim, ...]:
    """A claim from each passage, the same thing said once, in the order of an answer."""
    cited: list[tuple[PassageRecord, Citation]] = []
    words: list[frozenset[str]] = []
    for one in telling:
        citation = cite(one.record, one.start, one.end)
        if citation is None:
            continue
        stemmed = frozenset(stems(citation.quote))
        if not any(_same(stemmed, other) for other in words):
            cited.append((one.record, citation))
            words.append(stemmed)
        if len(cited) == MOST_CLAIMS:
            break
    return tuple(Claim(citation.quote, (citation,)) for _, citation in sorted(cited, key=_order))


def _order(cited: tuple[PassageRecord, Citation]) -> tuple[bool, str, str, int]:
    """Decisions before discussion; then by date, those without one last."""
    record, citation = cited
    decided = record.passage.kind in ("decision", "action")
    held = record.document.meeting.held
    return not decided, held.isoformat() if held else "9999", citation.document_id, citation.start


def _same(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether two claims use so nearly the same words that one of them is enough."""
    shared = len(one & other)
    return shared >= _SAME_WORDS * max(1, min(len(one), len(other)))


def _best_sentences(searcher: Searcher, found: Found, hits: Sequence[Hit]) -> list[_Said]:
    """In each hit the sentences nearest to the question, in order of the hits.

    A sentence that says words asked for exactly is nearer than any that does not.
    """
    records = [found.records[hit.passage_id] for hit in hits]
    spans = [_sentences(record) for record in records]
    texts = [
        " ".join(record.passage.text[start:end].split())
        for record, of_one in zip(records, spans, strict=True)
        for start, end in of_one
    ]
    if not texts:
        return []
    near = searcher.sentence_vectors(texts) @ searcher.query_vector(
        for_meaning(found.query.text, found.widened)
    )
    nearness = iter(
        cosine + sum(_says(text, phrase) for phrase in found.phrases)
        for text, cosine in zip(texts, near.tolist(), strict=True)
    )
    said = []
    for hit, record, of_one in zip(hits, records, spans, strict=True):
        cosines = [next(nearness) for _ in of_one]
        start, end = best_run(of_one, cosines)
        offset = record.passage.start
        telling = found.evidence[hit.passage_id] + max(cosines)
        said.append(_Said(hit, record, offset + start, offset + end, telling))
    return said


def _says(text: str, phrase: str) -> bool:
    words, wanted = stems(text), stems(phrase)
    return any(words[i : i + len(wanted)] == wanted for i in range(len(words)))


def _sentences(record: PassageRecord) -> list[tuple[int, int]]:
    """The sentences of a passage, as offsets in it; one span where it is short or a decision."""
    text = record.passage.text
    marked = _MARK.match(text)
    begin = marked.end() if marked else 0
    decided = record.passage.kind in ("decision", "action")
    if len(text) - begin <= (3 * _WHOLE_CHARS if decided else _WHOLE_CHARS):
        return [(begin, len(text))]
    sentences = [(begin + start, begin + end) for start, end in sentence_spans(text[begin:])]
    return sentences or [(begin, len(text))]


def best_run(spans: Sequence[tuple[int, int]], cosines: Sequence[float]) -> tuple[int, int]:
    """The best sentence, with the one beside it where that is nearly as near to the question."""
    best = max(range(len(spans)), key=lambda i: (cosines[i], -i))
    first = last = best
    if best + 1 < len(spans) and cosines[best + 1] >= _ALSO_SAYS * cosines[best]:
        last += 1
    elif best > 0 and cosines[best - 1] >= _ALSO_SAYS * cosines[best]:
        first -= 1
    return spans[first][0], spans[last][1]
