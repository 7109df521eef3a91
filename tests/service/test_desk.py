"""The desk answers from the library as it is now, one question at a time."""

import threading
from pathlib import Path

import pytest

from index.hits import Query
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


def test_a_warm_desk_is_calibrated(desk, library) -> None:
    """So that the first to ask does not wait for it."""
    desk.warm_up()

    assert (library.directory / "derived" / "calibration.json").is_file()


def test_the_library_is_lent_to_one_at_a_time(desk) -> None:
    """Who asks while somebody reads waits until the reader is done."""
    order = []
    asking = threading.Thread(
        target=lambda: (desk.search(Query("bins"), 1), order.append("asked")), daemon=True
    )
    with desk.library() as library:
        asking.start()
        asking.join(0.2)
        order.append(f"read {library.counts().n_documents}")
    asking.join(10)

    assert order == ["read 2", "asked"]
