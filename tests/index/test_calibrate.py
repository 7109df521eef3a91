"""What a library says to questions that are none of its business."""

import json

import pytest

from index.calibrate import calibrate, calibration, measure, strangers
from index.hits import Query
from index.search import Searcher
from index.sync import sync


@pytest.fixture
def searcher(library, encoder):
    return Searcher.open(library, encoder)


def test_strangers_are_many_and_each_its_own() -> None:
    """There are enough of them for a mean, none twice, and none on a council's business."""
    assert len(set(strangers())) == len(strangers()) >= 60
    words = {word for question in strangers() for word in question.lower().split()}
    assert words.isdisjoint({"council", "councillor", "committee", "scrutiny", "ward", "cabinet"})


def test_a_calibration_is_what_strangers_score(searcher) -> None:
    """The mean, the spread and the highest of their best passages' evidence."""
    best = [max(searcher.search(Query(one)).evidence.values()) for one in strangers()]
    measured = measure(searcher)

    assert measured.n_strangers == len(best)
    assert measured.mean == pytest.approx(sum(best) / len(best))
    assert measured.highest == max(best)
    assert 0 < measured.deviation < measured.highest


def test_it_is_measured_once_for_each_state(library, encoder, searcher, folder, monkeypatch):
    """What was measured is read again by the next process, until the library changes."""
    first = calibration(searcher)
    searches = []
    whole = Searcher.search

    def counted(self, query, limit=10):
        searches.append(query)
        return whole(self, query, limit)

    monkeypatch.setattr(Searcher, "search", counted)
    assert calibration(Searcher.open(library, encoder)) == first
    assert searches == []

    (folder / "june.txt").unlink()
    sync(library, encoder, [folder])
    calibration(Searcher.open(library, encoder))
    assert len(searches) == len(strangers())


def test_another_glossary_is_another_calibration(library, encoder, searcher, tmp_path) -> None:
    """What strangers are searched for beside their own words is not the same."""
    file = tmp_path / "terms.txt"
    file.write_text("sponge cake | staying put scheme\n", encoding="utf-8")
    first = calibration(searcher)
    other = Searcher.open(library, encoder, glossary=file)

    assert calibration(other) == measure(other) != first
    assert calibration(searcher) == first


@pytest.mark.parametrize("damage", [b"", b"{}", b"\xff\xfe", b'{"made_of": 1}'])
def test_a_damaged_file_is_measured_anew(library, searcher, damage) -> None:
    """A calibration that cannot be read costs a second, not an answer."""
    first = calibration(searcher)
    file = library.directory / "derived" / "calibration.json"
    file.write_bytes(damage)

    assert calibration(searcher) == first
    assert json.loads(file.read_text(encoding="utf-8"))["calibration"]["mean"] == first.mean


def test_where_nothing_can_be_written_it_is_measured_all_the_same(
    library, searcher, monkeypatch
) -> None:
    """A library on a read-only disk is answered from, and each process measures it once."""
    file = library.directory / "derived" / "calibration.json"
    file.mkdir(parents=True)
    first = calibration(searcher)
    with monkeypatch.context() as patch:
        patch.setattr(Searcher, "search", None)
        assert calibration(searcher) == first

    assert first == measure(searcher)
    assert file.is_dir()


def test_to_calibrate_measures_whatever_was_kept(library, searcher) -> None:
    """What was kept is replaced by what is so."""
    first = calibration(searcher)
    file = library.directory / "derived" / "calibration.json"
    kept = json.loads(file.read_text(encoding="utf-8"))
    kept["calibration"]["mean"] = 9.0
    file.write_text(json.dumps(kept), encoding="utf-8")

    assert calibration(searcher).mean == 9.0
    assert calibrate(searcher) == first == calibration(searcher)
