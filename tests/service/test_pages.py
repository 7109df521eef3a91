"""The pages are right, escaped, and need neither script nor mouse."""

import re
from datetime import UTC, datetime
from html import unescape
from itertools import pairwise
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser
from starlette.datastructures import QueryParams

from index.ledger import mark
from service.forms import read_form
from service.pages import marked

SCRIPT = "<script>alert(1)</script>"
QUOTED = '"><img src=x onerror=alert(2)>'
APOSTROPHE = "' onfocus='alert(3)"
MARKUP = "</title></p></blockquote><h1>Gotcha</h1><!-- &lt;b&gt;"
TEMPLATE = "{{ 7*7 }}{% raw %}"
PAYLOADS = [SCRIPT, QUOTED, APOSTROPHE, MARKUP, TEMPLATE]
ELEMENTS = set(
    "html head meta title link body a header p main footer h1 h2 h3 form label div input button "
    "details summary select option section ol li blockquote span mark dl dt dd "
    "nav ul strong datalist table caption thead tbody tr th td".split()
)


def parse(html: str) -> LexborHTMLParser:
    return LexborHTMLParser(html)


def all_of(html: str, css: str) -> list:
    return parse(html).css(css)


def text_of(html: str, css: str) -> list[str]:
    return [node.text() for node in all_of(html, css)]


def get(client, path: str, **params) -> str:
    response = client.get(path, params=params or None)
    assert response.status_code == 200, response.text
    return response.text


@pytest.fixture
def hostile(make_library, serve):
    """The service over minutes that try to be more than words."""
    rows = ["file,council,committee,held,kind,status,url,title"]
    texts = {}
    for n, payload in enumerate(PAYLOADS):
        texts[f"{n}.txt"] = (
            f"1. Bridge {payload} works\n\nThe bridge {payload} number {n} was opened.\n"
        )
        cell = '"' + payload.replace('"', '""') + ' bridge"'
        rows.append(f"{n}.txt,{cell},{cell},2018-06-0{n + 1},minutes,draft,,{cell}")
    texts["<img src=x onerror=alert(4)>&amp;'.txt"] = "The footbridge was closed at night.\n"
    texts["link.txt"] = "The drawbridge was raised at dawn.\n"
    rows.append("link.txt,,,,,,javascript:alert(5),")
    texts["page.html"] = (
        "<!doctype html><html><head><title>Viaduct &lt;script&gt;alert(6)&lt;/script&gt;</title>"
        '<link rel="canonical" href="javascript:alert(7)"></head>'
        "<body><p>The viaduct was painted &lt;script&gt;alert(8)&lt;/script&gt;.</p></body></html>"
    )
    texts["data.html"] = (
        "<!doctype html><html><head><title>Culvert</title>"
        '<link rel="canonical" href=" JavaScript:alert(9)"></head>'
        "<body><p>The culvert was cleared.</p></body></html>"
    )
    return serve(make_library(texts, "\n".join(rows)).directory)


def pages_of(client, question: str) -> list[str]:
    """The search page for a question, and every passage and document page it leads to."""
    search = get(client, "/", q=question, limit=50)
    links = {
        node.attributes["href"]
        for node in all_of(search, "a")
        if node.attributes["href"].startswith("/passages/")
    }
    passages = [get(client, link.partition("#")[0]) for link in sorted(links)]
    documents = {
        node.attributes["href"].partition("#")[0]
        for page in passages
        for node in all_of(page, "a[href^='/documents/']")
    }
    return [search, *passages, *(get(client, link) for link in sorted(documents))]


def assert_inert(html: str) -> None:
    """No element, attribute or address that the templates did not write."""
    for node in all_of(html, "*"):
        assert node.tag in ELEMENTS, node.html
        for name, value in node.attributes.items():
            assert not name.startswith("on"), node.html
            assert name != "style"
            if name in ("href", "src", "action", "cite"):
                assert re.match(r"/|#|https?://", value or ""), node.html
    assert "49" not in re.sub(r"\d{3,}|[\w-]{10,}", "", parse(html).body.text())


