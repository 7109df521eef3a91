"""The web service gives what DESIGN.md says, follows the library, and never breaks."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from itertools import product
from pathlib import Path
from urllib.parse import quote

import pytest
from starlette.testclient import TestClient

from index.library import Library
from index.sync import sync
from service.app import MOST_HITS, create_app
from service.desk import Desk

HIT = {"rank", "score", "passage_id", "kind", "text", "start", "end", "page", "item", "document"}
DOCUMENT = {"id", "path", "url", "title", "council", "committee", "held", "kind", "status"}
ASK = set("question recognised widened found unmentioned expected claims hits".split())
CITATION = {
    *("passage_id", "document_id", "path", "start", "end", "quote", "page", "url", "label"),
}
PROBLEM = {"type", "title", "status", "detail"}
HEADERS = {
    "content-security-policy": "default-src 'none'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
}
ODD = [
    '"', '""', '"""', "'", "a AND b OR NOT c", "+must -not", "title:x", "a*", "a~2", "[a TO b]",
    "(((", "\\", "; drop table document;--", "' or 1=1 --", "%", "%%", "_", "😀😀", "\u202e",
    "\x00", "a\x00b", "\n\r\t", "ﬁ", "\u0301", "\ud7ff", "<script>", "{{7*7}}", "${7*7}",
    "../../etc/passwd", "a" * 1000, "word " * 200, '"' * 999, "“staying put”", '"staying',
]  # fmt: skip
PATHS = [
    *("/?q=RAW", "/?q=bins&council=RAW&from=RAW&limit=RAW", "/?RAW=RAW", "/passages/RAW?start=RAW"),
    *("/commitments?q=RAW&owner=RAW", "/commitments?RAW=RAW&page=RAW", "/commitments/RAW"),
    *("/api/v1/commitments?q=RAW&owner=RAW", "/api/v1/commitments/RAW"),
    *("/api/v1/search?q=RAW", "/api/v1/ask?q=bins&committee=RAW&keep=RAW", "/api/v1/documents/RAW"),
]
RAW = ["%FF", "%00", "%ED%A0%80", "%C0%AF", "%", "%zz", "%E2%82", "+", "%2500"]


def found(client: TestClient, **params) -> list[dict]:
    response = client.get("/api/v1/search", params={"q": "staying put report", **params})
    assert response.status_code == 200, response.text
    return response.json()["hits"]


def assert_problem(response, status: int) -> None:
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json().keys() >= PROBLEM
    assert response.json()["status"] == status


def test_search_has_the_shape_that_tools_rely_on(client) -> None:
    """The query and hits, each with its place and its document, ranked from 1 by score."""
    payload = client.get("/api/v1/search", params={"q": "staying  put", "limit": 4}).json()

    assert payload.keys() == {"query", "recognised", "widened", "hits"}
    assert payload["query"] == "staying put"
    assert [hit["rank"] for hit in payload["hits"]] == [1, 2, 3, 4]
    scores = [hit["score"] for hit in payload["hits"]]
    assert scores == sorted(scores, reverse=True)
    for hit in payload["hits"]:
        assert hit.keys() >= HIT
        assert hit["document"].keys() >= DOCUMENT


def test_ask_has_the_shape_that_tools_rely_on(client) -> None:
    """The question, whether it is answered, claims with citations, and hits."""
    payload = client.get("/api/v1/ask", params={"q": "carers allowance", "limit": 2}).json()

    assert payload.keys() == {
        "question",
        "recognised",
        "widened",
        "found",
        "unmentioned",
        "expected",
        "claims",
        "ledger",
        "hits",
    }
    assert payload["found"] is True
    assert payload["claims"][0].keys() >= {"text", "citations"}
    assert payload["claims"][0]["citations"][0].keys() >= CITATION
    assert len(payload["hits"]) == 2
    assert payload["hits"][0].keys() >= HIT


