"""Which agenda item does each block stand under, and what would a reader need to have read?"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from ingest.decisions import assigns_action, is_disposed, is_formality, is_lead_in, opens
from ingest.lines import HEADING_MARK, ITEM_NUMBER, in_cells, is_heading, plain
from ingest.meeting import is_title_block
from ingest.model import Block, Item, PassageKind
from ingest.outcomes import tells_outcome

_ENDED = re.compile(r"[.”\"]$")
_CLAUSE = re.compile(r"\W*(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)]")
_VOTE = re.compile(
    r"\W*(?:voting|votes?|for|against|abstentions?|abstained|(?:proposed|seconded|moved) by"
    r"|carried)\b",
    re.IGNORECASE,
)
_LONGEST_VOTE = 120
_ANNOUNCES_ITEM = re.compile(r"\s*agenda item\W*$", re.IGNORECASE)
_PURPOSE = re.compile(r"\s*To (?:receive|consider|note|agree|discuss|review|approve)\b")
_LONGEST_TITLE = 300
# What goes on with a list of paragraphs after ":" or ";": the trust's plan be sent to members;
_GOES_ON = re.compile(r"(?:[:;]|[;,]\s+and|:\s*[–—-])$")
_LISTED = re.compile(r"[a-z]|(?:That|THAT|To)\b")
_THAT = re.compile(r"T(?:hat|HAT)\b")
_MOST_OF = 0.6
_RUN_IN = re.compile(r"(?P<title>[A-Z][^.:;]{2,70}?)\s?(?::|\s[–-]|\([^()]{1,20}\)[:.])\s")
_ROW_NUMBER = re.compile(r"\W*(?P<number>\d{1,3})\s*\|\s*")
_LETTER = re.compile(r"\s*\(?(?P<number>[a-z])\)\s+(?=[A-Z])")
_MONTHLY_NUMBER = re.compile(r"\s*\d\d\.\d\d\.\d\d\s+[^\W\d_]")


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
    is_monthly = sum(bool(_MONTHLY_NUMBER.match(_words(text, block))) for block in blocks) > 1
    titles = [
        _Title(block, words, ITEM_NUMBER.match(words))
        for block in blocks
        if block.kind == "heading" and _is_title(words := _words(text, block), is_monthly)
    ]
    numbered = [title for title in titles if title.number]
    if is_monthly:
        # Numbers such as 08.23.06 number nothing but items, whatever stands after the title.
        monthly = (title for title in _with_text(text, blocks) if _MONTHLY_NUMBER.match(title.text))
        known = {title.block.start for title in numbered}
        numbered.extend(title for title in monthly if title.block.start not in known)
        numbered.sort(key=lambda title: title.block.start)
    rows = _disposed_rows(text, blocks)
    if len(rows) > len(numbered):
        titles = rows
    elif len(run_in := _run_in(text, blocks)) > len(numbered):
        titles = run_in
    elif len(numbered) >= 2 or _number_the_matters(numbered, titles):
        titles = [*_without_lists(numbered, blocks), *_lettered(text, blocks)]
    else:
        # A heading right below another is its subtitle.
        starts = {title.block.start for title in titles}
        subtitles = {below.start for above, below in pairwise(blocks) if above.start in starts}
        titles = [title for title in titles if title.block.start not in subtitles]
        titles.extend(_announced(text, blocks))
    titles.sort(key=lambda title: title.block.start)
    ends = [*(title.block.start for title in titles[1:]), len(text)]
    return tuple(
        Item(title.label, title.words, title.block.start, end)
        for title, end in zip(titles, ends, strict=False)
    )


@dataclass(frozen=True, slots=True)
class _Title:
    """A block that names an item, and the match of its number, which ends where its words begin."""

    block: Block
    text: str
    number: re.Match[str] | None

    @property
    def label(self) -> str | None:
        return self.number["number"] if self.number else None

    @property
    def words(self) -> str:
        title = self.text[self.number.end() if self.number else 0 :]
        # What a row says after its second cell was done with the matter.
        return _title(title.split("|")[0] if self.block.kind == "row" else title)


def _number_the_matters(numbered: Sequence[_Title], titles: Sequence[_Title]) -> bool:
    """Whether one numbered heading is the item: the first of all, or hardly another beside it."""
    return bool(numbered) and (numbered[0].label == "1" or len(titles) <= 2)


def _words(text: str, block: Block) -> str:
    return plain(text[block.start : block.end])


def _without_lists(numbered: Sequence[_Title], blocks: Sequence[Block]) -> list[_Title]:
    """Without the entries of lists: headings that count anew and have nothing below them."""
    after = {above.start: below for above, below in pairwise(blocks)}
    before = {below.start: above for above, below in pairwise(blocks)}
    kept, highest = [], 0
    for title in numbered:
        count = int(title.label) if title.label and title.label.isdigit() else 0
        start = title.block.start
        near = (before.get(start), after.get(start))
        if count and count <= highest and all(block and block.kind == "heading" for block in near):
            continue
        kept.append(title)
        highest = max(highest, count)
    return kept


def _lettered(text: str, blocks: Sequence[Block]) -> Iterator[_Title]:
    """Clauses such as "(b) Disposal of land" that are titles: text of their own stands below."""
    for block, below in pairwise(blocks):
        letter = _LETTER.match(words := _words(text, block))
        if letter and below.kind in ("paragraph", "label") and is_heading(words[letter.end() :]):
            yield _Title(block, words, letter)


def _run_in(text: str, blocks: Sequence[Block]) -> list[_Title]:
    """Titles that their text follows on the same line: "3. Finance: The Clerk reported ...".

    A list may look like that, so they are believed only where they count on from 1 to their end,
    with few left out.
    """
    titles = list(_with_text(text, blocks))
    counts = [int(title.label) for title in titles if title.label and title.label.isdigit()]
    counts_on = len(counts) == len(titles) >= 3 and all(a < b for a, b in pairwise(counts))
    return titles if counts_on and len(counts) >= _MOST_OF * counts[-1] else []


def _with_text(text: str, blocks: Sequence[Block]) -> Iterator[_Title]:
    for block in blocks:
        if block.kind in ("paragraph", "clause", "heading"):
            words = _words(text, block)
            number = ITEM_NUMBER.match(words)
            title = _RUN_IN.match(words, number.end()) if number else None
            if number and title and is_heading(title["title"]):
                yield _Title(block, words[: title.end("title")], number)


def _disposed_rows(text: str, blocks: Sequence[Block]) -> list[_Title]:
    """Rows such as "3 | Naming of rinks | ADOPTED", in which some councils keep minutes."""
    rows = ((block, in_cells(_words(text, block))) for block in blocks if block.kind == "row")
    numbered = [
        _Title(block, words, number)
        for block, words in rows
        if (number := _ROW_NUMBER.match(words))
    ]
    # Matters are lost, withdrawn and laid over in more words than anybody could list.
    disposed = sum(is_disposed(title.text) for title in numbered)
    return numbered if 2 * disposed >= len(numbered) else []


def _announced(text: str, blocks: Sequence[Block]) -> Iterator[_Title]:
    """Sentences that stand as the title of an item: "Agenda item", then "To receive an update"."""
    for above, block in zip([None, *blocks], blocks, strict=False):
        words = _words(text, block)
        is_title = _ANNOUNCES_ITEM.match(_words(text, above)) if above else _PURPOSE.match(words)
        if is_title and block.kind == "paragraph" and len(words) <= _LONGEST_TITLE:
            yield _Title(block, words, None)


def _is_title(words: str, is_monthly: bool) -> bool:
    """Whether a heading names a matter, rather than the meeting or its day."""
    # Where items are numbered by the month, "19.09.03 Minutes" is not the third of September.
    return bool(is_monthly and _MONTHLY_NUMBER.match(words)) or not is_title_block(words)


def place(text: str, blocks: Sequence[Block], items: Sequence[Item]) -> Iterator[Placed]:
    """Each block with its item, the headings and lead-in above it, and its kind."""
    remaining = list(reversed(items))
    item: Item | None = None
    headings: tuple[str, ...] = ()
    lead_in = ""
    announced: PassageKind | None = None
    above, words = "", ""
    before: Placed | None = None
    for block in blocks:
        words_above = words
        words = text[block.start : block.end]
        words = in_cells(words) if block.kind == "row" else " ".join(words.split())
        if remaining and remaining[-1].start <= block.start:
            item = remaining.pop()
            headings, lead_in, announced = (), "", None
        if block.kind != "row" and not any(character.isalpha() for character in words):
            # A rule or the number of a page, which ends nothing: what was being said goes on.
            yield Placed(block, item, headings, "", "procedural")
            continue
        if before and words[:1].islower() and _goes_on(text, before.block, block):
            yield replace(before, block=block)
            announced, lead_in = None, ""
            continue
        is_decided = announced == "decision" or opens(lead_in) == "decision"
        if block.kind == "paragraph" and is_decided and _is_listed(words_above, words):
            block, announced = replace(block, kind="clause"), "decision"
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
        decided = tells_outcome(words) or (block.kind == "row" and is_disposed(words))
        if _VOTE.match(words) and len(words) <= _LONGEST_VOTE:
            # Who moved a clause, and how they voted, stands between it and the next.
            yield Placed(block, item, headings, lead_in, "discussion")
            continue
        if block.kind == "row" and kind_above not in ("label", "row", ""):
            announced, lead_in = None, ""  # a table ends the list before it
        if kind_above == "label" or block.kind in ("bullet", "clause", "row"):
            opened = opened or announced
        if block.kind not in ("bullet", "clause", "row"):
            is_whole = kind_above == "label" and _ENDED.search(words) and not _CLAUSE.match(words)
            announced = None if is_whole else opened
            lead_in = lead_in if kind_above == "label" else ""
        formal = is_formality(words, item.title if item else "") or is_lead_in(words)
        if block.kind == "row" and assigns_action(block.header, words):
            opened = "action"
        kind: PassageKind = opened or ("decision" if decided else "discussion")
        if (formal and opened != "attendance") or (item is None and is_title_block(words)):
            kind = "procedural"
        before = Placed(block, item, headings, lead_in, kind)
        yield before
        if block.kind != "row" and (words.endswith(":") or (decided and _GOES_ON.search(words))):
            told: PassageKind | None = "decision" if decided else opened
            lead_in, announced = _last_sentence(words), told if told != "attendance" else None
            above = ""  # what follows is introduced by this, be it a table below a bullet


def _goes_on(text: str, above: Block, below: Block) -> bool:
    """Whether a page ends inside the sentence of `above`, and `below` goes on with it."""
    between = text[above.end : below.start]
    is_open = above.kind == below.kind == "paragraph" and not _ENDED.search(
        text[above.start : above.end]
    )
    return is_open and bool(between.strip()) and not any(map(str.isalpha, between))


def _is_listed(above: str, words: str) -> bool:
    """Whether a paragraph is one of a list without marks, as the one above it is or announces."""
    if _GOES_ON.search(above):
        return bool(_LISTED.match(words))
    return bool(_THAT.match(above) and _THAT.match(words))


def _title(words: str) -> str:
    return " ".join(HEADING_MARK.sub("", words).split())


def _last_sentence(words: str) -> str:
    """The part of a lead-in that introduces what follows it."""
    return words[words.rfind(". ", 0, -1) + 1 :].strip()
