"""A question in, passages in order out: filtered inside, the same each time, and nothing leaked."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import index.search
from index.encode import Encoder, Encodings, Pieces
from index.hits import Query
from index.late import embed, nearest, unpack
from index.library import Library, WrongEncoderError, to_encode
from index.search import (
    COVERAGE_WEIGHT,
    DENSE_WEIGHT,
    LATE_WEIGHT,
    LONGEST_QUERY,
    VERBATIM,
    Found,
    Searcher,
    readable,
)
from index.sync import sync
from ingest.model import PassageKind


@pytest.fixture
def searcher(library: Library, encoder: Encoder) -> Searcher:
    return Searcher.open(library, encoder)


def texts(found: Found) -> list[str]:
    return [found.records[hit.passage_id].passage.text for hit in found.hits]


def paths(found: Found) -> set[str]:
    return {record.document.path for record in found.records.values()}


def test_the_words_that_answer_come_first(searcher: Searcher) -> None:
    """The passage about the matter is the first hit."""
    found = searcher.search(Query("why was refuse not collected in Mill Lane?"))

    assert "Collections of refuse had been missed in Mill Lane" in texts(found)[0]


def test_every_hit_is_told_in_full(searcher: Searcher, library: Library) -> None:
    """Each hit has its rank, its record and its evidence, and quotes its document."""
    found = searcher.search(Query("staying put"), limit=7)

    assert [1, 2, 3, 4, 5, 6, 7] == [hit.rank for hit in found.hits]
    assert {hit.passage_id for hit in found.hits} == found.records.keys() == found.evidence.keys()
    for record in found.records.values():
        passage, text = record.passage, library.text(record.document.id)
        assert passage.document_id == record.document.id
        assert text[passage.start : passage.end] == passage.text


def test_hits_are_in_order(searcher: Searcher) -> None:
    """Scores never go up from one hit to the next, and equal ones are in order of id."""
    keys = [(-hit.score, hit.passage_id) for hit in searcher.search(Query("scheme"), 50).hits]

    assert keys == sorted(keys)
    assert len(keys) == len(set(keys)) > 10


def test_evidence_is_nearness_and_coverage(searcher: Searcher, encoder: Encoder) -> None:
    """Evidence is the nearness of the whole and of its pieces, plus half the words' coverage."""
    found = searcher.search(Query("fallen tree"), limit=50)
    asked = searcher.asked("fallen tree")
    best, *others = found.hits
    texts = [
        to_encode(found.records[hit.passage_id].passage.text, passage.context)
        for hit in found.hits
        for passage in (found.records[hit.passage_id].passage,)
    ]
    kept = embed(encoder, texts)
    cosines = np.array([one.vector for one in kept]) @ asked.vector
    late = nearest(asked.pieces, asked.weights, [unpack(one.codes, 64) for one in kept])
    near = ((1 - LATE_WEIGHT) * cosines + LATE_WEIGHT * late).tolist()

    # Only one passage has the two words, so it covers the question and the others nothing of it.
    assert (
        pytest.approx(near[0] + COVERAGE_WEIGHT * 1.0, abs=1e-5)
        == (found.evidence[best.passage_id])
    )
    assert [pytest.approx(one, abs=1e-5) for one in near[1:]] == [
        found.evidence[hit.passage_id] for hit in others
    ]
    # The best has the nearest, brought to 1, and has the highest lexical score, 1, and the words.
    assert pytest.approx(DENSE_WEIGHT * 1 + (1 - DENSE_WEIGHT) * 1 + VERBATIM) == best.score


def test_rare_words_weigh_most(searcher: Searcher) -> None:
    """A piece counts by how rare its word is in this library; the pieces of a word share it."""
    asked = searcher.asked("the report, redeployment")
    common, report, rare = asked.weights.tolist()

    assert rare > report > common > 0


