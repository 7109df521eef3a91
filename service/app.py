"""The web service: the API under /api/v1 and the pages that people read."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import date
from http import HTTPStatus
from importlib.resources import files
from io import BytesIO
from typing import Annotated, Any

from anyio import CapacityLimiter, to_thread
from fastapi import FastAPI, Query, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse, PlainTextResponse
from pydantic import BaseModel
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from index.hits import Order
from index.hits import Query as Search
from index.ledger import Asked, Ledger, Wanted, states_of
from index.ledger import Order as LedgerOrder
from index.library import LibraryError
from index.search import LONGEST_QUERY, readable
from ingest.model import CommitmentKind, PassageKind
from service.desk import Desk, Listed
from service.forms import read_commitments_form
from service.pages import Pages
from service.payloads import (
    AskPayload,
    CommitmentPayload,
    CommitmentsPayload,
    DocumentTextPayload,
    PassagePayload,
    ProblemPayload,
    SearchPayload,
    StatusPayload,
    ask_payload,
    commitment_payload,
    commitments_payload,
    document_text_payload,
    passage_payload,
    search_payload,
    status_payload,
)

MOST_HITS = 100
_WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_AROUND_CHARS = 1500  # of the document shown before and after a passage
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self';"
        " base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    # What somebody searched for is nobody else's business.
    "Referrer-Policy": "no-referrer",
}
Words = Annotated[
    str,
    Query(
        min_length=1,
        max_length=LONGEST_QUERY,
        description='what to look for; words in "double quotes" must match exactly',
        examples=["what was said about staying put"],
    ),
]
Limit = Annotated[int, Query(ge=1, le=MOST_HITS, description="most hits to give")]
Names = Annotated[list[str], Query(max_length=20, description="part of the name; may be repeated")]
Day = Annotated[date | None, Query(description="ISO 8601, such as 2019-06-14; inclusive")]
Kept = Annotated[
    list[str],
    Query(max_length=20, description="words of the question that are no filter; may be repeated"),
]
Kinds = Annotated[list[PassageKind], Query(max_length=5, description="may be repeated")]
Sort = Annotated[
    Order,
    Query(description="by relevance, or by the meeting's date those that are about the matter"),
]
About = Annotated[
    str,
    Query(max_length=LONGEST_QUERY, description="only those about this", examples=["staying put"]),
]
Owner = Annotated[
    str,
    Query(max_length=LONGEST_QUERY, description="part of who is to do it, as written"),
]
States = Annotated[
    list[Asked],
    Query(
        max_length=8,
        description="may be repeated; open: mentioned since, no later mention or not yet due",
    ),
]
CommitmentKinds = Annotated[
    list[CommitmentKind], Query(max_length=4, description="may be repeated")
]
LedgerSort = Annotated[
    LedgerOrder | None,
    Query(description="unset, by relevance where there are words, else newest meetings first"),
]
Only = Annotated[bool, Query(description="these words only, not what else means the same")]


def create_app(desk: Desk, *, name: str = "Minutebook") -> FastAPI:
    """The service over one library. Reading only: no route changes anything."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        desk.warm_up()
        # More threads than seats would wait, each with memory of its own.
        to_thread.current_default_thread_limiter().total_tokens = desk.n_seats
        yield
        desk.close()

    app = FastAPI(
        title=name,
        summary="Search over council minutes, with answers cited to the word",
        version="1",
        lifespan=lifespan,
        docs_url=None,  # its page would load script from elsewhere; /openapi.json says it all
        redoc_url=None,
        responses={422: _problem("what was asked for cannot be read")},
    )
    _add_problems(app)
    _add_headers(app)
    _add_api(app, desk)
    _add_health(app, desk)
    _add_pages(app, desk, Pages(name))
    _add_sheets(app, desk)
    _add_feeds(app, desk, name)
    return app