@pytest.mark.parametrize("route", ["search", "ask"])
def test_a_filter_in_the_question_is_applied_told_and_removable(client, route) -> None:
    """The same search as with the parameters that are told; all meetings, where it is kept."""
    words = {"q": "what was said about staying put in October 2018", "limit": 50}
    narrowed = client.get(f"/api/v1/{route}", params=words).json()
    kept = client.get(f"/api/v1/{route}", params={**words, "keep": "in October 2018"}).json()
    told = {one["filter"]: one["value"] for one in narrowed["recognised"]}
    given = {**words, "q": "what was said about staying put", **told}
    same = client.get(f"/api/v1/{route}", params=given).json()

    assert told == {"from": "2018-10-01", "to": "2018-10-31"}
    assert words["q"] in (narrowed.get("query"), narrowed.get("question"))
    assert {hit["document"]["held"] for hit in narrowed["hits"]} == {"2018-10-11"}
    assert same["hits"] == narrowed["hits"]
    assert kept["recognised"] == []
    assert {hit["document"]["held"] for hit in kept["hits"]} == {"2018-06-14", "2018-10-11"}


def test_ask_says_that_nothing_was_found(client) -> None:
    """Where nothing answers, found is false, there are no claims, and it is no error."""
    response = client.get("/api/v1/ask", params={"q": "volcano eruptions"})

    assert response.status_code == 200
    assert (response.json()["found"], response.json()["claims"]) == (False, [])


def test_quotes_and_hits_are_the_documents_own_words(client) -> None:
    """What search and ask quote is the text that the document's own route gives, at the offsets."""
    payload = client.get("/api/v1/ask", params={"q": "staying put carers", "limit": 50}).json()
    texts = {}
    for document_id in {hit["document"]["id"] for hit in payload["hits"]}:
        texts[document_id] = client.get(f"/api/v1/documents/{document_id}").json()["text"]

    assert payload["claims"]
    for hit in payload["hits"]:
        assert texts[hit["document"]["id"]][hit["start"] : hit["end"]] == hit["text"]
    for citation in (c for claim in payload["claims"] for c in claim["citations"]):
        text = texts[citation["document_id"]]
        assert text[citation["start"] : citation["end"]] == citation["quote"]


def test_a_passage_comes_with_the_words_around_it(client) -> None:
    """Before, text and after are one run of the document."""
    hit = found(client, q='"Mill Lane"')[0]
    payload = client.get(f"/api/v1/passages/{hit['passage_id']}").json()
    text = client.get(f"/api/v1/documents/{hit['document']['id']}").json()["text"]

    assert payload.keys() >= {"before", "text", "after", "context"} | HIT - {"rank", "score"}
    assert payload["before"] + payload["text"] + payload["after"] == text
    assert payload["document"].keys() >= DOCUMENT


def test_a_document_comes_with_its_text(client) -> None:
    """With its meeting, the file's digest, and what was odd about it."""
    hit = found(client, q='"regretted"')[0]
    payload = client.get(f"/api/v1/documents/{hit['document']['id']}").json()

    assert payload.keys() >= DOCUMENT | {"text", "media_type", "sha256", "page_starts", "warnings"}
    assert (payload["held"], payload["status"]) == ("2018-10-11", "draft")
    assert payload["url"] == "https://tinytown.example/october"
    assert payload["title"] == "October meeting"


def test_status_says_what_is_held(client) -> None:
    """How many documents and passages, of whom, over which dates, by which model."""
    payload = client.get("/api/v1/status").json()

    assert payload["documents"] == 2
    assert payload["passages"] > 10
    assert (payload["first_held"], payload["last_held"]) == ("2018-06-14", "2018-10-11")
    assert payload["councils"] == ["Borough of Tinytown Council", "Tinytown Council"]
    assert payload["committees"] == ["Scrutiny Committee"]
    assert (payload["undated"], payload["model"]) == (0, "tiny")
    assert payload["generation"] >= 1


FILTERS = [
    ({"from": "2018-07-01"}, {"2018-10-11"}),
    ({"to": "2018-07-01"}, {"2018-06-14"}),
    ({"from": "2018-06-14", "to": "2018-06-14"}, {"2018-06-14"}),
    ({"from": "2018-06-15", "to": "2018-10-10"}, set()),
    ({"council": "borough"}, {"2018-06-14"}),
    ({"council": ["borough", "tinytown council"]}, {"2018-06-14", "2018-10-11"}),
    ({"committee": "SCRUTINY"}, {"2018-06-14", "2018-10-11"}),
    ({"committee": "planning"}, set()),
    ({"council": ""}, {"2018-06-14", "2018-10-11"}),
    ({"council": "%"}, set()),
    ({"council": "' or '1'='1"}, set()),
]


