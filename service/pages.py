"""The pages: what a person sees, without script, with everything from the minutes escaped."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from itertools import groupby, pairwise
from urllib.parse import urlencode

from fastapi.responses import HTMLResponse
from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup, escape
from starlette.datastructures import QueryParams
from starlette.exceptions import HTTPException

from index.hits import Order, Query
from index.lexical import query_words, stems
from index.search import readable
from ingest.model import PASSAGE_KINDS, PassageKind
from service.answer import Answer
from service.cite import Claim, cite, label, link, meeting_label, place_label
from service.desk import Desk
from service.question import Asked

_LIMIT = 10
_MOST_HITS = 50
_MOST_KEPT = 20
_AROUND_CHARS = 2500
_BULLET_CHARS = 3  # a bullet and the spaces after it
_ALL = {"committee": "committees", "council": "councils"}
_SORTED: dict[Order, str] = {"newest": "Newest meetings first", "oldest": "Oldest meetings first"}
_WORD = re.compile(r"\w+")
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Form:
    """The search form as it was filled in, and what could not be understood of it."""

    q: str
    council: str
    committee: str
    held_from: str
    held_to: str
    kind: str
    keep: tuple[str, ...]  # words of the question that are no filter
    limit: int
    literal: bool
    sort: Order
    query: Query
    problems: tuple[str, ...]

    def link(self, **changes: object) -> str:
        """This search's address, with these fields changed."""
        fields = {
            "q": self.q,
            "council": self.council,
            "committee": self.committee,
            "from": self.held_from,
            "to": self.held_to,
            "kind": self.kind,
            "keep": self.keep,
            "literal": 1 if self.literal else "",
            "sort": self.sort if self.sort in _SORTED else "",
        }
        given = {name: value for name, value in {**fields, **changes}.items() if value}
        return "/?" + urlencode(given, doseq=True)


def read_form(params: QueryParams) -> Form:
    """The form from an address; a date that cannot be read is said and left out."""
    problems: list[str] = []

    def day(name: str, words: str) -> date | None:
        value = params.get(name, "").strip()
        try:
            return date.fromisoformat(value) if value else None
        except ValueError:
            problems.append(f"“{words}” could not be read as a date; write it as 2019-06-14.")
            return None

    q = readable(params.get("q", ""))
    kind = params.get("kind", "")
    kinds: tuple[PassageKind, ...] = tuple(k for k in PASSAGE_KINDS if k == kind)
    council, committee = (params.get(name, "").strip() for name in ("council", "committee"))
    asked = params.get("limit", "")
    literal = params.get("literal", "").lower() in ("1", "true")
    sort: Order = next((one for one in _SORTED if one == params.get("sort")), "relevance")
    query = Query(
        q,
        councils=(council,) if council else (),
        committees=(committee,) if committee else (),
        held_from=day("from", "Meetings from"),
        held_to=day("to", "Meetings to"),
        kinds=kinds,
        literal=literal,
        order=sort,
    )
    return Form(
        q=q,
        council=council,
        committee=committee,
        held_from=params.get("from", ""),
        held_to=params.get("to", ""),
        kind=kind if kinds else "",
        keep=tuple(filter(None, map(readable, params.getlist("keep")[:_MOST_KEPT]))),
        limit=min(int(asked), _MOST_HITS) if re.fullmatch(r"[1-9]\d{0,3}", asked) else _LIMIT,
        literal=literal,
        sort=sort,
        query=query,
        problems=tuple(problems),
    )


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
        self._templates.globals.update(name=name, kinds=PASSAGE_KINDS, orders=_SORTED)
        self._templates.filters["day"] = _day

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
            hits=_shown_hits(answer) if answer else [],
            more=form.link(limit=min(form.limit + 10, _MOST_HITS))
            if answer and len(answer.search.hits) == form.limit < _MOST_HITS
            else None,
        )

    def passage(self, desk: Desk, passage_id: str, params: QueryParams) -> HTMLResponse:
        """A passage among the words around it; the quoted words marked, where an address says."""
        with desk.library() as library:
            record = library.passages([passage_id]).get(passage_id)
            if record is None:
                raise HTTPException(404, "The library does not hold that passage.")
            text = library.text(record.document.id)
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
            before=_paragraphs(_up_to(text[:start])),
            words=(text[start:first], text[first:last], text[last:end]),
            after=_paragraphs(_from(text[end:])),
        )

    def document(self, desk: Desk, document_id: str) -> HTMLResponse:
        """A document's words, each passage with an address of its own."""
        with desk.library() as library:
            document = library.document(document_id)
            if document is None:
                raise HTTPException(404, "The library does not hold that document.")
            passages = library.passages_in(document_id)
        return self._page("document.html", document=document, passages=passages)

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
    quoted = urlencode({"start": citation.start, "end": citation.end})
    return {
        "text": marked(claim.text, 0, (), words),
        "context": claim.context,
        "mark": claim.mark,
        "position": claim.position,
        "commitment": claim.commitment,
        "citation": citation,
        "place": place_label(answer.records[citation.passage_id], citation.page),
        "here": f"/passages/{citation.passage_id}?{quoted}#quoted",
        "decided": answer.records[citation.passage_id].passage.kind in ("decision", "action"),
    }


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


def _day(held: date | None) -> str:
    return f"{held.day} {held:%B %Y}" if held else "unknown"