def _add_api(app: FastAPI, desk: Desk) -> None:
    missing: dict[int | str, dict[str, Any]] = {404: _problem("the library does not hold it")}

    @app.get("/api/v1/search", operation_id="search", tags=["search"], response_model=SearchPayload)
    def search(
        q: Words,
        limit: Limit = 10,
        council: Names = [],  # noqa: B006  FastAPI copies defaults
        committee: Names = [],  # noqa: B006
        held_from: Annotated[Day, Query(alias="from")] = None,
        held_to: Annotated[Day, Query(alias="to")] = None,
        kind: Kinds = [],  # noqa: B006
        keep: Kept = [],  # noqa: B006
        literal: Only = False,
        sort: Sort = "relevance",
    ) -> Response:
        """Passages that speak of what is asked, best first unless sorted by date."""
        query = _search(q, council, committee, held_from, held_to, kind, literal)
        return _json(search_payload(*desk.search(replace(query, order=sort), limit, keep)))

    @app.get("/api/v1/ask", operation_id="ask", tags=["search"], response_model=AskPayload)
    def ask(
        q: Words,
        limit: Limit = 10,
        council: Names = [],  # noqa: B006
        committee: Names = [],  # noqa: B006
        held_from: Annotated[Day, Query(alias="from")] = None,
        held_to: Annotated[Day, Query(alias="to")] = None,
        kind: Kinds = [],  # noqa: B006
        keep: Kept = [],  # noqa: B006
        literal: Only = False,
    ) -> Response:
        """The sentences and decisions that answer a question, each cited, and the hits below."""
        query = _search(q, council, committee, held_from, held_to, kind, literal)
        return _json(ask_payload(*desk.ask(query, limit, keep)))

    @app.get(
        "/api/v1/passages/{passage_id}", operation_id="passage", tags=["read"], responses=missing
    )
    def passage(passage_id: str) -> PassagePayload:
        """A passage with the words around it."""
        with desk.library() as library:
            record = library.passages([passage_id]).get(passage_id)
            if record is None:
                raise HTTPException(404, f"the library holds no passage {passage_id!r}")
            text = library.text(record.document.id)
        start, end = record.passage.start, record.passage.end
        return passage_payload(
            record, text[max(0, start - _AROUND_CHARS) : start], text[end : end + _AROUND_CHARS]
        )

    @app.get(
        "/api/v1/documents/{document_id}", operation_id="document", tags=["read"], responses=missing
    )
    def document(document_id: str) -> DocumentTextPayload:
        """A document with the text that all offsets count."""
        with desk.library() as library:
            record = library.document(document_id)
            if record is None:
                raise HTTPException(404, f"the library holds no document {document_id!r}")
            return document_text_payload(record, library.text(document_id))

    @app.get(
        "/api/v1/commitments",
        operation_id="commitments",
        tags=["commitments"],
        response_model=CommitmentsPayload,
    )
    def commitments(
        q: About = "",
        council: Names = [],  # noqa: B006
        committee: Names = [],  # noqa: B006
        held_from: Annotated[Day, Query(alias="from")] = None,
        held_to: Annotated[Day, Query(alias="to")] = None,
        kind: CommitmentKinds = [],  # noqa: B006
        owner: Owner = "",
        state: States = [],  # noqa: B006
        due_before: Annotated[
            date | None, Query(description="due, by its words or the calendar, before this day")
        ] = None,
        also_unawaited: Annotated[
            bool, Query(alias="all", description="also those that need nothing back")
        ] = False,
        sort: LedgerSort = None,
        limit: Annotated[int, Query(ge=1, le=MOST_HITS, description="most to give")] = 50,
        offset: Annotated[int, Query(ge=0, le=10**9, description="how many to leave out")] = 0,
    ) -> Response:
        """What was decided, asked for or promised at meetings, and what came of it."""
        query = _search(readable(q), council, committee, held_from, held_to, [], False)
        wanted = Wanted(
            query,
            kinds=tuple(kind),
            owner=owner.strip() or None,
            states=states_of(state),
            due_before=due_before,
            only_awaited=not also_unawaited and "nothing awaited" not in state,
            order=sort or ("relevance" if query.text else "newest"),
        )
        listed = desk.commitments(wanted, limit, offset)
        states = {one: n for one, n in listed.states.items() if not state or one in wanted.states}
        return _json(commitments_payload(query.text, listed.entries, states, listed.today))

    @app.get(
        "/api/v1/commitments/{commitment_id}",
        operation_id="commitment",
        tags=["commitments"],
        responses=missing,
    )
    def commitment(commitment_id: str) -> CommitmentPayload:
        """A commitment with its follow-ups and what people said of it."""
        today = desk.today()
        with desk.library() as library:
            entry = Ledger(library, today).entry(commitment_id)
        if entry is None:
            raise HTTPException(404, f"the library holds no commitment {commitment_id!r}")
        return commitment_payload(entry, today)

    @app.get("/api/v1/status", operation_id="status", tags=["read"])
    def status() -> StatusPayload:
        """What the library holds: how much, of whom, over which dates."""
        with desk.library() as library:
            lost = Ledger(library, desk.today()).n_lost_marks
            return status_payload(library.counts(), library.encoder_name, library.generation, lost)


