"""The figures, on a library small enough to work each of them out by hand."""

import json
from collections.abc import Callable, Sequence
from datetime import date
from math import log2
from pathlib import Path

import pytest

from index.evaluate import (
    REFUSED_AT_KEPT,
    JudgementError,
    Outcome,
    Question,
    Result,
    Span,
    by_file_name,
    evaluate,
    locate,
    read_questions,
    summarise,
)
from index.hits import Hit, Query
from index.library import Library

PARAGRAPHS = [
    "Bins were missed in Mill Lane.",
    "A tree had fallen there in the night.",
    "Carers lost half of their allowance.",
    "Hedgehogs were counted by the ponds.",
    "The choir was thanked for singing.",
    "Budgets were set for the year.",
]
TABLE = "| Ward | Bins |\n| Mill | 40 |\n| Pond | 50 |"


@pytest.fixture
def shelf(make_library: Callable[..., Library]) -> Library:
    """Six paragraphs in one document, and a table and a broken line in another."""
    return make_library(
        {
            "june.txt": "\n\n".join(PARAGRAPHS),
            "july.txt": f"{TABLE}\n\nThe report on damp\nhomes was noted, with thanks.",
            "long.txt": "Damp was reported in home " + "after home " * 80 + "and mended.",
        }
    )


def question(*evidence: tuple[str, str], answerable: bool = True, **fields: object) -> Question:
    return Question(
        id=str(fields.get("id", "q1")),
        text="what?",
        answerable=answerable,
        kind=str(fields.get("kind", "unsorted")),
        evidence=evidence,
        filters=fields.get("filters", {}),  # type: ignore[arg-type]
    )


def passage_of(library: Library, words: str) -> str:
    (passage_id,) = (
        passage.id
        for document in library.documents()
        for passage in library.passages_in(document.id)
        if words in passage.text
    )
    return passage_id


def asked(
    library: Library,
    ranked: Sequence[str],
    claims: Sequence[Span] = (),
    found: bool = True,
    confidence: float | None = None,
) -> Callable[[Query], Outcome]:
    """An answerer that always gives the passages with these words, in this order."""
    ids = [passage_of(library, words) for words in ranked]
    hits = [Hit(passage_id, 1 / rank, rank, "fused") for rank, passage_id in enumerate(ids, 1)]
    return lambda query: Outcome(found, claims, hits, library.passages(ids), confidence)


def figures(library: Library, ask: Callable[[Query], Outcome], one: Question) -> dict[str, object]:
    (result,), misfits = evaluate(library, [one], ask)
    assert [] == misfits
    return dict(result.figures)


JUNE = ("june.txt", "Carers lost half of their allowance.")
NIGHT = ("june.txt", "fallen there in the night")


def test_one_relevant_passage_at_rank_two(shelf: Library) -> None:
    """With one relevant passage, found second: not in the first, in the first five, and so on."""
    found = figures(shelf, asked(shelf, ["Bins were missed", "Carers", "choir"]), question(JUNE))

    assert {
        "hit@1": 0.0,
        "hit@5": 1.0,
        "hit@10": 1.0,
        "recall@10": 1 / 1,
        "MRR@10": 1 / 2,
        "nDCG@10": pytest.approx((1 / log2(2 + 1)) / (1 / log2(1 + 1))),
    } == {name: found[name] for name in found if "@" in name}


def test_two_relevant_passages_at_ranks_one_and_four(shelf: Library) -> None:
    """With two relevant passages at ranks 1 and 4, the ideal has them at 1 and 2."""
    order = ["Carers", "Bins were missed", "choir", "fallen there"]
    found = figures(shelf, asked(shelf, order), question(JUNE, NIGHT))

    assert (1.0, 2 / 2, 1 / 1) == (found["hit@1"], found["recall@10"], found["MRR@10"])
    assert pytest.approx((1 + 1 / log2(4 + 1)) / (1 + 1 / log2(2 + 1))) == found["nDCG@10"]


def test_half_of_what_is_relevant(shelf: Library) -> None:
    """Recall is the share of the relevant passages that were found."""
    found = figures(shelf, asked(shelf, ["Carers", "choir"]), question(JUNE, NIGHT))

    assert 1 / 2 == found["recall@10"]


def test_nothing_relevant_found(shelf: Library) -> None:
    """Where nothing relevant is found, or nothing at all, every figure is 0, not missing."""
    for order in (["choir", "Budgets"], []):
        found = figures(shelf, asked(shelf, order), question(JUNE))

        assert {0.0} == {found[name] for name in found if "@" in name} | {found["cov4k"]}
        assert 0.0 == found["right document first"] or order