@pytest.mark.parametrize("route", ["search", "ask"])
def test_filters_let_through_what_they_name(client, route) -> None:
    """Dates are inclusive, names match by part and without case, several are either."""
    for params, held in FILTERS:
        response = client.get(f"/api/v1/{route}", params={"q": "staying put report", **params})

        assert {hit["document"]["held"] for hit in response.json()["hits"]} == held, params


def test_kinds_filter_passages(client) -> None:
    """One kind gives that kind only; two give both."""
    assert {hit["kind"] for hit in found(client, kind="decision")} == {"decision"}
    both = found(client, kind=["decision", "discussion"], limit=100)
    assert {hit["kind"] for hit in both} == {"decision", "discussion"}


@pytest.mark.parametrize(
    ("sort", "held"),
    [("newest", ["2018-10-11", "2018-06-14"]), ("oldest", ["2018-06-14", "2018-10-11"])],
)
def test_passages_can_be_sorted_by_date(client, sort, held) -> None:
    """Ranked anew from 1, and by relevance unless asked otherwise."""
    hits = found(client, sort=sort)
    days = [hit["document"]["held"] for hit in hits]

    assert days == sorted(days, reverse=sort == "newest")
    assert list(dict.fromkeys(days)) == held
    assert [hit["rank"] for hit in hits] == list(range(1, len(hits) + 1))
    assert found(client, sort="relevance") == found(client)
    assert_problem(client.get("/api/v1/search?q=bins&sort=best"), 422)


@pytest.mark.parametrize("route", ["search", "ask"])
def test_a_limit_out_of_bounds_is_a_problem(client, route) -> None:
    """From 1 to 100; anything else is said to be wrong, by name."""
    for limit in ("0", "-1", "NaN", "1e3", "ten", "", "101", "9" * 5000, "5.5"):
        response = client.get(f"/api/v1/{route}", params={"q": "bins", "limit": limit})

        assert_problem(response, 422)
        assert response.json()["detail"].startswith("limit: ")


def test_a_limit_in_bounds_is_kept(client) -> None:
    """Both ends are allowed, and no more hits than asked for are given."""
    assert len(found(client, limit=1)) == 1
    assert 1 < len(found(client, limit=MOST_HITS)) <= MOST_HITS


@pytest.mark.parametrize("route", ["search", "ask"])
def test_what_cannot_be_understood_is_a_problem_that_names_it(client, route) -> None:
    """The detail begins with the parameter that is wrong; nothing else is a reason to fail."""
    for params, named in (
        ({}, "q: "),
        ({"q": ""}, "q: "),
        ({"q": "a" * 1001}, "q: "),
        ({"q": "a" * 60_000}, "q: "),
        ({"q": "bins", "from": "yesterday"}, "from: "),
        ({"q": "bins", "to": "2019-02-30"}, "to: "),
        ({"q": "bins", "from": "14/06/2019"}, "from: "),
        ({"q": "bins", "kind": "gossip"}, "kind.0: "),
        ({"q": "bins", "council": ["x"] * 21}, "council: "),
    ):
        response = client.get(f"/api/v1/{route}", params=params)

        assert_problem(response, 422)
        assert response.json()["detail"].startswith(named)


@pytest.mark.parametrize("thing", ["passages", "documents", "commitments"])
def test_an_unknown_id_is_not_found(client, thing) -> None:
    """A problem to programs, a page to people."""
    for name in ("none", "%FF", "%00", "..%2F..", "😀", "x" * 5000, "'--"):
        assert_problem(client.get(f"/api/v1/{thing}/{name}"), 404)
        page = client.get(f"/{thing}/{name}")
        assert page.status_code == 404
        assert page.headers["content-type"] == "text/html; charset=utf-8"
        assert "<h1>Not Found</h1>" in page.text


