"""What is each part of the ranking worth? `make ablation`.

    python tests/quality/ablation.py [--documents DIR --questions FILE.jsonl] [--own] [--set held]

A row a variant: hit@5, MRR@10 and cov4k on judged questions, and the change of MRR@10 from the
product as it is, with its paired 95 % bootstrap interval; * where that excludes zero. Without
`--documents` the sample is asked. `--own` keeps each question to the document that its filter
names. `--set` takes one half of the sample's questions. The variants that embed anew come last,
and only with `--anew`.
"""

import argparse
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from statistics import fmean
from typing import Any

import numpy as np

import index.lexical
import index.search
from index.bootstrap import interval
from index.columns import KINDS
from index.encode import SentenceTransformerEncoder
from index.evaluate import DEPTH, Outcome, Question, evaluate, read_questions
from index.files import list_files
from index.fuse import Scores
from index.hits import Query, Retriever
from index.late import embed
from index.library import Library, PassageRecord, sha256_of, to_encode
from index.search import Asked, Searcher, _Candidates
from ingest.model import Document, Passage
from ingest.passages import split_passages
from ingest.read import read_document

CORPUS = Path(__file__).parents[2] / "corpus"
FIGURES = ("hit@5", "MRR@10", "cov4k")
Split = Callable[[Document], list[Passage]]
Texts = Callable[[Passage], str]


@dataclass(frozen=True, slots=True)
class Variant:
    """The product with one thing otherwise: constants of a module, or the way it is asked."""

    name: str
    constants: Mapping[str, Any] = field(default_factory=dict)
    by: Retriever = "fused"
    literal: bool = False


# Of the question alone: nothing is embedded anew.
ASKED: tuple[Variant, ...] = (
    Variant("as it is"),
    Variant("words alone (BM25 and coverage)", by="lexical"),
    Variant("vectors alone (cosine)", by="dense"),
    Variant("no pieces of words", {"LATE_WEIGHT": 0.0}),
    Variant("pieces without the cosine", {"LATE_WEIGHT": 1.0}),
    Variant("words count a quarter", {"DENSE_WEIGHT": 0.75}),
    Variant("words count as much as vectors", {"DENSE_WEIGHT": 0.5}),
    Variant("no word counted", {"DENSE_WEIGHT": 1.0}),
    Variant("no neighbours in transcripts", {"NEIGHBOUR_WEIGHT": 0.0}),
    Variant("twice the neighbours", {"NEIGHBOUR_WEIGHT": 0.4}),
    Variant("routine items like others", {"_BY_KIND": np.ones(len(KINDS))}),
    Variant("verbatim words like others", {"VERBATIM": 0.0}),
    Variant("these words only (no glossary, acronym, spelling)", literal=True),
    Variant("words that ask are looked for", {"_ASKING": []}),
)


def _bare(document: Document) -> list[Passage]:
    return [replace(passage, context="") for passage in split_passages(document)]


def _in_context(passage: Passage) -> str:
    return to_encode(passage.text, passage.context)


# Of passages: each is a library of its own, by how it is split and what of it is embedded.
ANEW: dict[str, tuple[Split, Texts]] = {
    "headings neither embedded nor searched": (_bare, _in_context),
    "headings searched, not embedded": (split_passages, lambda passage: passage.text),
    "passages of up to 350 characters": (
        lambda document: split_passages(document, target_chars=350),
        _in_context,
    ),
    "passages gathered up to 1,050 characters": (
        lambda document: split_passages(replace(document, form="transcript")),
        _in_context,
    ),
}


class SentenceSearcher(Searcher):
    """Looks at each passage's best sentence, by its vector, in place of pieces of words."""

    def _looked_at_closely(self, asked: Asked, candidates: _Candidates) -> tuple[Scores, Scores]:
        records = self.library.numbered(candidates.numbers.tolist())
        best = [self._best_sentence(asked, records[n]) for n in candidates.numbers.tolist()]
        near: Scores = (candidates.dense + np.array(best)) / 2
        return near, candidates.fused(near)

    def _best_sentence(self, asked: Asked, record: PassageRecord) -> float:
        held = self.__dict__.setdefault("_held", {})
        if record.passage.id not in held:
            text = record.passage.text
            spans = record.passage.sentences or [(0, len(text))]
            sentences = [" ".join(text[start:end].split()) for start, end in spans]
            held[record.passage.id] = self.encoder.encode_documents(sentences).vectors
        return float((held[record.passage.id] @ asked.vector).max())