def test_a_passage_is_relevant_where_it_overlaps(shelf: Library) -> None:
    """A quote that runs over two passages makes both relevant, by however little."""
    quote = "in the night. Carers lost"
    found = figures(shelf, asked(shelf, ["Carers", "choir"]), question(("june.txt", quote)))

    assert (1.0, 1 / 2) == (found["hit@1"], found["recall@10"])


def test_coverage_of_what_is_read(shelf: Library) -> None:
    """cov4k is the share of the marked characters among the first 4,000 characters shown."""
    marked = question(JUNE, NIGHT)
    of_june, of_night = len(JUNE[1]), len(NIGHT[1])
    found = figures(shelf, asked(shelf, ["choir", "fallen there"]), marked)

    assert pytest.approx(of_night / (of_june + of_night)) == found["cov4k"]


def test_coverage_ends_at_4000_characters(make_library: Callable[..., Library]) -> None:
    """What is shown beyond 4,000 characters is not read, be it the rest of a passage."""
    filler = [f"In ward {n}, " + "bins and bins " * 69 + "were missed." for n in range(4)]
    library = make_library({"june.txt": "\n\n".join([*filler, "Bees were kept. " * 10])})
    shown = [f"In ward {n}," for n in range(4)] + ["Bees"]
    before = sum(len(text) for text in filler)
    assert before < 4000 < before + 160
    bees = ("Bees were kept. " * 10).strip()
    found = figures(library, asked(library, shown), question(("june.txt", bees)))

    assert pytest.approx((4000 - before) / len(bees)) == found["cov4k"]


def test_the_right_document_first(shelf: Library) -> None:
    """The first hit may be from the right document though not of the right passage."""
    right = figures(shelf, asked(shelf, ["choir", "Carers"]), question(JUNE))
    wrong = figures(shelf, asked(shelf, ["damp", "Carers"]), question(JUNE))

    assert (1.0, 0.0) == (right["right document first"], wrong["right document first"])


def test_claims_overlapping(shelf: Library) -> None:
    """The share of an answer's claims that overlap marked words: here one in three."""
    document_id = shelf.passages([passage_of(shelf, "Carers")]).popitem()[1].document.id
    start = "\n\n".join(PARAGRAPHS).index(JUNE[1])
    claims = [
        (document_id, start + 5, start + 9),  # within
        (document_id, start - 9, start),  # ends where the quote begins
        ("another", start, start + 9),  # in another document
    ]
    found = figures(shelf, asked(shelf, ["Carers"], claims), question(JUNE))

    assert pytest.approx(1 / 3) == found["claims overlapping"]


def test_answered_and_refused(shelf: Library) -> None:
    """Only an answerable question can be answered, and only another rightly refused."""
    ask, refuse = asked(shelf, ["Carers"]), asked(shelf, [], found=False)
    unanswerable = question(answerable=False)

    assert (1.0, None) == _answered(figures(shelf, ask, question(JUNE)))
    assert (0.0, None) == _answered(figures(shelf, refuse, question(JUNE)))
    assert (None, 0.0) == _answered(figures(shelf, ask, unanswerable))
    assert (None, 1.0) == _answered(figures(shelf, refuse, unanswerable))
    others = figures(shelf, ask, unanswerable)
    assert {None} == {others[name] for name in others.keys() - {"answered", "refused"}}


def _answered(found: dict[str, object]) -> tuple[object, object]:
    return found["answered"], found["refused"]


@pytest.mark.parametrize(
    "quote",
    [
        "The report on damp homes was noted",  # broken over a line in the text
        "The report on\n  damp homes",  # broken elsewhere in the judgement
        "Mill 40",  # a row without its divider
        "| Mill | 40 |",
        "Mill | 40 Pond",  # from one row into the next
    ],
)
def test_a_quote_is_found_however_it_is_broken(shelf: Library, quote: str) -> None:
    """Line ends, spaces and the lines between cells make no difference to a quote."""
    (result,), misfits = evaluate(shelf, [question(("july.txt", quote))], asked(shelf, ["choir"]))

    assert [] == misfits
    assert 0.0 == result.figures["hit@10"]


