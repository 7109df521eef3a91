"""What was promised, as a list, on a page of its own and as JSON: filtered, in order, and cited."""

import csv
import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime
from io import StringIO
from threading import Event
from time import sleep
from urllib.parse import parse_qs, urlsplit

import pytest
from selectolax.lexbor import LexborHTMLParser
from starlette.datastructures import QueryParams
from starlette.testclient import TestClient

from index.ledger import Ledger, mark
from index.sync import sync
from service import cli
from service.app import create_app
from service.desk import Desk
from service.export import rows
from service.forms import A_PAGE, read_commitments_form
from service.position import age, owner_named

DESIGN = {"id", "kind", "text", "owner", "due", "item", "document", "follow_ups"}
FOLLOW_UP = {"passage_id", "text", "held", "committee", "score"}
TODAY = date(2019, 3, 1)
REPORT = "A full report on the scheme would be brought in October."
LETTER = "The Chair would write to the Minister about allowances."
NOTED = "The sweeping of Mill Lane was noted."
BRIDGE = "The bridge would be painted by the engineers."
TEXTS = {
    "june.txt": f"2. Staying Put\n\n{REPORT}\n\n{LETTER}\n\n3. Bins\n\n{NOTED}\n",
    "october.txt": "2. Minutes\n\nMembers asked for the full report. None was there.\n",
    "february.txt": "4. Staying Put\n\nThe Director gave her report on the scheme.\n",
    "bridges.txt": f"1. Bridges\n\n{BRIDGE}\n",
}
MANIFEST = """file,council,committee,held,kind,status,url,title
june.txt,Tinytown Council,Scrutiny Committee,2018-06-14,minutes,approved,https://tiny.example/june,
october.txt,Tinytown Council,Scrutiny Committee,2018-10-11,minutes,approved,,
february.txt,Tinytown Council,Scrutiny Committee,2019-02-07,minutes,approved,,
bridges.txt,Othertown Council,Works Board,2019-01-10,minutes,approved,,
"""


@pytest.fixture
def held(make_library, promise):
    """A library of four commitments, one of which needs nothing back, and their ids by name."""
    library = make_library(TEXTS, MANIFEST)
    with library.writing() as db:
        db.execute("delete from commitment")
    ids = {
        "report": promise(
            library, REPORT, owner="Director of Care", due="in October", due_on="2018-10-31"
        ),
        "letter": promise(
            library, LETTER, "Jan Poole", kind="action", owner="The Chair", item="2 Staying Put"
        ),
        "noted": promise(library, NOTED, awaited=0),
        "bridge": promise(
            library, BRIDGE, kind="undertaking", owner="engineers", due="May", due_on="2019-05-31"
        ),
    }
    return library, ids


@pytest.fixture
def told(held, follow):
    """The same, of which the report was asked after in October and came back in February."""
    library, _ = held
    follow(library, REPORT, "gave her report", "reported", ["the same scheme", "as promised"])
    follow(library, REPORT, "Members asked for the full report.", "chased", ["full report"])
    return held


def listed(client, **params) -> dict:
    response = client.get("/api/v1/commitments", params=params)
    assert response.status_code == 200, response.text
    return response.json()


def page(client, path: str = "/commitments", **params) -> LexborHTMLParser:
    response = client.get(path, params=params or None)
    assert response.status_code == 200, response.text
    return LexborHTMLParser(response.text)


def texts(html: LexborHTMLParser, css: str) -> list[str]:
    """The words of each element, with single spaces."""
    return [" ".join(node.text().split()) for node in html.css(css)]


def links(html: LexborHTMLParser, css: str) -> list[str]:
    return [node.attributes["href"] for node in html.css(css)]


# The API