def test_nothing_in_minutes_becomes_markup(hostile) -> None:
    """Titles, names, items, words and file names are shown as they are, and do nothing."""
    pages = pages_of(hostile, "bridge footbridge drawbridge viaduct culvert")
    shown = " ".join(parse(page).body.text() for page in pages)

    assert len(pages) > 15
    for page in pages:
        assert_inert(page)
        assert len(all_of(page, "h1")) == 1
    for payload in (*PAYLOADS, "<img src=x onerror=alert(4)>&amp;'.txt", "<script>alert(8)"):
        assert " ".join(payload.split()) in " ".join(shown.split()), payload


def test_nothing_in_a_commitment_becomes_markup(make_library, serve, promise, follow) -> None:
    """Neither its words, owner and date, nor what later papers and people say of any of it."""
    every = " ".join(PAYLOADS)
    library = make_library(
        {
            "june.txt": f"1. Bridge\n\nTo paint the bridge {every}.\n",
            "july.txt": f"1. Bridge\n\nThe painted bridge {every}.\n",
        },
        "file,committee,held,url\n"
        "june.txt,Works,2018-06-14,javascript:alert(5)\n"
        "july.txt,Works,2018-07-12,javascript:alert(5)\n",
    )
    known = dict.fromkeys(("owner", "due", "item", "about"), every)
    one = promise(library, f"To paint the bridge {every}.", also=every, **known)
    follow(library, "To paint", f"The painted bridge {every}.", "reported", [every])
    mark(library, one, "dropped", note=every, author=every, at=datetime.now(UTC))
    client = serve(library.directory)
    payload = client.get(f"/api/v1/commitments/{one}").json()
    passages = payload["passage_id"], payload["follow_ups"][0]["passage_id"]
    for path in ("/commitments", f"/commitments/{one}", *(f"/passages/{p}" for p in passages)):
        html = get(client, path)

        assert_inert(html)
        assert " ".join(every.split()) in " ".join(parse(html).body.text().split()), path
        assert "javascript" not in html


def test_an_address_that_runs_script_is_no_link(hostile) -> None:
    """Neither a manifest nor a page can make one; only the web's own addresses are kept."""
    pages = pages_of(hostile, "drawbridge viaduct culvert")

    assert any("The drawbridge was raised" in page for page in pages)
    assert all("javascript" not in page.lower() for page in pages)
    for question in ('"drawbridge"', '"viaduct"', '"culvert"'):
        hits = hostile.get("/api/v1/search", params={"q": question}).json()["hits"]
        assert [hit["document"]["url"] for hit in hits] == [None] * len(hits) != []


@pytest.mark.parametrize("payload", PAYLOADS)
def test_nothing_in_an_address_becomes_markup(client, payload) -> None:
    """Each field comes back in its place in the form, and does nothing."""
    fields = ("q", "council", "committee", "from", "to", "kind", "keep", "limit")
    html = get(client, "/", **dict.fromkeys(fields, payload))

    assert_inert(html)
    assert all_of(html, "#q")[0].attributes["value"] == " ".join(payload.split())
    assert all_of(html, "#from")[0].attributes["value"] == payload
    assert [node.text() for node in all_of(html, "#council [selected]")] == [payload.strip()]
    assert SCRIPT not in html
    for path in (f"/passages/{payload}", f"/documents/{payload}", f"/commitments/{payload}"):
        assert_inert(client.get(path.replace("/>", ">")).text)
    fields = ("q", "council", "committee", "owner", "state", "kind", "due_before", "from", "to")
    html = get(client, "/commitments", **dict.fromkeys((*fields, "all", "sort", "page"), payload))

    assert_inert(html)
    assert all_of(html, "#owner")[0].attributes["value"] == " ".join(payload.split())
    assert SCRIPT not in html


def test_a_service_name_is_escaped(library, serve) -> None:
    """What a council calls its page is words too."""
    html = get(serve(library.directory, name=MARKUP), "/")

    assert_inert(html)
    assert text_of(html, "title") == [MARKUP]


