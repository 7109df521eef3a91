"""An answer made of the minutes' own words, and the honesty to say that there is none."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import log10

from index.hits import Query
from index.lexical import stems
from index.library import PassageRecord
from index.search import Found, Searcher
from ingest.model import PassageKind
from ingest.sentences import sentence_spans
from service.cite import Citation, Claim, cite

MOST_CLAIMS = 8  # what a reader takes in at a glance; the hits below hold the rest
# How much must speak for the best passage before anything is answered, by the size of the
# library: of more passages, more come near to any question by chance. Fitted to all-MiniLM-L6-v2
# on the sample questions and five real minutes; another model needs a floor of its own.
_FLOOR_AT_ONE = 0.28
_FLOOR_PER_TENFOLD = 0.044
_NEAR_BEST = 0.7  # of the best passage's evidence; what has less is another matter
_DEPTH = 30  # hits looked through for claims
_MARKED = 10  # hits whose best sentence is marked
_WHOLE_CHARS = 280  # a passage this short is a claim whole
_ALSO_SAYS = 0.8  # of the best sentence's cosine: a neighbour this near belongs to the claim
_SAME_WORDS = 0.9  # share of words in common from which two claims say the same
_MARK = re.compile(r"^\s*[·•▪◦‣●○■□➢✓\uf0b7\uf0a7Ø§*o–—-]\s+")


@dataclass(frozen=True, slots=True)
class Answer:
    """What the library's documents say to a question; nothing, where `found` is false.

    `best` gives, for the first hits, the sentences nearest to the question, as offsets in their
    document; `kinds`, what the passage of each claim is.
    """

    question: str
    found: bool
    claims: tuple[Claim, ...]
    search: Found
    best: dict[str, tuple[int, int]]
    kinds: dict[str, PassageKind]


def answer(
    searcher: Searcher, query: Query, *, limit: int = 10, floor: float | None = None
) -> Answer:
    """The claims that answer a question, and the first `limit` hits.

    `floor` is the least evidence that counts as an answer; None takes the one fitted to the
    default model. Decisions come first, then what was said, each in order of date.
    """
    found = searcher.search(query, max(limit, _DEPTH))
    least = default_floor(searcher.n_passages) if floor is None else floor
    telling = _telling(found, least)
    shown = [found.records[hit.passage_id] for hit in found.hits[: min(limit, _MARKED)]]
    best = _best_sentences(searcher, found, [*telling, *shown])
    claims = _claims(telling, best)
    kinds = {record.passage.id: record.passage.kind for record in telling}
    return Answer(found.query.text, bool(claims), claims, _first(found, limit), best, kinds)


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
    )


def _telling(found: Found, least: float) -> list[PassageRecord]:
    """The passages that may carry a claim, best first; none where even the best says too little."""
    hits = found.hits[:_DEPTH]
    best = max((found.evidence[hit.passage_id] for hit in hits), default=0.0)
    # Words that were asked for exactly and stand there are an answer, however far the rest is.
    if not found.phrases and best < least:
        return []
    enough = 0.0 if found.phrases else max(least, _NEAR_BEST * best)
    records = (
        found.records[hit.passage_id] for hit in hits if found.evidence[hit.passage_id] >= enough
    )
    return [record for record in records if record.passage.kind != "procedural"][: 2 * MOST_CLAIMS]


def _claims(
    records: Sequence[PassageRecord], best: Mapping[str, tuple[int, int]]
) -> tuple[Claim, ...]:
    """A claim from each passage, the same thing said once, in the order of an answer."""
    cited: list[tuple[PassageRecord, Citation]] = []
    words: list[frozenset[str]] = []
    for record in records:
        citation = cite(record, *best[record.passage.id])
        if citation is None:
            continue
        said = frozenset(stems(citation.quote))
        if not any(_same(said, other) for other in words):
            cited.append((record, citation))
            words.append(said)
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


def _best_sentences(
    searcher: Searcher, found: Found, records: Sequence[PassageRecord]
) -> dict[str, tuple[int, int]]:
    """In each passage the sentences nearest to the question, as offsets in its document.

    A sentence that says words asked for exactly is nearer than any that does not.
    """
    spans = {record.passage.id: (record, _sentences(record)) for record in records}
    several = [(record, of_one) for record, of_one in spans.values() if len(of_one) > 1]
    texts = [
        " ".join(record.passage.text[start:end].split())
        for record, of_one in several
        for start, end in of_one
    ]
    cosines: Iterator[float] = iter(())
    if texts:
        vector = searcher.query_vector(found.query.text)
        near = (searcher.encoder.encode_documents(texts) @ vector).tolist()
        cosines = (
            cosine + sum(_says(text, phrase) for phrase in found.phrases)
            for text, cosine in zip(texts, near, strict=True)
        )
    best = {}
    for passage_id, (record, of_one) in spans.items():
        start, end = of_one[0]
        if len(of_one) > 1:
            start, end = best_run(of_one, [next(cosines) for _ in of_one])
        best[passage_id] = record.passage.start + start, record.passage.start + end
    return best


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
