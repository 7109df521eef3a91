"""The JSON that the command line and the web service give, and other tools rely on.

Fields may be added; none is renamed or removed.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from pydantic import BaseModel, ConfigDict, Field

from index.hits import Hit, Why
from index.ledger import Entry, FollowUp, Role, State
from index.library import Counts, DocumentRecord, PassageRecord
from index.search import Found
from ingest.model import CommitmentKind, DocumentKind, PassageKind, Status, page_at
from service.answer import Answer
from service.brief import Brief
from service.cite import Citation, Mark, cite, label, link
from service.position import position
from service.question import Asked, Filter


class _Payload(BaseModel):
    model_config = ConfigDict(frozen=True)


class DocumentPayload(_Payload):
    """A document and its meeting; null is unknown."""

    id: str = Field(examples=["5c1f0a9d2b7e"])
    path: str = Field(examples=["corpus/documents/cyp-2018-06-14-minutes.pdf"])
    url: str | None
    title: str
    council: str | None
    committee: str | None
    held: date | None
    kind: DocumentKind
    status: Status


class HitPayload(_Payload):
    """A passage found. `start` and `end` count characters of the document's text."""

    rank: int = Field(ge=1, description="1 comes first: the best, or by date the first")
    score: float = Field(description="higher is better; compares within one list only")
    passage_id: str
    kind: PassageKind
    text: str
    start: int
    end: int
    page: int | None
    item: str | None
    context: str = Field(description="headings and lead-in; not part of the quotation")
    speaker: str | None = Field(description="who spoke, as the passage names them")
    is_ocr: bool = Field(description="recognised from a picture of the page: check it there")
    document: DocumentPayload


class RecognisedPayload(_Payload):
    """Words of the question that narrowed it; `keep` them to search without the filter."""

    words: str = Field(examples=["in 2021"])
    filter: Filter = Field(description="the parameter that would do the same")
    value: str = Field(examples=["2021-01-01"], description="of that parameter")
    label: str = Field(examples=["meetings held in 2021"])


class WideningPayload(_Payload):
    """Words of the question and what was searched for beside them."""

    words: str = Field(examples=["CAMHS"])
    also: list[str] = Field(examples=[["child and adolescent mental health services"]])
    why: Why


class SearchPayload(_Payload):
    query: str = Field(examples=["staying put allowance"], description="as it was asked")
    recognised: list[RecognisedPayload]
    widened: list[WideningPayload]
    hits: list[HitPayload]


class CitationPayload(_Payload):
    """Words, and where they stand: `quote` is the document's text from `start` to `end`."""

    passage_id: str
    document_id: str
    path: str
    start: int
    end: int
    quote: str
    page: int | None
    url: str | None
    label: str


class ClaimPayload(_Payload):
    text: str
    context: str = Field(description="what it refers back to; not part of the quotation")
    mark: Mark | None = Field(description="where there are claims from several meetings")
    position: str = Field(description="of a commitment, where it stands; else empty")
    commitment: str | None = Field(description="its id, where the claim is of one")
    citations: list[CitationPayload] = Field(min_length=1)


class LedgerPayload(_Payload):
    """How many commitments a question asks for, and where all of them are listed."""

    total: int
    shown: int = Field(description="of them, in the claims")
    address: str = Field(examples=["/api/v1/commitments?owner=Director"])


class AskPayload(_Payload):
    question: str = Field(examples=["what was said about staying put"])
    recognised: list[RecognisedPayload]
    found: bool = Field(description="false where nothing held is near enough to the question")
    widened: list[WideningPayload]
    unmentioned: list[str] = Field(description="words of the question that the library nowhere has")
    expected: str | None = Field(
        description="the sort of fact asked for, where no passage near enough holds one"
    )
    claims: list[ClaimPayload]
    ledger: LedgerPayload | None = Field(description="where it is the ledger that answers")
    hits: list[HitPayload]


class FollowUpPayload(_Payload):
    """A later passage that may tell what came of a commitment, and the words that tell it."""

    passage_id: str
    role: Role = Field(description="whether it reports, asks after it or only mentions it")
    why: list[str] = Field(description="what speaks for it")
    score: float
    text: str
    quote: CitationPayload | None
    held: date | None
    committee: str | None
    document: DocumentPayload


class MarkPayload(_Payload):
    """What a person said of a commitment; null for `state` takes back what was said before."""

    state: State | None
    note: str
    author: str
    at: datetime