def test_the_form_keeps_what_was_given(client) -> None:
    """After a search every field stands as it was filled in, and the filters are open."""
    html = get(
        client,
        "/",
        **{"q": 'the "full report"', "council": "Tinytown Council", "kind": "decision"},
        **{"committee": "Scrutiny Committee", "from": "2018-01-01", "to": "2018-12-31"},
    )

    assert all_of(html, "#q")[0].attributes["value"] == 'the "full report"'
    assert all_of(html, "#from")[0].attributes["value"] == "2018-01-01"
    assert all_of(html, "#to")[0].attributes["value"] == "2018-12-31"
    assert text_of(html, "#council [selected]") == ["Tinytown Council"]
    assert text_of(html, "#committee [selected]") == ["Scrutiny Committee"]
    assert text_of(html, "#kind [selected]") == ["Decision"]
    assert "open" in all_of(html, "details")[0].attributes
    assert text_of(html, ".hits blockquote")


def test_a_filter_that_no_list_has_stays_and_is_seen(client) -> None:
    """Part of a name, or a name nobody has, filters as the form says it does."""
    part = get(client, "/", q="staying put", council="borough")
    nobody = get(client, "/", q="staying put", council="Elsewhere", committee="Planning")

    assert text_of(part, "#council [selected]") == ["borough"]
    assert {"14 June 2018"} == {
        re.search(r"\d+ \w+ 2018", hit).group() for hit in text_of(part, ".hits h3")
    }
    assert text_of(nobody, "#committee [selected]") == ["Planning"]
    assert text_of(nobody, ".hits h3") == []
    assert "The search was narrowed" in nobody


def test_a_date_that_cannot_be_read_is_said_and_left_out(client) -> None:
    """The field is named, the value kept, and the search done without it."""
    html = get(client, "/", **{"q": "staying put", "from": "last June", "to": "2018-12-31"})

    assert text_of(html, "[role=alert]") == [
        "“Meetings from” could not be read as a date; write it as 2019-06-14."
    ]
    assert all_of(html, "#from")[0].attributes["value"] == "last June"
    assert text_of(html, ".hits h3")


@pytest.mark.parametrize(
    ("limit", "read"),
    [("20", 20), ("9999", 50), ("0", 10), ("-1", 10), ("NaN", 10), ("1e9", 10), ("", 10)],
)
def test_a_limit_of_the_page_is_kept_within_bounds(limit, read) -> None:
    """The page never refuses a number: it shows ten, or fifty at most."""
    assert read_form(QueryParams({"q": "bins", "limit": limit})).limit == read


def test_a_search_has_an_address(client) -> None:
    """The link to more passages is the same search, with more."""
    form = read_form(
        QueryParams("q=a+b&council=X&from=2018-01-01&to=nonsense&kind=decision&zebra=1")
    )
    link = urlsplit(form.link(limit=20))

    assert link.path == "/"
    assert parse_qs(link.query) == {
        **{"q": ["a b"], "council": ["X"], "from": ["2018-01-01"], "to": ["nonsense"]},
        **{"kind": ["decision"], "limit": ["20"]},
    }


def test_passages_are_shown_in_the_order_chosen(client) -> None:
    """It is kept in the form, the heading and the links; the answer above stays as it is."""
    best = get(client, "/", q="staying put report")
    newest = get(client, "/", q="staying put report", sort="newest")
    days = [re.search(r"\d+ \w+ 2018", hit).group() for hit in text_of(newest, ".hits h3")]

    assert text_of(newest, ".claims") == text_of(best, ".claims") != []
    assert list(dict.fromkeys(days)) == ["11 October 2018", "14 June 2018"]
    assert days == sorted(days, key=["11 October 2018", "14 June 2018"].index)
    assert text_of(newest, "h2")[1] == "Passages: newest meetings first"
    assert text_of(newest, "#sort [selected]") == ["Newest meetings first"]
    assert "open" in all_of(newest, "details")[0].attributes
    assert "sort=oldest" in read_form(QueryParams("q=bins&sort=oldest")).link(limit=20)
    assert "sort" not in read_form(QueryParams("q=bins&sort=zebra")).link()


