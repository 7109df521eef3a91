"""Which passages use the question's words? BM25 (Robertson and Zaragoza, 2009), by Tantivy.

Query text never reaches a query parser: words become terms one by one, so no character in a
question has a meaning other than its own.

An index is made of parts, each of some passages and never changed: Tantivy's segments, written
apart and listed together. Passages have the same scores whichever way they are parted.
"""

import json
import re
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from math import log
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from tantivy import (
    Document,
    Filter,
    Index,
    Occur,
    Query,
    Schema,
    SchemaBuilder,
    TextAnalyzer,
    TextAnalyzerBuilder,
    Tokenizer,
)

from index.hits import Widening
from index.stems import SUFFIX, Stems, write_stems

MOST_WORDS = 64  # in a query; each is a list to walk, and no question has more to say
_ALSO_WEIGHT = 0.8  # of other words for the same; those that were written count whole
_RUN = 4  # words on end that are no coincidence
_MOST_OF_IT = 0.75  # of the words that a text names
_MOST_NEAR = 100  # words looked at for one that is misspelt
_COUNTED = 4096  # terms of which it is remembered how many passages have them
_MANY = 1000  # passages that say the same; more are not all looked at to find which are meant
_HEAP_BYTES = 64 * 1024 * 1024
_META = "meta.json"  # where Tantivy lists the segments of an index
_VOCABULARY = "vocabulary"  # folder of the words as they are spelt
_QUOTED = re.compile(r'["“”„]([^"“”„]*)["“”„]')
# Words that ask for an answer rather than name its subject. English's own stop words are added.
_ASKING = (
    "what who when where which why how whether did does do was were is are been being has have had "
    "said say says saying tell told about regarding concerning discuss discussed discussion "
    "summarise summarize summary describe explain explained outline mention mentioned please "
    "council councillor councillors committee committees member members meeting meetings minutes "
    "officer officers anything something any there their they them he she his her we our us you "
    "your i me my would could should can will may might must give given get got happen happened "
    "thing things"
).split()


class LexicalScore(NamedTuple):
    """How well a passage's words meet a question's.

    `coverage` is the share, 0 to 1, of the question's words that the passage has, each word
    counted by its inverse document frequency. `score` is BM25 as a share of the best passage's,
    times the coverage: two common words of an unusual question count for little, even where no
    passage has more of them.
    """

    number: int
    score: float
    coverage: float


