"""How well does a library answer questions whose answers somebody has marked?

Judgements are words quoted from documents, not passage ids: a hit is relevant when it overlaps
quoted words. So judgements outlive any change to how documents are split.
"""

import json
import re
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import takewhile
from pathlib import Path
from statistics import fmean
from typing import Any

import ir_measures
from ir_measures import RR, R, ScoredDoc, Success, nDCG

from index.hits import Hit, Query
from index.library import DocumentRecord, Library, PassageRecord

DEPTH = 100  # hits kept a question
_READ_CHARS = 4000
_LONGEST_PASSAGE = 3000  # a longer passage is not counted as found: nobody reads it to the end
_MEASURES = {
    "hit@1": Success @ 1,
    "hit@5": Success @ 5,
    "hit@10": Success @ 10,
    "recall@10": R @ 10,
    "MRR@10": RR @ 10,
    "nDCG@10": nDCG @ 10,
}
_KEPT_PERCENT = 95  # of the answerable questions, where the refusal is measured
REFUSED_AT_KEPT = f"refused at {_KEPT_PERCENT} %"
Span = tuple[str, int, int]  # document id, start, end


class JudgementError(ValueError):
    """A file of questions cannot be used; the message names the line."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question with the words, if any, that answer it."""

    id: str
    text: str
    answerable: bool
    kind: str
    evidence: tuple[tuple[str, str], ...]  # file name, quoted words
    filters: Mapping[str, str]
    set: str = ""  # the part of the questions that it belongs to, where they are parted

    def query(self, *, with_filters: bool) -> Query:
        return Query(self.text, **_filters(self.filters) if with_filters else {})


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the product made of a question.

    `confidence` is higher the surer the product is that there is an answer; it compares between
    the questions of one library. None where it does not say.
    """

    found: bool
    claims: Sequence[Span]
    hits: Sequence[Hit]
    records: Mapping[str, PassageRecord]
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """One question, asked and judged. Figures are None where they do not apply."""

    question: Question
    outcome: Outcome
    seconds: float
    figures: Mapping[str, float | None]


def read_questions(file: Path) -> list[Question]:
    """Questions, one JSON object a line; JudgementError names the first line that is not one.

    A question marked answerable without evidence cannot be judged and is left out.
    """
    questions = []
    seen: set[str] = set()
    # Only a line feed ends a line: a quote may hold characters that Python counts as line ends.
    for number, line in enumerate(file.read_bytes().split(b"\n"), 1):
        if not line.strip():
            continue
        try:
            question = parse_question(json.loads(line))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise JudgementError(
                f"{file}, line {number}: {type(error).__name__}: {error}"
            ) from error
        if question.id in seen:
            raise JudgementError(f"{file}, line {number}: a second question {question.id!r}")
        seen.add(question.id)
        if question.evidence or not question.answerable:
            questions.append(question)
    return questions


def parse_question(fields: Mapping[str, Any]) -> Question:
    """The question of one line; ValueError, KeyError, TypeError or AttributeError for another."""
    evidence = tuple((e["document"], e["quote"]) for e in fields.get("evidence", ()))
    filters = dict(fields.get("filters") or {})
    _filters(filters)
    return Question(
        id=str(fields["id"]),
        text=str(fields["question"]),
        answerable=bool(fields.get("answerable", bool(evidence))),
        kind=str(fields.get("kind") or "unsorted"),
        evidence=evidence,
        filters=filters,
        set=str(fields.get("set") or ""),
    )


def _filters(filters: Mapping[str, str]) -> dict[str, Any]:
    """A question's filters as those of a Query."""
    plural = {
        "document": "documents",
        "committee": "committees",
        "council": "councils",
        "kind": "kinds",
    }
    named: dict[str, Any] = {}
    for key, value in filters.items():
        if key in plural:
            named[plural[key]] = (value,)
        elif key in ("from", "to"):
            named[f"held_{key}"] = date.fromisoformat(value)
        else:
            raise ValueError(f"there is no filter {key!r}")
    return named


def evaluate(
    library: Library,
    questions: Sequence[Question],
    ask: Callable[[Query], Outcome],
    *,
    with_filters: bool = True,
) -> tuple[list[Result], list[str]]:
    """Every question asked and judged, and the judgements that do not fit the library.

    `ask` gives up to `DEPTH` hits, best first.
    """
    named = by_file_name(library.documents())
    passages = {one.id: _spans(library, one.id) for same in named.values() for one in same}
    results, misfits = [], []
    for question in questions:
        marked: list[Span] = []
        for name, quote in question.evidence:
            span = locate(library, named, name, quote)
            if span:
                marked.append(span)
            else:
                misfits.append(f"{question.id}: {name} does not say {quote[:60]!r}")
        began = time.perf_counter()
        outcome = ask(question.query(with_filters=with_filters))
        seconds = time.perf_counter() - began
        relevant = {
            passage_id
            for document_id in {span[0] for span in marked}
            for passage_id, span in passages.get(document_id, ())
            if span[2] - span[1] <= _LONGEST_PASSAGE and any(_overlap(span, m) for m in marked)
        }
        results.append(
            Result(question, outcome, seconds, _figures(question, outcome, marked, relevant))
        )
    return _with_refusal(results), misfits


