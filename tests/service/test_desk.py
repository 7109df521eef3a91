"""The desk answers from the library as it is now, one question at a time."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest

from index.hits import Query
from index.ledger import Wanted, mark
from index.library import LibraryError, WrongEncoderError
from index.sync import sync
from service.desk import Desk


@pytest.fixture
def desk(library, encoder):
    desk = Desk(library.directory, encoder)
    yield desk
    desk.close()


def test_a_desk_needs_a_library(tmp_path: Path, encoder) -> None:
    """Where there is none, the error says how to make one."""
    with pytest.raises(LibraryError, match="minutebook index"):
        Desk(tmp_path / "nowhere", encoder)


def test_a_desk_refuses_another_model(library, encoder) -> None:
    """Warming up with another model than the library's says so before anybody asks."""
    desk = Desk(library.directory, type(encoder)("other"))

    with pytest.raises(WrongEncoderError, match="was built with tiny"):
        desk.warm_up()
    desk.close()


def test_a_search_and_an_answer_agree(desk) -> None:
    """What is searched and what is asked give the same hits."""
    asked, found = desk.search(Query("staying put"), 5)
    again, answered = desk.ask(Query("staying put"), 5)

    assert asked == again
    assert len(found.hits) == 5
    assert answered.search.hits == found.hits


def test_the_floor_is_the_desks(library, encoder) -> None:
    """A desk with a floor of its own answers by it."""
    strict = Desk(library.directory, encoder, answer_floor=5.0)

    assert not strict.ask(Query("carers allowance"), 5)[1].found
    strict.close()


def test_the_glossary_is_the_desks(library, encoder, tmp_path: Path) -> None:
    """A desk with a glossary of its own widens questions by it, and by no other."""
    file = tmp_path / "terms.txt"
    file.write_text("dust carts | refuse\n", encoding="utf-8")
    desk = Desk(library.directory, encoder, glossary=file)

    assert [one.also for one in desk.ask(Query("dust carts"), 5)[1].search.widened] == [("refuse",)]
    assert desk.search(Query("rubbish"), 5)[1].widened == ()
    desk.close()


def test_the_next_question_sees_what_came_since(desk, library, encoder, tmp_path: Path) -> None:
    """A document indexed after the desk was opened is found."""
    assert not desk.search(Query('"giraffe"'), 5)[1].hits
    folder = tmp_path / "more"
    folder.mkdir()
    (folder / "zoo.txt").write_text("The giraffe was fed.\n", encoding="utf-8")
    sync(library, encoder, [folder])

    assert len(desk.search(Query('"giraffe"'), 5)[1].hits) == 1


def test_a_committee_that_came_since_is_recognised(desk, library, encoder, tmp_path: Path) -> None:
    """The names that a question is read with are those of the library as it is now."""
    question = Query("what was said at the zoo panel about the giraffe")
    before, _ = desk.ask(question, 5)
    folder = tmp_path / "more"
    folder.mkdir()
    (folder / "zoo.txt").write_text(
        "Zoo Panel\n\nMonday 4 March 2019\n\n1. Giraffe\n\nThe giraffe was fed.\n", "utf-8"
    )
    sync(library, encoder, [folder])
    after, answered = desk.ask(question, 5)
    kept, _ = desk.ask(question, 5, kept=["at the zoo panel"])

    assert (before.query.committees, after.query.committees) == ((), ("Zoo Panel",))
    assert {r.document.meeting.committee for r in answered.search.records.values()} == {"Zoo Panel"}
    assert kept.query == question


def test_an_unchanged_library_is_opened_once(desk, encoder) -> None:
    """The same question again is not even encoded again."""
    encoded = []
    encode = encoder.encode_queries
    encoder.encode_queries = lambda texts: encoded.extend(texts) or encode(texts)
    desk.search(Query("staying put"), 5)
    desk.search(Query("staying put"), 5)

    assert encoded == ["staying put"]