def test_a_filter_in_the_question_is_shown_and_removable(client) -> None:
    """One sentence a filter above the answer, with a link that leaves only its words as words."""
    question = "what was said about staying put at the Scrutiny Committee in October 2018"
    both = get(client, "/", q=question, kind="discussion")
    links = [node.attributes["href"] for node in all_of(both, ".narrowed a")]
    undated = get(client, links[1])
    neither = get(client, all_of(undated, ".narrowed a")[0].attributes["href"])

    assert text_of(both, ".narrowed") == [
        "Showing meetings of Scrutiny Committee. Search all committees instead",
        "Showing meetings held in October 2018. Search all dates instead",
    ]
    assert parse_qs(urlsplit(links[1]).query) == {
        **{"q": [question], "kind": ["discussion"], "keep": ["in October 2018"]},
    }
    assert all("11 October 2018" in hit for hit in text_of(both, ".hits h3"))
    assert any("14 June 2018" in hit for hit in text_of(undated, ".hits h3"))
    assert text_of(undated, ".narrowed") == text_of(both, ".narrowed")[:1]
    assert text_of(neither, ".narrowed") == []
    assert [n.attributes["value"] for n in all_of(neither, "form [name=keep]")] == [
        "in October 2018",
        "at the Scrutiny Committee",
    ]


def test_where_a_question_narrows_to_nothing_it_is_said(client) -> None:
    """A year without a meeting is a filter like any other, and can be removed."""
    html = get(client, "/", q="what was said about staying put in 2035")

    assert text_of(html, ".narrowed") == ["Showing meetings held in 2035. Search all dates instead"]
    assert "The search was narrowed: it may help to widen it." in html
    assert text_of(html, ".hits h3") == []


def test_more_passages_are_offered_while_there_are_more(client) -> None:
    """Ten are shown, then twenty; where there are fewer than were asked for, nothing is offered."""
    ten = get(client, "/", q="staying put report", keep="in 2021")
    more = all_of(ten, "main > section:last-child > p > a")
    twenty = get(client, more[0].attributes["href"])

    assert len(text_of(ten, ".hits > li")) == 10
    assert parse_qs(urlsplit(more[0].attributes["href"]).query)["keep"] == ["in 2021"]
    assert len(text_of(twenty, ".hits > li")) > 10
    assert "Show more passages" not in get(client, "/", q="staying put report", limit=50)


def test_the_first_page_says_what_is_held(client, serve, make_library) -> None:
    """How many documents, of which dates, and how many dates are unknown."""
    dated = "2 documents are held here, of meetings from 14 June 2018 to 11 October 2018."
    undated = make_library({"a.txt": "The bridge was closed.\n"})

    assert dated in " ".join(get(client, "/").split())
    assert "1 documents are held here, of meetings whose dates are unknown." in " ".join(
        get(serve(undated.directory), "/").split()
    )


def test_an_answer_is_on_top_and_cited(client) -> None:
    """Claims come before passages; each has a label, and what was decided is marked."""
    html = get(client, "/", q="staying put report")
    headings = text_of(html, "h2")
    tagged = [("Decision" in text) for text in text_of(html, ".claims > li")]

    assert headings == ["Answer", "Passages"]
    assert any(tagged)
    assert "Tinytown Council, Scrutiny Committee, 11 October 2018" in text_of(html, ".meeting h3")
    assert "Latest position" in " ".join(text_of(html, ".tag"))
    assert all_of(html, ".claims a[href='https://tinytown.example/october']")


def test_a_claims_link_opens_at_its_words(client) -> None:
    """Where it leads, the words that were quoted stand alone in what is marked as quoted."""
    questions = ("carers allowance", "young man examinations", "Mill Lane", "report in February")
    items = [item for q in questions for item in all_of(get(client, "/", q=q), ".claims > li")]

    assert len(items) >= 4
    for item in items:
        quote = item.css_first("blockquote").text().strip()
        path, _, anchor = item.css_first(".cite a").attributes["href"].partition("#")
        assert text_of(get(client, path), f"#{anchor}") == [quote]