def test_a_list_has_the_shape_that_tools_rely_on(told, serve) -> None:
    """Each commitment with its document and the later passages that tell of it, best first."""
    library, ids = told
    payload = listed(serve(library.directory, today=lambda: TODAY))
    one = next(c for c in payload["commitments"] if c["id"] == ids["report"])

    assert payload.keys() >= {"commitments"}
    assert payload["total"] == 3
    assert payload["states"] == {"reported back": 1, "no later mention": 1, "not yet due": 1}
    for commitment in payload["commitments"]:
        assert commitment.keys() >= DESIGN
    assert (one["text"], one["kind"], one["owner"]) == (REPORT, "resolution", "Director of Care")
    assert (one["due"], one["due_on"], one["age_days"]) == ("in October", "2018-10-31", 260)
    assert one["document"]["held"] == "2018-06-14"
    assert {f["role"] for f in one["follow_ups"]} == {"reported", "chased"}
    for follow_up in one["follow_ups"]:
        assert follow_up.keys() >= FOLLOW_UP
        assert follow_up["quote"]["quote"] in follow_up["text"]


def test_one_is_what_the_list_has_of_it(told, serve) -> None:
    """The same fields and values, under an address of its own."""
    library, ids = told
    client = serve(library.directory)

    for commitment in listed(client, all=True)["commitments"]:
        assert client.get(f"/api/v1/commitments/{commitment['id']}").json() == commitment
    assert client.get(f"/api/v1/commitments/{ids['report']}x").status_code == 404


@pytest.mark.parametrize(
    ("params", "names"),
    [
        ({}, {"report", "letter", "bridge"}),
        ({"all": "true"}, {"report", "letter", "noted", "bridge"}),
        ({"council": "tinytown"}, {"report", "letter"}),
        ({"committee": ["works", "planning"]}, {"bridge"}),
        ({"from": "2019-01-01"}, {"bridge"}),
        ({"to": "2018-12-31"}, {"report", "letter"}),
        ({"kind": ["action", "undertaking"]}, {"letter", "bridge"}),
        ({"owner": "director"}, {"report"}),
        ({"owner": "poole"}, {"letter"}),
        ({"state": "reported back"}, {"report"}),
        ({"state": ["no later mention", "not yet due"]}, {"letter", "bridge"}),
        ({"state": "open"}, {"letter", "bridge"}),
        ({"state": ["open", "reported back"]}, {"report", "letter", "bridge"}),
        ({"state": "nothing awaited"}, {"noted"}),
        ({"due_before": "2019-01-01"}, {"report"}),
        ({"due_before": "2018-10-31"}, set()),
        ({"q": '"Mill Lane"', "all": "1"}, {"noted"}),
        ({"q": '"the Minister"', "committee": "works"}, set()),
    ],
)
def test_each_filter_leaves_out_what_it_should(told, serve, params, names) -> None:
    """On the page and in the API alike, and the total says how many are left."""
    library, ids = told
    client = serve(library.directory, today=lambda: TODAY)
    payload = listed(client, **params)
    shown = links(page(client, **params), ".ledger tbody a")

    assert {one["id"] for one in payload["commitments"]} == {ids[name] for name in names}
    assert payload["total"] == len(names) == sum(payload["states"].values())
    if not any(isinstance(value, list) for value in params.values()):  # a field has one value
        assert {link.rpartition("/")[2] for link in shown} == {ids[name] for name in names}


@pytest.mark.parametrize(
    ("sort", "names"),
    [
        ("newest", ["bridge", "report", "letter"]),
        ("oldest", ["report", "letter", "bridge"]),
        ("due", ["bridge", "letter", "report"]),
        ("state", ["report", "letter", "bridge"]),
        ("owner", ["report", "bridge", "letter"]),
    ],
)
def test_they_come_in_the_order_that_is_asked_for(told, serve, sort, names) -> None:
    """By date, day due, state or owner; the column they are sorted by says so."""
    library, ids = told
    client = serve(library.directory, today=lambda: TODAY)
    html = page(client, sort=sort)
    (column,) = html.css("th[aria-sort]")

    assert [one["id"] for one in listed(client, sort=sort)["commitments"]] == [
        ids[name] for name in names
    ]
    assert links(html, ".ledger tbody a") == [f"/commitments/{ids[name]}" for name in names]
    assert f"sort={sort}" in column.css_first("a").attributes["href"]


def test_words_bring_the_nearest_first(told, serve) -> None:
    """Unless another order is asked for; what was searched for is marked, and no column sorted."""
    library, ids = told
    client = serve(library.directory)
    html = page(client, q="write to the minister")

    assert listed(client, q="write  to the minister")["query"] == "write to the minister"
    assert links(html, ".ledger tbody a")[0] == f"/commitments/{ids['letter']}"
    assert texts(html, ".ledger mark") == ["write", "Minister"]
    assert texts(html, "caption")[0].endswith("best match first")
    assert html.css("[aria-sort]") == []


