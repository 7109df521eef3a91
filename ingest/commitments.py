"""What was decided, asked of somebody or promised in a document: one record for each clause.

What a meeting decided stands where minutes announce it; what was promised stands in sentences of
discussion, for `undertakings.py`.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.decisions import opens
from ingest.due import due_day, find_due
from ingest.items import Placed
from ingest.model import Commitment, CommitmentKind, Document
from ingest.outcomes import tells_outcome
from ingest.passages import placed_blocks
from ingest.sentences import sentence_spans
from ingest.undertakings import find_promise

Span = tuple[int, int]

# What announces a decision and is no part of it: "14.7 Resolved that the Committee:", "(1)", "That".
_ANNOUNCED = re.compile(
    r"\W*(?:\d[\d.]*\.?\s+)?(?:(?:it\s+was\s+)?(?:therefore\s+|unanimously\s+|further\s+)*"
    r"(?:resolved|recommended|agreed|decided|recommendations?|resolutions?|decisions?|actions?(?:\s+points?)?)\b"
    r"(?:\s+\d{1,3})?(?:\s+(?:unanimously|to\s+(?:council|cabinet)))?\s*[:–—.-]*\s*)?"
    r"(?:that\b\s*[:–—-]*\s*)?(?:\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)]\s+)?",
    re.IGNORECASE,
)
_REASON = re.compile(r"\W*(?:reasons?\b|background\b)", re.IGNORECASE)
_INLINE_NUMBER = re.compile(r"(?<=[\s:;.])\((?:\d{1,2}|[a-z]|[ivx]{1,4})\)\s+(?=\w)")
_ENDS = re.compile(r"[\s;,.]*(?:;?\s*and)?[\s;,.]*$")
_RECOMMENDED = re.compile(r"\brecommend", re.IGNORECASE)
_ACTION = re.compile(r"\W*actions?\b(?:\s+points?)?(?:\s+\d{1,3})?\s*[:–—-]*\s*", re.IGNORECASE)
_ACTION_INSIDE = re.compile(
    r"\(?\bACTIONS?\s*:\s*(?P<who>[^()\n]{1,60})\)?|\(Action\s*:\s*(?P<for>[^()]{1,60})\)"
)
_INITIALS_AT_END = re.compile(r"\|\s*(?P<who>[A-Z]{2,4}(?:\s*[/,&]\s*[A-Z]{2,4})*)\s*\|?\s*$")
# Done by being said: nothing is to be heard of it again.
_DONE = re.compile(
    r"\b(?:not(?:ed|es?)|receive[sd]?|thank(?:s|ed)?|congratulat\w+|true (?:and \w+ )?record|correct record|true account"
    r"|accurate (?:record|account)|accepted as correct|minutes\b.{0,60}\b(?:approved|agreed|confirmed|adopted|signed|taken as read)|elected|re-elected|appointed"
    r"|apologies|excluded?|suspended|accounts?\b.{0,40}\b(?:approved|paid|payment)|pay all|approved for payment"
    r"|welcomed|taken as read|standing orders|closed|adjourned|lost|defeated|unchanged|retain|moved? this item|up the agenda"
    r"|condolences|sympathy|vote of)\b",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"\b(?:be (?:asked|requested|invited|instructed|authorised|brought|presented|submitted|provided|circulated|added"
    r"|referred|deferred|sent|written|prepared|reported|considered|investigated|arranged|reviewed|carried out|undertaken)"
    r"|should|would|will|to (?:write|report|bring|provide|circulate|investigate|prepare|arrange|contact|ask|consider)"
    r"|ask(?:s|ed)?|requests?|invites?|writes?)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Clause:
    """A clause found, with the words that stand for it."""

    start: int
    end: int
    kind: CommitmentKind
    placed: Placed
    owner: str | None = None
    is_owned: bool = False  # the owner was told where it was found


def find_commitments(document: Document) -> list[Commitment]:
    """The commitments of a document, in order."""
    if document.form == "transcript":
        return []
    seen: Counter[str] = Counter()
    return [
        _commitment(document, clause, seen)
        for placed in placed_blocks(document)
        for clause in _clauses(document.text, placed)
    ]


def _clauses(text: str, placed: Placed) -> Iterator[_Clause]:
    start, end = placed.block.start, placed.block.end
    words = text[start:end]
    if placed.block.kind in ("heading", "label") or placed.kind == "attendance":
        return
    if placed.kind == "decision" and (opens(words) == "decision" or placed.lead_in):
        yield from _announced(text, placed)
    elif placed.kind == "action":
        yield from _actions(text, placed)
    else:
        yield from _told(text, placed)


def _announced(text: str, placed: Placed) -> Iterator[_Clause]:
    """What stands below or after "RESOLVED: That", a clause each."""
    start, end = placed.block.start, placed.block.end
    if _REASON.match(text[start:end]) or _REASON.match(placed.lead_in):
        return
    announced = f"{placed.lead_in} {text[start:end][:60]}"
    kind: CommitmentKind = "recommendation" if _RECOMMENDED.search(announced) else "resolution"
    if (found := _ANNOUNCED.match(text, start, end)) and found.end() < end:
        start = found.end()
    cuts = [match.start() for match in _INLINE_NUMBER.finditer(text, start, end)]
    edges = [start, *cuts, end]
    for first, last in zip(edges, edges[1:], strict=False):
        if trimmed := _trimmed(text, first, last):
            yield _Clause(*trimmed, kind, placed)


def _actions(text: str, placed: Placed) -> Iterator[_Clause]:
    start, end = placed.block.start, placed.block.end
    if inside := _ACTION_INSIDE.search(text, start, end):
        owner = " ".join((inside["who"] or inside["for"]).split()).strip(" .")
        if inside.start() > start + 3:
            spans = [
                (start + a, start + b) for a, b in sentence_spans(text[start : inside.start()])
            ]
            yield _Clause(spans[-1][0], end, "action", placed, owner, is_owned=True)
            return
    if found := _ACTION.match(text, start, end):
        start = found.end()
    if trimmed := _trimmed(text, start, end):
        yield _Clause(*trimmed, "action", placed)


def _told(text: str, placed: Placed) -> Iterator[_Clause]:
    """Sentences that tell a decision, and those that promise something."""
    start, end = placed.block.start, placed.block.end
    for first, last in sentence_spans(text[start:end]):
        sentence = text[start + first : start + last]
        if tells_outcome(sentence) or opens(sentence) == "decision":
            kind: CommitmentKind = (
                "recommendation" if _RECOMMENDED.search(sentence[:80]) else "resolution"
            )
            yield _Clause(start + first, start + last, kind, placed)
        elif find_promise(sentence):
            if initials := _INITIALS_AT_END.search(sentence):
                yield _Clause(start + first, start + last, "action", placed, initials["who"], True)
            else:
                yield _Clause(start + first, start + last, "undertaking", placed)


def _trimmed(text: str, start: int, end: int) -> Span | None:
    """The span without the marks and the "and" that join it to the next; None where no word is left."""
    if found := re.compile(
        r"[\W_]*(?:\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)]\s+)?(?:that\s+)?", re.I
    ).match(text, start, end):
        start = found.end()
    if found := _ENDS.search(text, start, end):
        end = found.start() + (text[found.start() : found.start() + 1] == ".")
    return (start, end) if any(map(str.isalpha, text[start:end])) else None


def _commitment(document: Document, clause: _Clause, seen: Counter[str]) -> Commitment:
    text = document.text[clause.start : clause.end]
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:10]
    seen[digest] += 1
    again = f"-{seen[digest]}" if seen[digest] > 1 else ""
    due = find_due(text)
    item = clause.placed.item
    return Commitment(
        id=f"{document.id}-c{digest}{again}",
        document_id=document.id,
        start=clause.start,
        end=clause.end,
        text=text,
        kind=clause.kind,
        owner=clause.owner if clause.is_owned else None,
        due=due,
        due_on=due_day(due, document.meeting.held) if due else None,
        item=item.label if item else None,
        about=_about(text, clause.placed),
        awaited=clause.kind in ("action", "undertaking") or _is_awaited(text),
    )


def _is_awaited(text: str) -> bool:
    return bool(_ASKS.search(text)) or not _DONE.search(text)


def _about(text: str, placed: Placed) -> str:
    title = placed.item.title if placed.item else ""
    return " ".join(f"{title} {text}".split())