def test_nothing_found_is_said_plainly(client) -> None:
    """With the nearest passages below, where there are any."""
    near = get(client, "/", q="volcano eruptions")
    none = get(client, "/", q='"volcano eruptions"')

    for html in (near, none):
        assert "Nothing that answers this was found in the documents held here." in html
        assert all_of(html, ".claims") == []
    assert text_of(near, "h2") == ["Answer", "Nearest passages"]
    assert text_of(none, "h2") == ["Answer"]


def test_matching_words_and_the_best_sentence_are_marked(make_library, serve) -> None:
    """In a hit of several sentences: the words in all of it, the sentence once."""
    client = serve(
        make_library(
            {
                "library.txt": "The librarian described the new opening hours at length to all. "
                "Borrowing of novels had doubled since the spring when the roof was mended. "
                "Visitors came from several villages along the valley on market days. "
                "Children had drawn posters of a novel for the entrance hall and the staircase.\n"
            }
        ).directory
    )
    html = get(client, "/", q="who was borrowing novels")

    assert text_of(html, ".hits .best") == [
        "Borrowing of novels had doubled since the spring when the roof was mended."
    ]
    assert text_of(html, ".hits mark") == ["Borrowing", "novels", "novel"]


def test_a_short_passage_is_not_all_marked(client) -> None:
    """Where the best sentence is the whole passage but its bullet, nothing is singled out."""
    html = get(client, "/", q="carers lost allowance")

    assert "· Carers lost half of their allowance on the birthday." in text_of(
        html, ".hits blockquote p"
    )
    assert text_of(html, ".hits .best") == []


def test_a_passage_page_marks_the_words_that_are_named(client) -> None:
    """From start to end in the document, inside the passage, and all of its words once."""
    hit = client.get("/api/v1/search", params={"q": '"Mill Lane"'}).json()["hits"][0]
    start = hit["start"] + hit["text"].index("Mill Lane")
    path = f"/passages/{hit['passage_id']}"
    html = get(client, path, start=start, end=start + 9)

    assert text_of(html, "#quoted.best") == ["Mill Lane"]
    assert text_of(html, "blockquote") == [hit["text"]]


@pytest.mark.parametrize(
    "params",
    [
        {},
        {"start": "x", "end": "y"},
        {"start": "1"},
        {"end": "600"},
        {"start": "-5", "end": "5"},
        {"start": "0", "end": "999999"},
        {"start": "600", "end": "590"},
        {"start": "9" * 5000, "end": "1"},
        {"start": SCRIPT, "end": "NaN"},
        {"start": "5.5", "end": "1e3"},
    ],
)
def test_a_passage_page_ignores_nonsense(client, params) -> None:
    """Offsets that are none, or lie elsewhere, mark nothing."""
    hit = client.get("/api/v1/search", params={"q": '"Mill Lane"'}).json()["hits"][0]
    html = get(client, f"/passages/{hit['passage_id']}", **params)

    assert all_of(html, ".best") == []
    assert text_of(html, "#quoted") == [hit["text"]]


def test_a_passage_page_shows_the_words_around(client) -> None:
    """With the meeting, the citation and a way to the document and its original."""
    hit = client.get("/api/v1/search", params={"q": '"regretted"'}).json()["hits"][0]
    html = get(client, f"/passages/{hit['passage_id']}")
    facts = dict(zip(text_of(html, "dt"), text_of(html, "dd"), strict=True))

    assert facts["Meeting held"] == "11 October 2018"
    assert facts["Document"] == "October meeting, minutes, draft"
    assert facts["To cite"].endswith("11 October 2018, item 4 Staying Put Scheme (draft minutes)")
    assert "Page" not in facts
    assert "Thursday 11 October 2018" in text_of(html, ".context > p")
    assert "RESOLVED: That the report be brought in February." in text_of(html, ".context > p")
    assert all_of(html, f"a[href='/documents/{hit['document']['id']}#{hit['passage_id']}']")


