"""Which later passages belong to a commitment, and what they amount to."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from index.encode import Encoder
from index.follow_up import Candidate, Clerk, Sought, Weighed, content, follow_up, stems_of
from index.ledger import Entry, Ledger, Wanted
from index.library import Library, PassageRecord
from index.search import Searcher
from index.sync import sync
from ingest.reader import Reader

MakeLibrary = Callable[..., Library]
TODAY = date(2020, 1, 1)
JUNE = """Scrutiny Committee

Thursday 14 June 2018

3. Weir Footbridge

The Head of Bridges said that the handrail was loose.

RESOLVED: That the Head of Bridges report on the cost of a new handrail for the weir footbridge.
"""
OCTOBER = """Scrutiny Committee

Thursday 11 October 2018

5. Weir Footbridge

The Head of Bridges presented the report on the cost of a new handrail for the weir footbridge, for
which the Committee had asked in June 2018. It had been put at £4,000.

6. Otters

Members heard that otters had been seen near the mill.
"""
ASKED_AFTER = """Scrutiny Committee

Thursday 6 September 2018

2. Minutes

Councillor Reed asked when the report on the cost of a new handrail for the weir footbridge would
come, which was still awaited.
"""
LATER = """Scrutiny Committee

Thursday 11 October 2018

5. Weir Footbridge

{told}

6. Otters