def _json(payload: BaseModel) -> Response:
    """A payload as it is: FastAPI would take it apart and check it once more."""
    return Response(payload.model_dump_json(), media_type="application/json")


def _search(
    text: str,
    councils: list[str],
    committees: list[str],
    held_from: date | None,
    held_to: date | None,
    kinds: list[PassageKind],
    literal: bool,
) -> Search:
    return Search(
        text,
        councils=tuple(filter(None, councils)),
        committees=tuple(filter(None, committees)),
        held_from=held_from,
        held_to=held_to,
        kinds=tuple(kinds),
        literal=literal,
    )


def _add_health(app: FastAPI, desk: Desk) -> None:
    @app.get("/healthz", include_in_schema=False)
    async def alive() -> PlainTextResponse:
        return PlainTextResponse("ok")

    @app.get("/readyz", include_in_schema=False)
    def ready() -> PlainTextResponse:
        desk.warm_up()
        return PlainTextResponse("ready")


def _add_pages(app: FastAPI, desk: Desk, pages: Pages) -> None:
    style = files("service").joinpath("static/style.css").read_text(encoding="utf-8")

    @app.get("/", include_in_schema=False)
    def home(request: Request) -> HTMLResponse:
        return pages.search(desk, request.query_params)

    @app.get("/passages/{passage_id}", include_in_schema=False)
    def passage(passage_id: str, request: Request) -> HTMLResponse:
        return pages.passage(desk, passage_id, request.query_params)

    @app.get("/documents/{document_id}", include_in_schema=False)
    def document(document_id: str) -> HTMLResponse:
        return pages.document(desk, document_id)

    @app.get("/commitments", include_in_schema=False)
    def commitments(request: Request) -> HTMLResponse:
        return pages.commitments(desk, request.query_params)

    @app.get("/commitments/{commitment_id}", include_in_schema=False)
    def commitment(commitment_id: str) -> HTMLResponse:
        return pages.commitment(desk, commitment_id)

    @app.get("/static/style.css", include_in_schema=False)
    async def stylesheet() -> Response:
        return Response(style, media_type="text/css", headers={"Cache-Control": "max-age=3600"})

    app.state.pages = pages


def _add_sheets(app: FastAPI, desk: Desk) -> None:
    """The list of commitments whole, as the page's own address asks for it.

    One is made at a time, on a thread of its own: who waits for one keeps nobody from the pages.
    """
    one_at_a_time = CapacityLimiter(1)

    def listed(request: Request) -> Listed:
        form = read_commitments_form(request.query_params)
        if form.problems:  # which a sheet would not say
            raise HTTPException(422, " ".join(form.problems))
        return desk.commitments(form.wanted)

    @app.get("/commitments.csv", include_in_schema=False)
    async def commitments_csv(request: Request) -> Response:
        def made() -> bytes:
            from service.export import to_csv

            found = listed(request)
            return to_csv(found.entries, found.today).encode()

        sheet = await to_thread.run_sync(made, limiter=one_at_a_time)
        return _sheet(sheet, "csv", "text/csv; charset=utf-8")

    @app.get("/commitments.xlsx", include_in_schema=False)
    async def commitments_xlsx(request: Request) -> Response:
        def made() -> bytes:
            from service.export import to_xlsx

            found, book = listed(request), BytesIO()
            to_xlsx(found.entries, found.today, book)
            return book.getvalue()

        sheet = await to_thread.run_sync(made, limiter=one_at_a_time)
        return _sheet(sheet, "xlsx", _WORKBOOK)