def test_a_run_of_them_counts_them_all(told, serve) -> None:
    """A limit and an offset cut the list and not the total."""
    library, ids = told
    client = serve(library.directory)
    second = listed(client, sort="oldest", limit=1, offset=1)

    assert [one["id"] for one in second["commitments"]] == [ids["letter"]]
    assert second["total"] == 3
    assert listed(client, offset=3)["commitments"] == []


@pytest.mark.parametrize(
    ("params", "named"),
    [
        ({"q": "a" * 1001}, "q: "),
        ({"owner": "a" * 1001}, "owner: "),
        ({"state": "not done"}, "state.0: "),
        ({"kind": "decision"}, "kind.0: "),
        ({"due_before": "soon"}, "due_before: "),
        ({"sort": "size"}, "sort: "),
        ({"limit": 101}, "limit: "),
        ({"offset": -1}, "offset: "),
        ({"all": "perhaps"}, "all: "),
    ],
)
def test_what_cannot_be_understood_is_a_problem(told, serve, params, named) -> None:
    """To programs, with the parameter's name; the page leaves it out."""
    client = serve(told[0].directory)
    response = client.get("/api/v1/commitments", params=params)

    assert response.status_code == 422
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json()["detail"].startswith(named)
    assert client.get("/commitments", params=params).status_code == 200


def test_a_mark_is_seen_at_the_next_question(told, serve) -> None:
    """Though the list was asked for before it was made."""
    library, ids = told
    client = serve(library.directory)
    before = listed(client)["states"]
    mark(library, ids["letter"], "done", note="Sent.", author="A Clerk", at=datetime.now(UTC))

    assert "done" not in before
    assert listed(client)["states"]["done"] == 1
    assert listed(client, state="done")["commitments"][0]["marks"][0]["note"] == "Sent."


def test_a_day_passes(told, serve) -> None:
    """What was not yet due is past its day without a change of the library."""
    days = [TODAY]
    client = serve(told[0].directory, today=lambda: days[-1])
    before = listed(client, owner="engineers")["commitments"][0]
    days.append(date(2019, 6, 1))
    after = listed(client, owner="engineers")["commitments"][0]

    assert (before["state"], after["state"]) == ("not yet due", "no later mention")
    assert (before["age_days"], after["age_days"]) == (50, 142)


def test_what_is_withdrawn_is_gone(told, serve, encoder, tmp_path) -> None:
    """From the list, and from its own page, which says that it is not held."""
    library, ids = told
    client = serve(library.directory)
    assert ids["bridge"] in client.get("/commitments").text
    (tmp_path / "made-in" / "bridges.txt").unlink()
    sync(library, encoder, [tmp_path / "made-in"])
    gone = client.get(f"/commitments/{ids['bridge']}")

    assert ids["bridge"] not in client.get("/commitments").text
    assert gone.status_code == 404
    assert "The library does not hold that commitment." in gone.text


# The list as a page


def test_a_row_says_all_in_words(told, serve) -> None:
    """What, who, at which meeting, until when, where it stands, and how long ago."""
    library, _ = told
    html = page(serve(library.directory, today=lambda: TODAY), sort="oldest")
    rows = [texts(row, "th, td") for row in html.css(".ledger tbody tr")]

    assert texts(html, "caption") == ["1 to 3 of 3 commitments, oldest first"]
    assert rows[0] == [
        f"{REPORT} Resolution",
        "Director of Care",
        "14 June 2018Scrutiny Committee, Tinytown Council",
        "“in October” (31 October 2018)",
        "Reported back on 7 February 2019",
        "8 months",
    ]
    assert rows[1] == [
        f"{LETTER} Action, 2 Staying Put",
        "The Chair (Jan Poole)",
        "14 June 2018Scrutiny Committee, Tinytown Council",
        "no date",
        "No later mention found in 2 later meetings held here, the last of 7 February 2019",
        "8 months",
    ]
    assert rows[2][3:] == ["“May” (31 May 2019)", "Not yet due: 31 May 2019", "50 days"]