def test_an_unknown_route_is_not_found(client) -> None:
    """Under /api/ a problem, elsewhere a page."""
    assert_problem(client.get("/api/v1/gossip"), 404)
    assert "<h1>Not Found</h1>" in client.get("/wp-admin").text


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_only_get_is_answered(client, method) -> None:
    """Any other method is a problem that names the allowed one."""
    for route in ("/api/v1/search", "/api/v1/status", "/api/v1/documents/x"):
        response = client.request(method, route)

        assert_problem(response, 405)
        assert response.headers["allow"] == "GET"


@pytest.mark.parametrize(
    "path", ["/", "/commitments", "/api/v1/search", "/api/v1/ask", "/api/v1/commitments"]
)
def test_no_text_breaks_a_search(client, path) -> None:
    """Whatever is typed is searched for as words, or refused as a bad request."""
    for text in ODD:
        response = client.get(path, params={"q": text})
        assert response.status_code in ((200, 422) if "/api/" in path else (200,)), text
        for name in (
            *("council", "committee", "from", "to", "kind", "limit", "start"),
            *("owner", "state", "due_before", "sort", "offset", "page"),
        ):
            response = client.get(path, params={"q": "bins", name: text})
            assert response.status_code in (200, 422), (name, text)


def test_no_bytes_break_a_search(client) -> None:
    """Nor does what is not even UTF-8, in any parameter or in a path."""
    for raw, path in product(RAW, PATHS):
        assert client.get(path.replace("RAW", raw)).status_code in (200, 404, 422), (raw, path)


def test_repeated_and_unknown_parameters_are_harmless(client) -> None:
    """The last question counts, and what nobody knows is ignored."""
    response = client.get("/api/v1/search?q=bins&q=carers&zebra=1&limit=1&limit=2")

    assert response.status_code == 200
    assert response.json()["query"] == "carers"
    assert client.get("/?q=bins&q=carers&zebra=1&from=&from=x").status_code == 200


@pytest.mark.parametrize(
    ("path", "status"),
    [
        *(("/", 200), ("/api/v1/search", 422), ("/api/v1/ask", 422)),
        *(("/commitments", 200), ("/api/v1/commitments", 422)),
    ],
)
def test_a_megabyte_of_question_is_cut_or_refused(client, path, status) -> None:
    """The page cuts it and the API refuses it; neither sends it back."""
    sent = []

    async def ask() -> None:
        # HTTP clients refuse to send so much; a client that does not is what this is about.
        scope = {
            **{"type": "http", "method": "GET", "path": path, "raw_path": path.encode()},
            **{"query_string": b"q=" + b"staying+put+" * 90_000, "headers": []},
            **{"scheme": "http", "http_version": "1.1", "root_path": ""},
            **{"server": ("testserver", 80), "client": ("testclient", 50_000)},
        }

        async def receive() -> dict:
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message: dict) -> None:
            sent.append(message)

        await client.app(scope, receive, send)

    client.portal.call(ask)

    assert sent[0]["status"] == status
    assert sum(len(message.get("body", b"")) for message in sent) < 100_000


def test_every_response_carries_the_security_headers(client) -> None:
    """Good or bad, to a person or a program."""
    for path in (
        *("/", "/?q=bins", "/passages/none", "/documents/none", "/nowhere", "/static/style.css"),
        *("/api/v1/search?q=bins", "/api/v1/search", "/api/v1/documents/none", "/api/v1/status"),
        *("/commitments", "/commitments/none", "/api/v1/commitments"),
        *("/healthz", "/readyz", "/openapi.json"),
    ):
        response = client.get(path)
        assert all(value in response.headers[header] for header, value in HEADERS.items()), path


def test_what_nobody_foresaw_is_a_problem_too(library, encoder) -> None:
    """A library that fails under the service gives a clean 500 with the headers, and no details."""
    desk = Desk(library.directory, encoder)
    with TestClient(create_app(desk), raise_server_exceptions=False) as client:
        desk.close()
        program, person = client.get("/api/v1/status"), client.get("/documents/x")

    assert_problem(program, 500)
    assert person.headers["content-type"] == "text/html; charset=utf-8"
    for response in (program, person):
        assert response.status_code == 500
        assert "sqlite" not in response.text.lower()
        assert all(value in response.headers[header] for header, value in HEADERS.items())


