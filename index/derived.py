"""The rebuildable half of a library: one snapshot of the FAISS and Tantivy indexes.

A snapshot is written beside the others, made durable, given its name, and never changed. It says
which state of the library it holds and the SHA-256 of each of its files, because FAISS has
no checksum: a flipped bit there gives wrong answers and no error.
"""

import hashlib
import json
import os
import shutil
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from filelock import FileLock

from index.acronyms import Acronym, mine
from index.columns import Columns, write_columns
from index.dense import DenseRetriever, write_dense
from index.lexical import LexicalRetriever, write_lexical
from index.library import Library

_MANIFEST = "manifest.json"
# Raised when what is written changes form, so that older snapshots are made anew.
_FORMAT = 4


@dataclass(frozen=True, slots=True)
class Derived:
    """Both indexes and the acronyms, of one generation of the library."""

    generation: int
    state: str
    dense: DenseRetriever
    lexical: LexicalRetriever
    columns: Columns
    acronyms: tuple[Acronym, ...]


def open_derived(library: Library) -> Derived:
    """The library's derived indexes, made anew where they are missing, damaged or behind.

    Processes take turns, so that none removes a snapshot that another is about to open.
    """
    with FileLock(library.directory / "derived.lock"):
        generation = library.generation
        snapshot = library.directory / "derived" / str(generation)
        if faults(snapshot, library):
            _build(library, snapshot)
        return Derived(
            generation,
            library.state,
            DenseRetriever.open(snapshot / "dense.faiss"),
            LexicalRetriever.open(snapshot / "lexical"),
            Columns.open(snapshot / "columns", library.dimension),
            _read_acronyms(snapshot / "acronyms.json"),
        )


def faults(snapshot: Path, library: Library) -> list[str]:
    """What is wrong with a snapshot; empty where it is whole and holds what the library holds."""
    try:
        manifest = json.loads((snapshot / _MANIFEST).read_text(encoding="utf-8"))
        listed = dict(manifest["files"])
        if (manifest["format"], manifest["state"]) != (_FORMAT, library.state):
            return [f"{snapshot.name} is of another state of the library"]
    except FileNotFoundError:
        return [f"there is no snapshot {snapshot.name}"]
    except (ValueError, KeyError, TypeError, OSError) as error:
        return [f"{snapshot.name}/{_MANIFEST} cannot be read ({error})"]
    found = _digests(snapshot)
    return [
        f"{snapshot.name}/{name} is {'missing' if name not in found else 'not as written'}"
        for name in sorted(listed)
        if found.get(name) != listed[name]
    ]


def _build(library: Library, place: Path) -> None:
    """Put a snapshot of the library as it is now in its place, and remove all others."""
    root = place.parent
    root.mkdir(parents=True, exist_ok=True)
    making = Path(tempfile.mkdtemp(prefix=".making-", dir=root))
    try:
        state = library.state
        rows = list(library.rows())
        numbers = np.array([row[0] for row in rows], dtype=np.int64)
        joined = b"".join(row[3] for row in rows)
        vectors = np.frombuffer(joined, dtype="<f4").reshape(len(rows), library.dimension or 1)
        write_dense(making / "dense.faiss", numbers, vectors)
        write_lexical(making / "lexical", ((row[0], row[1], row[2]) for row in rows))
        write_columns(making / "columns", library)
        acronyms = [asdict(acronym) for acronym in mine(row[1] for row in rows)]
        (making / "acronyms.json").write_text(json.dumps(acronyms), encoding="utf-8")
        manifest = {"format": _FORMAT, "state": state, "files": _digests(making)}
        (making / _MANIFEST).write_text(json.dumps(manifest, indent=1), encoding="utf-8")
        for file in making.rglob("*"):
            _sync(file)
        _sync(making)
        _clear(place)
        os.rename(making, place)
        _sync(root)
    finally:
        shutil.rmtree(making, ignore_errors=True)
    for old in root.iterdir():
        if old != place:
            # Readers that have an older snapshot open keep what they have mapped.
            _clear(old)


def _read_acronyms(file: Path) -> tuple[Acronym, ...]:
    return tuple(
        Acronym(fields["short"], tuple(fields["longs"]), fields["is_word"])
        for fields in json.loads(file.read_text(encoding="utf-8"))
    )


def _clear(path: Path) -> None:
    """Take away whatever is there."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _digests(folder: Path) -> dict[str, str]:
    """SHA-256 of every file of a snapshot but its manifest, by path below it."""
    digests = {}
    for file in sorted(folder.rglob("*")):
        name = file.relative_to(folder).as_posix()
        if file.is_file() and name != _MANIFEST and not name.endswith(".lock"):
            with file.open("rb") as stream:
                digests[name] = hashlib.file_digest(stream, "sha256").hexdigest()
    return digests


def _sync(path: Path) -> None:
    """Make a file or a folder's entries durable."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
