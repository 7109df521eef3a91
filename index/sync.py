"""Make the library hold what the folders hold: add, replace, remove, and nothing else."""

import hashlib
import json
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from stat import S_ISREG

import numpy as np
from filelock import FileLock, Timeout
from numpy.typing import NDArray

from index.encode import Encoder
from index.library import Held, Library, LibraryError, sha256_of, to_encode
from ingest.manifest import NAME as MANIFEST
from ingest.manifest import Manifest, read_manifest
from ingest.model import Document, Facts, Passage, UnreadableError
from ingest.passages import split_passages
from ingest.read import READING, read_document

# Data that lies beside minutes and is not minutes. A file named on the command line is read
# whatever it is called.
_PASSED_OVER = frozenset(
    ".csv .tsv .json .jsonl .toml .yaml .yml .ini .xlsx .xls .sqlite .db .py .css .js .svg".split()
)
_LARGEST_FILE = 200 * 1024 * 1024
_PASSAGES_AT_ONCE = 256  # embedded together, sorted by length within


@dataclass(frozen=True, slots=True)
class Failure:
    """A file that could not be read, and why."""

    path: str
    reason: str


@dataclass(slots=True)
class Report:
    """What one run did."""

    added: int = 0
    updated: int = 0
    removed: int = 0
    unchanged: int = 0
    n_embedded: int = 0
    failures: list[Failure] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _File:
    """A file to look at: where it is, and what people are shown as its path."""

    file: Path
    path: str
    facts: Facts


@dataclass(frozen=True, slots=True)
class _Work:
    """A document read, waiting for its vectors."""

    document: Document
    passages: list[Passage]
    file: Path
    facts_sha256: str
    is_new: bool


def sync(
    library: Library,
    encoder: Encoder,
    paths: Sequence[Path],
    *,
    progress: Callable[[int, int, str], None] = lambda done, total, path: None,
) -> Report:
    """Bring the library up to date with these files and folders.

    A file that has not changed costs the reading of it; a changed one replaces its document; one
    that has gone from a folder takes its document with it. A file that cannot be read is reported
    and what the library holds of it stays. `progress` is told (files done, files, path).
    LibraryError where another run is writing, or a path does not exist.
    """
    try:
        with FileLock(library.directory / "write.lock", timeout=0):
            return _sync(library, encoder, [path.resolve() for path in paths], progress)
    except Timeout:
        raise LibraryError(
            f"another run is writing to the library in {library.directory}; try again when it ends"
        ) from None


def _sync(
    library: Library,
    encoder: Encoder,
    paths: Sequence[Path],
    progress: Callable[[int, int, str], None],
) -> Report:
    report = Report()
    held = {entry.file: entry for entry in library.held()}
    files, gone = _look(paths, held, report)
    waiting: list[_Work] = []
    taken = {entry.id: entry.file for entry in held.values()}
    for done, candidate in enumerate(files):
        progress(done, len(files), candidate.path)
        work = _read(candidate, held.get(candidate.file), taken, report)
        if work is None:
            continue
        waiting.append(work)
        if sum(len(work.passages) for work in waiting) >= _PASSAGES_AT_ONCE:
            _keep(library, encoder, waiting, report)
            waiting = []
    _keep(library, encoder, waiting, report)
    for entry in gone:
        if taken.get(entry.id) == entry.file:  # not moved to another place in this run
            library.remove(entry.id)
            report.removed += 1
    progress(len(files), len(files), "")
    return report


def _look(
    paths: Sequence[Path], held: dict[Path, Held], report: Report
) -> tuple[list[_File], list[Held]]:
    """The files under these paths, and what the library holds of them that is no longer there."""
    files: dict[Path, _File] = {}
    gone: dict[str, Held] = {}
    for path in paths:
        below = {file: e for file, e in held.items() if file == path or path in file.parents}
        if not path.exists() and not below:
            raise LibraryError(f"there is no file or folder {path}")
        unlisted: list[Path] = []
        found = {file.file: file for file in _walk(path, report, unlisted)}
        for file, entry in below.items():
            if file in found or any(folder in file.parents for folder in unlisted):
                continue
            if file.is_file():  # passed over in its folder, and held because it was once named
                found[file] = _one(file, report)
            else:
                gone[entry.id] = entry
        files.update(found)
    return list(files.values()), [entry for entry in gone.values() if entry.file not in files]


def _one(file: Path, report: Report) -> _File:
    """A file named outright, with what the manifest beside it says of it."""
    return _File(file, _shown(file.parent, file), _stated(file, file.parent, {}, report))


def _shown(root: Path, file: Path) -> str:
    """A file's path as people see it, from the name of the folder they gave."""
    path = f"{root.name}/{file.relative_to(root).as_posix()}"
    # A name in another encoding than the machine's comes as what cannot be printed.
    return path.encode(errors="backslashreplace").decode()


