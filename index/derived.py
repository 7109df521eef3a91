"""The rebuildable half of a library: one snapshot of the FAISS and Tantivy indexes.

A snapshot is written beside the others, made durable, given its name, and never changed. It says
which state of the library it holds and the SHA-256 of each of its files, because FAISS has
no checksum: a flipped bit there gives wrong answers and no error.

Vectors are written anew each time. What is made of words takes longer, and is made in parts, each
named by the SHA-256 of the passages in it: a part of the last snapshot that would be made the same
again is copied, file by file, if each is as it was written. Where a passage has gone, the part it
was in is made again without it, so that none of its words stays.
"""

import json
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import asdict, dataclass
from hashlib import sha256
from itertools import repeat
from pathlib import Path
from typing import Any

import numpy as np

from index import sealed
from index.acronyms import Acronym, Usage, acronyms_of, usage_in
from index.columns import Columns, write_columns
from index.dense import DenseRetriever, write_dense
from index.lexical import LexicalRetriever, files_of, join_parts, write_part
from index.library import Library

# Raised when what is written changes form, or is made otherwise of the same words, so that older
# snapshots are made anew and no part of them is kept.
_FORMAT = 6
_DENSE, _LEXICAL, _COLUMNS = "dense.faiss", "lexical", "columns"
_PARTS = "parts"
CALIBRATION = "calibration.json"  # beside the snapshots, and outlives them: `calibrate.py`
# A library has 4 to 8 parts, each of 4,096 passages or more. New minutes change one or two of them.
# Twice as many would make a question of 100,000 passages take half a millisecond longer, and save a
# fifth of a second where one document has changed.
_FEWEST = 4
_LEAST = 4096
_AT_ONCE = 2  # parts written beside each other
_GOLDEN = 2654435769  # 2**32 over the golden ratio


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

    Processes that make them take turns.
    """
    with suppress(OSError, RuntimeError, ValueError):  # of a snapshot that another takes away now
        snapshot = _snapshot(library)
        if not faults(snapshot, library):
            return _opened(snapshot, library.dimension)
    from filelock import FileLock  # whose own imports take a tenth of a first answer's time

    with FileLock(library.directory / "derived.lock"):
        snapshot = _snapshot(library)
        if faults(snapshot, library):
            _build(library, snapshot)
        return _opened(snapshot, library.dimension)


def _snapshot(library: Library) -> Path:
    return library.directory / "derived" / str(library.generation)


def _opened(snapshot: Path, dimension: int) -> Derived:
    return Derived(
        int(snapshot.name),
        sealed.facts(snapshot)["state"],
        DenseRetriever.open(snapshot / _DENSE),
        LexicalRetriever.open(snapshot / _LEXICAL),
        Columns.open(snapshot / _COLUMNS, dimension),
        _read_acronyms(snapshot / "acronyms.json"),
    )


def faults(snapshot: Path, library: Library) -> list[str]:
    """What is wrong with a snapshot; empty where it is whole and holds what the library holds."""
    return sealed.faults(snapshot, format=_FORMAT, state=library.state)


@dataclass(frozen=True, slots=True)
class Part:
    """The passages from one number to another; its name is the SHA-256 of numbers and words."""

    name: str
    first: int
    last: int


def parted(encoded: Mapping[int, str]) -> list[Part]:
    """All passages in parts, by the SHA-256 of each one's words and context, under its number.

    Where a part begins depends on nothing but the number there and, roughly, on how many passages
    there are: when some come or go, the parts that they are not in stay the same.
    """
    size = max(_LEAST, 2 ** ((len(encoded) // _FEWEST).bit_length() - 1))
    runs: list[list[tuple[int, str]]] = []
    for number, digest in sorted(encoded.items()):
        # Of numbers on end, about every `size`th: multiples of the golden ratio lie evenly.
        if not runs or number * _GOLDEN % 2**32 < 2**32 // size:
            runs.append([])
        runs[-1].append((number, digest))
    return [Part(sha256(repr(run).encode()).hexdigest(), run[0][0], run[-1][0]) for run in runs]


def _build(library: Library, place: Path) -> None:
    """Put a snapshot of the library as it is now in its place, and remove all others."""
    root = place.parent
    with sealed.making(place) as making:
        with library.unchanging():
            state = library.state
            encoded = library.encoded()
            numbers = np.array(sorted(encoded), dtype=np.int64)
            write_dense(making / _DENSE, numbers, library.vectors(), library.dimension or 1)
            write_columns(making / _COLUMNS, library)
            records = _write_parts(library, parted(encoded), root, making)
        segments = [segment for record in records for segment in record["segments"]]
        join_parts(making / _LEXICAL, segments)
        acronyms = acronyms_of(Usage(**record["usage"]) for record in records)
        text = json.dumps([asdict(acronym) for acronym in acronyms])
        (making / "acronyms.json").write_text(text, encoding="utf-8")
        sealed.seal(making, {"format": _FORMAT, "state": state})
    for old in root.iterdir():
        if old not in (place, root / CALIBRATION):
            # Readers that have an older snapshot open keep what they have mapped.
            sealed.clear(old)


def _write_parts(
    library: Library, parts: Sequence[Part], root: Path, making: Path
) -> list[dict[str, Any]]:
    """Put every part into the snapshot that is being made; what is recorded of each, in order."""
    (making / _LEXICAL).mkdir()
    (making / _PARTS).mkdir()
    records: dict[str, dict[str, Any]] = {}
    for snapshot in root.iterdir():
        for part in parts:
            if part.name not in records and (record := _copied(part, snapshot, making)):
                records[part.name] = record
    missing = [part for part in parts if part.name not in records]
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        for start in range(0, len(missing), _AT_ONCE):
            some = missing[start : start + _AT_ONCE]
            rows = [[row[:3] for row in library.rows(part.first, part.last)] for part in some]
            written = pool.map(_written, some, rows, repeat(making))
            records.update(zip([part.name for part in some], written, strict=True))
    return [records[part.name] for part in parts]


def _copied(part: Part, snapshot: Path, making: Path) -> dict[str, Any] | None:
    """A part as a snapshot has it, copied; None where not all of its files are as written."""
    name = f"{_PARTS}/{part.name}.json"
    try:
        manifest = sealed.facts(snapshot)
        written = (snapshot / name).read_bytes()
        as_written = sha256(written).hexdigest() == manifest["files"][name]
        if not as_written or manifest["format"] != _FORMAT:
            return None
        record: dict[str, Any] = json.loads(written)
        files = {file: (snapshot / _LEXICAL / file).read_bytes() for file in record["files"]}
    except (OSError, ValueError, KeyError, TypeError):
        return None
    if any(sha256(data).hexdigest() != record["files"][file] for file, data in files.items()):
        return None
    # Copies: nothing that happens to the one snapshot can happen to the other.
    for file, data in files.items():
        (making / _LEXICAL / file).write_bytes(data)
    (making / name).write_bytes(written)
    return record


def _written(part: Part, rows: Sequence[tuple[int, str, str]], making: Path) -> dict[str, Any]:
    """A part made anew from its passages."""
    segments = write_part(making / _LEXICAL, rows)
    files = files_of(making / _LEXICAL, segments)
    usage = usage_in([text for _, text, _ in rows])
    record = {
        "segments": segments,
        "files": {file.name: sha256(file.read_bytes()).hexdigest() for file in files},
        "usage": usage._asdict(),
    }
    (making / _PARTS / f"{part.name}.json").write_text(json.dumps(record), encoding="utf-8")
    return record


def _read_acronyms(file: Path) -> tuple[Acronym, ...]:
    return tuple(
        Acronym(fields["short"], tuple(fields["longs"]), fields["is_word"])
        for fields in json.loads(file.read_text(encoding="utf-8"))
    )
