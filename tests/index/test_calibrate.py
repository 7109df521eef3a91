"""What a library says to questions that are none of its business."""

import json

import pytest

from index.calibrate import Holding, calibrate, calibration, measure, strangers
from index.derived import open_derived
from index.hits import Query
from index.search import Searcher
from index.sync import sync

HEAD = "Scrutiny Committee\n\nThursday 14 June 2018\n\n1. Roads\n\n"


@pytest.fixture
def searcher(library, encoder):
    return Searcher.open(library, encoder)


@pytest.fixture
def n_searches(monkeypatch):
    """Tells how many searches there were since it was asked last."""
    searches = []
    whole = Searcher.search

    def counted(self, query, limit=10):
        searches.append(query)
        return whole(self, query, limit)

    def n_searches() -> int:
        n = len(searches)
        searches.clear()
        return n

    monkeypatch.setattr(Searcher, "search", counted)
    return n_searches


@pytest.fixture
def roads(make_library):
    """A library of two documents of about a hundred passages, and the folder that they lie in."""
    texts = {f"{name}.txt": HEAD + _lines(50, name) for name in ("north", "south")}
    library = make_library(texts)
    return library, library.directory.parent / "made-in"


def _lines(n: int, of: str) -> str:
    return "".join(f"Lane number {i} in the {of} was mended in the spring.\n\n" for i in range(n))


def _changed(roads, encoder, n: int, by: str) -> tuple[Searcher, Holding]:
    """The library after so many lines of one document have become others; what it held before."""
    library, folder = roads
    before = Holding.of(library)
    file = folder / "north.txt"
    lines = file.read_text(encoding="utf-8").splitlines()
    at = [i for i, line in enumerate(lines) if line.startswith("Lane") and by not in line]
    for i in at[:n]:
        lines[i] = f"Lane number {i} was {by}."
    file.write_text("\n".join(lines), encoding="utf-8")
    sync(library, encoder, [folder])
    return Searcher.open(library, encoder), before


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


def test_it_is_measured_once_for_each_state(library, encoder, searcher, folder, n_searches):
    """What was measured is read again by the next process, until the library changes."""
    first = calibration(searcher)
    n_searches()
    assert calibration(Searcher.open(library, encoder)) == first
    assert n_searches() == 0

    (folder / "june.txt").unlink()
    sync(library, encoder, [folder])
    calibration(Searcher.open(library, encoder))
    assert n_searches() == len(strangers())


def test_it_holds_on_while_little_has_changed(roads, encoder, n_searches) -> None:
    """A passage of a hundred is no reason to measure anew; nor is it for the next process."""
    first = calibration(Searcher.open(roads[0], encoder))
    searcher, before = _changed(roads, encoder, 1, "closed")
    n_searches()

    assert calibration(searcher, before) == first
    assert calibration(Searcher.open(roads[0], encoder)) == first
    assert n_searches() == 0


def test_a_large_change_is_measured_anew(roads, encoder, n_searches) -> None:
    """Where ten of a hundred passages go and ten come, strangers are asked again."""
    first = calibration(Searcher.open(roads[0], encoder))
    searcher, before = _changed(roads, encoder, 10, "boiled with the onions")
    n_searches()
    carried = calibration(searcher, before)

    assert n_searches() == len(strangers())
    assert carried == measure(searcher) != first


def test_small_changes_add_up(roads, encoder, n_searches) -> None:
    """Each passage that came and each that went counts, from the measuring on."""
    calibration(Searcher.open(roads[0], encoder))
    n_searches()
    measured = []
    for turn in range(6):
        searcher, before = _changed(roads, encoder, 1, f"closed {turn}")
        calibration(searcher, before)
        measured.append(n_searches() > 0)

    # Of 101 passages or so five may change; a line that becomes another is two.
    assert measured == [False, False, True, False, False, True]


def test_what_another_run_changed_is_not_passed_over(roads, encoder, n_searches) -> None:
    """A run that died before it came to this left a state of which nobody knows how far it is."""
    calibration(Searcher.open(roads[0], encoder))
    _changed(roads, encoder, 20, "closed")
    searcher, before = _changed(roads, encoder, 1, "opened")
    n_searches()
    calibration(searcher, before)

    assert n_searches() == len(strangers())


def test_what_was_measured_with_another_model_or_glossary_does_not_hold_on(
    roads, encoder, make_encoder, n_searches, tmp_path
) -> None:
    """However little has changed, those give other figures."""
    library, _ = roads
    terms = tmp_path / "terms.txt"
    terms.write_text("sponge cake | lane\n", encoding="utf-8")
    for other in (
        lambda: Searcher.open(library, encoder, glossary=terms),
        lambda: Searcher(library, open_derived(library), make_encoder("other")),
    ):
        calibrate(Searcher.open(library, encoder))
        _, before = _changed(roads, encoder, 1, "closed")
        n_searches()
        calibration(other(), before)

        assert n_searches() == len(strangers())


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