def test_passages_without_time_keep_their_order(
    searcher: Searcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where only the first passages' pieces can be looked at, the others follow as they were."""
    whole = [hit.passage_id for hit in searcher.search(Query("scheme"), 50).hits]
    monkeypatch.setattr(index.search, "_MOST_PIECES", 60)
    cut = searcher.search(Query("scheme"), 50).hits

    assert set(whole) == {hit.passage_id for hit in cut}
    assert all(first.score >= second.score for first, second in pairwise(cut))


def test_damaged_pieces_cost_no_question(library: Library, encoder: Encoder) -> None:
    """A passage whose pieces were cut short or lost is found by its vector and its words."""
    with library._db:
        library._db.execute("update piece set codes = substr(codes, 1, length(codes) - 3)")
    cut = Searcher.open(library, encoder)
    found = cut.search(Query("fallen tree"))
    near = cut.nearness(
        cut.asked("fallen tree"), [(found.records[found.hits[0].passage_id], [(0, 9)])]
    )

    assert "fallen tree" in texts(found)[0]
    assert near == [[0.0]]
    assert cut.unmentioned(found)[0] == []


def test_words_that_the_library_has_nowhere_are_told(searcher: Searcher) -> None:
    """The rarest first, none that asks, is widened, is short, or stands in another passage."""
    found = searcher.search(Query("why don't zebras of Mill Lane eat eucalyptus bedsits?"), 1)
    words, share = searcher.unmentioned(found)

    assert "bedsit" not in " ".join(texts(found))
    assert {"zebras", "eucalyptus"} <= set(words) <= {"zebras", "eucalyptus", "eat"}
    assert 0.4 < share < 1


def test_a_model_without_pieces_searches_by_its_vectors(
    library: Library, encoder: Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A question of a model that makes no vectors of pieces is found and answered all the same."""
    whole = encoder.encode_queries

    def without(texts: Sequence[str]) -> Encodings:
        none = Pieces(np.zeros((0, 0), dtype=np.float32), ())
        return Encodings(whole(texts).vectors, (none,) * len(texts))

    monkeypatch.setattr(encoder, "encode_queries", without)
    searcher = Searcher.open(library, encoder)
    found = searcher.search(Query("fallen tree"))
    record = found.records[found.hits[0].passage_id]
    ((first, second),) = searcher.nearness(
        searcher.asked("fallen tree"), [(record, [(0, 11), (12, 75)])]
    )

    assert "fallen tree" in record.passage.text
    assert second > first


def test_the_same_query_gives_the_same_list(
    library: Library, searcher: Searcher, encoder: Encoder
) -> None:
    """Asked again, and asked of a searcher opened anew, a query has the same answer to the bit."""
    query = Query("what was said about the report on staying put?")
    first = searcher.search(query, 50)

    assert first == searcher.search(query, 50)
    assert first == Searcher.open(library, encoder).search(query, 50)
    assert first.hits[:3] == searcher.search(query, 3).hits


def test_ties_break_on_id(make_library: Callable[..., Library], encoder: Encoder) -> None:
    """The same words in five documents score the same, and come in order of id."""
    library = make_library({f"{name}.txt": "Bins were missed in Mill Lane." for name in "edcba"})
    hits = Searcher.open(library, encoder).search(Query("bins")).hits

    assert 5 == len(hits)
    assert 1 == len({hit.score for hit in hits})
    assert sorted(hit.passage_id for hit in hits) == [hit.passage_id for hit in hits]


NOTHING = ["", " ", "\n\t", "?!", "“”", '""', "...", "—", "\x00", "\u200b", "🦔", "()[]{}", "%"]


@pytest.mark.parametrize("text", NOTHING)
def test_a_question_without_words_finds_nothing(searcher: Searcher, text: str) -> None:
    """Where there is no letter and no figure, there is nothing to look for."""
    found = searcher.search(Query(text))

    assert ((), {}, {}) == (found.hits, found.records, found.evidence)


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.text(max_size=60))
def test_any_question_is_answered(searcher: Searcher, text: str) -> None:
    """No text is an error: it finds passages of the library, in order, or nothing."""
    found = searcher.search(Query(text), 5)
    keys = [(-hit.score, hit.passage_id) for hit in found.hits]

    assert keys == sorted(keys)
    assert len(found.hits) == len(found.records) <= 5


def test_a_query_longer_than_the_limit(searcher: Searcher) -> None:
    """Beyond its first thousand characters a query is not searched; the rest of it still is."""
    start = "fallen tree in Mill Lane"
    found = searcher.search(Query(f"{start} " + "bedsit " * 100_000))

    assert LONGEST_QUERY >= len(found.query.text)
    assert found.query.text.startswith(start)
    assert texts(found)
    assert () == searcher.search(Query("?" * 5000 + " bins")).hits
    assert [] == texts(searcher.search(Query(" " * 5000 + "bins")))


def test_a_question_is_cleaned() -> None:
    """Control characters and runs of white space become single spaces."""
    assert "a b c d" == readable("  a\x00b\n\n c\u2028d\ud800 ")
    assert "x" * LONGEST_QUERY == readable("x" * 10_000)


# In order of date


@pytest.fixture
def dated(make_library: Callable[..., Library], encoder: Encoder) -> Searcher:
    """Three meetings on badgers and one beside the matter, the newest; and one of unknown date."""
    held = {"old": "2017-03-01", "middle": "2018-03-01", "new": "2019-03-01", "other": "2020-03-01"}
    texts = {
        "old.txt": "2. Badgers\n\nThe badgers of Mill Lane were counted.\n",
        "middle.txt": "2. Badgers\n\nThe badgers of Mill Lane were counted again, as were others."
        "\n\nThe badgers of Mill Lane were counted.\n",
        "new.txt": "2. Badgers\n\nThe badgers of Mill Lane were counted.\n",
        "other.txt": "The lights of the leisure centre were left on at night, in Mill Lane.\n",
        "undated.txt": "2. Badgers\n\nThe badgers of Mill Lane were counted.\n",
    }
    rows = [f"{name}.txt,Scrutiny,{day}" for name, day in held.items()]
    return Searcher.open(make_library(texts, "\n".join(["file,committee,held", *rows])), encoder)


BADGERS = Query("badgers of Mill Lane counted")
NEWEST, OLDEST = replace(BADGERS, order="newest"), replace(BADGERS, order="oldest")


def names(found: Found) -> list[str]:
    return [Path(found.records[hit.passage_id].document.path).stem for hit in found.hits]


def test_what_is_about_the_matter_is_sorted_by_date(dated: Searcher) -> None:
    """Without what is beside it and without headings, unknown dates last either way."""
    newest, oldest = dated.search(NEWEST), dated.search(OLDEST)

    assert "other" in names(dated.search(BADGERS, 50))
    assert ["new", "middle", "middle", "old", "undated"] == names(newest)
    assert ["old", "middle", "middle", "new", "undated"] == names(oldest)
    assert [1, 2, 3, 4, 5] == [hit.rank for hit in newest.hits]
    assert not any("2. Badgers" == text for text in texts(newest))
    assert (NEWEST, OLDEST) == (newest.query, oldest.query)


def test_passages_of_one_date_stay_best_first(dated: Searcher) -> None:
    """In both directions, each with the score and the evidence that it has by relevance."""
    best = dated.search(BADGERS, 50)
    order = [hit.passage_id for hit in best.hits]
    for query in (NEWEST, OLDEST):
        found = dated.search(query)
        first, second = (hit for hit in found.hits if names(found)[hit.rank - 1] == "middle")

        assert order.index(first.passage_id) < order.index(second.passage_id)
        assert found.evidence.items() <= best.evidence.items()
        assert {(h.passage_id, h.score) for h in found.hits} <= {
            (h.passage_id, h.score) for h in best.hits
        }


def test_a_list_by_date_is_cut_after_it_is_sorted(dated: Searcher) -> None:
    """The newest is the newest of all that are about the matter, and comes with its record."""
    found = dated.search(NEWEST, 1)

    assert ["new"] == names(found)
    assert {found.hits[0].passage_id} == found.records.keys() == found.evidence.keys()
    assert () == dated.search(replace(NEWEST, text="?")).hits


def test_whatever_says_the_quoted_words_is_sorted(dated: Searcher) -> None:
    """However little else it says of the question."""
    found = dated.search(Query('badgers counted "Mill Lane"', order="newest"))

    assert "other" == names(found)[0]


# Filters


@pytest.fixture
def crowded(make_library: Callable[..., Library], encoder: Encoder) -> Searcher:
    """300 passages that say it best in one document, and one that says it less well in another."""
    best = "\n\n".join(f"Bins were missed in Mill Lane, in case {n}." for n in range(300))
    other = (
        "The hedgehogs of the borough were counted, and a bin was seen.\n\nRESOLVED: That it be."
    )
    library = make_library(
        {"best.txt": best, "other.txt": other},
        "file,council,committee,held\n"
        "best.txt,Tinytown Council,Streets Committee,2018-06-14\n"
        "other.txt,Bigtown Council,Nature Committee,2019-06-14\n",
    )
    return Searcher.open(library, encoder)


QUERY = Query("bins missed in Mill Lane")


@pytest.mark.parametrize(
    "filtered",
    [
        replace(QUERY, documents=("other.txt",)),
        replace(QUERY, councils=("Bigtown",)),
        replace(QUERY, committees=("nature",)),
        replace(QUERY, held_from=date(2019, 1, 1)),
    ],
)
def test_filters_are_applied_inside(crowded: Searcher, filtered: Query) -> None:
    """Though 300 better passages are filtered out, the best that is let through is found."""
    assert {"made-in/best.txt"} == paths(crowded.search(QUERY, 250))
    found = crowded.search(filtered, limit=1)

    assert ["The hedgehogs of the borough were counted, and a bin was seen."] == texts(found)
    assert {"made-in/other.txt"} == paths(crowded.search(filtered, limit=500))


def test_kinds_are_applied_inside(crowded: Searcher) -> None:
    """Asked for decisions only, decisions only are found, however little they say of it."""
    found = crowded.search(replace(QUERY, kinds=("decision",)), limit=500)

    assert ["RESOLVED: That it be."] == texts(found)


def test_a_filter_that_lets_nothing_through(crowded: Searcher) -> None:
    """Filters that no document meets give nothing, and not everything."""
    assert () == crowded.search(replace(QUERY, councils=("Ambridge",))).hits


def test_filters_change_no_evidence(searcher: Searcher) -> None:
    """What speaks for a passage is the same whether or not others were let through."""
    everywhere = searcher.search(Query("staying put report"), 50).evidence
    filtered = searcher.search(Query("staying put report", documents=("october.txt",)), 50)

    assert filtered.evidence
    for passage_id, evidence in filtered.evidence.items():
        assert pytest.approx(everywhere[passage_id], abs=1e-5) == evidence


# Quoted words


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('"fallen tree"', "a fallen tree"),
        ("“Fallen Tree”", "a fallen tree"),
        ('what about the "fallen tree", please', "a fallen tree"),
        ('"half of their allowance" "birthday"', "half of their allowance on the birthday"),
        ('"bedsit"', "bedsit"),
    ],
)
def test_quoted_words_must_stand(searcher: Searcher, text: str, said: str) -> None:
    """Every hit has all the quoted words as they are, but for case."""
    found = searcher.search(Query(text), 50)

    assert found.hits
    assert all(said in hit for hit in texts(found))


@pytest.mark.parametrize(
    "text",
    ['"tree fallen"', '"fallen trees"', '"fallen tree" "bedsit"', '"staying put scheme zeppelin"'],
)
def test_quoted_words_that_nobody_said(searcher: Searcher, text: str) -> None:
    """Quoted words that stand in no passage as they are find nothing."""
    assert () == searcher.search(Query(text)).hits


def test_quoted_words_within_filters(searcher: Searcher) -> None:
    """Quoted words and filters must both be met."""
    found = searcher.search(Query('"staying put scheme"', documents=("october.txt",)), 50)

    assert {"minutes/october.txt"} == paths(found)
    assert all("staying put scheme" in text.lower() for text in texts(found))
    assert () == searcher.search(Query('"fallen tree"', documents=("october.txt",))).hits


@pytest.mark.parametrize("kind", ["decision", "discussion", "attendance", "procedural", "action"])
def test_among_never_leaks(searcher: Searcher, kind: PassageKind) -> None:
    """Every hit of a filtered search meets the filter, however many are asked for."""
    found = searcher.search(Query("staying put report carers", kinds=(kind,)), 100)

    assert {kind} >= {record.passage.kind for record in found.records.values()}


# Transcripts

SPEECH = "\n\n".join(
    f"Ann Reed AM: {words}"
    for words in [
        "Good morning and welcome to the meeting of the committee this morning. " * 12,
        "We turn to the hedgehogs, and I ask the Minister what is being done for them. " * 12,
        "They are being fed. " * 40,
        "Bins. " * 120,
        *("And I thank the witnesses for coming here and answering. " * 16 for _ in range(8)),
    ]
)


def test_neighbours_in_speech_are_let_through_by_filters_only(
    make_library: Callable[..., Library], encoder: Encoder
) -> None:
    """In a transcript a hit lends to its neighbours, but never brings in what a filter excludes."""
    library = make_library({"a.txt": SPEECH, "b.txt": SPEECH.replace("hedgehogs", "badgers")})
    assert {"transcript"} == {document.form for document in library.documents()}
    searcher = Searcher.open(library, encoder)
    found = searcher.search(Query("hedgehogs minister", documents=("a.txt",)), 100)

    assert "hedgehogs" in texts(found)[0]
    assert {"made-in/a.txt"} == paths(found)
    assert {hit.passage_id for hit in found.hits} == found.evidence.keys()


# The library goes on


def test_another_encoder_is_refused(
    library: Library, make_encoder: Callable[[str], Encoder]
) -> None:
    """A searcher with another encoder than the library's is not opened."""
    with pytest.raises(WrongEncoderError, match="built with tiny"):
        Searcher.open(library, make_encoder("other"))


def test_what_is_withdrawn_is_not_found_by_a_searcher_opened_before(
    library: Library, searcher: Searcher, encoder: Encoder, folder: Path
) -> None:
    """A searcher opened before a document was withdrawn no longer gives it."""
    assert {"minutes/june.txt"} == paths(searcher.search(Query("fallen tree"), 3))
    (folder / "june.txt").unlink()
    sync(library, encoder, [folder])

    assert {"minutes/october.txt"} == paths(searcher.search(Query("fallen tree"), 50))


def test_a_searcher_opened_before_never_names_another_passage(
    library: Library, searcher: Searcher, encoder: Encoder, folder: Path
) -> None:
    """What has come since is not given under the place of what was there before."""
    file = folder / "june.txt"
    file.write_text("Hedgehogs were counted.\n\n" * 30, encoding="utf-8")
    sync(library, encoder, [folder])

    assert not any("Hedgehogs" in t for t in texts(searcher.search(Query("fallen tree"), 50)))


def test_a_searcher_opened_before_outlives_new_speech(
    make_library: Callable[..., Library], encoder: Encoder, tmp_path: Path
) -> None:
    """Speech that was added since, right after what the searcher knows, is no neighbour of it."""
    library = make_library({"a.txt": SPEECH})
    searcher = Searcher.open(library, encoder)
    before = searcher.search(Query("witnesses answering"), 50)
    (tmp_path / "made-in" / "b.txt").write_text(SPEECH, encoding="utf-8")
    sync(library, encoder, [tmp_path / "made-in"])

    assert before == searcher.search(Query("witnesses answering"), 50)


def test_a_searcher_knows_its_generation(library: Library, searcher: Searcher) -> None:
    """A searcher says which generation of the library it reads, and how many passages."""
    assert (library.generation, library.counts().n_passages) == (
        searcher.generation,
        searcher.n_passages,
    )


def test_a_query_is_encoded_once(library: Library, encoder: Encoder) -> None:
    """A question asked again does not wait for the model."""
    asked = []

    class Counting(type(encoder)):  # type: ignore[misc]
        def encode_queries(self, texts: list[str]) -> object:
            asked.extend(texts)
            return super().encode_queries(texts)

    searcher = Searcher.open(library, Counting("tiny"))
    for _ in range(3):
        searcher.search(Query("bins"))

    assert ["bins"] == asked


@pytest.mark.model
def test_meaning_is_found_without_a_shared_word(
    make_library: Callable[..., Library],
    tmp_path: Path,
    real_encoder: Encoder,
) -> None:
    """With the default model, a question finds the passage that means it, in other words."""
    make_library({"a.txt": "Rubbish was not picked up.\n\nThe choir sang.\n\nBudgets were set."})
    with Library.create(tmp_path / "real", real_encoder) as library:
        sync(library, real_encoder, [tmp_path / "made-in"])
        found = Searcher.open(library, real_encoder).search(Query("refuse collection"))

    assert "Rubbish was not picked up." == texts(found)[0]


def test_each_retriever_by_itself(searcher: Searcher) -> None:
    """One list is in order of the cosine alone, one of the words alone, and one is the search's."""
    query = Query("fallen tree in Mill Lane", committees=("Scrutiny",))
    lists = {by: searcher.retrieved(query, by, 50) for by in ("dense", "lexical", "fused")}
    evidence = searcher.search(query, 50).evidence
    vector = searcher.asked(query.text).vector
    texts = searcher.library.passages(hit.passage_id for hit in lists["dense"])
    first = texts[lists["dense"][0].passage_id].passage

    assert list(searcher.search(query, 50).hits) == lists["fused"]
    assert evidence.keys() == {hit.passage_id for hit in lists["dense"]}
    assert pytest.approx(lists["dense"][0].score) == float(
        searcher.encoder.encode_documents([f"{first.context}\n{first.text}"]).vectors[0] @ vector
    )
    assert 0 < len(lists["lexical"]) < len(lists["dense"])
    for by, hits in lists.items():
        assert {by} == {hit.retriever for hit in hits}
        assert list(range(1, len(hits) + 1)) == [hit.rank for hit in hits]
        assert sorted((-hit.score, hit.passage_id) for hit in hits) == [
            (-hit.score, hit.passage_id) for hit in hits
        ]
        assert len(searcher.retrieved(query, by, 1)) == 1
        assert [] == searcher.retrieved(Query("?!"), by)
        assert [] == searcher.retrieved(Query("tree", committees=("Planning",)), by)


MATTERS = {
    "june.txt": "1. Hub\n\nThe Multi-agency Safeguarding Hub (MASH) was reviewed.\n\n"
    "2. Cases\n\nMASH took ninety cases in May.\n\n"
    "3. Visits\n\nMrs Lindqvist visited the home.\n\n"
    "4. Roads\n\nThe road to the home was closed. The home was shut by road.\n\n"
    "5. Work\n\nWork on the home by the road, and the road, road, road, was not begun.\n\n"
    "6. Care\n\nForty children looked after by others moved; looked after children wait.\n"
}


@pytest.fixture
def matters(make_library: Callable[..., Library], encoder: Encoder) -> Searcher:
    return Searcher.open(make_library(MATTERS), encoder)


@pytest.mark.parametrize(
    ("question", "says", "also"),
    [
        ("what did Linqvist do", "Mrs Lindqvist visited", "lindqvist"),
        ("what did the multi-agency safeguarding hub do in May", "ninety cases", "MASH"),
        ("where are the children in care", "Forty children", "looked after children"),
    ],
)
def test_what_was_meant_is_found(matters: Searcher, question: str, says: str, also: str) -> None:
    """A name with a slip in it, a long form for its acronym, and a term for its equal."""
    found = matters.search(Query(question))
    (widened,) = found.widened

    assert any(says in text for text in texts(found)[:2])
    assert also in widened.also


def test_a_literal_query_is_not_widened(matters: Searcher) -> None:
    """Who wants their own words only has them."""
    assert () == matters.search(Query("what did Linqvist do", literal=True)).widened


def test_the_questions_own_words_come_first(matters: Searcher) -> None:
    """A passage that says them in order is above one that has them more often."""
    found = texts(matters.search(Query("road to the home")))
    other = texts(matters.search(Query("home by the road")))

    assert found[0].startswith("The road to the home")
    assert other[0].startswith("Work on the home by the road")


def test_what_a_search_looked_at_is_given_back(
    make_library: Callable[..., Library],
    encoder: Encoder,
    resident: Callable[[Path], int],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """After a question no sign of a piece stays in memory, nor all vectors of a large library."""
    for name in ("SKETCHED", "_TRAINED_ON"):
        monkeypatch.setattr(f"index.dense.{name}", 40)
    minutes = "".join(f"{i}. Bins\n\nBins in lane {i} were late.\n\n" for i in range(1, 60))
    library = make_library({"a.txt": f"Scrutiny Committee\n\n14 June 2018\n\n{minutes}"})
    searcher = Searcher.open(library, encoder)
    snapshot = library.directory / "derived" / str(library.generation)

    assert searcher.search(Query("late bins"), limit=5).hits
    assert resident(snapshot / "columns" / "signs") == 0
    assert resident(snapshot / "dense.faiss") < (snapshot / "dense.faiss").stat().st_size
    assert resident(snapshot / "columns" / "begins") > 0