Members heard that otters had been seen near the mill.
"""
SOUGHT = Sought(
    1,
    "the Head of Bridges report on the cost of a new handrail for the weir footbridge",
    "3. Weir Footbridge",
    "Head of Bridges",
    None,
    "Scrutiny Committee",
    date(2018, 6, 14),
)
FIGURES = Weighed(
    near=1.0, shared=0.9, nearest=0.6, heading=1.0, reports=1.0, owner=1.0, refers_back=1.0,
    year=1.0, told_done=1.0, later=0.0, same_committee=1.0, is_report=0.0, is_not_told=0.0,
    rarest=0.5,
)  # fmt: skip


def followed(library: Library, encoder: Encoder) -> Entry:
    """The one resolution, after its follow-ups have been looked for."""
    follow_up(library, Searcher.open(library, encoder))
    return Ledger(library, TODAY).entries(Wanted(kinds=("resolution",)))[0]


def test_a_report_under_the_same_heading_is_found(
    make_library: MakeLibrary, encoder: Encoder
) -> None:
    """It comes first, with its telling words and what speaks for it, and makes the state."""
    library = make_library({"june.txt": JUNE, "october.txt": OCTOBER})
    entry = followed(library, encoder)
    best = entry.follow_ups[0]
    told = library.text(best.record.document.id)[best.start : best.end]

    assert ("reported back", "reported") == (entry.state, best.role)
    assert told.startswith("The Head of Bridges presented the report")
    assert any("heading" in why for why in best.why)
    assert "it refers back" in best.why
    assert any("handrail" in why for why in best.why)


def test_asking_when_it_comes_is_no_report(make_library: MakeLibrary, encoder: Encoder) -> None:
    """What is still awaited is spoken of, and has not come back."""
    entry = followed(make_library({"june.txt": JUNE, "late.txt": ASKED_AFTER}), encoder)

    assert "mentioned since" == entry.state
    assert ["chased"] == [one.role for one in entry.follow_ups]


def test_what_was_said_before_or_on_the_day_is_no_follow_up(
    make_library: MakeLibrary, encoder: Encoder
) -> None:
    """However much it says the same."""
    earlier = OCTOBER.replace("11 October 2018", "11 May 2018")
    same_day = OCTOBER.replace("11 October 2018", "14 June 2018")
    library = make_library({"june.txt": JUNE, "may.txt": earlier, "paper.txt": same_day})

    assert () == followed(library, encoder).follow_ups


def test_another_council_is_no_follow_up(make_library: MakeLibrary, encoder: Encoder) -> None:
    """Two councils may each have a weir."""
    manifest = "file,council\njune.txt,Town Council\noctober.txt,East Town Council\n"
    library = make_library({"june.txt": JUNE, "october.txt": OCTOBER}, manifest)

    assert () == followed(library, encoder).follow_ups


def test_where_councils_are_unknown_only_the_same_committee_tells(
    make_library: MakeLibrary, encoder: Encoder
) -> None:
    """Minutes of two parishes are full of the same words."""
    other = OCTOBER.replace("Scrutiny Committee", "Allotments Committee")
    library = make_library({"june.txt": JUNE, "october.txt": other})

    assert () == followed(library, encoder).follow_ups


def test_only_what_passages_come_near_to_is_looked_up_again(
    tmp_path: Path, encoder: Encoder, reader: Reader
) -> None:
    """Nothing where nothing has come; the commitment, where its report has."""
    folder = tmp_path / "papers"
    folder.mkdir()
    (folder / "june.txt").write_text(JUNE, encoding="utf-8")
    with Library.create(tmp_path / "library", encoder) as library:

        def update() -> int:
            sync(library, encoder, [folder], reader=reader)
            return follow_up(library, Searcher.open(library, encoder))

        assert [1, 0] == [update(), update()]
        (folder / "otters.txt").write_text(
            "Scrutiny Committee\n\nThursday 6 September 2018\n\n4. Zebras\n\nZebras galloped.\n",
            encoding="utf-8",
        )
        assert 0 == update()
        (folder / "october.txt").write_text(OCTOBER, encoding="utf-8")
        assert 1 == update()
        assert "reported back" == followed(library, encoder).state
        (folder / "october.txt").unlink()
        update()
        assert "no later mention" == followed(library, encoder).state


def test_only_what_has_changed_in_a_document_is_looked_up_again(
    tmp_path: Path, encoder: Encoder, reader: Reader
) -> None:
    """What stands further down than before keeps its follow-ups, and they quote the same words.

    A passage that says something else is looked at again, and so is all of another meeting.
    """
    folder = tmp_path / "papers"
    folder.mkdir()
    (folder / "october.txt").write_text(OCTOBER, encoding="utf-8")
    with Library.create(tmp_path / "library", encoder) as library:

        def update(june: str, october: str) -> int:
            (folder / "june.txt").write_text(june, encoding="utf-8")
            (folder / "october.txt").write_text(october, encoding="utf-8")
            sync(library, encoder, [folder], reader=reader)
            return follow_up(library, Searcher.open(library, encoder))

        def told() -> str:
            (best, *_) = followed(library, encoder).follow_ups
            return library.text(best.record.document.id)[best.start : best.end]

        moved = [text.replace("2018\n", "2018\n\n1. Zebras\n\nNone.\n") for text in (JUNE, OCTOBER)]
        assert 1 == update(JUNE, OCTOBER)
        before = told()
        assert 0 == update(*moved)
        assert before == told()
        assert before in library.text(library.held()[1].id)
        assert 1 == update(moved[0], moved[1].replace("presented", "had presented"))
        assert "had presented" in told()
        assert 1 == update(moved[0].replace("14 June", "13 June"), moved[1])


def test_two_runs_at_once_lose_nothing(tmp_path: Path, encoder: Encoder, reader: Reader) -> None:
    """A run that was overtaken leaves the follow-ups to the one that changed the documents."""
    folder = tmp_path / "papers"
    folder.mkdir()
    (folder / "june.txt").write_text(JUNE, encoding="utf-8")
    with Library.create(tmp_path / "library", encoder) as library:
        sync(library, encoder, [folder], reader=reader)
        overtaken = Searcher.open(library, encoder)
        (folder / "october.txt").write_text(OCTOBER, encoding="utf-8")
        sync(library, encoder, [folder], reader=reader)

        assert 0 == follow_up(library, overtaken)
        with library.alone(), Library.open(library.directory) as beside:
            assert 0 == follow_up(beside, Searcher.open(beside, encoder))
        assert Ledger(library, TODAY).is_behind
        assert "reported back" == followed(library, encoder).state


def test_all_are_looked_up_anew_where_the_weighing_has_changed(
    make_library: MakeLibrary, encoder: Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Follow-ups of another Minutebook are not kept beside this one's."""
    library = make_library({"june.txt": JUNE, "october.txt": OCTOBER})
    searcher = Searcher.open(library, encoder)
    follow_up(library, searcher)
    monkeypatch.setattr("index.follow_up._FOLLOWING", 99)

    assert [1, 0] == [follow_up(library, searcher), follow_up(library, searcher)]


