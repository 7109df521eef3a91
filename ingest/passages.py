"""Into which runs of text, each short enough to embed and to quote?"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from ingest.items import Placed, place
from ingest.lines import SPEAKER
from ingest.model import Block, Document, Passage
from ingest.outcomes import part_decisions
from ingest.sentences import sentence_spans
from ingest.speakers import find_speaker, speaks_again

# About 220 tokens of English: near the most that all-MiniLM-L6-v2 reads (256), and the best size
# on transcripts. A bullet or a clause stays whole up to this size, however short.
TARGET_CHARS = 1050
_WHOLE = 4  # targets' worth, to which bullets, clauses and rows stay whole
_NEARLY_FULL = 0.85  # a run this full ends with the turn it is in


@dataclass(frozen=True, slots=True)
class _Run:
    """A stretch of text to become a passage, with the place it stands in."""

    start: int
    end: int
    placed: Placed
    speaker: str = ""
    is_told: bool = False  # by the run's own words


def split_passages(document: Document, *, target_chars: int = TARGET_CHARS) -> list[Passage]:
    """The passages of a document, in order.

    They lose no character but white space, never overlap and never cross an item. In minutes each
    bullet, clause and paragraph is a passage, and paragraphs longer than the target are cut between
    sentences; in transcripts, sentences are gathered up to the target.
    """
    placed = placed_blocks(document)
    runs = _transcript_runs if document.form == "transcript" else _minutes_runs
    seen: Counter[str] = Counter()
    return [_passage(document, run, seen) for run in runs(document.text, placed, target_chars)]


def placed_blocks(document: Document) -> list[Placed]:
    """The blocks in place; in minutes, what was decided stands apart from what was said."""
    blocks: Iterable[Block] = document.blocks
    if document.form == "minutes":
        blocks = chain.from_iterable(part_decisions(document.text, block) for block in blocks)
    return list(place(document.text, list(blocks), document.items))


def _minutes_runs(text: str, placed: Sequence[Placed], target: int) -> Iterator[_Run]:
    item, before, speaker = None, "", None
    for here in placed:
        if here.item != item:
            item, before, speaker = here.item, "", None
        # A bullet or a clause is one thing said: its end means nothing without its beginning.
        most = target * (_WHOLE if here.block.kind in ("bullet", "clause", "row") else 1)
        for start, end in _pieces(text, here.block.start, here.block.end, most):
            words = text[start:end]
            same = speaks_again(words, before, speaker)
            speaker = speaker if same else find_speaker(words)
            yield _Run(start, end, here, speaker or "", is_told=not same)
            before = words


def _transcript_runs(text: str, placed: Sequence[Placed], target: int) -> Iterator[_Run]:
    """Sentences gathered until the target is reached, each run knowing who speaks as it begins.

    A run ends with a turn where it is nearly full; short turns share one.
    """
    run: _Run | None = None
    speaker = ""
    for here in placed:
        named = SPEAKER.match(text, here.block.start, here.block.end)
        for start, end in _sentences(text, here.block.start, here.block.end, target):
            opens_turn = start == here.block.start
            nearly_full = run is not None and run.end - run.start >= _NEARLY_FULL * target
            if (
                run
                and _joins(run, here)
                and end - run.start <= target
                and not (opens_turn and nearly_full)
            ):
                run = replace(run, end=end)
                continue
            if run:
                yield run
            if named:
                speaker = named.group().strip().rstrip(":")
            run = _Run(start, end, here, speaker, is_told=bool(named and opens_turn))
        if named:
            speaker = named.group().strip().rstrip(":")
    if run:
        yield run


def _joins(run: _Run, here: Placed) -> bool:
    titles = ("heading", "label")
    return (
        run.placed.item == here.item
        and run.placed.block.kind not in titles
        and here.block.kind not in titles
    )


def _sentences(text: str, start: int, end: int, target: int) -> Iterator[tuple[int, int]]:
    for sentence_start, sentence_end in sentence_spans(text[start:end]):
        yield from _words(text, start + sentence_start, start + sentence_end, target)


def _pieces(text: str, start: int, end: int, target: int) -> Iterator[tuple[int, int]]:
    """A span as pieces of at most `target` characters, of even length, cut between sentences."""
    if end - start <= target:
        yield start, end
        return
    sentences = list(_sentences(text, start, end, target))
    n_pieces = -(-(end - start) // target)
    even = (end - start) / n_pieces
    piece_start, piece_end = sentences[0]
    for sentence_start, sentence_end in sentences[1:]:
        full = sentence_end - piece_start > target
        if full or (piece_end - piece_start) >= even:
            yield piece_start, piece_end
            piece_start = sentence_start
        piece_end = sentence_end
    yield piece_start, piece_end


def _words(text: str, start: int, end: int, target: int) -> Iterator[tuple[int, int]]:
    """A sentence no longer than `target`, or its parts, cut between words where it has any."""
    while end - start > target:
        cut = text.rfind(" ", start + 1, start + target)
        cut = start + target if cut < 0 else cut
        yield start, cut
        start = cut + (text[cut : cut + 1] == " ")
    yield start, end


def _passage(document: Document, run: _Run, seen: Counter[str]) -> Passage:
    text = document.text[run.start : run.end]
    # The words make the id, not their place: a passage keeps its address when others change.
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:10]
    seen[digest] += 1
    again = f"-{seen[digest]}" if seen[digest] > 1 else ""
    item = run.placed.item
    return Passage(
        id=f"{document.id}-{digest}{again}",
        document_id=document.id,
        start=run.start,
        end=run.end,
        text=text,
        item=item.label if item else None,
        context=_context(run),
        kind=run.placed.kind,
        speaker=run.speaker or None,
        is_ocr=document.page_at(run.start) in document.ocr_pages,
        sentences=tuple(sentence_spans(text)),
    )


def _context(run: _Run) -> str:
    """The headings, the lead-in, the table's header and the speaker, a line each."""
    here = run.placed
    is_title = here.item is not None and here.block.start == here.item.start
    lines = [
        here.item.title if here.item and not is_title else "",
        *here.headings,
        here.lead_in,
        here.block.header,
        "" if run.is_told else run.speaker,
    ]
    return "\n".join(dict.fromkeys(line for line in lines if line))
