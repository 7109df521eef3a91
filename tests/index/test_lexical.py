"""The lexical retriever: BM25 by hand, and no character in a question means anything but itself."""

import random
from collections.abc import Callable
from itertools import pairwise
from math import log
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from index.hits import Widening
from index.lexical import (
    MOST_WORDS,
    LexicalRetriever,
    join_parts,
    phrases,
    query_words,
    stems,
    write_lexical,
    write_part,
)

# Number, text, context. No word here is a stop word, so every word counts towards length.
PASSAGES = [
    (1, "bin bin lane", ""),
    (4, "bin tree tree tree tree tree", ""),
    (5, "lane tree bedsit", ""),
    (9, "carer allowance nineteen", "bedsit"),
]
N_PASSAGES, MEAN_LENGTH = 4, (3 + 6 + 3 + 4) / 4
K1, B = 1.2, 0.75


@pytest.fixture(scope="module")
def make_lexical(
    tmp_path_factory: pytest.TempPathFactory,
) -> Callable[[list[tuple[int, str, str]]], LexicalRetriever]:
    def make(passages: list[tuple[int, str, str]]) -> LexicalRetriever:
        folder = tmp_path_factory.mktemp("lexical") / "lexical"
        write_lexical(folder, passages)
        return LexicalRetriever.open(folder)

    return make


@pytest.fixture(scope="module")
def lexical(
    make_lexical: Callable[[list[tuple[int, str, str]]], LexicalRetriever],
) -> LexicalRetriever:
    return make_lexical(PASSAGES)


def idf(n_having: int) -> float:
    return log(1 + (N_PASSAGES - n_having + 0.5) / (n_having + 0.5))


def bm25(n_having: int, times: int, length: int) -> float:
    """One word's part of a passage's score."""
    saturation = times + K1 * (1 - B + B * length / MEAN_LENGTH)
    return idf(n_having) * times * (K1 + 1) / saturation


def test_bm25_by_hand(lexical: LexicalRetriever) -> None:
    """Each score is BM25 as a share of the best, times the share of the question covered."""
    found = lexical.retrieve("bin lane", 10)

    one = bm25(2, 2, 3) + bm25(2, 1, 3)  # bin twice and lane once in three words
    four = bm25(2, 1, 6)  # bin once in six words
    five = bm25(2, 1, 3)  # lane once in three words
    # Both words are in two passages each, so each is half of the question.
    assert [1, 5, 4] == [scored.number for scored in found]
    assert [1.0, 0.5, 0.5] == [pytest.approx(scored.coverage) for scored in found]
    assert [1.0 * 1.0, five / one * 0.5, four / one * 0.5] == [
        pytest.approx(scored.score, rel=1e-4) for scored in found
    ]


def test_coverage_by_hand(lexical: LexicalRetriever) -> None:
    """Coverage is the share of the question's rarity that a passage has; unheard words count."""
    found = {s.number: s.coverage for s in lexical.retrieve("allowance lane zeppelin", 10)}

    whole = idf(1) + idf(2) + idf(0)  # allowance is in one passage, lane in two, zeppelin in none
    assert {
        9: pytest.approx(idf(1) / whole, rel=1e-4),
        1: pytest.approx(idf(2) / whole, rel=1e-4),
        5: pytest.approx(idf(2) / whole, rel=1e-4),
    } == found


def test_context_is_searched(lexical: LexicalRetriever) -> None:
    """A passage is found by the words of its headings, though they are not its own."""
    assert {5, 9} == {scored.number for scored in lexical.retrieve("bedsit", 10)}


def test_words_are_found_in_any_form(lexical: LexicalRetriever) -> None:
    """Case, accents and endings make no difference."""
    assert [9] == [scored.number for scored in lexical.retrieve("CARERS’ Allowancés", 10)]


