"""The pages: what a person sees, without script, with everything from the minutes escaped."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from importlib.resources import files
from itertools import groupby, pairwise
from urllib.parse import urlencode

from fastapi.responses import HTMLResponse
from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup, escape
from starlette.datastructures import QueryParams
from starlette.exceptions import HTTPException

from index.ledger import OPEN, STATES, Entry, FollowUp, Ledger
from index.lexical import query_words, stems
from index.library import PassageRecord
from ingest.model import COMMITMENT_KINDS, PASSAGE_KINDS
from service.answer import Answer
from service.cite import (
    Citation,
    Claim,
    cite,
    cite_commitment,
    label,
    link,
    meeting_label,
    place_label,
)
from service.desk import Desk
from service.forms import (
    A_PAGE,
    LISTED,
    MOST_HITS,
    SORTED,
    CommitmentsForm,
    Form,
    read_commitments_form,
    read_form,
)
from service.position import age, coverage, day, owner_named, position
from service.question import Asked

_AROUND_CHARS = 2500
_BULLET_CHARS = 3  # a bullet and the spaces after it
_MOST_OWNERS = 1000  # offered for choosing; any other can be typed
_ROLES = {"reported": "Reported", "chased": "Asked after", "mentioned": "Mentioned"}
_ALL = {"committee": "committees", "council": "councils"}
_WORD = re.compile(r"\w+")
Span = tuple[int, int]


class Pages:
    """Renders each page from its template."""

    def __init__(self, name: str) -> None:
        folder = files("service").joinpath("templates")
        self._templates = Environment(
            loader=FunctionLoader(lambda file: folder.joinpath(file).read_text(encoding="utf-8")),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._templates.globals.update(
            name=name,
            kinds=PASSAGE_KINDS,
            orders=SORTED,
            commitment_kinds=COMMITMENT_KINDS,
            commitment_orders=LISTED,
            states=STATES,
        )
        self._templates.filters.update(
            day=day, first_capital=_first_capital, owner_named=owner_named
        )

    def search(self, desk: Desk, params: QueryParams) -> HTMLResponse:
        """The search page, with the answer on top where something was asked."""
        form = read_form(params)
        with desk.library() as library:
            counts = library.counts()
        asked, answer = desk.ask(form.query, form.limit, form.keep) if form.q else (None, None)
        return self._page(
            "search.html",
            form=form,
            counts=counts,
            answer=answer,
            asked=asked,
            narrowed=_narrowed(asked, form) if asked else [],
            meetings=_shown_meetings(answer) if answer else [],
            also=_also_in_ledger(answer) if answer else [],
            hits=_shown_hits(answer) if answer else [],
            more=form.link(limit=min(form.limit + 10, MOST_HITS))
            if answer and len(answer.search.hits) == form.limit < MOST_HITS
            else None,
        )

    def passage(self, desk: Desk, passage_id: str, params: QueryParams) -> HTMLResponse:
        """A passage among the words around it; the quoted words marked, where an address says."""
        with desk.library() as library, library.unchanging():
            record = library.passages([passage_id]).get(passage_id)
            if record is None:
                raise HTTPException(404, "The library does not hold that passage.")
            text = library.text(record.document.id)
            entries = Ledger(library, desk.today()).of_passages([passage_id])
        start, end = record.passage.start, record.passage.end
        first, last = _span(params, start, end)
        citation = cite(record, first, last)
        return self._page(
            "passage.html",
            passage=record.passage,
            document=record.document,
            page=record.page,
            label=citation.label if citation else label(record, record.page),
            source=link(record.document.url, record.document.media_type, record.page),
            commitments=[_told_here(entry, passage_id) for entry in entries],
            context=_context(text, (start, end), (first, last)),
        )

    def document(self, desk: Desk, document_id: str) -> HTMLResponse:
        """A document's words, each passage with an address of its own."""
        with desk.library() as library:
            document = library.document(document_id)
            if document is None:
                raise HTTPException(404, "The library does not hold that document.")
            passages = library.passages_in(document_id)
        return self._page("document.html", document=document, passages=passages)

    def commitments(self, desk: Desk, params: QueryParams) -> HTMLResponse:
        """The commitments that a form asks for, a page of them at a time."""
        form = read_commitments_form(params)
        with desk.library() as library:
            counts = library.counts()
            owners = Ledger(library, desk.today()).owners()
        listed = desk.commitments(form.wanted, A_PAGE, A_PAGE * (form.page - 1))
        total = sum(
            n for one, n in listed.states.items() if not form.state or one in form.wanted.states
        )
        last = -(-total // A_PAGE)
        if form.page > last > 0:
            form = replace(form, page=last)
            listed = desk.commitments(form.wanted, A_PAGE, A_PAGE * (last - 1))
        return self._page(
            "commitments.html",
            form=form,
            counts=counts,
            owners=owners[:_MOST_OWNERS],
            several=len(counts.councils) > 1,
            rows=[_row(entry, listed.today, form) for entry in listed.entries],
            found=listed.states,
            n_open=sum(listed.states.get(one, 0) for one in OPEN),
            total=total,
            first=A_PAGE * (form.page - 1) + 1,
            columns=_columns(form),
            pages=_pages(form, last),
        )

    def commitment(self, desk: Desk, commitment_id: str) -> HTMLResponse:
        """A commitment, what came of it as far as it is held here, and the words around it."""
        today = desk.today()
        with desk.library() as library, library.unchanging():
            entry = Ledger(library, today).entry(commitment_id)
            if entry is None:
                raise HTTPException(404, "The library does not hold that commitment.")
            text = library.text(entry.commitment.document_id)
        commitment, passage = entry.commitment, entry.record.passage
        words = (commitment.start, commitment.end)
        return self._page(
            "commitment.html",
            entry=entry,
            row=_row(entry, today),
            label=cite_commitment(entry).label,
            trail=_trail(entry),
            coverage=coverage(entry),
            context=_context(text, (passage.start, max(passage.end, commitment.end)), words),
        )

    def problem(self, status: int, title: str, detail: str) -> HTMLResponse:
        return self._page("problem.html", status, title=title, detail=detail)

    def _page(self, template: str, status: int = 200, **values: object) -> HTMLResponse:
        return HTMLResponse(self._templates.get_template(template).render(**values), status)


def marked(text: str, offset: int, spans: Iterable[Span], words: frozenset[str]) -> Markup:
    """Text as HTML, with the best sentences and the matching words marked.

    `spans` are offsets in the document; the text begins at `offset`. `words` are stems.
    """
    edges = {0, len(text)}
    inside: set[int] = set()
    for span in spans:
        start, end = (min(max(edge - offset, 0), len(text)) for edge in span)
        edges.update((start, end))
        inside.update(range(start, end))
    parts: list[Markup] = []
    ordered = sorted(edges)
    for start, end in pairwise(ordered):
        piece = Markup("").join(_words(text[start:end], words))
        if start in inside:
            piece = Markup('<span class="best">{}</span>').format(piece)
        parts.append(piece)
    return Markup("").join(parts)


def _words(text: str, words: frozenset[str]) -> Iterator[Markup]:
    last = 0
    for found in _WORD.finditer(text):
        if words and words.intersection(stems(found.group())):
            yield escape(text[last : found.start()])
            yield Markup("<mark>{}</mark>").format(found.group())
            last = found.end()
    yield escape(text[last:])


def _narrowed(asked: Asked, form: Form) -> list[dict[str, str]]:
    """What each of the question's filters shows, and where the search is without it."""
    of_words = {one.words: one for one in asked.recognised}
    return [
        {
            "label": one.label,
            "all": _ALL.get(one.filter, "dates"),
            "without": form.link(keep=[*form.keep, words]),
        }
        for words, one in of_words.items()
    ]


def _shown_meetings(answer: Answer) -> list[dict[str, object]]:
    """The claims of each meeting under its name and date, in order, numbered throughout."""
    shown: list[dict[str, object]] = []
    begin = 1
    for name, claims in groupby(
        answer.claims,
        lambda claim: meeting_label(answer.records[claim.citations[0].passage_id]),
    ):
        of_one = [_shown_claim(answer, claim) for claim in claims]
        shown.append({"name": name, "begin": begin, "claims": of_one})
        begin += len(of_one)
    return shown


def _shown_claim(answer: Answer, claim: Claim) -> dict[str, object]:
    words = frozenset(query_words(answer.question))
    citation = claim.citations[0]
    return {
        "text": marked(claim.text, 0, (), words),
        "context": claim.context,
        "mark": claim.mark,
        "position": claim.position,
        "commitment": claim.commitment,
        "citation": citation,
        "place": place_label(answer.records[citation.passage_id], citation.page),
        "here": _here(citation),
        "decided": answer.records[citation.passage_id].passage.kind in ("decision", "action"),
    }


def _also_in_ledger(answer: Answer) -> list[dict[str, str]]:
    """Where all commitments asked for are listed, by state, where not all of them are shown."""
    told = answer.ledger
    if told is None or answer.n_commitments >= told.total:
        return []
    if not told.wanted.states:
        return [{"name": f"all {told.total:,}", "link": told.link("/commitments")}]
    return [
        {"name": f"{count:,} {state}", "link": told.link("/commitments", state)}
        for state, count in told.states.items()
    ]


def _shown_hits(answer: Answer) -> list[dict[str, object]]:
    words = frozenset(query_words(answer.question))
    shown = []
    for hit in answer.search.hits:
        record = answer.search.records[hit.passage_id]
        passage = record.passage
        best = answer.best.get(hit.passage_id, (passage.start, passage.end))
        # Where it is all of the passage, or all but its bullet, there is nothing to single out.
        several = best[1] < passage.end or best[0] > passage.start + _BULLET_CHARS
        shown.append(
            {
                "record": record,
                "label": label(record, record.page),
                "text": marked(passage.text, passage.start, [best] if several else (), words),
            }
        )
    return shown


def _row(entry: Entry, today: date, form: CommitmentsForm | None = None) -> dict[str, object]:
    """A commitment as a line of the list, with the words that were asked for marked."""
    words = frozenset(query_words(form.q)) if form else frozenset[str]()
    return {
        "entry": entry,
        "text": marked(entry.commitment.text, 0, (), words),
        "past": bool(entry.due_on and entry.due_on < today and entry.state in OPEN),
        "age": age(entry.held, today),
        "standing": _standing(entry),
    }


def _standing(entry: Entry) -> tuple[str, str]:
    """The state, and the rest of the sentence that tells it."""
    state, told = _first_capital(entry.state), position(entry)
    if told.startswith(state):
        return state, told[len(state) :]
    return state, f": {told[:1].lower()}{told[1:]}"


def _columns(form: CommitmentsForm) -> list[dict[str, str]]:
    """The list's columns, each with the order it is sorted by and where the list is so sorted."""
    sorts = {
        "Commitment": "",
        "Owner": "owner",
        "Meeting": "newest",
        "Due": "due",
        "State": "state",
        "Age": "oldest",
    }
    # An age goes up while the meeting's date goes down.
    down = ("newest", "oldest")
    return [
        {
            "name": name,
            "link": form.link(sort=sort) if sort else "",
            "sorted": ("descending" if sort in down else "ascending")
            if sort == form.wanted.order
            else "",
        }
        for name, sort in sorts.items()
    ]


def _pages(form: CommitmentsForm, last: int) -> Mapping[str, str]:
    """Where the pages before and after this one are, as far as there are any."""
    beside = {"Previous": form.page - 1, "Next": form.page + 1}
    return {
        name: form.link(page=page if page > 1 else "")
        for name, page in beside.items()
        if 1 <= page <= last
    }


def _trail(entry: Entry) -> list[dict[str, object]]:
    """What was said of a commitment at meetings, in order of date, from its making on."""

    def when(one: FollowUp) -> tuple[date, str, int]:
        return (one.record.document.meeting.held or date.max, one.record.document.id, one.start)

    later = [
        _step(_ROLES[one.role], citation, one.record, one.why)
        for one in sorted(entry.follow_ups, key=when)
        if (citation := cite(one.record, one.start, one.end))
    ]
    return [_step("Made", cite_commitment(entry), entry.record), *later]


def _step(
    what: str, citation: Citation, record: PassageRecord, why: tuple[str, ...] = ()
) -> dict[str, object]:
    return {
        "what": what,
        "held": record.document.meeting.held,
        "citation": citation,
        "here": _here(citation),
        "why": why,
    }


def _told_here(entry: Entry, passage_id: str) -> dict[str, object]:
    """What a passage has to do with a commitment: it makes it, or says something of it."""
    roles = [one.role for one in entry.follow_ups if one.record.passage.id == passage_id]
    made = entry.record.passage.id == passage_id
    return {"entry": entry, "what": "Made" if made else _ROLES[roles[0]]}


def _context(text: str, passage: Span, words: Span) -> dict[str, object]:
    """A passage and the words of it that matter, with what stands before and after it."""
    (start, end), (first, last) = passage, words
    return {
        "before": _paragraphs(_up_to(text[:start])),
        "words": (text[start:first], text[first:last], text[last:end]),
        "after": _paragraphs(_from(text[end:])),
    }


def _here(citation: Citation) -> str:
    """Where cited words are shown in their place."""
    quoted = urlencode({"start": citation.start, "end": citation.end})
    return f"/passages/{citation.passage_id}?{quoted}#quoted"


def _span(params: QueryParams, start: int, end: int) -> Span:
    """The quoted words that an address names, where they lie in the passage; else all of it."""
    try:
        first, last = int(params["start"]), int(params["end"])
    except (KeyError, ValueError):
        return start, end
    return (first, last) if start <= first < last <= end else (start, end)


def _up_to(text: str) -> str:
    """The end of `text`, from the beginning of a word."""
    if len(text) <= _AROUND_CHARS:
        return text
    return "… " + "".join(text[-_AROUND_CHARS:].split(maxsplit=1)[-1:])


def _from(text: str) -> str:
    """The beginning of `text`, to the end of a word."""
    if len(text) <= _AROUND_CHARS:
        return text
    return "".join(text[:_AROUND_CHARS].rsplit(maxsplit=1)[:1]) + " …"


def _paragraphs(text: str) -> list[str]:
    return [part.strip() for part in re.split(r"\n\s*\n", text) if part.strip()]


def _first_capital(text: str) -> str:
    return text[:1].upper() + text[1:]