def main(arguments: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--documents", type=Path, default=CORPUS)
    parser.add_argument("--questions", type=Path, default=CORPUS / "questions.jsonl")
    parser.add_argument("--own", action="store_true")
    parser.add_argument("--set", choices=("tune", "held"))
    parser.add_argument("--anew", action="store_true")
    options = parser.parse_args(arguments)
    questions = [q for q in read_questions(options.questions) if q.evidence]
    if options.set:
        questions = [q for q in questions if q.set == options.set]
    encoder = SentenceTransformerEncoder()
    documents = list(_documents(options.documents))
    print(f"{len(questions)} questions of {len(documents)} documents")
    print(f"{'':52}  hit@5 MRR@10  cov4k  change of MRR@10")
    with _library(documents, (split_passages, _in_context), encoder) as searcher:
        base = _figures(searcher, questions, ASKED[0], options.own)
        for variant in ASKED:
            _row(variant.name, _figures(searcher, questions, variant, options.own), base)
        if options.anew:
            by_sentence = SentenceSearcher.open(searcher.library, encoder)
            figures = _figures(by_sentence, questions, ASKED[0], options.own)
            _row("vectors of sentences in place of pieces", figures, base)
    for name, made in ANEW.items() if options.anew else ():
        with _library(documents, made, encoder) as searcher:
            _row(name, _figures(searcher, questions, ASKED[0], options.own), base)


def _documents(folder: Path) -> Iterator[Document]:
    """The documents of a folder that is trusted: they are read in this very process."""
    for number, file in enumerate(list_files(folder.resolve()).files):
        data = file.file.read_bytes()
        yield read_document(data, document_id=f"d{number}", path=file.path, known=file.facts)


@contextmanager
def _library(
    documents: Sequence[Document],
    made: tuple[Split, Texts],
    encoder: SentenceTransformerEncoder,
) -> Iterator[Searcher]:
    split, text_of = made
    with (
        tempfile.TemporaryDirectory() as directory,
        Library.create(Path(directory), encoder) as library,
    ):
        for document in documents:
            passages = split(document)
            texts = [text_of(passage) for passage in passages]
            library.put(
                document,
                passages,
                [sha256_of(text) for text in texts],
                embed(encoder, texts),
                file=Path(document.source.path),
                facts_sha256="",
            )
        yield Searcher.open(library, encoder)


@contextmanager
def _with(constants: Mapping[str, Any]) -> Iterator[None]:
    """Those constants of the search, for as long as it takes to ask."""
    module = {name: index.lexical if name == "_ASKING" else index.search for name in constants}
    was = {name: getattr(module[name], name) for name in constants}
    try:
        for name, value in constants.items():
            setattr(module[name], name, value)
        index.lexical._analyser.cache_clear()
        yield
    finally:
        for name, value in was.items():
            setattr(module[name], name, value)
        index.lexical._analyser.cache_clear()


def _figures(
    searcher: Searcher, questions: Sequence[Question], variant: Variant, own: bool
) -> dict[str, list[float]]:
    def ask(query: Query) -> Outcome:
        hits = searcher.retrieved(replace(query, literal=variant.literal), variant.by, DEPTH)
        records = searcher.library.passages(hit.passage_id for hit in hits)
        return Outcome(bool(hits), (), hits, records)

    with _with(variant.constants):
        results, _ = evaluate(searcher.library, questions, ask, with_filters=own)
    return {name: [result.figures[name] or 0.0 for result in results] for name in FIGURES}


def _row(name: str, figures: dict[str, list[float]], base: dict[str, list[float]]) -> None:
    changes = [b - a for a, b in zip(base["MRR@10"], figures["MRR@10"], strict=True)]
    told = ""
    if any(changes):
        between = interval(changes)
        star = " *" if between.excludes_zero else ""
        told = f"{fmean(changes):+.3f} [{between.low:+.3f}, {between.high:+.3f}]{star}"
    means = "".join(f"{fmean(figures[figure]):7.3f}" for figure in FIGURES)
    print(f"{name:52}{means}  {told}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