def test_among_is_respected(lexical: LexicalRetriever) -> None:
    """Only passages of `among` are found, and an empty one lets nothing through."""
    assert [5] == [scored.number for scored in lexical.retrieve("bin lane", 10, [5, 9])]
    assert lexical.retrieve("bin lane", 10, []) == []
    assert lexical.retrieve("bin lane", 10, [9]) == []
    assert lexical.retrieve("bin lane", 10, [2, 3]) == []


def test_a_filter_changes_no_score(lexical: LexicalRetriever) -> None:
    """What makes a word rare is the whole library, whichever part of it is looked at."""
    everywhere = {scored.number: scored for scored in lexical.retrieve("bin lane bedsit", 10)}
    best, *_ = lexical.retrieve("bin lane bedsit", 10)
    among = [number for number in everywhere if number in (best.number, 4)]

    assert len(among) == 2
    assert [everywhere[n] for n in sorted(among, key=lambda n: -everywhere[n].score)] == (
        lexical.retrieve("bin lane bedsit", 10, among)
    )


def test_many_that_say_the_same(lexical: LexicalRetriever, monkeypatch: pytest.MonkeyPatch) -> None:
    """Those that are meant are found among however many say it."""
    assert {4} == lexical.verbatim("tree tree", [4, 9])
    monkeypatch.setattr("index.lexical._MANY", 1)
    assert {4} == lexical.verbatim("tree tree", [4, 9])
    assert {5} == lexical.verbatim("lane tree", [5, 9])
    assert {1} == lexical.verbatim("bin lane", [1, 5])


def test_a_filter_changes_no_coverage(lexical: LexicalRetriever) -> None:
    """Coverage compares between any two searches for the same words."""
    everywhere = {scored.number: scored.coverage for scored in lexical.retrieve("bin lane", 10)}

    for number, coverage in everywhere.items():
        (alone,) = lexical.retrieve("bin lane", 10, [number])
        assert pytest.approx(coverage) == alone.coverage


def test_k_is_the_most(lexical: LexicalRetriever) -> None:
    """No more than `k` come back, and they are the best."""
    assert [1] == [scored.number for scored in lexical.retrieve("bin lane", 1)]


def test_a_concept_counts_once(lexical: LexicalRetriever) -> None:
    """A passage with every word for a matter covers it as much as one that has the word asked."""
    widened = (Widening("bedsit", ("carer", "allowance nineteen"), "glossary"),)
    found = {s.number: s for s in lexical.retrieve("bedsit", 10, widened=widened)}

    assert pytest.approx(1.0) == found[9].coverage == found[5].coverage


def test_another_word_weighs_a_little_less(lexical: LexicalRetriever) -> None:
    """Coverage by what else means the word is eight tenths of it; a term counts as a phrase."""
    widened = (Widening("allowance", ("tree tree", "lane tree"), "glossary"),)
    found = {s.number: s.coverage for s in lexical.retrieve("allowance", 10, widened=widened)}

    assert {9: pytest.approx(1.0), 4: pytest.approx(0.8), 5: pytest.approx(0.8)} == found


def test_a_widened_word_is_no_rarer_than_the_words_for_it(lexical: LexicalRetriever) -> None:
    """A misspelt word, which no passage has, does not make the question unanswerable."""
    widened = (Widening("beddsit", ("bedsit",), "spelling"),)
    (five, *_) = lexical.retrieve("beddsit lane", 10, [5], widened)
    (alone, *_) = lexical.retrieve("beddsit lane", 10, [5])

    assert pytest.approx(0.9, rel=1e-4) == five.coverage  # (0.8 + 1) / 2: each is in two passages
    assert alone.coverage < 0.5


def test_a_filter_changes_no_widened_score(lexical: LexicalRetriever) -> None:
    """Alternatives are as rare as in the whole library."""
    widened = (Widening("bedsit", ("bin lane", "tree"), "glossary"),)
    everywhere = {s.number: s.coverage for s in lexical.retrieve("bedsit", 10, widened=widened)}

    assert set(everywhere) == {1, 4, 5, 9}
    for number, coverage in everywhere.items():
        (alone,) = lexical.retrieve("bedsit", 10, [number], widened)
        assert pytest.approx(coverage) == alone.coverage