class CommitmentPayload(_Payload):
    """What was decided, asked of somebody or promised, and what is held here that came of it."""

    id: str
    kind: CommitmentKind
    text: str
    start: int
    end: int
    owner: str | None = Field(description="who is to do it, as written")
    owner_also: list[str] = Field(description="what else the document calls whoever that is")
    due: str | None = Field(description="when, as written")
    due_on: date | None = Field(description="the last day of that, where words or calendar say")
    item: str | None
    about: str
    awaited: bool = Field(description="whether it is to be heard of again")
    state: State
    position: str = Field(description="the state in a sentence, with what it rests on")
    later_meetings: int = Field(description="of the same committee held here after it")
    age_days: int | None = Field(description="since the meeting")
    passage_id: str
    page: int | None
    url: str | None
    label: str
    document: DocumentPayload
    follow_ups: list[FollowUpPayload]
    marks: list[MarkPayload]


class CommitmentsPayload(_Payload):
    """The commitments wanted, and how many there are in each state."""

    query: str
    total: int = Field(description="of all that are wanted; the list may hold fewer")
    states: dict[State, int]
    commitments: list[CommitmentPayload]


class BriefPayload(_Payload):
    """What is held for a committee's meeting on a day; what is promised is not in `open` again."""

    council: str | None
    committee: str
    meeting: date = Field(description="the coming one")
    meetings: list[date] = Field(description="of this committee held here before it")
    promised: list[CommitmentPayload]
    open: list[CommitmentPayload] = Field(description="oldest first")
    came_back: list[CommitmentPayload] = Field(description="since the meeting before the last")
    marked: list[CommitmentPayload] = Field(description="by people since the last meeting")


class PassagePayload(_Payload):
    """A passage with the words around it."""

    passage_id: str
    kind: PassageKind
    text: str
    start: int
    end: int
    page: int | None
    item: str | None
    context: str
    speaker: str | None
    is_ocr: bool
    before: str = Field(description="the document's words right before the passage")
    after: str = Field(description="the document's words right after the passage")
    document: DocumentPayload


class DocumentTextPayload(DocumentPayload):
    """A document with the text that every offset counts."""

    media_type: str
    sha256: str = Field(description="of the file that was read")
    page_starts: list[int] = Field(description="where each page begins; empty where there are none")
    warnings: list[str]
    text: str


class StatusPayload(_Payload):
    """What the library holds."""

    documents: int
    passages: int
    undated: int = Field(description="documents whose meeting's date is unknown")
    first_held: date | None
    last_held: date | None
    councils: list[str]
    committees: list[str]
    model: str | None
    generation: int = Field(description="goes up with every change")
    lost_marks: int = Field(description="commitments that people marked and no document has now")


