"""Is every quotation what was written? `python tests/bench/quotes.py PATH...`

Indexes the files and folders given into a library of their own, asks about every agenda item in
it, and compares each claim and hit with the text read from the file anew.
"""

import sys
import tempfile
from pathlib import Path

from index.encode import SentenceTransformerEncoder
from index.hits import Query
from index.library import Library
from index.search import Searcher
from index.sync import sync
from ingest.read import read_document
from service.answer import answer

MOST_QUESTIONS = 150


def main(paths: list[str]) -> int:
    encoder = SentenceTransformerEncoder()
    n_quotes = n_wrong = 0
    with tempfile.TemporaryDirectory() as directory:
        library = Library.create(Path(directory), encoder)
        report = sync(library, encoder, [Path(path) for path in paths])
        texts = {
            held.id: read_document(held.file.read_bytes(), document_id=held.id, path="").text
            for held in library.held()
        }
        searcher = Searcher.open(library, encoder)
        questions = {
            passage.item or " ".join(passage.text.split()[:8])
            for document_id in texts
            for passage in library.passages_in(document_id)
        }
        for question in sorted(questions)[:: max(1, len(questions) // MOST_QUESTIONS)]:
            found = answer(searcher, Query(question), limit=20)
            quotes = [
                (c.document_id, c.start, c.end, c.quote) for k in found.claims for c in k.citations
            ]
            for record in found.search.records.values():
                passage = record.passage
                quotes.append((passage.document_id, passage.start, passage.end, passage.text))
            n_quotes += len(quotes)
            n_wrong += sum(texts[d][start:end] != words for d, start, end, words in quotes)
        n_documents = len(texts)
        library.close()
    share = 100 * (n_quotes - n_wrong) / n_quotes if n_quotes else 100.0
    print(f"{n_documents} documents, {len(report.failures)} files not readable,", end=" ")
    print(f"{n_quotes:,} claims and hits, {share:.2f} % equal to the text at their offsets")
    return 1 if n_wrong else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:] or ["corpus"]))
