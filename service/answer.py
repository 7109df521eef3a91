"""An answer made of the minutes' own words, and the honesty to say that there is none."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from index.calibrate import least_evidence
from index.hits import Hit, Query
from index.lexical import query_words, stems
from index.library import PassageRecord
from index.search import VERBATIM, Asked, Found, Searcher
from service.cite import Citation, Claim, Mark, cite
from service.fact import expected, holds
from service.ledger_answer import LEDGER_FORMS, Told, ask_ledger, ledger_claims, ledger_records
from service.question import Form

MOST_CLAIMS = 8  # what a reader takes in at a glance; the hits below hold the rest
_MOST_FACTS = 3  # where a question asks for one fact
_MOST_OF_A_MEETING = 3
# A question that for the better part asks of what no hit mentions needs so much more.
_UNMENTIONED = 0.45
_UNMENTIONED_COSTS = 0.08
_NEAR_BEST = 0.88  # of the most telling passage; what tells less is another matter
_NEAR_BEST_FACT = 0.75  # where one fact is asked for, which may stand beside the subject
_NEAR_BEST_IN_TIME = 0.8  # where the first or the last meeting is asked for
_DEPTH = 30  # hits looked through for claims
_WHOLE_CHARS = 280  # a passage this short is a claim whole
_ALSO_SAYS = 0.9  # of the best sentence's nearness: a neighbour this near belongs to the claim
_SAME_WORDS = 0.9  # share of words in common from which two claims say the same
_CONTEXT_CHARS = 300
_ANNOUNCED_WITHIN = 45  # characters
_MOST_WORDS_TOLD = 4
_DECIDING: frozenset[Form] = frozenset({"decided", "came back", "returned"})
_FIRST: Mark = "first mention"
_LATEST: Mark = "latest position"
_NAMED_BY = 2  # words of the question, the rarest, that a passage on the matter has
_SAYS_IT = 0.2  # more telling, where the sentence has all words of the question
_TIMELY: frozenset[Form] = frozenset({"first", "latest", "came back", "returned"})
_DECISION_TELLS = 1.1  # times as much, where it was asked what was decided
_MARK = re.compile(r"^\s*[·•▪◦‣●○■□➢✓\uf0b7\uf0a7Ø§*o–—-]\s+")
# Words that point at something said before.
_POINTING = re.compile(
    r"(?:he|she|it|they|this|that|these|those|his|her|their|its|such|both|the (?:latter|former"
    r"|same)|in (?:reply|response|answer)|however|but|and|also)\b",
    re.IGNORECASE,
)


_PERSON = re.compile(r"\b(?:Councillor|Cllr|Mrs?|Ms|Miss|Dr|Professor|Revd)\.? ([A-Z][\w’'-]+)")
# "RESOLVED: That", "It was agreed to", and the header of a table of actions.
_ANNOUNCING = re.compile(r"[:–—-]$|\b(?:that|to)$|\|", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Answer:
    """What the library's documents say to a question; nothing, where `found` is false.

    `claims` go by meeting, in order of date, decisions first in each. `confidence` is the evidence
    beyond the least that an answer needs: below 0 there is none. `unmentioned` are words of the
    question that the library nowhere has; `expected`, the sort of fact that was asked for and that
    no passage near enough holds. `best` gives, for the hits looked at, the sentences nearest to
    the question, as offsets in their document; `records`, their passages. `ledger` is what the
    claims were taken from, where that is the ledger.
    """

    question: str
    found: bool
    claims: tuple[Claim, ...]
    search: Found
    confidence: float
    unmentioned: tuple[str, ...]
    expected: str | None
    best: dict[str, tuple[int, int]]
    records: dict[str, PassageRecord]
    ledger: Told | None = None

    @property
    def n_commitments(self) -> int:
        """How many the claims tell of."""
        return len({claim.commitment for claim in self.claims if claim.commitment})

    @property
    def refusal(self) -> str:
        """What a reader is told where nothing answers: what was missed, as far as it is known."""
        told = ["Nothing that answers this was found in the documents held here."]
        if self.unmentioned:
            words = [f"“{word}”" for word in self.unmentioned[:_MOST_WORDS_TOLD]]
            told.append(f"None of them mentions {' or '.join(words)}.")
        if self.expected:
            told.append(f"Those on the subject do not give {self.expected} for it.")
        return " ".join(told)


@dataclass(frozen=True, slots=True)
class _Said:
    """A hit and the words of it, from `start` to `end`, that are nearest to the question."""

    hit: Hit
    record: PassageRecord
    start: int
    end: int
    telling: float  # the passage's evidence and score, and the nearness of its best sentence

    @property
    def is_routine(self) -> bool:
        return self.record.passage.kind == "procedural"

    @property
    def only_announces(self) -> bool:
        """ "Decision: That", and the header of a table."""
        words = self.words.rstrip()
        short = len(words) <= _ANNOUNCED_WITHIN or "|" in words
        return short and bool(_ANNOUNCING.search(words)) and not re.search(r"\d", words)

    @property
    def words(self) -> str:
        passage = self.record.passage
        return passage.text[self.start - passage.start : self.end - passage.start]


def answer(
    searcher: Searcher,
    query: Query,
    *,
    form: Form = "other",
    limit: int = 10,
    floor: float | None = None,
    today: date | None = None,
) -> Answer:
    """The claims that answer a question of this form, and the first `limit` hits.

    `floor` is the least evidence that counts as an answer; None takes the library's own. The
    query's order is that of the hits, and changes no claim. What was promised is answered from the
    ledger as it stands `today`; without a day, from the passages like anything else.
    """
    found = searcher.search(replace(query, order="relevance"), max(limit, _DEPTH))
    said = _best_sentences(searcher, found)
    spoken = [one for one in said if not one.is_routine and not one.only_announces]
    if found.phrases and not spoken:
        spoken = said  # the words asked for exactly stand in a heading or formality alone
    wanted = expected(form, query.text)
    near_best = _NEAR_BEST_FACT if wanted else _NEAR_BEST
    telling = _telling(spoken, form, _NEAR_BEST_IN_TIME if form in _TIMELY else near_best)
    facts = [one for one in telling if holds(form, query.text, one.words)]
    unmentioned, share = searcher.unmentioned(_first(found, 10))
    confidence = _confidence(searcher, found, spoken, floor)
    if share >= _UNMENTIONED or _asks_of_nobody(query.text, unmentioned):
        confidence -= _UNMENTIONED_COSTS
    if found.phrases and spoken:
        confidence = max(confidence, 0.0)  # what was asked for to the word stands there
    chosen = _chosen(facts, _MOST_FACTS if wanted else MOST_CLAIMS) if confidence >= 0 else []
    claims = tuple(_marked(searcher, found.query, chosen))
    records = {one.record.passage.id: one.record for one in said}
    told = None
    if today and form in LEDGER_FORMS:
        told = ask_ledger(searcher, query, form, today, is_near=confidence >= 0)
    if told:
        claims = tuple(ledger_claims(told.entries, by_date=form == "came back")[:MOST_CLAIMS])
        records |= ledger_records(told.entries)
    return Answer(
        question=found.query.text,
        found=bool(claims),
        claims=claims,
        search=_first(found, limit)
        if query.order == "relevance"
        else searcher.search(query, limit),
        confidence=confidence if claims else min(confidence, -_UNMENTIONED_COSTS),
        unmentioned=tuple(unmentioned),
        expected=wanted if telling and not facts and confidence >= 0 else None,
        best={one.record.passage.id: (one.start, one.end) for one in said},
        records=records,
        ledger=told,
    )


def default_floor(searcher: Searcher) -> float:
    """The evidence below which the best passage is taken for chance, in this library."""
    return least_evidence(searcher)


def _confidence(
    searcher: Searcher, found: Found, spoken: Sequence[_Said], floor: float | None
) -> float:
    """How much more speaks for the best passage than must; headings do not speak."""
    least = default_floor(searcher) if floor is None else floor
    evidence = (found.evidence[one.hit.passage_id] for one in spoken)
    return max(evidence, default=0.0) - least


def _asks_of_nobody(question: str, unmentioned: Sequence[str]) -> bool:
    """Whether a question names a person whom the library does not know."""
    return any(named[1] in unmentioned for named in _PERSON.finditer(question))


def _first(found: Found, limit: int) -> Found:
    hits = found.hits[:limit]
    return replace(
        found,
        hits=hits,
        records={hit.passage_id: found.records[hit.passage_id] for hit in hits},
        evidence={hit.passage_id: found.evidence[hit.passage_id] for hit in hits},
    )


def _telling(said: Sequence[_Said], form: Form, near_best: float) -> list[_Said]:
    """What may be a claim, the most telling first: near as a passage and near as a sentence.

    A passage may be found for the heading it stands under; its sentences must say something too.
    """
    if form in _DECIDING:
        said = [
            replace(one, telling=one.telling * _DECISION_TELLS) if _is_decision(one) else one
            for one in said
        ]
    most = max((one.telling for one in said), default=0.0)
    enough = (one for one in said if one.telling >= near_best * most)
    return sorted(enough, key=lambda one: (-one.telling, one.hit.rank))


def _is_decision(said: _Said) -> bool:
    return said.record.passage.kind in ("decision", "action")


def _chosen(telling: Sequence[_Said], most: int) -> list[tuple[_Said, Citation]]:
    """What is said from each meeting before a second thing from any, and each thing once."""
    chosen: list[tuple[_Said, Citation]] = []
    said: list[frozenset[str]] = []
    of_meeting: Counter[tuple[str, str, str]] = Counter()
    for at_most in range(1, _MOST_OF_A_MEETING + 1):
        for one in telling:
            meeting = _meeting(one.record)
            citation = cite(one.record, one.start, one.end)
            if len(chosen) == most or of_meeting[meeting] >= at_most or citation is None:
                continue
            stemmed = frozenset(stems(citation.quote))
            if not any(_same(stemmed, other) for other in said):
                chosen.append((one, citation))
                said.append(stemmed)
                of_meeting[meeting] += 1
    return sorted(chosen, key=lambda pair: _order(pair[0]))


def _meeting(record: PassageRecord) -> tuple[str, str, str]:
    """What tells one meeting from another, in order: its date, unknown last, and whose it was.

    A document whose committee or date is unknown is one by itself.
    """
    meeting, document = record.document.meeting, record.document
    held = meeting.held.isoformat() if meeting.held else "9999"
    known = meeting.committee if meeting.held else None
    return held, meeting.council or "", known or document.id


def _order(said: _Said) -> tuple[tuple[str, str, str], bool, str, int]:
    """By meeting; in each, decisions first."""
    record = said.record
    return _meeting(record), not _is_decision(said), record.document.id, said.start


def _marked(
    searcher: Searcher, query: Query, chosen: Sequence[tuple[_Said, Citation]]
) -> Iterator[Claim]:
    """Claims, those of the first and of the last meeting that named the matter told apart.

    A passage names it where it has the rarest words of the question, headings included. Of a
    question narrowed to some meetings nothing is told, nor where one meeting is all there is.
    """
    names = searcher.rarest(query.text, _NAMED_BY)
    named = None if query.is_filtered else searcher.dates_of(names)
    marks = dict(zip(named, (_FIRST, _LATEST), strict=True)) if named else {}
    if len(marks) < 2 or len({_meeting(one.record) for one, _ in chosen}) < 2:
        marks = {}
    for one, citation in chosen:
        held = one.record.document.meeting.held
        mark = None
        if held in marks and _names(one.record, names):
            mark = marks.pop(held)
        yield Claim(citation.quote, (citation,), _context(one), mark)


def _names(record: PassageRecord, stemmed: Sequence[str]) -> bool:
    return set(stemmed) <= set(stems(f"{record.passage.context}\n{record.passage.text}"))


def _context(said: _Said) -> str:
    """What a reader needs before a claim that does not begin by itself."""
    words, passage = said.words.lstrip(), said.record.passage
    announced = passage.context.rpartition("\n")[2][-_CONTEXT_CHARS:]
    before = passage.text[: said.start - passage.start]
    if (not before or _MARK.fullmatch(before)) and _ANNOUNCING.search(announced):
        return announced
    if not _POINTING.match(words) and not words[:1].islower():
        return ""
    sentences = [start for start, end in passage.sentences if end <= len(before)]
    if sentences and not _MARK.fullmatch(before):
        return " ".join(before[sentences[-1] :].split())[-_CONTEXT_CHARS:]
    return announced


def _same(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether two claims use so nearly the same words that one of them is enough."""
    shared = len(one & other)
    return shared >= _SAME_WORDS * max(1, min(len(one), len(other)))


