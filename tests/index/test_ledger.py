"""What stands in the ledger, in which state, and what a person's mark does to it."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from index.encode import Encoder
from index.follow_up import follow_up
from index.hits import Query
from index.ledger import Entry, Ledger, State, Wanted, mark
from index.library import Library, LibraryError
from index.search import Searcher
from index.sync import sync
from ingest.reader import Reader

TODAY = date(2020, 1, 1)
NOON = datetime(2020, 1, 1, 12, tzinfo=UTC)
HEAD = "Scrutiny Committee\n\nThursday {day}\n\n1. Bins\n\nThe Head of Waste spoke of bins.\n\n"
MADE = HEAD + (
    "RESOLVED: That\n\n(1) the report be noted; and\n\n"
    "(2) the Head of Waste report on missed collections in Mill Lane to the next meeting; and\n\n"
    "(3) the Head of Waste paint the gates of the tip by March 2030.\n"
)
MakeLibrary = Callable[..., Library]


def made(day: str, text: str = MADE) -> str:
    return text.format(day=day)


@pytest.fixture
def kept(make_library: MakeLibrary) -> Library:
    """Two meetings: three resolutions at the first, and nothing of them at the second."""
    library = make_library(
        {
            "june.txt": made("14 June 2018"),
            "october.txt": made("11 October 2018", HEAD) + "The lake was full.\n",
        }
    )
    look_up(library)
    return library


def look_up(library: Library) -> None:
    """As if all commitments had been looked up, and nothing found."""
    with library.writing() as db:
        db.execute("insert or ignore into sought select number, x'' from commitment")


def entry(library: Library, words: str, today: date = TODAY) -> Entry:
    """The commitment that says these words."""
    entries = Ledger(library, today).entries(Wanted(only_awaited=False))
    return next(one for one in entries if words in one.commitment.text)


def passage(library: Library, words: str) -> int:
    """The number of the passage that says these words."""
    of = [document.id for document in library.documents()]
    ids = [p.id for one in of for p in library.passages_in(one) if words in p.text]
    return library.numbers(ids[:1])[ids[0]]


def tell(library: Library, words: str, told: str, role: str) -> None:
    """Keep the passage that says `told` as a follow-up of the commitment that says `words`."""
    number = library.select(
        "select number from commitment where id = ?", [entry(library, words).commitment.id]
    )
    with library.writing() as db:
        db.execute(
            "insert into follow_up values (?, ?, ?, 1.0, 0, 5, '[]')",
            (number[0]["number"], passage(library, told), role),
        )


def test_a_commitment_is_the_documents_own_words(kept: Library) -> None:
    """Its offsets cut it from the text, and the passage that it begins in holds that place."""
    for one in Ledger(kept, TODAY).entries(Wanted(only_awaited=False)):
        text = kept.text(one.commitment.document_id)
        assert text[one.commitment.start : one.commitment.end] == one.commitment.text
        assert one.record.passage.start <= one.commitment.start < one.record.passage.end


@pytest.mark.parametrize(
    ("words", "today", "state"),
    [
        ("noted", TODAY, "nothing awaited"),
        ("missed collections", TODAY, "no later mention"),
        ("paint the gates", TODAY, "not yet due"),
        ("paint the gates", date(2031, 1, 1), "no later mention"),
    ],
)
def test_a_state_says_what_is_held(kept: Library, words: str, today: date, state: State) -> None:
    """Never that a thing was not done; what is due later is not missed yet."""
    assert state == entry(kept, words, today).state


@pytest.mark.parametrize(
    ("role", "state"),
    [
        ("reported", "reported back"),
        ("chased", "mentioned since"),
        ("mentioned", "mentioned since"),
    ],
)
def test_what_later_passages_tell_makes_the_state(kept: Library, role: str, state: State) -> None:
    """A report is one; whatever else speaks of it only mentions it."""
    tell(kept, "missed collections", "The lake was full", role)
    one = entry(kept, "missed collections")

    assert (state, role) == (one.state, one.follow_ups[0].role)
    assert "The lake was full." == one.follow_ups[0].record.passage.text


def test_the_next_meeting_is_the_next_that_is_held_here(make_library: MakeLibrary) -> None:
    """Of the same committee; where none is held here yet, it is not due yet."""
    alone = make_library({"june.txt": made("14 June 2018")}, name="alone")
    soon, late = date(2018, 9, 1), date(2020, 1, 1)
    other = made("1 July 2018").replace("Scrutiny", "Planning")
    both = make_library(
        {
            "june.txt": made("14 June 2018"),
            "july.txt": other,
            "october.txt": made("11 October 2018", HEAD),
        },
        name="both",
    )
    words = "missed collections"
    for library in (alone, both):
        look_up(library)

    assert ("not yet due", None) == (
        entry(alone, words, soon).state,
        entry(alone, words, soon).due_on,
    )
    # By then the next meeting was held, though nothing of it is here.
    assert "no later mention" == entry(alone, words, late).state
    june = [
        one
        for one in Ledger(both, TODAY).entries(Wanted())
        if words in one.commitment.text and one.held == date(2018, 6, 14)
    ]
    assert [date(2018, 10, 11)] == [one.due_on for one in june]
    assert [(date(2018, 10, 11),)] == [one.later_meetings for one in june]


def test_a_meeting_to_come_is_a_due_day_and_no_coverage(make_library: MakeLibrary) -> None:
    """Its agenda may be held already; nothing can have been said there yet."""
    library = make_library(
        {"june.txt": made("14 June 2018"), "agenda.txt": made("11 October 2018", HEAD)}
    )
    look_up(library)
    before = entry(library, "missed collections", date(2018, 10, 1))

    assert ("not yet due", date(2018, 10, 11), ()) == (
        before.state,
        before.due_on,
        before.later_meetings,
    )


@pytest.mark.parametrize(
    ("due", "settled"),
    [
        ("the next meeting", True),
        ("the next scheduled meeting of the Committee", True),
        ("the next Council meeting", False),
        ("the next meeting but one", False),
    ],
)
def test_only_this_committees_next_meeting_is_in_its_calendar(
    make_library: MakeLibrary, due: str, settled: bool
) -> None:
    """Another body's next meeting, or the one after, is on another day."""
    text = made("14 June 2018").replace("to the next meeting", f"to {due}")
    library = make_library({"june.txt": text, "october.txt": made("11 October 2018", HEAD)})

    assert settled == (entry(library, "missed collections").due_on == date(2018, 10, 11))