def test_the_words_around_begin_and_end_whole(make_library, serve) -> None:
    """In a long document no word is cut, and an ellipsis says that there is more."""
    lines = [f"The councillor for ward{n} spoke about the river." for n in range(200)]
    client = serve(make_library({"a.txt": "\n\n".join(lines)}).directory)
    hit = client.get("/api/v1/search", params={"q": '"ward100"'}).json()["hits"][0]
    around = text_of(get(client, f"/passages/{hit['passage_id']}"), ".context > p")

    assert (around[0][:2], around[-1][-2:]) == ("… ", " …")
    words = {word for line in lines for word in line.split()} | {"…"}
    assert {word for paragraph in around for word in paragraph.split()} <= words


def test_unknown_is_shown_as_unknown(make_library, serve) -> None:
    """Of a meeting that nobody names, the page says so."""
    client = serve(make_library({"a.txt": "The bridge was closed at night.\n"}).directory)
    hit = client.get("/api/v1/search", params={"q": "bridge"}).json()["hits"][0]

    for path in (f"/passages/{hit['passage_id']}", f"/documents/{hit['document']['id']}"):
        assert text_of(get(client, path), "dd")[:3] == ["unknown"] * 3


def test_a_document_page_gives_each_passage_an_address(client, library) -> None:
    """In order, each with its words, an anchor, and a link to its own page."""
    record = library.documents()[0]
    html = get(client, f"/documents/{record.id}")
    passages = library.passages_in(record.id)
    shown = all_of(html, ".context > p")

    assert [node.id for node in shown] == [passage.id for passage in passages]
    for node, passage in zip(shown, passages, strict=True):
        assert node.text().startswith(passage.text)
        assert node.css_first("a").attributes["href"] == f"/passages/{passage.id}"


def every_kind_of_page(client) -> dict[str, str]:
    hit = client.get("/api/v1/search", params={"q": "bins"}).json()["hits"][0]
    made = client.get("/api/v1/commitments").json()["commitments"][0]
    paths = {
        "first": "/",
        "answer": "/?q=staying+put",
        "nothing": "/?q=volcano",
        "filtered": "/?q=staying+put&from=nonsense&council=Elsewhere",
        "passage": f"/passages/{hit['passage_id']}?start={hit['start']}&end={hit['end'] - 3}",
        "document": f"/documents/{hit['document']['id']}",
        "missing": "/documents/none",
        "commitments": "/commitments",
        "few": "/commitments?q=staying+put&from=nonsense&council=Elsewhere&all=1",
        "commitment": f"/commitments/{made['id']}",
        "made": f"/passages/{made['passage_id']}",
        "withdrawn": "/commitments/none",
    }
    return {name: client.get(path).text for name, path in paths.items()}


def test_every_page_can_be_used_by_everybody(client) -> None:
    """A language, a title, one main heading, no level left out, and a skip link that arrives."""
    for name, html in every_kind_of_page(client).items():
        levels = [int(node.tag[1]) for node in all_of(html, "h1, h2, h3")]
        skip = all_of(html, "a")[0]
        ids = [node.id for node in all_of(html, "[id]")]

        assert all_of(html, "html")[0].attributes["lang"] == "en-GB", name
        assert text_of(html, "title")[0].strip(), name
        assert levels[0] == 1 and levels.count(1) == 1, name  # noqa: PT018
        assert all(later - earlier <= 1 for earlier, later in pairwise(levels)), name
        assert skip.text() == "Skip to main content", name
        assert skip.attributes["href"] == "#main", name
        assert all_of(html, "main#main[tabindex='-1']"), name
        assert len(ids) == len(set(ids)), name
        assert all(node.text().strip() for node in all_of(html, "a, button, summary")), name


def test_every_field_has_a_label_and_a_name(client) -> None:
    """What a field is for can be seen, and heard."""
    for html in every_kind_of_page(client).values():
        labels = {node.attributes["for"]: node.text() for node in all_of(html, "label")}
        fields = all_of(html, "input, select, textarea")

        assert {node.id for node in fields} == labels.keys()
        assert all(node.attributes["name"] == node.id for node in fields)
        assert all(text.strip() for text in labels.values())
        for node in all_of(html, "[aria-describedby], [aria-labelledby]"):
            named = node.attributes.get("aria-describedby") or node.attributes["aria-labelledby"]
            assert all_of(html, f"#{named}")