@pytest.mark.parametrize(
    "evidence",
    [
        ("june.txt", "Bins were collected in Mill Lane."),
        ("june.txt", "bins were missed in mill lane."),  # word for word means letter for letter
        ("july.txt", "Bins were missed in Mill Lane."),
        ("may.txt", "Bins were missed in Mill Lane."),
    ],
)
def test_a_misfit_is_reported(shelf: Library, evidence: tuple[str, str]) -> None:
    """A judgement whose words are not in the document it names is named, and not counted as 0."""
    (result,), misfits = evaluate(shelf, [question(evidence)], asked(shelf, ["Bins were missed"]))

    assert [f"q1: {evidence[0]} does not say {evidence[1]!r}"] == misfits
    assert result.figures["hit@10"] is None


def test_a_document_is_named_by_its_file(shelf: Library) -> None:
    """A judgement may name a file with folders before it, as another collection has it."""
    found = figures(shelf, asked(shelf, ["Carers"]), question(("scrutiny/2018/june.txt", JUNE[1])))

    assert 1.0 == found["hit@1"]


def test_two_documents_of_one_name(make_library: Callable[..., Library]) -> None:
    """Where two documents have the name, the one that says the words is meant, whichever it is."""
    library = make_library({"june.txt": "Bins were missed.", "sub/june.txt": "Carers lost out."})

    for words in ("Bins were missed.", "Carers lost out."):
        found = figures(library, asked(library, [words]), question(("june.txt", words)))
        assert (1.0, 1.0) == (found["hit@1"], found["right document first"])


def test_two_documents_of_one_name_that_say_the_same(make_library: Callable[..., Library]) -> None:
    """Where both say the words, the one whose folders are in the judgement's name is meant."""
    library = make_library({"a/june.txt": "The report be noted.", "b/june.txt": "It was noted."})
    paths = {document.path: document.id for document in library.documents()}
    named = by_file_name(library.documents())

    for folder in ("a", "b"):
        for name in (f"{folder}/june.txt", f"made-in/{folder}/june.txt", f"x/{folder}/june.txt"):
            found = locate(library, named, name, "noted.")
            assert found is not None
            assert paths[f"made-in/{folder}/june.txt"] == found[0]


def test_refused_where_95_percent_are_kept(shelf: Library) -> None:
    """The threshold is the confidence that 19 of 20 answerable questions reach, of any kind."""
    told = [0.2, *(0.5 + n / 100 for n in range(19))]  # all but the first reach .5
    given = [question(JUNE, id=f"a{n}", kind="fact") for n in range(20)]
    given += [question(id=f"n{n}", answerable=False, kind=k) for n, k in enumerate(["far", "near"])]
    given += [question(id="n2", answerable=False, kind="near")]
    sure = iter([*told, 0.3, 0.5, 0.49])
    results, _ = evaluate(
        shelf, given, lambda query: asked(shelf, ["Carers"], confidence=next(sure))(query)
    )
    table = summarise(results)

    assert {"fact": None, "far": 1.0, "near": 0.5, "all": pytest.approx(2 / 3)} == {
        kind: group[REFUSED_AT_KEPT] for kind, group in table.items()
    }


def test_no_confidence_no_figure(shelf: Library) -> None:
    """Where the product does not say how sure it is, nothing is made up of it."""
    ask = asked(shelf, ["Carers"])
    results, _ = evaluate(shelf, [question(JUNE), question(id="n", answerable=False)], ask)
    only_unanswerable, _ = evaluate(
        shelf, [question(answerable=False)], asked(shelf, ["Carers"], confidence=0.1)
    )

    assert REFUSED_AT_KEPT not in summarise(results)["all"]
    assert REFUSED_AT_KEPT not in summarise(only_unanswerable)["all"]


def test_filters_are_passed_on(shelf: Library) -> None:
    """A question's filters are those of its query, unless they are to be ignored."""
    queries: list[Query] = []
    one = question(
        JUNE,
        filters={
            "document": "june.txt",
            "committee": "Scrutiny",
            "council": "Tinytown",
            "kind": "decision",
            "from": "2018-01-01",
            "to": "2018-12-31",
        },
    )
    ask = asked(shelf, ["Carers"])
    for with_filters in (True, False):
        evaluate(
            shelf,
            [one],
            lambda query: queries.append(query) or ask(query),
            with_filters=with_filters,
        )

    assert [
        Query(
            "what?",
            councils=("Tinytown",),
            committees=("Scrutiny",),
            held_from=date(2018, 1, 1),
            held_to=date(2018, 12, 31),
            kinds=("decision",),
            documents=("june.txt",),
        ),
        Query("what?"),
    ] == queries


