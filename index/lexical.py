"""Which passages use the question's words? BM25 (Robertson and Zaragoza, 2009), by Tantivy.

Query text never reaches a query parser: words become terms one by one, so no character in a
question has a meaning other than its own.
"""

import re
from collections.abc import Iterable, Sequence
from functools import cache
from math import log
from pathlib import Path
from typing import NamedTuple

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

MOST_WORDS = 64  # in a query; each is a list to walk, and no question has more to say
_HEAP_BYTES = 64 * 1024 * 1024
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

    def __init__(self, index: Index) -> None:
        _register(index)
        self._schema = index.schema
        self._searcher = index.searcher()

    @classmethod
    def open(cls, folder: Path) -> "LexicalRetriever":
        """The index in `folder`, whose integrity the caller has checked."""
        return cls(Index.open(str(folder)))

    def retrieve(self, text: str, k: int, among: Sequence[int] | None = None) -> list[LexicalScore]:
        """The `k` passages that share the rarest words, best first.

        `among` names the only passages to look at; None looks at all. Filters do not change what
        makes a word rare.
        """
        words = query_words(text)
        if not words or (among is not None and not among):
            return []
        wanted = Query.boolean_query([(Occur.Should, self._having(word)) for word in words])
        bm25 = self._found(wanted if among is None else self._within(wanted, among), k)
        coverage = self._coverage(words, [number for number, _ in bm25])
        best = bm25[0][1] if bm25 else 1.0
        scores = [
            LexicalScore(number, score / best * coverage[number], coverage[number])
            for number, score in bm25
        ]
        return sorted(scores, key=lambda scored: (-scored.score, scored.number))

    def _coverage(self, words: Sequence[str], numbers: Sequence[int]) -> dict[int, float]:
        """How much of the question each of these passages covers, 0 to 1."""
        rarity = {word: self.rarity(word) for word in words}
        each = Query.boolean_query(
            [
                (Occur.Should, Query.const_score_query(self._having(word), rarity[word]))
                for word in words
            ]
        )
        found = self._found(self._within(each, numbers), max(1, len(numbers)))
        whole = sum(rarity.values())
        return {number: score / whole for number, score in found}

    def rarity(self, stem: str) -> float:
        """A stem's inverse document frequency: 0 where it stands everywhere."""
        n_having = self._searcher.doc_freq("words", stem)
        return log(1 + (self._searcher.num_docs - n_having + 0.5) / (n_having + 0.5))

    def _having(self, word: str) -> Query:
        return Query.term_query(self._schema, "words", word, "freq")

    def _within(self, query: Query, numbers: Sequence[int]) -> Query:
        """The query, for these passages only, their scores unchanged."""
        allowed = Query.term_set_query(self._schema, "number", list(numbers))
        return Query.boolean_query(
            [(Occur.Must, query), (Occur.Must, Query.const_score_query(allowed, 0.0))]
        )

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

    def _found(self, query: Query, k: int) -> list[tuple[int, float]]:
        hits = self._searcher.search(query, limit=k).hits
        addresses = [address for _, address in hits]
        return [
            (int(self._searcher.doc(address)["number"][0]), float(score))
            for (score, _), address in zip(hits, addresses, strict=True)
        ]


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


def stems(text: str) -> list[str]:
    """The stems of the words of `text`, in order, as the index holds them."""
    return list(_analyser("english").analyze(text))


def phrases(text: str) -> list[str]:
    """The parts of a question that stand in double quotation marks, straight or curly."""
    found = re.findall(r'["“”„]([^"“”„]*)["“”„]', text)
    return [" ".join(words.split()) for words in found if any(c.isalnum() for c in words)]


def write_lexical(folder: Path, passages: Iterable[tuple[int, str, str]]) -> None:
    """An index of passages, each a number, its text and its context."""
    folder.mkdir()
    index = Index(_schema(), path=str(folder), reuse=False)
    _register(index)
    # One thread, so that the same passages give the same segments.
    writer = index.writer(heap_size=_HEAP_BYTES, num_threads=1)
    for number, text, context in passages:
        document = Document(words=f"{context}\n{text}", exact=text)
        document.add_unsigned("number", number)
        writer.add_document(document)
    writer.commit()
    writer.wait_merging_threads()


def _schema() -> Schema:
    return (
        SchemaBuilder()
        .add_unsigned_field("number", stored=True, indexed=True)
        .add_text_field("words", tokenizer_name="english", index_option="freq")
        .add_text_field("exact", tokenizer_name="plain", index_option="position")
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