def test_an_unchanged_ledger_is_read_once(desk, library) -> None:
    """Until somebody marks a commitment, which changes no document."""
    first = desk.commitments(Wanted(), 5)
    (entry, *_) = first.entries
    again = desk.commitments(Wanted(), 5)
    mark(library, entry.commitment.id, "done", note="", author="A", at=datetime.now(UTC))
    after = desk.commitments(Wanted(), 5)

    assert again is first
    assert (entry.state == "done", after.entries[0].state) == (False, "done")
    assert after.states["done"] == 1


def test_commitments_are_those_that_the_words_are_about(desk) -> None:
    """As many of them as are wanted, and all without a limit; the counts are of all."""
    about = Wanted(Query('"full report"'), only_awaited=False, order="relevance")
    some = desk.commitments(about)

    assert [entry.commitment.due for entry in some.entries] == ["next meeting"]
    assert desk.commitments(Wanted(only_awaited=False), 1).states == (
        desk.commitments(Wanted(only_awaited=False)).states
    )
    assert len(desk.commitments(Wanted(only_awaited=False)).entries) > 1
    assert desk.commitments(about, 5, 1).entries == ()


def test_a_warm_desk_is_calibrated(desk, library) -> None:
    """So that the first to ask does not wait for it."""
    desk.warm_up()

    assert (library.directory / "derived" / "calibration.json").is_file()


def test_who_finds_no_seat_waits(library, encoder) -> None:
    """Who asks while others sit in every seat waits until one of them is done."""
    desk = Desk(library.directory, encoder, seats=1)
    order = []
    asking = threading.Thread(
        target=lambda: (desk.search(Query("bins"), 1), order.append("asked")), daemon=True
    )
    with desk.library() as lent:
        asking.start()
        asking.join(0.2)
        order.append(f"read {lent.counts().n_documents}")
    asking.join(10)

    assert order == ["read 2", "asked"]
    desk.close()


def test_two_are_answered_side_by_side(library, encoder) -> None:
    """With a second seat, a question is answered while somebody reads."""
    desk = Desk(library.directory, encoder, seats=2)
    answers = []
    asking = threading.Thread(
        target=lambda: answers.append(desk.search(Query("bins"), 1)), daemon=True
    )
    with desk.library():
        asking.start()
        asking.join(30)
        assert len(answers[0][1].hits) == 1
    desk.close()


def test_many_at_once_are_answered_alike(library, encoder) -> None:
    """Eight threads that ask different things get what each would get alone."""
    desk = Desk(library.directory, encoder, seats=3)
    texts = ["staying put", "bins", "carers allowance", "report", "Mill Lane", "bedsit"]
    alone = {text: desk.ask(Query(text), 5) for text in texts}
    fresh = Desk(library.directory, encoder, seats=3)
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda text: (text, fresh.ask(Query(text), 5)), texts * 4))

    assert all(
        alone[text][1].search.hits == answered.search.hits for text, (_, answered) in together
    )
    assert all(alone[text][1].claims == answered.claims for text, (_, answered) in together)
    desk.close()
    fresh.close()


def test_an_answer_is_remembered_until_the_library_changes(
    desk, library, encoder, tmp_path: Path
) -> None:
    """The same question is answered from memory; of another limit, or after a change, anew."""
    first = desk.ask(Query("bins"), 5)
    folder = tmp_path / "more"
    folder.mkdir()

    assert desk.ask(Query("bins"), 5) is first
    assert len(desk.ask(Query("bins"), 1)[1].search.hits) == 1
    assert desk.ask(Query("bins", literal=True), 5) is not first
    assert desk.search(Query("bins"), 5)[1].hits == first[1].search.hits
    (folder / "zoo.txt").write_text("The bins of the zoo were full of bins.\n", encoding="utf-8")
    sync(library, encoder, [folder])
    again = desk.ask(Query("bins"), 5)
    assert again is not first
    assert any("zoo" in r.document.path for r in again[1].search.records.values())


def test_what_was_asked_long_ago_is_forgotten(desk) -> None:
    """No more than the last few hundred answers are kept."""
    first = desk.search(Query("bins"), 5)
    for n in range(300):
        desk.search(Query(f"bins {n}"), 5)

    assert desk.search(Query("bins"), 5) is not first
    assert desk.search(Query("bins 299"), 5) is desk.search(Query("bins 299"), 5)