def test_a_day_gone_by_is_said_where_nothing_came_back(held, serve) -> None:
    """In words; and never that a thing was not done."""
    html = page(serve(held[0].directory, today=lambda: TODAY), owner="director")

    assert texts(html, "td[data-label=Due]") == ["“in October” (31 October 2018, now past)"]
    assert "not done" not in html.body.text()


def test_the_counts_lead_to_their_lists(told, serve) -> None:
    """Every state that there is, with how many are in it, whatever state is shown."""
    library, ids = told
    client = serve(library.directory, today=lambda: TODAY)
    html = page(client, committee="Scrutiny Committee", state="reported back")
    again = page(client, links(html, ".states a")[3])
    unsettled = page(client, links(html, ".states a")[0])

    assert texts(html, ".states a") == ["Open 1", "All 2", "Reported back 1", "No later mention 1"]
    assert texts(unsettled, ".states [aria-current]") == ["Open 1"]
    assert texts(unsettled, "caption")[0].startswith("1 to 1 of 1 ")
    assert texts(html, ".states [aria-current]") == ["Reported back 1"]
    assert texts(html, "caption")[0].startswith("1 to 1 of 1 ")
    assert links(again, ".ledger tbody a") == [f"/commitments/{ids['letter']}"]
    assert texts(again, ".states a") == texts(html, ".states a")


def test_every_filter_is_in_the_address_and_the_form(told, serve) -> None:
    """Each field stands as it was filled in, and each link beside the list keeps the others."""
    given = {
        **{"q": "report", "council": "Tinytown Council", "committee": "Scrutiny Committee"},
        **{"from": "2018-01-01", "to": "2018-12-31", "owner": "Director", "kind": "resolution"},
        **{"state": "reported back", "due_before": "2019-01-01", "all": "1", "sort": "due"},
    }
    html = page(serve(told[0].directory), **given)
    chosen = ("council", "committee", "state", "kind", "sort")

    for name, value in given.items():
        field = html.css_first(f"#{name}")
        if name in chosen:
            field = field.css_first("[selected]")
            assert field.attributes.get("value", field.text()) == value
        else:
            assert field.attributes["value"] == value
    assert "checked" in html.css_first("#all").attributes
    assert "open" in html.css_first("details").attributes
    for link in links(html, ".ledger thead a, .states a, a[href^='/commitments.']"):
        asked = parse_qs(urlsplit(link).query)
        assert {name for name in given if asked.get(name) != [given[name]]} <= {"state", "sort"}
    assert {urlsplit(link).path for link in links(html, "section a")} == {
        *("/commitments.xlsx", "/commitments.csv", "/feeds/due.ics", "/feeds/commitments.atom")
    }
    for link in links(html, "a[href^='/feeds/']"):
        assert parse_qs(urlsplit(link).query) == {
            name: [given[name]] for name in ("council", "committee", "owner")
        }


def test_who_an_owner_is_stands_beside_the_name(told, serve) -> None:
    """As written first, in the list, on the commitment's own page and for programs."""
    library, ids = told
    client = serve(library.directory)
    one = client.get(f"/api/v1/commitments/{ids['letter']}").json()

    assert (one["owner"], one["owner_also"]) == ("The Chair", ["Jan Poole"])
    assert "The Chair (Jan Poole)" in texts(page(client), "td")
    assert "The Chair, in the same document also Jan Poole" in texts(
        page(client, f"/commitments/{ids['letter']}"), "dd"
    )


@pytest.mark.parametrize(
    ("owner", "also", "named"),
    [
        ("Mr Sallow", ("Martin Sallow", "Head of Waste"), "Mr Sallow (Head of Waste)"),
        ("Mr Sallow", ("Martin Sallow",), "Mr Sallow (Martin Sallow)"),
        ("Head of Waste", ("Martin Sallow", "Mr Sallow"), "Head of Waste (Martin Sallow)"),
        ("MS", ("M Sallow", "Clerk", "Mr Sallow"), "MS (M Sallow, Clerk)"),
        ("Clerk", ("Jan Poole", "JP"), "Clerk (Jan Poole)"),
        ("Cabinet", (), "Cabinet"),
        (None, (), ""),
    ],
)
def test_an_owner_as_a_sheet_has_it(told, owner, also, named) -> None:
    """Who it is in brackets, and no name twice."""
    entry = Ledger(told[0], TODAY).entry(told[1]["report"])
    one = replace(entry.commitment, owner=owner, owner_also=also)

    assert owner_named(one) == named
    assert next(rows([replace(entry, commitment=one)], TODAY)).owner == named