def _walk(path: Path, report: Report, unlisted: list[Path]) -> Iterator[_File]:
    """Every document under a folder, or the one file, with what its manifests say of it.

    Folders that cannot be listed are reported and added to `unlisted`.
    """

    def tell(error: OSError) -> None:
        folder = Path(error.filename)
        unlisted.append(folder)
        report.failures.append(Failure(_shown(path, folder), str(error)))

    if path.is_file():
        yield _one(path, report)
        return
    manifests: dict[Path, Manifest] = {}
    for folder, folders, names in os.walk(path, onerror=tell):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        here = Path(folder)
        for name in sorted(names):
            file = here / name
            if name.startswith((".", "~$")) or file.suffix.lower() in _PASSED_OVER:
                continue
            if name.upper().startswith("README"):
                continue
            yield _File(file, _shown(path, file), _stated(file, path, manifests, report))


def _stated(file: Path, root: Path, manifests: dict[Path, Manifest], report: Report) -> Facts:
    """What manifests in the folders above a file say of it; the nearest one decides.

    Those above `root` count too, so that a sub-folder indexed alone keeps its facts; what is
    wrong with them is told when their own folder is indexed.
    """
    facts = Facts()
    for folder in file.parents:
        if folder not in manifests:
            manifests[folder] = _manifest(folder)
            if folder == root or root in folder.parents:
                report.warnings.extend(manifests[folder].warnings)
        facts = facts.over(
            manifests[folder].facts.get(file.relative_to(folder).as_posix(), Facts())
        )
    return facts


def _manifest(folder: Path) -> Manifest:
    try:
        return read_manifest(folder / MANIFEST)
    except FileNotFoundError:
        return Manifest({})
    except (OSError, UnreadableError) as error:
        return Manifest({}, (f"{folder / MANIFEST} cannot be read ({error})",))


def _read(
    candidate: _File, entry: Held | None, taken: dict[str, Path], report: Report
) -> _Work | None:
    """The document in a file that is new or has changed; None where nothing is to be done."""
    facts = {"reading": READING, **asdict(candidate.facts)}
    facts_sha256 = sha256_of(json.dumps(facts, default=str, sort_keys=True))
    try:
        found = candidate.file.stat()
        if not S_ISREG(found.st_mode):
            raise UnreadableError("not a file: a pipe or a device")
        if found.st_size > _LARGEST_FILE:
            raise UnreadableError(f"over the limit of {_LARGEST_FILE:,} bytes; split it")
        data = candidate.file.read_bytes()
        digest = hashlib.sha256(data).hexdigest()
        if entry and (entry.sha256, entry.facts_sha256) == (digest, facts_sha256):
            report.unchanged += 1
            return None
        document_id = entry.id if entry else _new_id(candidate, taken)
        document = read_document(
            data, document_id=document_id, path=candidate.path, known=candidate.facts
        )
        passages = split_passages(document)
        _require_unicode(f"{candidate.file}\n{document.title}\n{document.text}")
    except (OSError, UnreadableError, RecursionError, MemoryError) as error:
        report.failures.append(Failure(candidate.path, str(error)))
        return None
    except Exception as error:  # one odd file must not cost the others
        reason = f"{type(error).__name__}: {error}"
        report.failures.append(Failure(candidate.path, f"could not be read ({reason})"))
        return None
    taken[document_id] = candidate.file
    report.warnings.extend(f"{candidate.path}: {warning}" for warning in document.warnings)
    return _Work(document, passages, candidate.file, facts_sha256, is_new=entry is None)


def _require_unicode(words: str) -> None:
    """UnreadableError where words hold half of a character, as broken PDFs and file names do."""
    try:
        words.encode()
    except UnicodeEncodeError as error:
        raise UnreadableError(
            f"its name or its text is not Unicode ({error.reason}); rename it, or save it as UTF-8"
        ) from None


def _new_id(candidate: _File, taken: dict[str, Path]) -> str:
    """An id from the path that people see, so that it is the same on another machine.

    A file that lies where another folder of the same name had one takes its whole path, unless
    the other has gone: then it is the same document, moved.
    """
    document_id = sha256_of(candidate.path)[:12]
    other = taken.get(document_id)
    if other is None or not other.exists():
        return document_id
    return sha256_of(str(candidate.file))[:12]


def _keep(library: Library, encoder: Encoder, waiting: Sequence[_Work], report: Report) -> None:
    """Embed what is new in these documents and keep each."""
    texts = [[to_encode(p.text, p.context) for p in work.passages] for work in waiting]
    digests = [[sha256_of(text) for text in of_one] for of_one in texts]
    vectors: dict[str, NDArray[np.float32]] = library.vectors_of(
        d for of_one in digests for d in of_one
    )
    new = {
        digest: text
        for of_one in zip(digests, texts, strict=True)
        for digest, text in zip(*of_one, strict=True)
        if digest not in vectors
    }
    if new:
        vectors.update(zip(new, encoder.encode_documents(list(new.values())), strict=True))
        report.n_embedded += len(new)
    for work, of_one in zip(waiting, digests, strict=True):
        rows = np.array([vectors[digest] for digest in of_one], dtype=np.float32)
        library.put(
            work.document,
            work.passages,
            of_one,
            rows.reshape(len(of_one), -1),
            file=work.file,
            facts_sha256=work.facts_sha256,
        )
        if work.is_new:
            report.added += 1
        else:
            report.updated += 1
