"""What tests share: a council too small to be missed, and an encoder too simple to be wrong."""

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path

import numpy as np
import pytest

from index.encode import Encodings, Pieces, SentenceTransformerEncoder
from index.lexical import stems
from index.library import Library
from index.sync import sync
from ingest.model import Document, Facts
from ingest.read import read_document
from ingest.reader import Reader

MINUTES = """BOROUGH OF TINYTOWN COUNCIL

Scrutiny Committee

Thursday 14 June 2018

1. Apologies

Apologies were received from Councillor Reed.

2. Staying Put Scheme

The Director reported that eleven young people were still living with their carers at nineteen.

During discussion the following points were noted:

· Carers lost half of their allowance on the birthday.

· One young man had been moved to a bedsit during his examinations.

RESOLVED: That

(1) the report be noted; and

(2) a full report on the Staying Put Scheme be brought to the next meeting.

3. Bins

Collections of refuse had been missed in Mill Lane because of a fallen tree.
"""


class TinyEncoder:
    """Counts stems into 64 places by their hash: same words, same vector, on any machine."""

    def __init__(self, name: str = "tiny") -> None:
        self.name = name
        self.n_encoded = 0

    @property
    def fingerprint(self) -> str:
        return hashlib.sha256(self.name.encode()).hexdigest()

    @property
    def dimension(self) -> int:
        return 64

    def encode_documents(self, texts: Sequence[str]) -> Encodings:
        self.n_encoded += len(texts)
        return self.encode_queries(texts)

    def encode_queries(self, texts: Sequence[str]) -> Encodings:
        rows = np.full((len(texts), 64), 1e-3, dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            for stem in stems(text):
                row[_digest(stem)[0] % 64] += 1
        unit = rows / np.linalg.norm(rows, axis=1, keepdims=True)
        return Encodings(unit, tuple(_pieces(text) for text in texts))


def _pieces(text: str) -> Pieces:
    """A word is a piece; words of one stem are the same, any two others about at right angles."""
    spans = tuple(word.span() for word in re.finditer(r"\w+", text))
    digests = b"".join(_digest("".join(stems(text[i:j])))[:8] for i, j in spans)
    bits = np.unpackbits(np.frombuffer(digests, dtype=np.uint8)).reshape(len(spans), 64)
    return Pieces((bits.astype(np.float32) * 2 - 1) / 8, spans)


def _digest(stem: str) -> bytes:
    return hashlib.sha256(stem.encode()).digest()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The gate, which takes longest, begins first: where files run side by side, none waits."""
    items.sort(key=lambda item: item.path.name != "test_gate.py")


@pytest.fixture
def encoder() -> TinyEncoder:
    return TinyEncoder()


@pytest.fixture(scope="module")
def module_encoder() -> TinyEncoder:
    """The same, for what several tests share."""
    return TinyEncoder()


@pytest.fixture
def make_encoder() -> Callable[[str], TinyEncoder]:
    """Makes an encoder of another name, and so of another fingerprint."""
    return TinyEncoder


@pytest.fixture
def make_document() -> Callable[..., Document]:
    """Makes a Document of text, as read from a TXT file."""

    def make(text: str, path: str = "minutes/test.txt", known: Facts | None = None) -> Document:
        return read_document(text.encode(), document_id="d0c", path=path, known=known)

    return make


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of two small documents with a manifest."""
    folder = tmp_path / "minutes"
    folder.mkdir()
    (folder / "june.txt").write_text(MINUTES, encoding="utf-8")
    (folder / "october.txt").write_text(
        "Scrutiny Committee\n\nThursday 11 October 2018\n\n4. Staying Put Scheme\n\n"
        "The Chair regretted that the full report on the Staying Put Scheme was not ready.\n\n"
        "RESOLVED: That the report be brought in February.\n",
        encoding="utf-8",
    )
    (folder / "manifest.csv").write_text(
        "file,council,committee,held,kind,status,url,title\n"
        "october.txt,Tinytown Council,Scrutiny Committee,2018-10-11,minutes,draft,"
        "https://tinytown.example/october,October meeting\n",
        encoding="utf-8",
    )
    return folder


@pytest.fixture(scope="session")
def reader() -> Iterator[Reader]:
    """One process that reads for all tests: to start one takes a quarter of a second."""
    with Reader() as reader:
        yield reader


@pytest.fixture
def library(
    tmp_path: Path, folder: Path, encoder: TinyEncoder, reader: Reader
) -> Iterator[Library]:
    """A library of that folder."""
    with Library.create(tmp_path / "library", encoder) as library:
        sync(library, encoder, [folder], reader=reader)
        yield library


@pytest.fixture
def make_library(
    tmp_path: Path, encoder: TinyEncoder, reader: Reader
) -> Iterator[Callable[..., Library]]:
    """Makes a library of texts by file name, which lie in a folder called made-in."""
    with ExitStack() as libraries:

        def make(texts: Mapping[str, str], manifest: str = "", name: str = "made") -> Library:
            folder = tmp_path / f"{name}-in"
            folder.mkdir()
            if manifest:
                (folder / "manifest.csv").write_text(manifest, encoding="utf-8")
            for file, text in texts.items():
                (folder / file).parent.mkdir(parents=True, exist_ok=True)
                (folder / file).write_text(text, encoding="utf-8")
            library = libraries.enter_context(Library.create(tmp_path / name, encoder))
            sync(library, encoder, [folder], reader=reader)
            return library

        yield make


@pytest.fixture
def resident() -> Callable[[Path], int]:
    """Tells how many bytes of a mapped file this process has in memory, where the system does."""
    maps = Path("/proc/self/smaps")
    if not maps.exists():
        pytest.skip("the system does not tell")

    def bytes_of(file: Path) -> int:
        kilobytes, is_file = 0, False
        for line in maps.read_text(encoding="utf-8").splitlines():
            name, *rest = line.split()
            if not name.endswith(":"):  # the head of a mapping
                is_file = rest[-1] == str(file)
            elif is_file and name == "Rss:":
                kilobytes += int(rest[0])
        return 1024 * kilobytes

    return bytes_of


@pytest.fixture(scope="session")
def real_encoder() -> SentenceTransformerEncoder:
    """The default model, loaded once for all tests that need meaning."""
    return SentenceTransformerEncoder()