def test_owners_and_councils_are_offered(told, serve) -> None:
    """Everybody who is named, and each council where there are several."""
    html = page(serve(told[0].directory))

    assert [node.attributes["value"] for node in html.css("#owners option")] == [
        *("Director of Care", "Jan Poole", "The Chair", "engineers")
    ]
    assert texts(html, "#council option") == ["Any", "Othertown Council", "Tinytown Council"]
    assert html.css_first("#owner").attributes["list"] == "owners"
    assert "open" not in html.css_first("details").attributes


def test_a_date_that_cannot_be_read_is_said(told, serve) -> None:
    """The field is named, what stood there is kept, and the rest is done."""
    html = page(serve(told[0].directory), due_before="Michaelmas", owner="director")

    assert texts(html, "[role=alert]") == [
        "“Due before” could not be read as a date; write it as 2019-06-14."
    ]
    assert html.css_first("#due_before").attributes["value"] == "Michaelmas"
    assert len(html.css(".ledger tbody tr")) == 1


@pytest.mark.parametrize(
    ("params", "told_of"),
    [
        ({"state": "zzz"}, ["“State” cannot be “zzz”; it was left out."]),
        ({"kind": "<b>hope"}, ["“Kind” cannot be “<b>hope”; it was left out."]),
        ({"sort": "x" * 60}, [f"“Order” cannot be “{'x' * 50}”; it was left out."]),
        (
            {"from": "notadate", "due_before": "2025-13-01"},
            [
                f"“{name}” could not be read as a date; write it as 2019-06-14."
                for name in ("Meetings from", "Due before")
            ],
        ),
        ({"state": "", "kind": " ", "from": ""}, []),
    ],
)
def test_a_filter_that_cannot_be_read_is_said(told, serve, params, told_of) -> None:
    """On the page, which shows the rest; a sheet, which could not say so, is refused."""
    client = serve(told[0].directory)

    assert texts(page(client, **params), "[role=alert]") == told_of
    assert len(page(client, **params).css(".ledger tbody tr")) == 3
    assert client.get("/commitments.csv", params=params).status_code == (422 if told_of else 200)


def test_where_there_is_none_another_way_is_offered(told, serve) -> None:
    """Among those that need nothing back, unless they were looked through."""
    client = serve(told[0].directory)
    html = page(client, q='"Mill Lane"')

    assert html.css(".ledger") == []
    assert "No commitment of that kind was found in the documents held here." in html.body.text()
    (way,) = links(html, "main > p a")
    assert len(page(client, way).css(".ledger tbody tr")) == 1
    assert links(page(client, q='"zebra"', all=1), "main > p a") == []


def test_a_long_list_has_pages(make_library, serve, promise) -> None:
    """Fifty a page, each commitment on one of them; a page beyond the last is the last."""
    lines = [f"Street number {n} would be swept." for n in range(A_PAGE + 3)]
    library = make_library({"a.txt": "\n\n".join(lines)})
    with library.writing() as db:
        db.execute("delete from commitment")
    ids = [promise(library, line) for line in lines]
    client = serve(library.directory)
    first = page(client, kind="resolution")
    second = page(client, links(first, "[rel=next]")[0])

    assert texts(first, ".pages a") == ["Next page"]
    assert texts(second, ".pages a") == ["Previous page"]
    assert texts(second, "caption")[0].startswith("51 to 53 of 53 commitments")
    assert sorted(links(first, "tbody a") + links(second, "tbody a")) == sorted(
        f"/commitments/{one}" for one in ids
    )
    assert links(second, "[rel=prev]") == ["/commitments?kind=resolution"]
    for beyond in ("3", "999999"):
        assert links(page(client, page=beyond), "tbody a") == links(second, "tbody a")
    for nonsense in ("0", "-1", "x", "9" * 5000):
        assert links(page(client, page=nonsense), "tbody a") == links(first, "tbody a")