def test_it_says_that_it_is_alive_and_ready(client) -> None:
    """Both answer in a word."""
    assert client.get("/healthz").text == "ok"
    assert client.get("/readyz").text == "ready"


def test_a_library_of_another_model_is_not_ready(library, encoder, make_library) -> None:
    """A library that comes to need another model is unavailable, not wrong."""
    desk = Desk(library.directory, encoder)
    with TestClient(create_app(desk)) as client:
        with sqlite3.connect(library.directory / "library.sqlite") as other:
            other.execute("update meta set value = 'other' where key = 'encoder_fingerprint'")
            other.execute("update meta set value = value + 1 where key in ('generation', 'state')")
        other.close()

        assert client.get("/readyz").status_code == 503
        assert_problem(client.get("/api/v1/search", params={"q": "bins"}), 503)
        assert client.get("/healthz").status_code == 200


def test_the_openapi_document_names_every_route(client) -> None:
    """Under operation ids that clients are generated from, so that they may not change."""
    paths = client.get("/openapi.json").json()["paths"]

    assert {path: item["get"]["operationId"] for path, item in paths.items()} == {
        "/api/v1/search": "search",
        "/api/v1/ask": "ask",
        "/api/v1/passages/{passage_id}": "passage",
        "/api/v1/documents/{document_id}": "document",
        "/api/v1/commitments": "commitments",
        "/api/v1/commitments/{commitment_id}": "commitment",
        "/api/v1/status": "status",
    }
    for item in paths.values():
        assert item.keys() == {"get"}
        for status, response in item["get"]["responses"].items():
            kind = "application/json" if status == "200" else "application/problem+json"
            assert list(response["content"]) == [kind]


def test_the_openapi_document_gives_examples(client) -> None:
    """Of a question, of documents, and of what each parameter means."""
    document = client.get("/openapi.json").json()
    schemas = document["components"]["schemas"]

    for path in ("/api/v1/search", "/api/v1/ask", "/api/v1/commitments"):
        parameters = {p["name"]: p for p in document["paths"][path]["get"]["parameters"]}
        assert parameters["q"]["schema"]["examples"]
        assert all(p["description"] for p in parameters.values())
    assert schemas["SearchPayload"]["properties"]["query"]["examples"]
    assert schemas["AskPayload"]["properties"]["question"]["examples"]
    assert schemas["DocumentPayload"]["properties"]["path"]["examples"]


def test_the_service_has_the_name_it_is_given(library, serve) -> None:
    """On its pages and in its OpenAPI document."""
    client = serve(library.directory, name="Tinytown & Co")

    assert "<title>Tinytown &amp; Co</title>" in client.get("/").text
    assert client.get("/openapi.json").json()["info"]["title"] == "Tinytown & Co"


def test_a_change_of_the_library_is_followed(client, library, encoder, tmp_path: Path) -> None:
    """What is indexed, changed or removed while the service runs is so at the next question."""
    more = tmp_path / "more"
    more.mkdir()
    assert found(client, q='"giraffe"') == []

    (more / "zoo.txt").write_text("The giraffe was fed at noon.\n", encoding="utf-8")
    sync(library, encoder, [more])
    assert [hit["text"] for hit in found(client, q='"giraffe"')] == ["The giraffe was fed at noon."]

    (more / "zoo.txt").write_text("The giraffe was sold.\n", encoding="utf-8")
    sync(library, encoder, [more])
    assert [hit["text"] for hit in found(client, q='"giraffe"')] == ["The giraffe was sold."]

    (more / "zoo.txt").unlink()
    sync(library, encoder, [more])
    assert found(client, q='"giraffe"') == []
    assert client.get("/api/v1/status").json()["documents"] == 2


