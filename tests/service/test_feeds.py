"""Feeds are what readers and calendars take them for, whatever stands in the minutes."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from xml.etree import ElementTree

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from index.ledger import Entry, Ledger, Wanted, mark
from ingest.model import Meeting
from service.cite import cite_commitment
from service.feeds import News, due, news, title, to_atom, to_calendar

TODAY = date(2019, 1, 7)
BASE = "https://minutes.example/"
ASKED = "a full report on the Staying Put Scheme be brought"
TOLD = "The Chair regretted that the full report on the Staying Put Scheme was not ready."
HOSTILE = [
    "]]><script>alert(1)</script>&amp;",
    "BEGIN:VALARM\r\nACTION:DISPLAY\nEND:VALARM",
    "bins, lamps; roads\\n and \\, drains" * 20,
    "a\x00b\x08c\x1b[2J\u202etxt.exe\ud800\uffff",
    "\U0001f6b2" * 60 + "é" * 80,
    '"quoted" =1+1 {{ 7*7 }}',
]
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def entries(library) -> list[Entry]:
    """The two commitments of the small library that something is to come of, the older one last."""
    return Ledger(library, TODAY).entries(Wanted())


def saying(entry: Entry, words: str) -> Entry:
    """The entry, all of whose words are these."""
    changed = replace(entry.commitment, text=words, owner=words, about=words, item=words)
    return replace(entry, commitment=changed)


def shown(words: str) -> str:
    """Words as a feed shows them: on one line, with a sign where there is no text."""
    bad = {*range(32), *range(127, 160), *range(0x202A, 0x202F), *range(0x2066, 0x206A)}
    bad |= {*range(0xD800, 0xE000), 0xFFFE, 0xFFFF}
    return "".join("\ufffd" if ord(c) in bad else c for c in " ".join(words.split()))


def read_atom(feed: bytes) -> ElementTree.Element:
    """The feed's root; it has what RFC 4287 asks for."""
    root = ElementTree.fromstring(feed)
    assert root.tag == f"{ATOM}feed"
    for element in (root, *root.iter(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            assert len(element.findall(f"{ATOM}{name}")) == 1
        datetime.fromisoformat(element.findtext(f"{ATOM}updated"))
        assert element.findtext(f"{ATOM}id").startswith("tag:minutes.example,2026:")
    assert root.findtext(f"{ATOM}author/{ATOM}name")
    ids = [node.text for node in root.iter(f"{ATOM}id")]
    assert len(ids) == len(set(ids))
    return root


def atom(told: list[News]) -> ElementTree.Element:
    here = f"{BASE}feeds/commitments.atom?committee=A%26B"
    return read_atom(to_atom(told, base=BASE, here=here, name="Minutebook", today=TODAY))


def read_calendar(data: bytes) -> list:
    """The calendar's events; its lines end and fold as RFC 5545 has it."""
    lines = data.decode().split("\r\n")
    assert lines.pop() == ""
    assert all(len(line.encode()) <= 75 for line in lines)
    assert not any("\n" in line or "\r" in line for line in lines)
    read = Calendar.from_ical(data)
    assert read["version"] == "2.0"
    assert read["prodid"]
    assert [part.name for part in read.subcomponents] == ["VEVENT"] * len(read.subcomponents)
    assert all(not event.errors and not event.subcomponents for event in read.subcomponents)
    return list(read.subcomponents)


def calendar(entries: list[Entry]) -> list:
    return read_calendar(to_calendar(entries, base=BASE, name="Minutebook"))


def test_a_feed_tells_what_was_made_and_what_came_back(library, follow) -> None:
    """The newest first, each with its words, where they stand, and a way to them."""
    follow(library, ASKED, TOLD)
    root = atom(news(Ledger(library, TODAY), Wanted()))
    told = [
        (entry.findtext(f"{ATOM}updated")[:10], entry.findtext(f"{ATOM}title").partition(":")[0])
        for entry in root.iter(f"{ATOM}entry")
    ]
    back = list(root.iter(f"{ATOM}entry"))[1]
    links = {node.get("rel"): node.get("href") for node in back.iter(f"{ATOM}link")}

    assert told == [
        ("2018-10-11", "Made"),
        ("2018-10-11", "Reported back"),
        ("2018-06-14", "Made"),
    ]
    assert root.findtext(f"{ATOM}updated") == "2018-10-11T00:00:00Z"
    assert back.findtext(f"{ATOM}summary").startswith(f"“{TOLD}” (Tinytown Council, Scrutiny")
    assert "\nReported back on 11 October 2018" in back.findtext(f"{ATOM}summary")
    assert links["alternate"].startswith(f"{BASE}commitments/")
    assert links["via"] == "https://tinytown.example/october"
    assert back.find(f"{ATOM}category").get("term") == "Scrutiny Committee"


def test_a_feed_reads_no_more_than_it_tells(library, follow, monkeypatch) -> None:
    """The newest news, and the last days due; the rest of a long ledger is left where it is."""
    follow(library, ASKED, TOLD)
    read: list[int] = []
    entries = Ledger.entries

    def counted(ledger: Ledger, *wanted, **cut) -> list[Entry]:
        found = entries(ledger, *wanted, **cut)
        read.append(len(found))
        return found

    monkeypatch.setattr(Ledger, "entries", counted)
    monkeypatch.setattr("service.feeds._MOST_NEWS", 1)
    monkeypatch.setattr("service.feeds._MOST_DUE", 1)
    ledger = Ledger(library, TODAY)

    assert [(one.what, one.on) for one in news(ledger, Wanted())] == [("made", date(2018, 10, 11))]
    assert [one.due_on for one in due(ledger, Wanted())] == [date(2019, 2, 28)]
    assert read == [1, 1, 1]


def test_names_in_a_feed_stay(library, follow) -> None:
    """What was told keeps its name and its date when more is known, and on another day."""
    before = atom(news(Ledger(library, TODAY), Wanted()))
    follow(library, ASKED, TOLD)
    after = atom(news(Ledger(library, TODAY + timedelta(900)), Wanted()))
    named = [
        {e.findtext(f"{ATOM}id"): e.findtext(f"{ATOM}updated") for e in root.iter(f"{ATOM}entry")}
        for root in (before, after)
    ]

    assert len(named[0]) == 2
    assert len(named[1]) == 3
    assert named[0].items() < named[1].items()


def test_what_a_person_says_is_no_report_is_none(library, follow) -> None:
    """A mark outranks what was found; that it is done leaves the report where it is."""
    follow(library, ASKED, TOLD)
    entry = Ledger(library, TODAY).entries(Wanted())[1]
    what = []
    for state in ("no later mention", "done"):
        at = datetime(2019, 1, 5, tzinfo=UTC)
        mark(library, entry.commitment.id, state, note="", author="A. Clerk", at=at)
        what.append([one.what for one in news(Ledger(library, TODAY), Wanted())])

    assert what == [["made", "made"], ["made", "reported", "made"]]


def test_a_feed_of_nothing_is_a_feed() -> None:
    """With the day as its date, as there is no other."""
    root = atom([])

    assert root.findtext(f"{ATOM}updated") == "2019-01-07T00:00:00Z"
    assert list(root.iter(f"{ATOM}entry")) == []


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_come_through_a_feed(entries, words) -> None:
    """As the words that they are."""
    entry = saying(entries[0], words)
    (made,) = atom([News(entry, "made", TODAY, cite_commitment(entry))]).iter(f"{ATOM}entry")

    assert f"“{shown(words)}” (" in made.findtext(f"{ATOM}summary")
    assert len(made) == len(list(made.iter())) - 1  # nothing in it became an element


@given(words=st.text(st.characters(), max_size=200))
@example("\r\nEND:VEVENT")
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_words_come_through_both(entries, words) -> None:
    """Whatever a clerk can type."""
    entry = saying(entries[0], words)
    (made,) = atom([News(entry, "made", TODAY, cite_commitment(entry))]).iter(f"{ATOM}entry")
    (event,) = calendar([entry])

    assert made.findtext(f"{ATOM}summary").startswith(f"“{shown(words)}”")
    assert event["description"].startswith(f"“{shown(words)}”")


def test_a_calendar_tells_what_is_due(library) -> None:
    """On the day itself, the whole of it, without taking anybody's time."""
    with library.writing() as db:
        db.execute("insert into sought select number, x'' from commitment")
    (event,) = calendar(due(Ledger(library, TODAY), Wanted()))
    commitment = Ledger(library, TODAY).entries(Wanted())[0].commitment

    assert event.decoded("dtstart") == date(2019, 2, 28)
    assert event["dtstart"].params["value"] == "DATE"
    assert "dtend" not in event
    assert event["transp"] == "TRANSPARENT"
    assert event["summary"] == "the report be brought in February."
    assert event["description"].splitlines() == [
        "“the report be brought in February.” (Tinytown Council, Scrutiny Committee, 11 October"
        " 2018, item 4 Staying Put Scheme (draft minutes))",
        "Not yet due: 28 February 2019",
    ]
    assert event["url"] == f"{BASE}commitments/{commitment.id}"
    assert event["uid"] == f"{commitment.id}@minutes.example"
    assert event.decoded("dtstamp") == datetime(2018, 10, 11, tzinfo=UTC)
    assert [str(one) for one in event["categories"].cats] == ["Scrutiny Committee"]


@pytest.mark.parametrize("state", ["done", "dropped", "reported back", "nothing awaited"])
def test_what_is_settled_leaves_the_calendar(library, state) -> None:
    """By a person's word; when that is taken back it is there again, under the same name."""
    before = calendar(due(Ledger(library, TODAY), Wanted()))
    entry = Ledger(library, TODAY).entries(Wanted())[0]
    at = datetime(2019, 1, 5, tzinfo=UTC)
    mark(library, entry.commitment.id, state, note="", author="A. Clerk", at=at)
    settled = calendar(due(Ledger(library, TODAY), Wanted()))
    mark(library, entry.commitment.id, None, note="", author="A. Clerk", at=at)
    after = calendar(due(Ledger(library, TODAY), Wanted()))

    assert settled == []
    assert [event["uid"] for event in after] == [event["uid"] for event in before]
    assert after[0].decoded("dtstamp") == at


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_come_through_a_calendar(entries, words) -> None:
    """As the words that they are, in lines of the length that is allowed."""
    (event,) = calendar([saying(entries[0], words)])

    assert event["description"].startswith(f"“{shown(words)}” (")
    assert len(event["summary"]) <= 162


def test_what_is_not_known_is_left_out(entries) -> None:
    """No committee, no day of the meeting, no address."""
    document = replace(entries[0].record.document, meeting=Meeting(), url=None)
    entry = replace(entries[0], record=replace(entries[0].record, document=document))
    (event,) = calendar([entry])
    (made,) = atom([News(entry, "made", TODAY, cite_commitment(entry))]).iter(f"{ATOM}entry")

    assert "categories" not in event
    assert event.decoded("dtstamp") == datetime(2000, 1, 1, tzinfo=UTC)
    assert [node.get("rel") for node in made.iter(f"{ATOM}link")] == ["alternate"]
    assert made.find(f"{ATOM}category") is None


def test_a_title_names_who_and_what(entries) -> None:
    """In the commitment's own words, which are cut at a word where they are long."""

    def told(words: str, owner: str | None) -> str:
        named = replace(entries[0].commitment, owner=owner, text=words, about="as put scheme")
        return title(replace(entries[0], commitment=named))

    eighty = f"{'a report ' * 8}on lamps"
    assert len(eighty) == 80
    assert told(eighty, "Head of Highways") == f"Head of Highways: {eighty}"
    assert told(f"{eighty} and\nbins", None) == f"{'a report ' * 8}on …"
    assert told("The Chair write to Mr Oddy", "chair") == "The Chair write to Mr Oddy"
    assert told("x" * 200, None) == f"{'x' * 78} …"


# Over HTTP


def test_feeds_are_served_with_the_services_own_address(client) -> None:
    """In their media types, of the library as it is now."""
    feed = client.get("/feeds/commitments.atom", headers={"Host": "minutes.example"})
    ics = client.get("/feeds/due.ics", headers={"Host": "minutes.example"})
    root = read_atom(feed.content)

    assert feed.headers["content-type"] == "application/atom+xml; charset=utf-8"
    assert ics.headers["content-type"] == "text/calendar; charset=utf-8"
    assert len(list(root.iter(f"{ATOM}entry"))) == 2
    assert {link.get("href").partition("commitments")[0] for link in root.iter(f"{ATOM}link")} >= {
        "http://minutes.example/"
    }
    assert [event.decoded("dtstart") for event in read_calendar(ics.content)] == [date(2019, 2, 28)]


@pytest.mark.parametrize(
    ("params", "n_news", "n_due"),
    [
        ({"committee": "scrutiny"}, 2, 1),
        ({"committee": "Planning"}, 0, 0),
        ({"council": "Borough of"}, 1, 0),
        ({"owner": "Director"}, 0, 0),
    ],
)
def test_a_feed_is_of_what_is_asked_for(client, params, n_news, n_due) -> None:
    """A committee, a council, an owner; each has a name of its own."""
    feed = client.get("/feeds/commitments.atom", params=params)
    ics = client.get("/feeds/due.ics", params=params)
    root = ElementTree.fromstring(feed.content)

    assert len(list(root.iter(f"{ATOM}entry"))) == n_news
    assert len(read_calendar(ics.content)) == n_due
    assert root.findtext(f"{ATOM}id").endswith(
        f"commitments.atom?{feed.request.url.query.decode()}"
    )


def test_each_feed_has_a_title_of_its_own(client) -> None:
    """By whose it is, or two in one reader would look the same."""
    params = {"committee": "Scrutiny", "owner": "the\nChair"}
    feed = client.get("/feeds/commitments.atom", params=params)
    ics = client.get("/feeds/due.ics", params=params)

    assert (
        ElementTree.fromstring(feed.content)
        .findtext(f"{ATOM}title")
        .endswith(": commitments made and reported back, Scrutiny, the Chair")
    )
    assert Calendar.from_ical(ics.content)["x-wr-calname"] == "Minutebook: due, Scrutiny, the Chair"


@pytest.mark.parametrize("path", ["/feeds/commitments.atom", "/feeds/due.ics"])
def test_too_much_is_refused(client, path) -> None:
    """And a host that is none does no harm."""
    assert client.get(path, params={"owner": "x" * 20_000}).status_code == 422
    assert client.get(path, params={"committee": ["x"] * 30}).status_code == 422
    odd = client.get(path, headers={"Host": 'evil"><x>;:,'})
    assert odd.status_code < 500
    assert b"<x>" not in odd.content