class LexicalRetriever:
    """Full-text search over passages and the context they stand in."""

    def __init__(self, index: Index, vocabulary: Index, stems: Stems) -> None:
        _register(index)
        self._schema = index.schema
        self._searcher = index.searcher()
        self._spelt = vocabulary.schema
        self._vocabulary = vocabulary.searcher()
        self._stems = stems
        self._counted = lru_cache(_COUNTED)(self._count_having)

    @classmethod
    def open(cls, folder: Path) -> "LexicalRetriever":
        """The index in `folder`, whose integrity the caller has checked."""
        vocabulary = Index.open(str(folder / _VOCABULARY))
        return cls(Index.open(str(folder)), vocabulary, Stems(folder.glob(f"*{SUFFIX}")))

    def retrieve(
        self,
        text: str,
        k: int,
        among: Sequence[int] | None = None,
        widened: Sequence[Widening] = (),
    ) -> list[LexicalScore]:
        """The `k` passages that share the rarest words, best first.

        `among` names the only passages to look at; None looks at all. Filters do not change what
        makes a word rare. A word or term that is `widened` is met by what else means it too, and
        counts once however many of these a passage has.
        """
        concepts = self._concepts(text, widened)
        if not concepts or (among is not None and not among):
            return []
        wanted = _any_of(self._scored(concept) for concept in concepts)
        bm25 = self._found(wanted if among is None else self._within(wanted, among), k)
        if not bm25:
            return []
        found = np.array([number for number, _ in bm25])
        coverage = self._coverage(concepts, found)
        scores = np.array([score for _, score in bm25]) / bm25[0][1] * coverage
        best = np.lexsort((found, -scores))
        columns = (column[best].tolist() for column in (found, scores, coverage))
        return list(map(LexicalScore, *columns))

    def _concepts(self, text: str, widened: Sequence[Widening]) -> list["_Concept"]:
        """What a passage may be about, in terms of the question: each word, or widened term."""
        words = query_words(text)
        written = {widening: query_words(widening.words) for widening in widened}
        within = {word for some in written.values() for word in some}
        concepts = [self._concept([word], ()) for word in words if word not in within]
        for widening, own in written.items():
            if within.intersection(own) <= set(words):
                concepts.append(self._concept(own, widening.also))
        return concepts

    def _concept(self, words: Sequence[str], also: Sequence[str]) -> "_Concept":
        rarity = [self.rarity(word) for word in words]
        others = []
        for phrase in also:
            stemmed = stems(phrase)
            if n_having := self.n_having_stems(stemmed):
                bm25 = sum(self.rarity(stem) for stem in stemmed)
                others.append((stemmed, self._rarity(n_having), bm25))
        # A concept is as common as the commonest of the words for it.
        whole = min([sum(rarity), *(rare for _, rare, _ in others)])
        share = whole / sum(rarity)
        return _Concept(
            whole,
            [(word, share, share * rare) for word, rare in zip(words, rarity, strict=True)],
            [(stemmed, _ALSO_WEIGHT * whole / bm25) for stemmed, _, bm25 in others],
        )

    def _rarity(self, n_having: int) -> float:
        """The inverse document frequency of what so many passages have."""
        return log(1 + (self._searcher.num_docs - n_having + 0.5) / (n_having + 0.5))

    def _scored(self, concept: "_Concept") -> Query:
        """BM25 of the words as written, or of another term for them, whichever is more."""
        written = _any_of(
            Query.boost_query(self._having([word]), share) for word, share, _ in concept.words
        )
        others = [Query.boost_query(self._having(stems), by) for stems, by in concept.others]
        return Query.disjunction_max_query([written, *others]) if others else written

    def _coverage(
        self, concepts: Sequence["_Concept"], numbers: NDArray[np.int64]
    ) -> NDArray[np.float64]:
        """How much of the question each of these passages covers, 0 to 1."""
        run = self._stems.of(numbers)
        covered = np.zeros(len(numbers))
        for concept in concepts:
            most = np.zeros(len(numbers))
            for word, _, rarity in concept.words:
                most[run.which_have([word])] += rarity
            for stems, _ in concept.others:
                has = run.which_have(stems)
                most[has] = np.maximum(most[has], _ALSO_WEIGHT * concept.rarity)
            covered += most
        return covered / sum(concept.rarity for concept in concepts)

    def rarity(self, stem: str) -> float:
        """A stem's inverse document frequency: 0 where it stands everywhere."""
        return self._rarity(self.n_having_stems([stem]))

    def _having(self, words: Sequence[str]) -> Query:
        """Passages with these stems, one after the other."""
        if len(words) == 1:
            return Query.term_query(self._schema, "words", words[0], "freq")
        return Query.phrase_query(self._schema, "words", list(words))

    def n_having_stems(self, words: Sequence[str]) -> int:
        """How many passages have these stems, one after the other."""
        return self._counted(tuple(words))

    def _count_having(self, words: tuple[str, ...]) -> int:
        if len(words) == 1:
            return int(self._searcher.doc_freq("words", words[0]))
        if not words:
            return 0
        counted = self._searcher.search(self._having(words), limit=1, count=True)
        return int(counted.count or 0)  # type: ignore[attr-defined]

    def n_having(self, words: str) -> int:
        """How many passages have these words, in any form, one after the other."""
        return self.n_having_stems(stems(words))

    def near(self, word: str, distance: int) -> list[tuple[str, int]]:
        """Words of the library at most so many slips from `word`, and how many passages have them.

        A slip is a letter wrong, missing, added, or swapped with the next. `distance` is 1 or 2.
        """
        query = Query.fuzzy_term_query(self._spelt, "word", word, distance)
        found = (
            self._vocabulary.doc(a) for _, a in self._vocabulary.search(query, _MOST_NEAR).hits
        )
        return sorted((str(one["word"][0]), int(one["n_having"][0])) for one in found)

    def _within(self, query: Query, numbers: Sequence[int]) -> Query:
        """The query, for these passages only, their scores unchanged."""
        allowed = Query.term_set_query(self._schema, "key", [_key(number) for number in numbers])
        return Query.boolean_query(
            [(Occur.Must, query), (Occur.Must, Query.const_score_query(allowed, 0.0))]
        )

    def having_all(self, stems: Sequence[str], k: int) -> list[int]:
        """Numbers of the passages that have each of these stems, headings included."""
        query = Query.boolean_query([(Occur.Must, self._having([stem])) for stem in stems])
        return sorted(number for number, _ in self._found(query, k))

    def saying(self, phrase: str, k: int) -> list[int]:
        """Numbers of the passages whose own text has these words in this order, unstemmed."""
        words = _analyser("plain").analyze(phrase)
        if not words:
            return []
        if len(words) == 1:
            query = Query.term_query(self._schema, "exact", words[0])
        else:
            query = Query.phrase_query(self._schema, "exact", list(words))
        return sorted(number for number, _ in self._found(query, k))

    def verbatim(self, text: str, among: Sequence[int]) -> frozenset[int]:
        """Which of these passages say most of what a text names, in its own words and order.

        At least four words on end, or all of a text of two or three that asks nothing.
        """
        runs = [Query.phrase_query(self._schema, "exact", list(run)) for run in _runs(text)]
        if not runs or not among:
            return frozenset()
        said = _any_of(runs)
        found = self._found(said, _MANY)
        if len(found) == _MANY:
            found = self._found(self._within(said, among), len(among))
        return frozenset(number for number, _ in found).intersection(among)

    def _found(self, query: Query, k: int) -> list[tuple[int, float]]:
        hits = self._searcher.search(query, limit=k, count=False).hits
        numbers = self._searcher.fast_field_values("number", [address for _, address in hits])
        return [
            (int(number), float(score))
            for number, (score, _) in zip(numbers, hits, strict=True)
            if number is not None
        ]