def test_the_table_is_one_to_everybody(told, serve) -> None:
    """A caption, a head for each column and row, and a label in each cell for narrow screens."""
    html = page(serve(told[0].directory))
    heads = [" ".join(text.replace("▼", "").split()) for text in texts(html, "thead th")]

    assert len(html.css("table > caption")) == 1
    assert {node.attributes["scope"] for node in html.css("thead th")} == {"col"}
    assert {node.attributes["scope"] for node in html.css("tbody th")} == {"row"}
    for row in html.css("tbody tr"):
        assert [cell.attributes["data-label"] for cell in row.css("td")] == heads[1:]


def test_what_is_nonsense_in_an_address_is_left_out() -> None:
    """A state, kind, order or page that there is not; all is 1 where nothing awaited is wanted."""
    form = read_commitments_form(
        QueryParams("state=lost&kind=hope&sort=luck&page=1e3&all=maybe&zebra=1&owner=+a%00++b+")
    )

    assert form.link() == "/commitments?owner=a+b"
    assert len(form.problems) == 3
    assert (form.page, form.wanted.only_awaited, form.wanted.order) == (1, True, "newest")
    assert read_commitments_form(QueryParams("state=nothing+awaited")).all


def test_the_list_can_be_had_as_a_sheet(told, serve) -> None:
    """All that the page's address asks for, in its order, as a file to be kept."""
    library, _ = told
    client = serve(library.directory, today=lambda: TODAY)
    asked = {"committee": "Scrutiny Committee", "sort": "owner", "page": "7"}
    sheet = client.get("/commitments.csv", params=asked)
    book = client.get("/commitments.xlsx", params=asked)
    rows = list(csv.DictReader(StringIO(sheet.content.decode("utf-8-sig"))))

    assert [row["Owner"] for row in rows] == ["Director of Care", "The Chair (Jan Poole)"]
    assert rows[0]["State"] == "reported back"
    assert sheet.headers["content-type"] == "text/csv; charset=utf-8"
    assert book.content == client.get("/commitments.xlsx", params=asked).content != b""
    assert book.content[:2] == b"PK"
    for response, ending in ((sheet, "csv"), (book, "xlsx")):
        assert response.headers["content-disposition"] == (
            f'attachment; filename="commitments.{ending}"'
        )
        assert response.headers["x-content-type-options"] == "nosniff"


def test_sheets_leave_seats_for_others(told, encoder, monkeypatch) -> None:
    """However many are asked for at once: one is made, and pages are read meanwhile."""
    desk = Desk(told[0].directory, encoder, seats=2)
    begun, go_on, making = Event(), Event(), []

    def slow(entries, today) -> str:
        making.append(len(entries))
        begun.set()
        go_on.wait(30)
        return "made"

    monkeypatch.setattr("service.export.to_csv", slow)
    with TestClient(create_app(desk)) as client, ThreadPoolExecutor(4) as readers:
        asked = [readers.submit(client.get, "/commitments.csv") for _ in range(4)]
        try:
            assert begun.wait(30)
            sleep(0.2)  # for the others to come
            assert page(client).css(".ledger")
            assert making == [3]
        finally:
            go_on.set()
        assert {one.result(30).text for one in asked} == {"made"}


@pytest.mark.parametrize("path", ["/commitments.csv", "/commitments.xlsx"])
def test_a_sheet_of_something_else_is_refused(told, serve, path) -> None:
    """Where a date cannot be read: nothing in a file would say that it was left out."""
    response = serve(told[0].directory).get(path, params={"due_before": "Michaelmas"})

    assert response.status_code == 422
    assert "“Due before” could not be read as a date" in response.text


# A commitment's own page


def test_a_trail_is_told_in_order_of_date(told, serve) -> None:
    """Made, asked after, reported: each in its own words, cited, linked to them, and explained."""
    library, ids = told
    client = serve(library.directory)
    html = page(client, f"/commitments/{ids['report']}")

    assert texts(html, ".trail h3") == [
        *("Made, 14 June 2018", "Asked after, 11 October 2018", "Reported, 7 February 2019")
    ]
    quotes = texts(html, ".trail blockquote")
    assert quotes == [REPORT, "Members asked for the full report.", "gave her report"]
    for link, quote in zip(links(html, ".trail a[href^='/passages/']"), quotes, strict=True):
        assert link.endswith("#quoted")
        assert texts(page(client, link), "#quoted") == [quote]
    assert texts(html, ".trail .hint") == [
        "Taken to belong to it for: full report",
        "Taken to belong to it for: the same scheme; as promised",
    ]
    assert links(html, ".trail a[rel=noopener]") == ["https://tiny.example/june"]
    assert "2 later meetings of this committee are held here, from 11 October 2018 to" in " ".join(
        texts(html, "section p")
    )