def test_what_was_not_looked_up_is_said_to_be_so(make_library: MakeLibrary) -> None:
    """Nothing is said to be without a later mention before later papers were looked through."""
    library = make_library({"june.txt": made("14 June 2018")})

    assert "not looked up" == entry(library, "paint the gates").state
    assert "nothing awaited" == entry(library, "noted").state


def test_filters_and_order(kept: Library) -> None:
    """Each filter lets only its own through, and what needs nothing back is listed on request."""
    ledger = Ledger(kept, TODAY)

    def words(wanted: Wanted) -> list[str]:
        return [one.commitment.text[:20] for one in ledger.entries(wanted)]

    assert 2 == len(words(Wanted()))
    assert 3 == len(words(Wanted(only_awaited=False)))
    assert ["the Head of Waste pa"] == words(Wanted(states=("not yet due",)))
    assert [] == words(Wanted(kinds=("action",)))
    assert 2 == len(words(Wanted(owner="head of WASTE")))
    assert [] == words(Wanted(owner="Chair"))
    assert ["the Head of Waste re"] == words(Wanted(due_before=date(2019, 1, 1)))
    assert [] == words(Wanted(query=Query("", held_from=date(2018, 7, 1))))
    assert "the Head of Waste re" == words(Wanted(order="due"))[0]
    assert {"no later mention": 1, "not yet due": 1} == ledger.count(Wanted())
    assert 1 == len(ledger.entries(Wanted(), 1))


PRESENT = (
    "Officers: Martin Sallow (Head of Waste) and Olga Day (Head of Lakes) (OD).\n\n1. Bins\n\n"
)
SAID = (
    PRESENT + "Mr Sallow agreed to circulate the figures to members.\n\n"
    "RESOLVED: That the Head of Waste be asked to report in May.\n\n"
    "Mr Holt agreed to send members a list.\n\nACTION: OD to write to the mill.\n"
)