def _best_sentences(searcher: Searcher, found: Found) -> list[_Said]:
    """In each hit the sentences nearest to the question, in order of the hits.

    A sentence that says words asked for exactly is nearer than any that does not.
    """
    hits = found.hits[:_DEPTH]
    asked: Asked = searcher.asked(found.meant)
    wanted = frozenset(query_words(found.query.text))
    parted = [
        (record, _sentences(record)) for record in (found.records[hit.passage_id] for hit in hits)
    ]
    said = []
    for hit, (record, spans), near in zip(
        hits, parted, searcher.nearness(asked, parted), strict=True
    ):
        nearness = [
            score + sum(_says(record.passage.text[start:end], phrase) for phrase in found.phrases)
            for score, (start, end) in zip(near, spans, strict=True)
        ]
        start, end = best_run(spans, nearness)
        offset = record.passage.start
        # Words that stand in the passage as they were asked for put it first; that tells no more.
        telling = found.evidence[hit.passage_id] + hit.score % VERBATIM + max(nearness)
        telling += _SAYS_IT * _share(wanted, record.passage.text[start:end])
        said.append(_Said(hit, record, offset + start, offset + end, telling))
    return said


def _share(wanted: frozenset[str], text: str) -> float:
    return len(wanted.intersection(stems(text))) / max(1, len(wanted))


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
    sentences = [(max(begin, i), j) for i, j in record.passage.sentences if j > begin]
    return sentences or [(begin, len(text))]


def best_run(spans: Sequence[tuple[int, int]], nearness: Sequence[float]) -> tuple[int, int]:
    """The best sentence, with the one beside it where that is nearly as near to the question."""
    best = max(range(len(spans)), key=lambda i: (nearness[i], -i))
    first = last = best
    if best + 1 < len(spans) and nearness[best + 1] >= _ALSO_SAYS * nearness[best]:
        last += 1
    elif best > 0 and nearness[best - 1] >= _ALSO_SAYS * nearness[best]:
        first -= 1
    return spans[first][0], spans[last][1]