def test_a_commitment_is_shown_with_its_facts_and_in_its_place(told, serve) -> None:
    """Who, until when, where it stands; its words marked among those around them."""
    library, ids = told
    html = page(serve(library.directory, today=lambda: TODAY), f"/commitments/{ids['report']}")
    facts = dict(zip(texts(html, "dt"), texts(html, "dd"), strict=True))

    assert texts(html, ".standing") == ["Reported back on 7 February 2019"]
    assert facts["Owner"] == "Director of Care"
    assert facts["Due"] == "“in October” (31 October 2018)"
    assert facts["Meeting"] == "Scrutiny Committee, Tinytown Council, 14 June 2018"
    assert facts["To cite"].startswith("Tinytown Council, Scrutiny Committee, 14 June 2018, item 2")
    assert texts(html, "#quoted") == [REPORT]
    assert LETTER in texts(html, ".context > p")


@pytest.mark.parametrize(
    ("name", "coverage"),
    [
        ("letter", "2 later meetings of this committee are held here"),
        ("bridge", "No later meeting of this committee is held here."),
    ],
)
def test_what_could_have_told_of_it_is_said(held, serve, name, coverage) -> None:
    """How many later meetings are held, also where none tells anything."""
    library, ids = held
    html = page(serve(library.directory), f"/commitments/{ids[name]}")

    assert len(html.css(".trail > li")) == 1
    assert any(text.startswith(coverage) for text in texts(html, "section p"))


def test_of_an_unknown_meeting_nothing_is_claimed(make_library, serve, promise) -> None:
    """Neither when it was made, nor which meetings came after it."""
    library = make_library({"a.txt": "The bridge would be painted green.\n"})
    one = promise(library, "The bridge would be painted green.")
    html = page(serve(library.directory), f"/commitments/{one}")

    assert texts(html, ".standing") == [
        "No later mention found in any later meeting: which those are is not known"
    ]
    assert texts(html, ".trail h3") == ["Made, date unknown"]
    assert "committee unknown, date unknown" in texts(html, "dd")
    assert "Which meetings came after it is not known" in html.body.text()


def test_a_mark_is_shown_with_who_when_and_why(told, serve) -> None:
    """The last one stands; those before it and what was found are still told."""
    library, ids = told
    day = datetime(2019, 2, 20, 9, tzinfo=UTC)
    mark(library, ids["letter"], "dropped", note="Overtaken.", author="B Reed", at=day)
    mark(library, ids["letter"], "done", note="Sent <today>.", author="A Clerk", at=day)
    client = serve(library.directory, today=lambda: TODAY)
    html = page(client, f"/commitments/{ids['letter']}")
    row = page(client, state="done").css_first("td[data-label=State]")

    assert texts(html, ".standing") == ["Done, says A Clerk on 20 February 2019: Sent <today>."]
    assert texts(html, ".told li") == [
        "Done, says A Clerk on 20 February 2019 Sent <today>.",
        "Dropped, says B Reed on 20 February 2019 (no longer stands) Overtaken.",
    ]
    assert "As found here, without that: no later mention." in texts(html, "section p")
    assert " ".join(row.text().split()) == "Done, says A Clerk on 20 February 2019: Sent <today>."


def test_a_mark_taken_back_is_told_too(told, serve) -> None:
    """What was found stands again."""
    library, ids = told
    for state in ("done", None):
        mark(library, ids["letter"], state, note="", author="A Clerk", at=datetime.now(UTC))
    html = page(serve(library.directory), f"/commitments/{ids['letter']}")

    assert texts(html, ".standing")[0].startswith("No later mention found in 2 later meetings")
    assert texts(html, ".told strong")[0].startswith("As found")


# From a passage