def test_the_summary_is_of_means(shelf: Library) -> None:
    """Each figure is the mean over the questions it applies to, over all and over each kind."""
    ask, refuse = asked(shelf, ["Carers", "fallen there"]), asked(shelf, [], found=False)
    results: list[Result] = []
    for one, answer in (
        (question(JUNE, kind="fact"), ask),  # found first
        (question(NIGHT, kind="fact"), ask),  # found second
        (question(JUNE, kind="why"), refuse),  # not found
        (question(answerable=False, kind="absent"), refuse),
    ):
        results += evaluate(shelf, [one], answer)[0]
    table = summarise(results)

    assert ["all", "absent", "fact", "why"] == list(table)
    assert [4, 1, 2, 1] == [group["questions"] for group in table.values()]
    assert pytest.approx((1 / 1 + 1 / 2 + 0) / 3) == table["all"]["MRR@10"]
    assert pytest.approx((1 / 1 + 1 / 2) / 2) == table["fact"]["MRR@10"]
    assert (2 / 3, 1.0) == (table["all"]["answered"], table["all"]["refused"])
    assert table["absent"]["MRR@10"] is None
    assert table["fact"]["refused"] is None


# The file of questions


def lines(tmp_path: Path, *given: object) -> Path:
    file = tmp_path / "questions.jsonl"
    file.write_text(
        "\n".join(one if isinstance(one, str) else json.dumps(one) for one in given),
        encoding="utf-8",
    )
    return file


WHOLE = {
    "id": "q1",
    "question": "what?",
    "answerable": True,
    "kind": "fact",
    "evidence": [{"document": "june.txt", "quote": "Bins"}],
    "filters": {"document": "june.txt", "from": "2018-01-01"},
}


def test_questions_are_read(tmp_path: Path) -> None:
    """A line is a question; empty lines and what is not asked for are passed over."""
    (one, two) = read_questions(
        lines(tmp_path, WHOLE, "", {"id": 2, "question": "who?", "answerable": False, "by": "me"})
    )

    assert one == Question("q1", "what?", True, "fact", (("june.txt", "Bins"),), WHOLE["filters"])
    assert ("2", False, "unsorted", ()) == (two.id, two.answerable, two.kind, two.evidence)


def test_a_question_with_evidence_is_answerable(tmp_path: Path) -> None:
    """Where a line does not say so itself, its evidence says whether there is an answer."""
    with_evidence = {key: WHOLE[key] for key in ("id", "question", "evidence")}
    without = {"id": "q2", "question": "who?"}

    assert [True, False] == [
        q.answerable for q in read_questions(lines(tmp_path, with_evidence, without))
    ]


def test_answerable_without_evidence_is_left_out(tmp_path: Path) -> None:
    """A question that has an answer nobody marked cannot be judged, and is not asked."""
    unmarked = {"id": "q2", "question": "who?", "answerable": True, "evidence": []}

    assert ["q1"] == [q.id for q in read_questions(lines(tmp_path, WHOLE, unmarked))]


@pytest.mark.parametrize(
    "bad",
    [
        "{",
        "7",
        "[]",
        "null",
        {"question": "what?"},
        {"id": "q2"},
        WHOLE | {"id": "q2", "evidence": [{"document": "june.txt"}]},
        WHOLE | {"id": "q2", "evidence": ["june.txt"]},
        WHOLE | {"id": "q2", "evidence": 7},
        WHOLE | {"id": "q2", "filters": {"colour": "red"}},
        WHOLE | {"id": "q2", "filters": {"from": "June"}},
        WHOLE | {"id": "q2", "filters": ["june.txt"]},
        WHOLE,
    ],
)
def test_a_bad_line_is_named(tmp_path: Path, bad: object) -> None:
    """The first line that is no question, or a second of the same id, is named by its number."""
    file = lines(tmp_path, WHOLE, "", bad)

    with pytest.raises(JudgementError, match=r"questions\.jsonl, line 3: "):
        read_questions(file)


def test_only_a_line_feed_ends_a_line(tmp_path: Path) -> None:
    """A quote may hold what else ends lines elsewhere, and a bad byte is named by its line."""
    odd = WHOLE | {"evidence": [{"document": "june.txt", "quote": "a\u2028b\x85c\x0bd"}]}
    file = tmp_path / "questions.jsonl"
    file.write_text(json.dumps(odd, ensure_ascii=False) + "\r\n", encoding="utf-8", newline="")

    assert (("june.txt", "a\u2028b\x85c\x0bd"),) == read_questions(file)[0].evidence

    file.write_bytes(file.read_bytes() + b'{"id": "q2", "question": "\xa3"}\n')
    with pytest.raises(JudgementError, match=r"line 2: UnicodeDecodeError"):
        read_questions(file)