class _Concept(NamedTuple):
    """Words of a question as written, and other terms that mean them.

    `rarity` is what it adds to the whole of a question. Each word has the share of its BM25 and
    of its own rarity that counts here; each other term, stemmed, what its BM25 is multiplied by.
    """

    rarity: float
    words: list[tuple[str, float, float]]
    others: list[tuple[list[str], float]]


def _any_of(queries: Iterable[Query]) -> Query:
    return Query.boolean_query([(Occur.Should, query) for query in queries])


def query_words(text: str) -> list[str]:
    """The stems to look for, each once, at most `MOST_WORDS`.

    A question of nothing but common words is searched for those.
    """
    for analyser in ("query", "english"):
        if words := list(dict.fromkeys(_analyser(analyser).analyze(text)))[:MOST_WORDS]:
            return words
    return []


def is_about(text: str) -> bool:
    """Whether a question names a subject, beside the words that only ask."""
    return bool(_analyser("query").analyze(text))


def _runs(text: str) -> list[list[str]]:
    """The shortest runs of a text's words that hold most of what it names, two words at least."""
    words = _analyser("plain").analyze(without_phrases(text))[:MOST_WORDS]
    names = [not is_asking(word) for word in words]
    if len(words) < 2 or (len(words) < _RUN and not (names[0] and names[-1])):
        return []
    enough = max(2, _MOST_OF_IT * sum(names))
    runs = []
    for start in range(len(words)):
        for end in range(start + min(_RUN, len(words)), len(words) + 1):
            if sum(names[start:end]) >= enough:
                runs.append(list(words[start:end]))
                break
    return runs


def is_asking(word: str) -> bool:
    """Whether a word asks for an answer or is common, and so is not looked for."""
    return re.fullmatch(r".*n['’]t", word.lower()) is not None or not _analyser("query").analyze(
        word
    )


def stems(text: str) -> list[str]:
    """The stems of the words of `text`, in order, as the index holds them."""
    return list(_analyser("english").analyze(text))


def phrases(text: str) -> list[str]:
    """The parts of a question that stand in double quotation marks, straight or curly."""
    found = _QUOTED.findall(text)
    return [" ".join(words.split()) for words in found if any(c.isalnum() for c in words)]


def without_phrases(text: str) -> str:
    """A question without its parts in quotation marks, a full stop in place of each."""
    return _QUOTED.sub(" . ", text)


def write_lexical(folder: Path, passages: Iterable[tuple[int, str, str]]) -> None:
    """An index of passages, each a number, its text and its context; numbers go up."""
    folder.mkdir()
    join_parts(folder, write_part(folder, passages))