def test_a_passage_names_the_commitments_made_there_and_those_it_tells_of(told, serve) -> None:
    """Each with where it stands and a link; a passage without any says nothing of them."""
    library, ids = told
    client = serve(library.directory)
    payload = client.get(f"/api/v1/commitments/{ids['report']}").json()
    made = page(client, f"/passages/{payload['passage_id']}")
    asked = {
        role: page(client, f"/passages/{one['passage_id']}")
        for one in payload["follow_ups"]
        for role in [one["role"]]
    }
    other = client.get("/api/v1/search", params={"q": '"None was there"'}).json()["hits"]
    bins = client.get("/api/v1/search", params={"q": '"Bins"'}).json()["hits"][0]

    assert texts(made, ".told .tag") == ["Made here"]
    assert links(made, ".told a") == [f"/commitments/{ids['report']}"]
    assert texts(made, ".told .hint") == [
        "Resolution of 14 June 2018, Director of Care: reported back"
    ]
    assert texts(asked["chased"], ".told .tag") == ["Asked after here"]
    assert texts(asked["reported"], ".told .tag") == ["Reported here"]
    assert other
    assert page(client, f"/passages/{bins['passage_id']}").css("#commitments") == []


def test_every_page_leads_to_the_list(client) -> None:
    """From its head."""
    for path in ("/", "/commitments", "/documents/none"):
        assert '<a href="/commitments">Commitments</a>' in client.get(path).text


@pytest.mark.parametrize(
    ("since", "told"),
    [
        (date(2019, 3, 1), "0 days"),
        (date(2019, 2, 28), "1 day"),
        (date(2019, 1, 2), "58 days"),
        (date(2019, 1, 1), "2 months"),
        (date(2017, 3, 2), "23 months"),
        (date(2017, 3, 1), "2 years"),
        (date(2016, 2, 29), "3 years"),
        (date(2016, 1, 31), "3 years 1 month"),
        (date(2019, 3, 2), "none"),
        (None, "unknown"),
    ],
)
def test_an_age_is_said_as_people_say_it(since, told) -> None:
    """In days at first, then in months, then in years; in whole ones that have passed."""
    assert age(since, TODAY) == told


# The command


def test_a_mark_tells_the_words_that_it_is_of(run) -> None:
    """So that a wrong id is seen; who has no name in the system has to give one."""
    _, listed, _ = run("commitments", "--json", "--sort", "oldest")
    of = json.loads(listed)["commitments"][0]
    code, out, _ = run("commitments", "mark", of["id"], "--state", "done", "--by", "J Clerk")

    assert (code, out) == (0, f"{of['id']} is marked: done\n   “{' '.join(of['text'].split())}”\n")


@pytest.mark.parametrize("error", [OSError, KeyError, ImportError])
def test_a_mark_of_nobody_asks_for_a_name(run, monkeypatch, error) -> None:
    """Where the system knows no name of the user."""

    def nobody() -> str:
        raise error("getpwuid(): uid not found: 4711")

    monkeypatch.setattr(cli, "getuser", nobody)
    code, _, err = run("commitments", "mark", "x", "--state", "done")

    assert (code, "4711" in err) == (1, False)
    assert "say who marks it with --by" in err


def test_marks_that_have_lost_their_words_are_shown(run, library, folder) -> None:
    """With who made them and when, by a command of their own; how many, wherever one may look."""
    code, out, _ = run("commitments", "lost")
    assert (code, out) == (3, "No mark has lost its commitment.\n")
    assert "marks whose" not in run("status")[1]

    with library.writing() as db:
        db.execute(
            "insert into mark (sign, document_id, state, note, author, at)"
            " select 'x', id, 'done', 'seen\nby me', 'J Clerk', '2020-01-01T12:00:00+00:00'"
            " from document where path = 'minutes/june.txt'"
        )
    code, out, _ = run("commitments", "lost")
    assert code == 0
    assert out == "   J Clerk, 1 January 2020: done seen by me\n      in minutes/june.txt\n"
    assert run("status")[1].endswith("marks whose commitment is no longer held: 1\n")
    assert json.loads(run("status", "--json")[1])["lost_marks"] == 1
    assert "note: 1 marked commitments are in no document" in run("index", str(folder))[2]