@pytest.mark.parametrize(
    ("text", "said_by"),
    [
        ("carer allowance", {9}),
        ("Carer-allowance, nineteen", {9}),
        ("what was said about carer allowance nineteen", set()),  # no four words on end
        ("allowance carer", set()),
        ("tree tree tree tree", {4}),
        ("when were tree tree tree tree seen", {4}),
        ('"carer allowance"', set()),  # asked for exactly: a filter, elsewhere
        ("bin", set()),
        ("what was said", set()),
    ],
)
def test_the_questions_own_words(lexical: LexicalRetriever, text: str, said_by: set[int]) -> None:
    """Two or three words that ask nothing, or four on end of a longer text, name something."""
    assert said_by == lexical.verbatim(text, [1, 4, 5, 9])


def test_near_words(lexical: LexicalRetriever) -> None:
    """Words of text and context within so many slips, with how many passages have them."""
    assert [("bin", 2)] == lexical.near("bni", 1)
    assert [("allowance", 1)] == lexical.near("alowanse", 2)
    assert [] == lexical.near("alowanse", 1)


def test_a_phrase_stands_as_it_is(lexical: LexicalRetriever) -> None:
    """A phrase is found where its words follow each other, unstemmed, in the passage itself."""
    assert lexical.saying("bin lane", 10) == [1]
    assert lexical.saying("Bin-Lane!", 10) == [1]
    assert lexical.saying("lane bin", 10) == []
    assert lexical.saying("bins lane", 10) == []
    assert lexical.saying("tree", 10) == [4, 5]
    assert lexical.saying("bedsit", 10) == [5]  # not 9, where it is only a heading
    assert lexical.saying("…", 10) == []


HOSTILE = [
    '"', '""', '"bin', "bin OR", "AND", "NOT bin", "bin AND (lane", "words:bin", "number:1",
    "bin~2", "bin^3", "bin*", "*", "b?n", "/bin/", "[a TO z]", "{a TO z}", "+bin -lane", "!!bin",
    "\\", "\\\"", "<script>", "'; drop table passage; --", "1 or 1=1", "%_%", "bin\x00lane", "\x00",
    "🦔", "🦔 bin 🦔", "e\u0301", "\u202ebin", "ﬁ", "İ", "ß", "ẞ", "\ud800", "bin\udfff",
    "a" * 10_000, "bin " * 2_500, "(" * 10_000, '"' * 10_000,
    " ".join(f"w{i}" for i in range(3000)),
    "مجلس", "議会", "\n\t\r", "", " ", "...", "—", "IN [bin lane]", "exact:IN [bin]",
    "tree~", "^bin$",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_no_text_is_syntax(lexical: LexicalRetriever, text: str) -> None:
    """Operators, quotes, emoji, SQL and endless text are words or nothing, and never an error."""
    text = text.encode("utf-8", "replace").decode()
    found = lexical.retrieve(text, 10)

    assert {scored.number for scored in found} <= {1, 4, 5, 9}
    assert all(0 < scored.score <= 1 + 1e-6 for scored in found)
    assert set(lexical.saying(text, 10)) <= {1, 4, 5, 9}


@settings(max_examples=300, deadline=None)
@given(st.text(st.characters(codec="utf-8"), max_size=80))
@example("bin OR lane")
def test_any_text_is_searched(lexical: LexicalRetriever, text: str) -> None:
    """Whatever is asked, scores are within 0..1, in order, and the same when asked again."""
    found = lexical.retrieve(text, 10)

    assert found == sorted(found, key=lambda s: (-s.score, s.number))
    assert all(0 < s.score <= 1 + 1e-6 and 0 < s.coverage <= 1 + 1e-6 for s in found)
    assert found == lexical.retrieve(text, 10)


def test_operators_are_words() -> None:
    """What would be an operator elsewhere is a common word here, and a field name a rare one."""
    assert query_words("bin OR NOT lane") == ["bin", "lane"]
    assert query_words("words:bin") == ["word", "bin"]


def test_words_that_ask_are_not_looked_for() -> None:
    """A question is searched for its subject; one of only common words is searched for those."""
    assert query_words("What was said about staying put?") == ["stay", "put"]
    assert query_words("what was said") == ["what", "was", "said"]
    assert query_words("") == query_words("?!") == []


def test_a_question_has_so_many_words() -> None:
    """Words beyond the limit are not looked for, and none is looked for twice."""
    assert len(query_words(" ".join(f"w{i}" for i in range(1000)))) == MOST_WORDS
    assert query_words("bin bins binning") == ["bin"]


def test_stems_keep_every_word() -> None:
    """The index keeps common words too, so that a question made of them finds something."""
    assert stems("The carers were living") == ["the", "carer", "were", "live"]


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ('about "staying put" and "bins"', ["staying put", "bins"]),
        ("about “staying put”", ["staying put"]),
        ("about „staying put“", ["staying put"]),
        ('about "staying\n put"', ["staying put"]),
        ('a lone " mark', []),
        ('nothing between "" or " "', []),
        ("Councillor Reed's question", []),
    ],
)
def test_quoted_words_are_phrases(text: str, quoted: list[str]) -> None:
    """Double quotation marks, straight or curly, set a phrase; a lone one or an apostrophe none."""
    assert quoted == phrases(text)