def test_a_large_library_is_searched_whole_and_told_apart_after(
    make_library: MakeLibrary, encoder: Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where most of it is later, a filter costs more than the search; the result is the same."""
    library = make_library({"june.txt": JUNE, "october.txt": OCTOBER, "late.txt": ASKED_AFTER})
    searcher = Searcher.open(library, encoder)
    sought = Sought(
        number=1,
        text="the Head of Bridges report on the cost of a new handrail for the weir footbridge",
        item="3 Weir Footbridge",
        owner="Head of Bridges",
        council=None,
        committee="Scrutiny Committee",
        held=date(2018, 6, 14),
    )
    filtered = Clerk(searcher).follow_ups(sought)
    monkeypatch.setattr("index.follow_up._MANY", 1)
    whole = Clerk(searcher).follow_ups(sought)

    assert [one.record.passage.id for one in filtered] == [one.record.passage.id for one in whole]


FAINT = {
    "reports": 0.0,
    "refers_back": 0.0,
    "year": 0.0,
    "near": 0.5,
    "nearest": 0.2,
    "shared": 0.2,
}
FAIR = {"reports": 0.0, "refers_back": 0.0, "shared": 0.2, "nearest": 0.4}
LITTLE = {"n_shared": 1, "of_matter": 0.1}


def candidate(make_library: MakeLibrary, encoder: Encoder, told: str, **changes: Any) -> Candidate:
    """The passage of a later meeting that begins with what is told, weighed for SOUGHT."""
    library = make_library({"june.txt": JUNE, "october.txt": LATER.format(told=told)})
    clerk = Clerk(Searcher.open(library, encoder))
    return next(
        one
        for one in clerk.candidates(replace(SOUGHT, **changes))
        if one.record.passage.text.startswith(told[:20])
    )


@pytest.mark.parametrize(
    ("weighed", "beside", "role"),
    [
        ({}, {}, "reported"),
        ({"is_not_told": 1.0}, {}, "mentioned"),
        # a neighbouring matter, however much speaks for it
        ({"shared": 0.1, "reports": 0.1, "heading": 0.0}, LITTLE, "mentioned"),
        # hardly anything speaks for it
        ({"nearest": 0.0, "rarest": 0.0, "later": 1.0}, {}, "mentioned"),
        # under another heading, with words of the item that it points back to
        ({"reports": 0.0, "heading": 0.0, "shared": 0.2}, {"of_matter": 0.35}, "reported"),
        # little speaks for it, and half of its words stand under its heading
        (FAINT, {"of_matter": 0.5, "n_shared": 3}, "reported"),
        ({**FAINT, "heading": 0.0}, {"of_matter": 0.35, "n_shared": 3}, "mentioned"),
        # little speaks for it, and five of its words stand together
        ({**FAINT, "heading": 0.0}, {"of_matter": 0.35, "n_shared": 5}, "reported"),
        # it says when it was asked for, or comes when it was due
        ({**FAIR, "heading": 0.0}, LITTLE, "mentioned"),
        ({**FAIR, "heading": 0.0}, {**LITTLE, "answers": True}, "reported"),
        ({**FAINT, "heading": 0.4}, {**LITTLE, "is_due": True}, "reported"),
        ({**FAINT, "heading": 0.1}, {**LITTLE, "is_due": True}, "mentioned"),
        # without words of its own, most of its item's must be there
        ({**FAIR, "shared": 0.7}, {"n_shared": 0, "of_matter": 0.2}, "reported"),
        ({**FAIR, "shared": 0.4}, {"n_shared": 0, "of_matter": 0.2}, "mentioned"),
    ],
)
def test_strong_evidence_alone_makes_a_report(
    make_library: MakeLibrary,
    encoder: Encoder,
    weighed: dict[str, float],
    beside: dict[str, Any],
    role: str,
) -> None:
    """A high score for a neighbouring matter, or for a thing that has not come, is none."""
    one = candidate(make_library, encoder, "Members heard of a new handrail for the weir.")
    plain = {"n_shared": 3, "of_matter": 0.9, "answers": False, "is_due": False}

    assert role == replace(one, weighed=replace(FIGURES, **weighed), **{**plain, **beside}).role


@pytest.mark.parametrize(
    ("told", "is_told"),
    [
        ("The new handrail had been fitted to the weir footbridge.", True),
        ("The new handrail for the weir footbridge had not been completed.", False),
        ("The new handrail of the weir footbridge was wanted. It was not ready.", False),
        (
            "The new handrail of the weir footbridge shone. It was sunny. A reply is awaited.",
            True,
        ),
        # it is told what came of the promise: nothing
        (
            "The engineer reported that the new handrail, promised for the weir footbridge, had not"
            " been completed.",
            True,
        ),
        ("RESOLVED: That a new handrail be fitted to the weir footbridge.", False),
        ("RESOLVED: The new handrail of the weir footbridge had been fitted in August.", True),
        # a report that is presented
        (
            "The engineer presented the report on the cost of a new handrail for the weir"
            " footbridge. The new handrail for the weir footbridge had not been completed.",
            True,
        ),
    ],
)
def test_what_is_told_is_read_where_it_is_told(
    make_library: MakeLibrary, encoder: Encoder, told: str, is_told: bool
) -> None:
    """A thing that has not come is read in the nearest sentence and the next, and nowhere else."""
    assert is_told == (not candidate(make_library, encoder, told).weighed.is_not_told)


@pytest.mark.parametrize(
    ("last_cell", "is_told"),
    [("Fitted in August", True), ("Complete", True), ("Fitting planned", False), ("", False)],
)
def test_the_last_cell_of_a_tracker_tells(
    make_library: MakeLibrary, encoder: Encoder, last_cell: str, is_told: bool
) -> None:
    """What is planned there is not done."""
    library = make_library({"october.txt": LATER.format(told=f"Handrail | Engineer | {last_cell}")})
    (document,) = library.documents()
    row = next(one for one in library.passages_in(document.id) if "Engineer" in one.text)
    record = PassageRecord(replace(row, kind="action"), document)
    (one,) = Clerk(Searcher.open(library, encoder)).weigh(SOUGHT, [record])

    assert is_told == (not one.weighed.is_not_told)


@pytest.mark.parametrize(
    ("told", "answers"),
    [
        ("The engineer brought the report on a new handrail, requested in June.", True),
        ("In June 2018 the Committee had asked for a report on a new handrail.", True),
        ("The resolution of 14 June 2018 on a new handrail was recalled.", True),
        ("The engineer brought the report on a new handrail, requested in May.", False),
        ("A new handrail had been seen in June.", False),
    ],
)
def test_the_month_of_the_request_is_recognised(
    make_library: MakeLibrary, encoder: Encoder, told: str, answers: bool
) -> None:
    """What was asked for in another month, or only seen in that one, is no answer."""
    one = candidate(make_library, encoder, told)

    assert answers == one.answers
    assert answers == ("it says when it was asked for" in one.why(SOUGHT))


@pytest.mark.parametrize(
    ("due", "due_on", "is_due"),
    [
        ("in October 2018", date(2018, 10, 31), True),
        ("next meeting", None, True),
        ("in May 2019", date(2019, 5, 31), False),
        ("in due course", None, False),
        (None, None, False),
    ],
)
def test_a_report_may_come_to_the_meeting_that_it_was_due_at(
    make_library: MakeLibrary,
    encoder: Encoder,
    due: str | None,
    due_on: date | None,
    is_due: bool,
) -> None:
    """By its words, or as the next meeting that is held here."""
    told = "The engineer presented what a new handrail would cost."
    one = candidate(make_library, encoder, told, due=due, due_on=due_on)

    assert is_due == one.is_due
    assert is_due == ("a report at the meeting that it was due at" in one.why(SOUGHT))


def test_words_that_every_commitment_has_tell_nothing() -> None:
    """They are left out, and what remains are stems."""
    assert stems_of("the handrails") >= content("the Committee asked for handrails")
    assert frozenset() == content("That a full report be brought to the next meeting")


def test_a_run_that_is_stopped_is_made_up_for_by_the_next(
    make_library: MakeLibrary, encoder: Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever was kept before, every follow-up is there after it, and once."""
    monkeypatch.setattr("index.follow_up._AT_ONCE", 1)
    other = JUNE.replace("weir footbridge", "mill lane bollards").replace("Weir Foot", "Mill Foot")
    texts = {"june.txt": JUNE, "other.txt": other, "october.txt": OCTOBER}
    whole, stopped = make_library(texts, name="whole"), make_library(texts, name="stopped")

    def stop(done: int, total: int, what: str) -> None:
        if done:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        follow_up(stopped, Searcher.open(stopped, encoder), progress=stop)
    assert Ledger(stopped, TODAY).is_behind
    for library in (whole, stopped):
        follow_up(library, Searcher.open(library, encoder))

    def told(library: Library) -> list[tuple[str, ...]]:
        return [
            tuple(one.record.passage.text for one in entry.follow_ups)
            for entry in Ledger(library, TODAY).entries(Wanted(order="oldest"))
        ]

    assert any(told(whole))
    assert told(whole) == told(stopped)
    assert not Ledger(stopped, TODAY).is_behind