def test_no_page_needs_script_or_lets_any_run(client) -> None:
    """The form is a plain GET, no page has script or inline style, and the policy allows none."""
    for html in every_kind_of_page(client).values():
        assert_inert(html)
        assert all(node.attributes["method"] == "get" for node in all_of(html, "form"))
    policy = client.get("/").headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert "unsafe" not in policy


def test_the_style_sheet_is_there(client) -> None:
    """Every page links one, and it is served as what it is."""
    response = client.get("/static/style.css")

    assert response.headers["content-type"] == "text/css; charset=utf-8"
    assert "focus-visible" in response.text
    assert [n.attributes["href"] for n in all_of(get(client, "/"), "link[rel=stylesheet]")] == [
        "/static/style.css"
    ]


# marked(): text to HTML, with spans of the document and stems of the question marked


@pytest.mark.parametrize(
    ("spans", "words", "html"),
    [
        ((), (), "The carer paid. She left."),
        ((), ("carer",), "The <mark>carer</mark> paid. She left."),
        (((100, 115),), (), '<span class="best">The carer paid.</span> She left.'),
        (((116, 125),), (), 'The carer paid. <span class="best">She left.</span>'),
        (
            ((100, 115),),
            ("carer", "left"),
            '<span class="best">The <mark>carer</mark> paid.</span> She <mark>left</mark>.',
        ),
        (((0, 50),), (), "The carer paid. She left."),  # before the text
        (((200, 300),), (), "The carer paid. She left."),  # after it
        (((0, 300),), (), '<span class="best">The carer paid. She left.</span>'),
        (((50, 103),), (), '<span class="best">The</span> carer paid. She left.'),
    ],
)
def test_marked_marks_exactly_what_it_is_told(spans, words, html) -> None:
    """Spans count from the document's beginning; this text begins at 100 and ends at 125."""
    assert marked("The carer paid. She left.", 100, spans, frozenset(words)) == html


def test_marked_finds_words_by_their_stem() -> None:
    """Any form of a word is marked whole, whatever its case; parts of words are not."""
    html = marked("CARERS cared; a carer’s scarecarer", 0, (), frozenset(["carer", "care"]))

    assert html == (
        "<mark>CARERS</mark> <mark>cared</mark>; a <mark>carer</mark>’s scarecarer"
    )  # fmt: skip


def test_marked_escapes_everything() -> None:
    """Inside marks and out."""
    html = marked("<b> & \"c\" 'd'", 0, [(0, 5)], frozenset(["c"]))

    assert html == '<span class="best">&lt;b&gt; &amp;</span> &#34;<mark>c</mark>&#34; &#39;d&#39;'


@given(
    text=st.text(st.sampled_from("ab <>&\"'/é\n.;") | st.characters(codec="utf-8"), max_size=60),
    offset=st.integers(0, 50),
    spans=st.lists(st.tuples(st.integers(-5, 120), st.integers(-5, 120)), max_size=3),
    words=st.frozensets(st.sampled_from(["a", "b", "ab", "lt", "amp", "mark", "span"])),
)
@example(text="00", offset=2, spans=[(0, 0), (0, 1)], words=frozenset())
def test_marked_adds_marks_and_nothing_else(text, offset, spans, words) -> None:
    """Without its tags and escapes, what is shown is the text, for any spans and words."""
    html = str(marked(text, offset, spans, words))
    tags = re.findall(r"<[^>]*>", html)

    assert unescape(re.sub(r"<[^>]*>", "", html)) == text
    assert set(tags) <= {"<mark>", "</mark>", '<span class="best">', "</span>"}
    assert tags.count("<mark>") == tags.count("</mark>")
    assert tags.count("</span>") == len(tags) - tags.count("</span>") - 2 * tags.count("<mark>")