def test_nothing_held_finds_nothing(
    make_lexical: Callable[[list[tuple[int, str, str]]], LexicalRetriever],
) -> None:
    """An index of no passages opens and finds nothing."""
    empty = make_lexical([])

    assert empty.retrieve("bin", 10) == []
    assert empty.saying("bin", 10) == []


def test_the_same_passages_make_the_same_index(tmp_path: Path) -> None:
    """Two indexes of the same passages give the same hits with the same scores."""
    for name in ("one", "two"):
        write_lexical(tmp_path / name, PASSAGES)
    one, two = (LexicalRetriever.open(tmp_path / name) for name in ("one", "two"))

    assert one.retrieve("bin tree lane", 10) == two.retrieve("bin tree lane", 10) != []


WORDS = "bin tree lane carer allowance bedsit nineteen missed collection fallen reed heron".split()


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 2**32 - 1), st.lists(st.integers(1, 90), max_size=6))
def test_parts_give_what_the_whole_gives(
    tmp_path_factory: pytest.TempPathFactory, seed: int, cuts: list[int]
) -> None:
    """Wherever passages are parted, the hits, their scores and their order are those of one index.

    Many passages say the same, so that there are ties wherever a list is cut off.
    """
    chance = random.Random(seed)
    passages = [
        (3 * n, " ".join(chance.choices(WORDS, k=chance.randint(1, 4))), chance.choice(WORDS))
        for n in range(90)
    ]
    folder = tmp_path_factory.mktemp("parts")
    write_lexical(folder / "whole", passages)
    (folder / "parts").mkdir()
    ends = sorted({0, *cuts, 90})
    segments = [
        segment
        for start, end in pairwise(ends)
        for segment in write_part(folder / "parts", passages[start:end])
    ]
    join_parts(folder / "parts", segments)
    whole, parts = (LexicalRetriever.open(folder / name) for name in ("whole", "parts"))

    assert len(ends) - 1 == len(segments)
    among = sorted(chance.sample(range(0, 270, 3), 30))
    for text in ("bin", "bin tree lane", "carer allowance nineteen", "no heron fell on a reed"):
        assert whole.retrieve(text, 12) == parts.retrieve(text, 12)
        assert whole.retrieve(text, 12, among) == parts.retrieve(text, 12, among)
        assert whole.saying(text, 90) == parts.saying(text, 90)
        assert whole.n_having(text) == parts.n_having(text)
        assert whole.verbatim(text, among) == parts.verbatim(text, among)
    assert [whole.near(word, 2) for word in WORDS] == [parts.near(word, 2) for word in WORDS]
    assert [whole.rarity(word) for word in WORDS] == [parts.rarity(word) for word in WORDS]
