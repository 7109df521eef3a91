"""Words and where they stand: nothing is shown as a quotation that the library does not hold."""

import re
from dataclasses import dataclass
from typing import Literal

from index.ledger import Entry
from index.library import PassageRecord
from ingest.lines import ITEM_NUMBER
from ingest.model import page_at

Mark = Literal["first mention", "latest position"]
# What XML cannot hold, what a terminal obeys, and what shows letters in another order than theirs.
_NO_TEXT = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Citation:
    """A place in a document and the words that stand there.

    `label` names it in print: council, committee, date, item and page, as far as they are known.
    """

    passage_id: str
    document_id: str
    path: str
    start: int
    end: int
    quote: str  # equals the document's text[start:end]
    page: int | None
    url: str | None
    label: str


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence or clause that answers, and the citations that carry it: at least one.

    `context` is what a reader needs to follow it, where it begins with "she" or "this" or in the
    middle of a sentence: the words before it, or those that announce it. It is no part of the
    quotation. `mark` places the claim among those of other meetings.
    """

    text: str
    citations: tuple[Citation, ...]
    context: str = ""
    mark: Mark | None = None

    def __post_init__(self) -> None:
        if not self.citations:
            raise ValueError(f"a claim without a citation: {self.text!r}")


def cite(record: PassageRecord, start: int, end: int) -> Citation | None:
    """The words of a passage from `start` to `end`, offsets in its document.

    None where the passage does not reach that far, or no words stand there.
    """
    passage, document = record.passage, record.document
    quote = passage.text[start - passage.start : end - passage.start]
    if not passage.start <= start < end <= passage.end or not quote.strip():
        return None
    page = page_at(document.page_starts, start)
    return Citation(
        passage_id=passage.id,
        document_id=document.id,
        path=document.path,
        start=start,
        end=end,
        quote=quote,
        page=page,
        url=link(document.url, document.media_type, page),
        label=label(record, page),
    )


def cite_commitment(entry: Entry) -> Citation:
    """The words of a commitment, which may go on beyond the passage that they begin in."""
    commitment, record = entry.commitment, entry.record
    document = record.document
    page = page_at(document.page_starts, commitment.start)
    return Citation(
        passage_id=record.passage.id,
        document_id=document.id,
        path=document.path,
        start=commitment.start,
        end=commitment.end,
        quote=commitment.text,
        page=page,
        url=link(document.url, document.media_type, page),
        label=label(record, page),
    )


def numbered(item: str | None) -> tuple[str, str]:
    """The number by which a council cites an item, and the item's title; empty where unknown."""
    found = ITEM_NUMBER.match(item or "")
    number, title = (found["number"], item[found.end() :]) if item and found else ("", item or "")
    return one_line(number), one_line(title)


def one_line(text: str) -> str:
    """Words on one line, as any file can hold them; what is no text stands there as U+FFFD."""
    return _NO_TEXT.sub("\ufffd", " ".join(text.split()))


def link(url: str | None, media_type: str, page: int | None) -> str | None:
    """The council's own copy, at the page where there are pages."""
    if (
        url
        and page
        and media_type == "application/pdf"
        and url.lower().split("?")[0].endswith(".pdf")
    ):
        return f"{url}#page={page}"
    return url


def label(record: PassageRecord, page: int | None) -> str:
    """Where words stand, as it would be printed under a quotation."""
    place = place_label(record, page)
    draft = " (draft minutes)" if record.document.kind == "minutes" else " (draft)"
    return ", ".join(filter(None, (meeting_label(record), place))) + (
        draft if record.document.status == "draft" else ""
    )


def meeting_label(record: PassageRecord) -> str:
    """The meeting at which words were said: council, committee and date."""
    meeting = record.document.meeting
    held = f"{meeting.held.day} {meeting.held:%B %Y}" if meeting.held else "date unknown"
    named = [name for name in (meeting.council, meeting.committee) if name]
    if not meeting.committee:
        named.append(record.document.title)
    return ", ".join((*named, held))


def place_label(record: PassageRecord, page: int | None) -> str:
    """Where in a meeting's papers words stand: item and page."""
    item, meeting = record.passage.item, record.document.meeting
    known = (meeting.council, meeting.committee or record.document.title)
    parts = [f"item {item}" if item and item not in known else ""]
    parts.append(f"page {page}" if page else "")
    parts.append("read by OCR" if record.passage.is_ocr else "")
    return ", ".join(filter(None, parts))