class ProblemPayload(_Payload):
    """What went wrong (RFC 9457)."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str


def document_payload(document: DocumentRecord) -> DocumentPayload:
    return DocumentPayload.model_validate(_document(document))


def _document(document: DocumentRecord) -> dict[str, object]:
    return {
        "id": document.id,
        "path": document.path,
        "url": document.url,
        "title": document.title,
        "council": document.meeting.council,
        "committee": document.meeting.committee,
        "held": document.meeting.held,
        "kind": document.kind,
        "status": document.status,
    }


def document_text_payload(document: DocumentRecord, text: str) -> DocumentTextPayload:
    return DocumentTextPayload.model_validate(
        _document(document)
        | {
            "media_type": document.media_type,
            "sha256": document.sha256,
            "page_starts": list(document.page_starts),
            "warnings": list(document.warnings),
            "text": text,
        }
    )


def hit_payload(hit: Hit, record: PassageRecord) -> HitPayload:
    passage = record.passage
    document = document_payload(record.document).model_copy(
        update={"url": link(record.document.url, record.document.media_type, record.page)}
    )
    return HitPayload(
        rank=hit.rank,
        score=round(hit.score, 6),
        passage_id=passage.id,
        kind=passage.kind,
        text=passage.text,
        start=passage.start,
        end=passage.end,
        page=record.page,
        item=passage.item,
        context=passage.context,
        speaker=passage.speaker,
        is_ocr=passage.is_ocr,
        document=document,
    )


def hit_payloads(found: Found) -> list[HitPayload]:
    return [hit_payload(hit, found.records[hit.passage_id]) for hit in found.hits]


def recognised_payloads(asked: Asked) -> list[RecognisedPayload]:
    return [RecognisedPayload.model_validate(one, from_attributes=True) for one in asked.recognised]


def widening_payloads(found: Found) -> list[WideningPayload]:
    return [
        WideningPayload(words=one.words, also=list(one.also), why=one.why) for one in found.widened
    ]


def search_payload(asked: Asked, found: Found) -> SearchPayload:
    return SearchPayload(
        query=asked.question,
        recognised=recognised_payloads(asked),
        widened=widening_payloads(found),
        hits=hit_payloads(found),
    )


def citation_payload(citation: Citation) -> CitationPayload:
    return CitationPayload.model_validate(citation, from_attributes=True)


def ask_payload(asked: Asked, answer: Answer) -> AskPayload:
    return AskPayload(
        question=asked.question,
        recognised=recognised_payloads(asked),
        found=answer.found,
        widened=widening_payloads(answer.search),
        unmentioned=list(answer.unmentioned),
        expected=answer.expected,
        claims=[
            ClaimPayload(
                text=claim.text,
                context=claim.context,
                mark=claim.mark,
                position=claim.position,
                commitment=claim.commitment,
                citations=[citation_payload(c) for c in claim.citations],
            )
            for claim in answer.claims
        ],
        ledger=LedgerPayload(
            total=answer.ledger.total,
            shown=answer.n_commitments,
            address=answer.ledger.link("/api/v1/commitments"),
        )
        if answer.ledger
        else None,
        hits=hit_payloads(answer.search),
    )


def passage_payload(record: PassageRecord, before: str, after: str) -> PassagePayload:
    passage = record.passage
    return PassagePayload(
        passage_id=passage.id,
        kind=passage.kind,
        text=passage.text,
        start=passage.start,
        end=passage.end,
        page=record.page,
        item=passage.item,
        context=passage.context,
        speaker=passage.speaker,
        is_ocr=passage.is_ocr,
        before=before,
        after=after,
        document=document_payload(record.document),
    )


def commitment_payload(entry: Entry, today: date) -> CommitmentPayload:
    commitment, record = entry.commitment, entry.record
    document = record.document
    page = page_at(document.page_starts, commitment.start)
    return CommitmentPayload(
        id=commitment.id,
        kind=commitment.kind,
        text=commitment.text,
        start=commitment.start,
        end=commitment.end,
        owner=commitment.owner,
        owner_also=list(commitment.owner_also),
        due=commitment.due,
        due_on=entry.due_on,
        item=commitment.item,
        about=commitment.about,
        awaited=commitment.awaited,
        state=entry.state,
        position=position(entry),
        later_meetings=len(entry.later_meetings),
        age_days=(today - entry.held).days if entry.held else None,
        passage_id=record.passage.id,
        page=page,
        url=link(document.url, document.media_type, page),
        label=label(record, page),
        document=document_payload(document),
        follow_ups=[_follow_up(one) for one in entry.follow_ups],
        marks=[MarkPayload.model_validate(one, from_attributes=True) for one in entry.marks],
    )


def brief_payload(brief: Brief, today: date) -> BriefPayload:
    def payloads(entries: Sequence[Entry]) -> list[CommitmentPayload]:
        return [commitment_payload(entry, today) for entry in entries]

    return BriefPayload(
        council=brief.council,
        committee=brief.committee,
        meeting=brief.on,
        meetings=list(brief.meetings),
        promised=payloads(brief.promised),
        open=payloads(brief.other),
        came_back=payloads(brief.came_back),
        marked=payloads(brief.marked),
    )


def _follow_up(one: FollowUp) -> FollowUpPayload:
    document = one.record.document
    quote = cite(one.record, one.start, one.end)
    return FollowUpPayload(
        passage_id=one.record.passage.id,
        role=one.role,
        why=list(one.why),
        score=round(one.score, 6),
        text=one.record.passage.text,
        quote=citation_payload(quote) if quote else None,
        held=document.meeting.held,
        committee=document.meeting.committee,
        document=document_payload(document),
    )


def commitments_payload(
    query: str, entries: Sequence[Entry], states: Mapping[State, int], today: date
) -> CommitmentsPayload:
    return CommitmentsPayload(
        query=query,
        total=sum(states.values()),
        states=dict(states),
        commitments=[commitment_payload(entry, today) for entry in entries],
    )


def status_payload(
    counts: Counts, model: str | None, generation: int, n_lost_marks: int = 0
) -> StatusPayload:
    return StatusPayload(
        documents=counts.n_documents,
        passages=counts.n_passages,
        undated=counts.n_undated,
        first_held=counts.first_held,
        last_held=counts.last_held,
        councils=list(counts.councils),
        committees=list(counts.committees),
        model=model,
        generation=generation,
        lost_marks=n_lost_marks,
    )
