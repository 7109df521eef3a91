"""What ingest produces: documents, their items and their passages.

Offsets count characters of `Document.text`; `end` is exclusive; pages start at 1.
"""

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

DocumentKind = Literal["minutes", "agenda", "report", "decision notice", "other"]
Status = Literal["draft", "approved", "unknown"]
Form = Literal["minutes", "transcript"]
PassageKind = Literal["discussion", "decision", "action", "attendance", "procedural"]
CommitmentKind = Literal["resolution", "recommendation", "action", "undertaking"]
BlockKind = Literal["heading", "label", "paragraph", "bullet", "clause", "row"]

DOCUMENT_KINDS: tuple[DocumentKind, ...] = get_args(DocumentKind)
STATUSES: tuple[Status, ...] = get_args(Status)
PASSAGE_KINDS: tuple[PassageKind, ...] = get_args(PassageKind)
COMMITMENT_KINDS: tuple[CommitmentKind, ...] = get_args(CommitmentKind)


class UnreadableError(ValueError):
    """These bytes are not a document that can be read; the message says why and what to do."""


class HiddenTextError(UnreadableError):
    """The document holds words that its pages do not show, which may be a failed redaction."""

    def __str__(self) -> str:
        return f"hidden text: check redaction ({self.args[0]})"


class ScanError(UnreadableError):
    """The document's pages are pictures without a text layer."""

    def __init__(self, pages: tuple[int, ...]) -> None:
        super().__init__(pages)
        self.pages = pages  # 1-based

    def __str__(self) -> str:
        return (
            f"no text on any of its {len(self.pages)} pages: a scan? Make it searchable first,"
            " for instance with ocrmypdf, or install the ocr extra"
        )


@dataclass(frozen=True, slots=True)
class Block:
    """The smallest piece a document's layout shows: a heading, a paragraph, a bullet, a table row.

    A label is a line that only announces what follows, such as "Minutes:" or "RESOLVED: That".
    A row carries the header row of its table, so that it can be read alone.
    """

    start: int
    end: int
    kind: BlockKind
    header: str = ""


@dataclass(frozen=True, slots=True)
class Meeting:
    """The meeting a document belongs to. None means unknown: it is said, never guessed."""

    council: str | None = None
    committee: str | None = None
    held: date | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known about a file besides its words; a manifest's facts outrank the document's."""

    meeting: Meeting = Meeting()
    title: str | None = None
    url: str | None = None
    kind: DocumentKind | None = None
    status: Status | None = None

    def over(self, other: "Facts") -> "Facts":
        """These facts, with those of `other` where these are unknown."""
        return Facts(
            meeting=Meeting(
                council=self.meeting.council or other.meeting.council,
                committee=self.meeting.committee or other.meeting.committee,
                held=self.meeting.held or other.meeting.held,
            ),
            title=self.title or other.title,
            url=self.url or other.url,
            kind=self.kind or other.kind,
            status=self.status or other.status,
        )


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader makes of bytes: the text, where its blocks lie, and what the format told.

    `page_starts[i]` is the offset at which page i + 1 starts; empty where there are no pages.
    `bare_pages` are pictures without a text layer; `ocr_pages` those whose words were recognised.
    """

    text: str
    blocks: tuple[Block, ...]
    page_starts: tuple[int, ...] = ()
    facts: Facts = Facts()
    warnings: tuple[str, ...] = ()
    bare_pages: tuple[int, ...] = ()
    ocr_pages: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """Where a document came from. `path` is the one shown to people: folder name, then file."""

    path: str
    sha256: str
    media_type: str


@dataclass(frozen=True, slots=True)
class Item:
    """An agenda item or minute: the stretch of a document under one heading."""

    number: str | None
    title: str
    start: int
    end: int

    @property
    def label(self) -> str:
        """The item as minutes cite it: number, then title."""
        return f"{self.number} {self.title}" if self.number else self.title


@dataclass(frozen=True, slots=True)
class Document:
    """One file of minutes or papers, as text with offsets that never change.

    `form` tells a record of what was said word for word from one that sums it up.
    """

    id: str
    source: Source
    meeting: Meeting
    title: str
    kind: DocumentKind
    status: Status
    form: Form
    url: str | None
    text: str
    blocks: tuple[Block, ...]
    page_starts: tuple[int, ...]
    items: tuple[Item, ...]
    warnings: tuple[str, ...]
    bare_pages: tuple[int, ...] = ()  # pictures whose words nobody has recognised
    ocr_pages: tuple[int, ...] = ()  # pictures whose words OCR has

    def page_at(self, offset: int) -> int | None:
        """1-based page that holds the character at `offset`; None where there are no pages."""
        return page_at(self.page_starts, offset)

    def item_at(self, offset: int) -> Item | None:
        """The agenda item that holds the character at `offset`."""
        return next((item for item in self.items if item.start <= offset < item.end), None)


@dataclass(frozen=True, slots=True)
class Passage:
    """A run of a document's text short enough to embed and to quote.

    `context` holds the headings and the lead-in a reader would need: it is embedded and
    searched with the passage, and never quoted as part of it. `speaker` is who the passage says
    spoke, in its own words: "The Corporate Director", "Members"; None where it does not say.
    `sentences` are offsets in the passage's own text.
    """

    id: str
    document_id: str
    start: int
    end: int
    text: str  # equals document.text[start:end]
    item: str | None
    context: str
    kind: PassageKind
    speaker: str | None = None
    is_ocr: bool = False  # recognised from a picture, so it may not be what the page says
    sentences: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Commitment:
    """What a meeting decided, or somebody undertook to do, in the minutes' own words.

    `owner` is who is to do it and `due` when, as they are written; `owner_also` is what else the
    same document calls whoever that is: a fuller name, offices, initials. `due_on` is the last day
    that `due` states by itself ("September 2019", "within six weeks"), and None where it states
    none ("the next meeting", "in due course"). `about` is the matter, to be searched for and never
    quoted. What is `awaited` is to be heard of again; thanks and reports noted are not.
    """

    id: str
    document_id: str
    start: int
    end: int
    text: str  # equals document.text[start:end]
    kind: CommitmentKind
    owner: str | None
    due: str | None
    due_on: date | None
    item: str | None
    about: str
    awaited: bool
    owner_also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Parsed:
    """All that is made of one file."""

    document: Document
    passages: list[Passage]
    commitments: list[Commitment]


def page_at(page_starts: tuple[int, ...], offset: int) -> int | None:
    """1-based page that holds the character at `offset`; None where there are no pages."""
    return max(1, bisect_right(page_starts, offset)) if page_starts else None
