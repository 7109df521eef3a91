"""What the tests of ingest share: the sample corpus, read once."""

from pathlib import Path

import pytest

from ingest.model import Document
from ingest.read import read_document

CORPUS = Path(__file__).parents[2] / "corpus" / "documents"


@pytest.fixture(scope="session")
def corpus() -> dict[str, Document]:
    """Every document of the sample corpus by its file's name, read without its manifest."""
    return {
        file.name: read_document(file.read_bytes(), document_id=file.stem, path=file.name)
        for file in sorted(CORPUS.iterdir())
        if file.name != "manifest.csv"
    }


@pytest.fixture(scope="session")
def corpus_folder() -> Path:
    return CORPUS