def write_part(folder: Path, passages: Iterable[tuple[int, str, str]]) -> list[dict[str, Any]]:
    """Put a part into the folder of an index that is to be joined; its segments, in order.

    One thread writes it, so that the same passages give the same segments.
    """
    with TemporaryDirectory(dir=folder) as making:
        index = Index(_schema(), path=making, reuse=False)
        _register(index)
        writer = index.writer(heap_size=_HEAP_BYTES, num_threads=1)
        stemmed = []
        for number, text, context in passages:
            whole = f"{context}\n{text}"
            stemmed.append((number, stems(whole)))
            document = Document(key=_key(number), words=whole, exact=text, spelt=whole)
            document.add_unsigned("number", number)
            writer.add_document(document)
        writer.commit()
        writer.wait_merging_threads()
        segments: list[dict[str, Any]] = json.loads(Path(making, _META).read_bytes())["segments"]
        if stemmed:
            write_stems(Path(making, _name(segments[0])).with_suffix(SUFFIX), stemmed)
        for file in files_of(Path(making), segments):
            file.rename(folder / file.name)
    return segments


def files_of(folder: Path, segments: Sequence[dict[str, Any]]) -> list[Path]:
    """The files of these segments in a folder, by name."""
    return sorted(file for one in segments for file in folder.glob(f"{_name(one)}.*"))


def _name(segment: dict[str, Any]) -> str:
    """What the files of a segment are called."""
    name: str = segment["segment_id"].replace("-", "")
    return name


def join_parts(folder: Path, segments: Sequence[dict[str, Any]]) -> None:
    """Make one index of the parts in a folder, whose segments these are."""
    Index(_schema(), path=str(folder), reuse=False)
    meta = json.loads((folder / _META).read_bytes())
    (folder / _META).write_text(json.dumps(meta | {"segments": segments}), encoding="utf-8")
    searcher = Index.open(str(folder)).searcher()
    _write_vocabulary(folder / _VOCABULARY, searcher.terms_with_prefix("spelt", ""))


def _write_vocabulary(folder: Path, n_having: Iterable[tuple[str, int]]) -> None:
    """An index of words, so that those nearest to another are found without reading all."""
    folder.mkdir()
    schema = (
        SchemaBuilder()
        .add_text_field("word", stored=True, tokenizer_name="raw", index_option="basic")
        .add_unsigned_field("n_having", stored=True)
        .build()
    )
    writer = Index(schema, path=str(folder), reuse=False).writer(_HEAP_BYTES, num_threads=1)
    for word, n in sorted(n_having):
        if word.isalpha():
            document = Document(word=word)
            document.add_unsigned("n_having", n)
            writer.add_document(document)
    writer.commit()
    writer.wait_merging_threads()


def _key(number: int) -> str:
    """A passage's number as it is looked for.

    A set of terms is found by walking the tree of all terms: with few branches at each step, sets
    of 200 among 100,000 are found in a quarter of the time that 64-bit numbers take.
    """
    return f"{number:o}"


def _schema() -> Schema:
    """`number` is read from what was found by the others; `spelt` is there for the vocabulary."""
    return (
        SchemaBuilder()
        .add_unsigned_field("number", fast=True)
        .add_text_field("key", tokenizer_name="raw", index_option="basic")
        .add_text_field("words", tokenizer_name="english", index_option="position")
        .add_text_field("exact", tokenizer_name="plain", index_option="position")
        .add_text_field("spelt", tokenizer_name="plain", index_option="basic")
        .build()
    )


def _register(index: Index) -> None:
    for name in ("english", "plain"):
        index.register_tokenizer(name, _analyser(name))


@cache
def _analyser(name: str) -> TextAnalyzer:
    """`plain` keeps words whole, `english` stems them, `query` also drops the words that ask."""
    builder = (
        TextAnalyzerBuilder(Tokenizer.simple())
        .filter(Filter.remove_long(60))
        .filter(Filter.lowercase())
        .filter(Filter.ascii_fold())
    )
    if name == "query":
        builder = builder.filter(Filter.stopword("english"))
        builder = builder.filter(Filter.custom_stopword(_ASKING))
    if name != "plain":
        builder = builder.filter(Filter.stemmer("english"))
    return builder.build()