@pytest.mark.parametrize(
    ("owner", "owners"),
    [
        ("Mr Sallow", ["Mr Sallow", "Head of Waste"]),
        ("martin sallow", ["Mr Sallow", "Head of Waste"]),
        ("Head of Waste", ["Mr Sallow", "Head of Waste"]),
        ("Head", ["Mr Sallow", "Head of Waste", "OD"]),
        ("OD", ["OD"]),
        ("Olga", ["OD"]),
        ("Mr", ["Mr Sallow", "Head of Waste", "Mr Holt"]),
        ("Mr Holt", ["Mr Holt"]),
        ("OD Day", []),
    ],
)
def test_an_owner_by_any_of_their_names(
    make_library: MakeLibrary, owner: str, owners: list[str]
) -> None:
    """Written as they are in each place; what else the document calls them finds them too."""
    head = "Scrutiny Committee\n\n14 June 2018\n\n"
    ledger = Ledger(make_library({"june.txt": head + SAID}), TODAY)

    assert owners == [one.commitment.owner for one in ledger.entries(Wanted(owner=owner))]
    assert owners == [] or owner.casefold() in " ".join(ledger.owners()).casefold()


def test_what_else_an_owner_is_called_is_kept_in_order(make_library: MakeLibrary) -> None:
    """As it was found in the document: the name, then the office, then initials."""
    library = make_library({"june.txt": "14 June 2018\n\n" + SAID})
    also = [one.commitment.owner_also for one in Ledger(library, TODAY).entries(Wanted())]

    assert [
        ("Martin Sallow", "Head of Waste"),
        ("Martin Sallow", "Mr Sallow"),
        (),
        ("Olga Day", "Head of Lakes"),
    ] == also
    library.remove(library.documents()[0].id)
    assert [] == library.select("select * from owner_also")


def test_a_mark_outranks_what_was_found_and_can_be_taken_back(kept: Library) -> None:
    """Who said it and when are kept, and so is what was said before."""
    of = entry(kept, "missed collections").commitment.id
    mark(kept, of, "done", note="seen by me", author="J Clerk", at=NOON)
    said = entry(kept, "missed collections")
    mark(kept, of, None, note="wrong lane", author="A Member", at=NOON)
    back = entry(kept, "missed collections")

    assert ("done", "no later mention") == (said.state, said.found)
    assert ("seen by me", "J Clerk", NOON) == (
        said.marks[0].note,
        said.marks[0].author,
        said.marks[0].at,
    )
    assert "no later mention" == back.state
    assert ["J Clerk", "A Member"] == [one.author for one in back.marks]


def test_what_is_marked_is_listed_though_nothing_is_awaited(kept: Library) -> None:
    """For as long as the mark stands, and counted too."""
    of = entry(kept, "noted").commitment.id
    mark(kept, of, "done", note="", author="J Clerk", at=NOON)
    ledger = Ledger(kept, TODAY)

    assert of in [one.commitment.id for one in ledger.entries(Wanted())]
    assert 1 == ledger.count(Wanted())["done"]
    mark(kept, of, None, note="", author="J Clerk", at=NOON)
    assert of not in [one.commitment.id for one in ledger.entries(Wanted())]


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"commitment_id": "nothing"}, "no commitment nothing; .* lists them"),
        ({"author": "  "}, "give a name with --by"),
        ({"author": "x" * 201}, "201 characters; 200 are the most for --by"),
        ({"note": "x" * 2001}, "2,001 characters; 2,000"),
    ],
)
def test_a_mark_that_cannot_be_kept_is_refused(
    kept: Library, given: dict[str, str], message: str
) -> None:
    """With what is wrong and what to do, and nothing is kept of it."""
    of = entry(kept, "missed collections").commitment.id
    asked = {"commitment_id": of, "note": "", "author": "J Clerk"} | given

    with pytest.raises(LibraryError, match=message):
        mark(
            kept,
            asked["commitment_id"],
            "done",
            note=asked["note"],
            author=asked["author"],
            at=NOON,
        )
    assert () == entry(kept, "missed collections").marks


