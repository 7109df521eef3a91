"""Which agenda item does each block stand under, and what would a reader need to have read?"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ingest.decisions import is_formality, is_lead_in, opens
from ingest.lines import HEADING_MARK, ITEM_NUMBER
from ingest.meeting import is_title_block
from ingest.model import Block, Item, PassageKind


@dataclass(frozen=True, slots=True)
class Placed:
    """A block with its place in the minutes: its item, its lead-in and the kind it has."""

    block: Block
    item: Item | None
    headings: tuple[str, ...]
    lead_in: str
    kind: PassageKind


def find_items(text: str, blocks: Sequence[Block]) -> tuple[Item, ...]:
    """The agenda items of a document, in order, each reaching to the next.

    Where the headings are numbered, only numbered ones open items; the others are headings within.
    """
    headings = [
        (block, ITEM_NUMBER.match(words))
        for block in blocks
        if block.kind == "heading" and not is_title_block(words := text[block.start : block.end])
    ]
    if sum(bool(number) for _, number in headings) >= 2:
        headings = [(block, number) for block, number in headings if number]
    else:
        # A heading right below another is its subtitle.
        titles = {block.start for block, _ in headings}
        subtitles = {below.start for above, below in pairwise(blocks) if above.start in titles}
        headings = [(block, number) for block, number in headings if block.start not in subtitles]
    ends = [*(block.start for block, _ in headings[1:]), len(text)]
    return tuple(
        Item(
            number=number["number"] if number else None,
            title=_title(text[block.start + (number.end() if number else 0) : block.end]),
            start=block.start,
            end=end,
        )
        for (block, number), end in zip(headings, ends, strict=False)
    )


def place(text: str, blocks: Sequence[Block], items: Sequence[Item]) -> Iterator[Placed]:
    """Each block with its item, the headings and lead-in above it, and its kind."""
    remaining = list(reversed(items))
    item: Item | None = None
    headings: tuple[str, ...] = ()
    lead_in = ""
    announced: PassageKind | None = None
    above = ""
    for block in blocks:
        words = " ".join(text[block.start : block.end].split())
        if remaining and remaining[-1].start <= block.start:
            item = remaining.pop()
            headings, lead_in, announced = (), "", None
        above, kind_above = block.kind, above
        if block.kind in ("heading", "label"):
            yield Placed(block, item, headings, "", "procedural")
            announced = opens(words)
            if block.kind == "heading" and (item is None or block.start != item.start):
                headings, lead_in = (_title(words),), ""
            elif block.kind == "label":
                lead_in = words if announced in ("decision", "action") else ""
            continue
        opened = opens(words)
        if block.kind == "row" and kind_above in ("bullet", "clause"):
            announced, lead_in = None, ""  # a table ends the list before it
        if kind_above == "label" or block.kind in ("bullet", "clause", "row"):
            opened = opened or announced
        if block.kind not in ("bullet", "clause", "row"):
            announced = opened
            lead_in = lead_in if kind_above == "label" else ""
        formal = is_formality(words, item.title if item else "") or is_lead_in(words)
        kind: PassageKind = opened or "discussion"
        if formal and opened != "attendance":
            kind = "procedural"
        yield Placed(block, item, headings, lead_in, kind)
        if words.endswith(":") and block.kind != "row":
            lead_in, announced = _last_sentence(words), opened if opened != "attendance" else None
            above = ""  # what follows is introduced by this, be it a table below a bullet


def _title(words: str) -> str:
    return " ".join(HEADING_MARK.sub("", words).split())


def _last_sentence(words: str) -> str:
    """The part of a lead-in that introduces what follows it."""
    return words[words.rfind(". ", 0, -1) + 1 :].strip()