def _sheet(content: bytes, ending: str, media_type: str) -> Response:
    """A file to be kept, and not to be shown in place of the page."""
    kept = {"Content-Disposition": f'attachment; filename="commitments.{ending}"'}
    return Response(content, media_type=media_type, headers=kept)


def _add_feeds(app: FastAPI, desk: Desk, name: str) -> None:
    """What readers and calendars come back for by themselves, with the service's own address."""

    def wanted(councils: list[str], committees: list[str], owner: str) -> Wanted:
        return Wanted(_search("", councils, committees, None, None, [], False), owner=owner)

    @app.get("/feeds/commitments.atom", include_in_schema=False)
    def commitments_feed(
        request: Request,
        council: Names = [],  # noqa: B006
        committee: Names = [],  # noqa: B006
        owner: Annotated[str, Query(max_length=LONGEST_QUERY)] = "",
    ) -> Response:
        from service.feeds import news, to_atom

        today = desk.today()
        with desk.library() as library, library.unchanging():
            told = news(Ledger(library, today), wanted(council, committee, owner))
        of = ", ".join(filter(None, (*committee, *council, owner)))
        base, here = str(request.base_url), str(request.url)
        feed = to_atom(told, base=base, here=here, name=name, today=today, of=of)
        return _fed(feed, "application/atom+xml")

    @app.get("/feeds/due.ics", include_in_schema=False)
    def due_feed(
        request: Request,
        council: Names = [],  # noqa: B006
        committee: Names = [],  # noqa: B006
        owner: Annotated[str, Query(max_length=LONGEST_QUERY)] = "",
    ) -> Response:
        from service.feeds import due, to_calendar

        with desk.library() as library, library.unchanging():
            entries = due(Ledger(library, desk.today()), wanted(council, committee, owner))
        of = ", ".join(filter(None, (*committee, *council, owner)))
        calendar = to_calendar(entries, base=str(request.base_url), name=name, of=of)
        return _fed(calendar, "text/calendar")


def _fed(feed: bytes, media_type: str) -> Response:
    """A feed, which nobody need fetch more than once in an hour."""
    return Response(
        feed,
        headers={
            "Content-Type": f"{media_type}; charset=utf-8",
            "Cache-Control": "max-age=3600",
        },
    )


def _problem(description: str) -> dict[str, Any]:
    """An error as the OpenAPI document describes it."""
    schema = ProblemPayload.model_json_schema()
    return {
        "description": description,
        "content": {"application/problem+json": {"schema": schema}},
    }


def _add_problems(app: FastAPI) -> None:
    """Errors as RFC 9457 problems to programs and as pages to people."""

    def shown(request: Request, status: int, detail: str) -> Response:
        title = HTTPStatus(status).phrase
        if request.url.path.startswith("/api/"):
            problem = ProblemPayload(title=title, status=status, detail=detail)
            return JSONResponse(problem.model_dump(), status, media_type="application/problem+json")
        pages: Pages = app.state.pages
        return pages.problem(status, title, detail)

    @app.exception_handler(HTTPException)
    async def http(request: Request, error: HTTPException) -> Response:
        response = shown(request, error.status_code, str(error.detail))
        response.headers.update(error.headers or {})
        return response

    @app.exception_handler(RequestValidationError)
    async def invalid(request: Request, error: RequestValidationError) -> Response:
        reasons = (
            f"{'.'.join(str(part) for part in found['loc'][1:])}: {found['msg']}"
            for found in error.errors()
        )
        return shown(request, 422, "; ".join(reasons))

    @app.exception_handler(LibraryError)
    async def library(request: Request, error: LibraryError) -> Response:
        return shown(request, 503, "the library cannot be read just now")

    @app.exception_handler(Exception)
    async def unforeseen(request: Request, error: Exception) -> Response:
        # This answer is given outside the middleware that adds the headers to all others.
        response = shown(request, 500, "something went wrong here; it has been logged")
        response.headers.update(_HEADERS)
        return response


def _add_headers(app: FastAPI) -> None:
    app.add_middleware(_Headers)


class _Headers:
    """Adds to every response the headers that it has not set itself."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for header, value in _HEADERS.items():
                    headers.setdefault(header, value)
            await send(message)

        await self._app(scope, receive, send_with_headers)