@pytest.fixture
def folder_of(tmp_path: Path) -> Path:
    folder = tmp_path / "papers"
    folder.mkdir()
    (folder / "june.txt").write_text(made("14 June 2018"), encoding="utf-8")
    return folder


def test_a_mark_survives_reading_anew_and_moving(
    tmp_path: Path, folder_of: Path, encoder: Encoder, reader: Reader
) -> None:
    """It goes by the meeting and the words: not by the file, which may change and be renamed."""
    with Library.create(tmp_path / "library", encoder) as library:
        sync(library, encoder, [folder_of], reader=reader)
        of = entry(library, "missed collections").commitment.id
        mark(library, of, "dropped", note="", author="J Clerk", at=NOON)

        june = folder_of / "june.txt"
        june.write_text(made("14 June 2018") + "\nThe gulls were many.\n", encoding="utf-8")
        sync(library, encoder, [folder_of], reader=reader)
        assert "dropped" == entry(library, "missed collections").state

        june.rename(folder_of / "renamed.txt")
        sync(library, encoder, [folder_of], reader=reader)
        assert "dropped" == entry(library, "missed collections").state
        assert of != entry(library, "missed collections").commitment.id


def test_what_was_said_of_a_withdrawn_document_goes_with_it(
    tmp_path: Path, folder_of: Path, encoder: Encoder, reader: Reader
) -> None:
    """Its commitments, their follow-ups and the notes on them are in no table and no file."""
    with Library.create(tmp_path / "library", encoder) as library:
        sync(library, encoder, [folder_of], reader=reader)
        of = entry(library, "missed collections").commitment.id
        mark(library, of, "done", note="zanzibarium", author="J Clerk", at=NOON)
        later = made("11 October 2018", HEAD) + (
            "The Head of Waste presented the report on missed collections in Mill Lane.\n"
        )
        (folder_of / "october.txt").write_text(later, encoding="utf-8")
        sync(library, encoder, [folder_of], reader=reader)
        follow_up(library, Searcher.open(library, encoder))
        for table in ("commitment", "follow_up", "sought", "mark"):
            assert [] != library.select(f"select * from {table}")
        (folder_of / "june.txt").unlink()
        sync(library, encoder, [folder_of], reader=reader)

        for table in ("commitment", "follow_up", "sought", "mark"):
            assert [] == library.select(f"select * from {table}")
        held = [file.read_bytes() for file in library.directory.glob("library.sqlite*")]
        assert not any(b"zanzibarium" in data for data in held)


@pytest.mark.parametrize("moved", [False, True])
def test_a_mark_goes_with_its_document_though_the_words_had_gone_before(
    tmp_path: Path, folder_of: Path, encoder: Encoder, reader: Reader, moved: bool
) -> None:
    """What was said of words that the file no longer has is withdrawn with the file."""
    with Library.create(tmp_path / "library", encoder) as library:
        sync(library, encoder, [folder_of], reader=reader)
        of = entry(library, "missed collections").commitment.id
        mark(library, of, "done", note="zanzibarium", author="J Clerk", at=NOON)
        june = folder_of / "june.txt"
        if moved:
            june = june.rename(folder_of / "renamed.txt")
            sync(library, encoder, [folder_of], reader=reader)
        june.write_text(made("14 June 2018").replace("missed", "late"), encoding="utf-8")
        sync(library, encoder, [folder_of], reader=reader)
        assert 1 == Ledger(library, TODAY).n_lost_marks
        june.unlink()
        sync(library, encoder, [folder_of], reader=reader)

        assert [] == library.select("select * from mark")
        held = [file.read_bytes() for file in library.directory.glob("library.sqlite*")]
        assert not any(b"zanzibarium" in data for data in held)