def by_file_name(documents: Iterable[DocumentRecord]) -> dict[str, list[DocumentRecord]]:
    """Documents by the last part of their path, which several may share."""
    named: dict[str, list[DocumentRecord]] = defaultdict(list)
    for document in documents:
        named[document.path.rpartition("/")[2]].append(document)
    return dict(named)


def _spans(library: Library, document_id: str) -> list[tuple[str, Span]]:
    return [(p.id, (document_id, p.start, p.end)) for p in library.passages_in(document_id)]


def locate(
    library: Library, named: Mapping[str, Sequence[DocumentRecord]], name: str, quote: str
) -> Span | None:
    """Where a document says these words, however its lines are broken and its cells divided.

    Of documents with the same file name, those whose folders are most like the name's come first.
    """
    words = quote.replace("|", " ").split()
    pattern = re.compile(r"[\s|]+".join(re.escape(word) for word in words))
    same = named.get(name.rpartition("/")[2], ())
    for document in sorted(same, key=lambda one: -_parts_in_common(one.path, name)):
        if found := pattern.search(library.text(document.id)):
            return document.id, found.start(), found.end()
    return None


def _parts_in_common(one: str, other: str) -> int:
    """How many names two paths share, counted from their end."""
    pairs = zip(reversed(one.split("/")), reversed(other.split("/")), strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def _overlap(one: Span, other: Span) -> bool:
    return one[0] == other[0] and one[1] < other[2] and other[1] < one[2]


def _figures(
    question: Question, outcome: Outcome, marked: Sequence[Span], relevant: set[str]
) -> dict[str, float | None]:
    claims = outcome.claims
    figures: dict[str, float | None] = {
        **dict.fromkeys((*_MEASURES, "cov4k", "right document first"), None),
        "answered": float(outcome.found) if question.answerable else None,
        "refused": None if question.answerable else float(not outcome.found),
        "claims overlapping": None,
    }
    if not question.answerable or not marked:
        return figures
    if claims:
        figures["claims overlapping"] = fmean(
            any(_overlap(claim, span) for span in marked) for claim in claims
        )
    run = [ScoredDoc("q", hit.passage_id, -hit.rank) for hit in outcome.hits]
    qrels = {"q": dict.fromkeys(relevant, 1)}
    measured = (
        ir_measures.calc_aggregate(_MEASURES.values(), qrels, run) if run and relevant else {}
    )
    figures.update({name: float(measured.get(m, 0.0)) for name, m in _MEASURES.items()})
    shown = [_span(outcome.records[hit.passage_id]) for hit in outcome.hits]
    figures["cov4k"] = _coverage(shown, marked)
    figures["right document first"] = float(
        bool(shown) and shown[0][0] in {document_id for document_id, _, _ in marked}
    )
    return figures


def _with_refusal(results: list[Result]) -> list[Result]:
    """Results with one figure more, where confidence was told: whether a question without an
    answer is less sure to have one than 95 % of those with an answer.
    """
    told = {r.question.id: sure for r in results if (sure := r.outcome.confidence) is not None}
    asked = [result.question for result in results if result.question.id in told]
    answerable = sorted((told[one.id] for one in asked if one.answerable), reverse=True)
    if not answerable:
        return results
    least = answerable[-(-_KEPT_PERCENT * len(answerable) // 100) - 1]
    refused = {one.id: float(told[one.id] < least) for one in asked if not one.answerable}
    return [
        replace(r, figures={**r.figures, REFUSED_AT_KEPT: refused.get(r.question.id)})
        for r in results
    ]


def _span(record: PassageRecord) -> Span:
    passage = record.passage
    return passage.document_id, passage.start, passage.end


def _coverage(shown: Iterable[Span], marked: Sequence[Span]) -> float:
    """Share of the marked characters among the first 4,000 characters shown."""
    wanted = {(d, i) for d, start, end in marked for i in range(start, end)}
    seen: set[tuple[str, int]] = set()
    left = _READ_CHARS
    for document_id, start, end in shown:
        if left <= 0:
            break
        end = min(end, start + left)
        left -= end - start
        seen.update((document_id, i) for i in range(start, end) if (document_id, i) in wanted)
    return len(seen) / len(wanted) if wanted else 0.0


def summarise(results: Sequence[Result]) -> dict[str, dict[str, float | int | None]]:
    """Means over all questions and over each kind; None where a figure applies to none of them."""
    groups: dict[str, list[Result]] = {"all": list(results)}
    for result in sorted(results, key=lambda result: result.question.kind):
        groups.setdefault(result.question.kind, []).append(result)
    names = list(dict.fromkeys(name for result in results for name in result.figures))
    return {
        kind: {
            "questions": len(group),
            **{
                name: fmean(values)
                if (values := [v for r in group if (v := r.figures.get(name)) is not None])
                else None
                for name in names
            },
        }
        for kind, group in groups.items()
    }