def test_many_ask_while_the_library_changes(client, library, encoder, tmp_path: Path) -> None:
    """Eight threads ask while documents come and go; each answer quotes words that stand there."""
    folder = tmp_path / "coming"
    folder.mkdir()
    words = {"", "The giraffe was fed at noon.", "The zebra was fed at noon."}

    def change() -> None:
        with Library.open(library.directory) as writing:
            for n in range(12):
                text = "The giraffe was fed at noon.\n" if n % 2 else "The zebra was fed at noon.\n"
                (folder / f"{n % 5}.txt").write_text(text, encoding="utf-8")
                if n % 4 == 3:
                    (folder / f"{(n + 2) % 5}.txt").unlink(missing_ok=True)
                sync(writing, encoder, [folder])

    def ask(n: int) -> list[tuple[int, str]]:
        answers = []
        for question in ("who fed the zebra at noon", "staying put", "giraffe") * 4:
            path = ("/api/v1/ask", "/api/v1/search", "/")[n % 3]
            response = client.get(path, params={"q": question, "limit": 20})
            hits = response.json()["hits"] if path != "/" else []
            quoted = [hit["text"] for hit in hits if "minutes/" not in hit["document"]["path"]]
            answers.append((response.status_code, next(iter({*quoted} - words), "")))
        return answers

    with ThreadPoolExecutor(9) as threads:
        changing = threads.submit(change)
        answers = [one for asked in threads.map(ask, range(8)) for one in asked]
        changing.result()

    assert {*answers} == {(200, "")}
    assert len(answers) == 8 * 12
    assert found(client, q='"zebra"') != []


def test_reading_changes_nothing(client, library) -> None:
    """No route writes: after every kind of request the library's rows are as they were."""

    def rows() -> list[str]:
        with sqlite3.connect(library.directory / "library.sqlite") as db:
            dump = list(db.iterdump())
        db.close()
        return dump

    before = rows()
    hit = found(client)[0]
    for path in (
        *("/", "/?q=bins", "/api/v1/ask?q=bins", "/api/v1/status", "/healthz", "/readyz"),
        *(f"/passages/{hit['passage_id']}", f"/documents/{hit['document']['id']}"),
        *(f"/api/v1/passages/{hit['passage_id']}", f"/api/v1/documents/{hit['document']['id']}"),
    ):
        assert client.get(path).status_code == 200

    assert rows() == before


def test_a_library_without_documents_is_served(serve, encoder, tmp_path: Path) -> None:
    """It says that it holds nothing and finds nothing."""
    Library.create(tmp_path / "empty", encoder).close()
    client = serve(tmp_path / "empty")

    assert client.get("/api/v1/status").json()["documents"] == 0
    assert client.get("/api/v1/ask", params={"q": "bins"}).json() == {
        "question": "bins",
        "recognised": [],
        "found": False,
        "widened": [],
        "unmentioned": [],
        "expected": None,
        "claims": [],
        "ledger": None,
        "hits": [],
    }
    assert client.get("/?q=bins").status_code == 200


def test_dates_in_json_are_iso_dates(client) -> None:
    """A meeting's date is a calendar day, without time or zone."""
    hit = found(client)[0]

    assert date.fromisoformat(hit["document"]["held"]).isoformat() == hit["document"]["held"]


def test_a_question_in_an_address_is_decoded_as_written(client) -> None:
    """Percent signs, plus signs and letters beyond ASCII arrive as they were typed."""
    typed = "100% of Ysgol Gymraeg’s pupils + café"
    payload = client.get(f"/api/v1/search?q={quote(typed)}").json()

    assert payload["query"] == typed


def test_a_literal_search_is_for_these_words_only(client) -> None:
    """What means the same is left out on the API and on the page, which offers both."""
    url = "/api/v1/search?q=rubbish+in+the+lane"
    page = client.get("/?q=rubbish+in+the+lane").text
    literal = client.get("/?q=rubbish+in+the+lane&literal=1").text

    assert client.get(url).json()["widened"][0]["also"] == ["refuse"]
    assert client.get(url + "&literal=1").json()["widened"] == []
    assert "Also searched for: refuse (for: rubbish)" in page
    assert 'href="/?q=rubbish+in+the+lane&amp;literal=1"' in page
    assert "Also searched for" not in literal
    assert 'href="/?q=rubbish+in+the+lane"' in literal