def test_a_mark_survives_that_more_is_known_of_the_meeting(
    tmp_path: Path, folder_of: Path, encoder: Encoder, reader: Reader
) -> None:
    """A manifest that adds a council to two files with the same words, one of which then goes."""
    (folder_of / "again.txt").write_text(made("14 June 2018"), encoding="utf-8")
    with Library.create(tmp_path / "library", encoder) as library:
        sync(library, encoder, [folder_of], reader=reader)
        of = entry(library, "missed collections").commitment.id
        mark(library, of, "dropped", note="", author="J Clerk", at=NOON)
        manifest = "file,council\n" + "".join(
            f"{name}.txt,Thornmere Borough Council\n" for name in ("june", "again")
        )
        (folder_of / "manifest.csv").write_text(manifest, encoding="utf-8")
        sync(library, encoder, [folder_of], reader=reader)
        marked = Ledger(library, TODAY).entries(Wanted(states=("dropped",)))
        assert 2 == len(marked)
        assert {"Thornmere Borough Council"} == {e.record.document.meeting.council for e in marked}

        (folder_of / "june.txt").unlink()
        sync(library, encoder, [folder_of], reader=reader)
        assert "dropped" == entry(library, "missed collections").state
        (folder_of / "again.txt").unlink()
        sync(library, encoder, [folder_of], reader=reader)
        assert [] == library.select("select * from mark")


def test_a_mark_is_of_one_of_equal_words(
    tmp_path: Path, folder_of: Path, encoder: Encoder, reader: Reader
) -> None:
    """Under one item as under two; where one of them goes, it does not pass to the other."""
    again = "the Head of Waste paint the gates of the tip by March 2030"
    twice = made("14 June 2018").replace("the report be noted", again)
    lakes = f"\n2. Lakes\n\nRESOLVED: That {again}.\n"
    june = folder_of / "june.txt"

    def said(library: Library) -> list[str]:
        entries = Ledger(library, TODAY).entries(Wanted(order="oldest"))
        return [one.state for one in entries if "paint" in one.commitment.text]

    with Library.create(tmp_path / "library", encoder) as library:
        june.write_text(twice + lakes, encoding="utf-8")
        sync(library, encoder, [folder_of], reader=reader)
        of = entry(library, "paint the gates").commitment.id
        mark(library, of, "done", note="", author="J Clerk", at=NOON)
        look_up(library)
        assert ["done", "not yet due", "not yet due"] == said(library)

        june.write_text(HEAD.format(day="14 June 2018") + lakes, encoding="utf-8")
        sync(library, encoder, [folder_of], reader=reader)
        assert ["not looked up"] == said(library)
        assert 1 == Ledger(library, TODAY).n_lost_marks


def test_those_about_a_matter_come_in_the_order_of_a_search(
    kept: Library, encoder: Encoder
) -> None:
    """Only commitments in passages that the words find, and none in passages that have none."""
    searcher = Searcher.open(kept, encoder)
    ledger = Ledger(kept, TODAY)
    ids = ledger.about(searcher, Query("collections in Mill Lane"))

    assert (
        "missed collections"
        in ledger.entries(Wanted(ids=ids, order="relevance"))[0].commitment.text
    )
    assert [] == ledger.about(searcher, Query("collections", held_from=date(2019, 1, 1)))


def test_the_state_of_a_ledger_changes_with_all_that_it_tells(
    kept: Library, encoder: Encoder
) -> None:
    """Answers are remembered under it: documents, follow-ups, marks and the day are in it."""
    before = Ledger(kept, TODAY).state
    follow_up(kept, Searcher.open(kept, encoder))
    followed = Ledger(kept, TODAY).state
    mark(kept, entry(kept, "paint").commitment.id, "done", note="", author="J Clerk", at=NOON)
    marked = Ledger(kept, TODAY).state

    assert 4 == len({before, followed, marked, Ledger(kept, date(2020, 1, 2)).state})


def test_the_commitments_of_a_passage(kept: Library) -> None:
    """Those made in it, and those that it tells of."""
    tell(kept, "missed collections", "The lake was full", "mentioned")
    ledger = Ledger(kept, TODAY)
    one = entry(kept, "missed collections")
    told = one.follow_ups[0].record.passage.id

    assert [one.commitment.id] == [e.commitment.id for e in ledger.of_passages([told])]
    assert one.commitment.id in [
        e.commitment.id for e in ledger.of_passages([one.record.passage.id])
    ]
    assert [] == ledger.of_passages(["nothing"])
    assert one == ledger.entry(one.commitment.id)
    assert ledger.entry("nothing") is None
