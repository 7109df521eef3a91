"""Make the library hold what the folders hold: add, replace, remove, and nothing else."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import asdict, dataclass, field, replace
from functools import cache, partial
from pathlib import Path
from stat import S_ISREG

from index.encode import Encoder
from index.files import Failure, File, Listing, files_within, list_files, named_file
from index.late import embed
from index.library import Held, Library, LibraryError, sha256_of, to_encode
from ingest.model import HiddenTextError, Parsed, UnreadableError
from ingest.reader import READING, Reader

_LARGEST_FILE = 200 * 1024 * 1024
# Passages kept together. They are embedded by length, so that little is padded; the more of them,
# the less, and the more is lost to a kill: half a minute's work on two cores.
_KEPT_AT_ONCE = 2048
_EMBEDDED_AT_ONCE = 256  # whose pieces are in memory together, half a megabyte a passage
Progress = Callable[[int, int, str], None]


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

    def add(self, listing: Listing) -> None:
        """Take over what was wrong with a folder or an archive."""
        self.failures.extend(listing.failures)
        self.warnings.extend(listing.warnings)


@dataclass(frozen=True, slots=True)
class _Work:
    """A document read, waiting for its vectors."""

    parsed: Parsed
    file: Path
    facts_sha256: str
    is_new: bool


def sync(
    library: Library,
    encoder: Encoder,
    paths: Sequence[Path],
    *,
    reader: Reader | None = None,
    progress: Progress = lambda done, total, what: None,
) -> Report:
    """Bring the library up to date with these files and folders.

    A file that has not changed costs the reading of it; a changed one replaces its document; one
    that has gone from a folder takes its document with it. A file that cannot be read is reported
    and what the library holds of it stays. `progress` is told how many files are kept, of how many,
    and what is worked on.
    `reader` is left open, for other runs; without one, this run makes its own.
    LibraryError where another run is writing, or a path does not exist.
    """
    resolved = [path.resolve() for path in paths]
    with library.alone(), nullcontext(reader) if reader else Reader() as open_reader:
        return _sync(library, encoder, resolved, open_reader, progress)


def _sync(
    library: Library,
    encoder: Encoder,
    paths: Sequence[Path],
    reader: Reader,
    progress: Progress,
) -> Report:
    report = Report()
    held = {entry.file: entry for entry in library.held()}
    files, gone = _look(paths, held, report)
    held_in: defaultdict[Path, list[Held]] = defaultdict(list)  # a file, or what is in an archive
    for path, entry in held.items():
        for place in (path, *path.parents):
            held_in[place].append(entry)
    load = cache(partial(encoder.encode_queries, [""]))
    waiting: list[_Work] = []
    taken = {entry.id: entry.file for entry in held.values()}
    done = 0
    for number, file in enumerate(files):
        progress(done, len(files), f"reading {file.path}")
        for part in _opened(file, reader, held_in, gone, report):
            work = _read(part, reader, load, held.get(part.file), taken, gone, report)
            waiting.extend([work] if work else [])
            if sum(len(work.parsed.passages) for work in waiting) >= _KEPT_AT_ONCE:
                _keep(library, encoder, waiting, report, partial(progress, done, len(files)))
                waiting, done = [], number
    _keep(library, encoder, waiting, report, partial(progress, done, len(files)))
    for entry in gone:
        if taken.get(entry.id) == entry.file:  # not moved to another place in this run
            library.remove(entry.id)
            report.removed += 1
    progress(len(files), len(files), "")
    return report


def _look(
    paths: Sequence[Path], held: dict[Path, Held], report: Report
) -> tuple[list[File], list[Held]]:
    """The files under these paths, and what the library holds of them that is no longer there."""
    files: dict[Path, File] = {}
    gone: dict[str, Held] = {}
    for path in paths:
        below = {file: e for file, e in held.items() if file == path or path in file.parents}
        if not path.exists() and not below:
            raise LibraryError(f"there is no file or folder {path}")
        listing = list_files(path)
        found = {file.file: file for file in listing.files}
        for file, entry in below.items():
            if any(place in found for place in (file, *file.parents)):
                continue  # where it was, or in an archive that is opened when its turn comes
            if any(folder in listing.unlisted for folder in file.parents):
                continue
            if file.is_file():  # passed over in its folder, and held because it was once named
                found[file] = named_file(file, listing)
            else:
                gone[entry.id] = entry
        files.update(found)
        report.add(listing)
    return list(files.values()), [entry for entry in gone.values() if entry.file not in files]


def _opened(
    file: File,
    reader: Reader,
    held_in: Mapping[Path, Sequence[Held]],
    gone: list[Held],
    report: Report,
) -> list[File]:
    """The file with its bytes; or those in it, where it is an archive or a message.

    What the library holds of an archive and the archive no longer does is added to `gone`.
    """
    try:
        data = _bytes(file.file)
        itself = replace(file, data=data)
        if any(_is_same(itself, entry) for entry in held_in[file.file]):
            return [itself]
        unpacked = reader.unpack(data, file.file.name)
    except (OSError, UnreadableError, MemoryError) as error:
        report.failures.append(Failure(file.path, str(error)))
        return []
    listing = files_within(file, unpacked) if unpacked else Listing([itself])
    report.add(listing)
    there = {part.file for part in listing.files}
    gone.extend(entry for entry in held_in[file.file] if entry.file not in there)
    return listing.files


def _bytes(file: Path) -> bytes:
    """What is in a file; OSError or UnreadableError where it cannot or should not be read."""
    found = file.stat()
    if not S_ISREG(found.st_mode):
        raise UnreadableError("not a file: a pipe or a device")
    if found.st_size > _LARGEST_FILE:
        raise UnreadableError(f"over the limit of {_LARGEST_FILE:,} bytes; split it")
    return file.read_bytes()


def _read(
    candidate: File,
    reader: Reader,
    load: Callable[[], object],
    entry: Held | None,
    taken: dict[str, Path],
    gone: list[Held],
    report: Report,
) -> _Work | None:
    """The document in a file that is new or has changed; None where nothing is to be done.

    What the library holds of a file whose words turn out to be hidden is added to `gone`. `load`
    makes the encoder ready, which then has work to do.
    """
    if entry and _is_same(candidate, entry):
        report.unchanged += 1
        return None
    load()  # meanwhile the process that reads does the same
    try:
        document_id = entry.id if entry else _new_id(candidate, taken)
        parsed = reader.read(
            candidate.data or b"",
            document_id=document_id,
            path=candidate.path,
            known=candidate.facts,
        )
        document = parsed.document
        _require_unicode(f"{candidate.file}\n{document.title}\n{document.text}")
    except (OSError, UnreadableError, MemoryError) as error:
        report.failures.append(Failure(candidate.path, str(error)))
        if isinstance(error, HiddenTextError) and entry:
            gone.append(entry)
        return None
    taken[document_id] = candidate.file
    report.warnings.extend(f"{candidate.path}: {warning}" for warning in document.warnings)
    return _Work(parsed, candidate.file, _facts_sha256(candidate), is_new=entry is None)


def _is_same(candidate: File, entry: Held) -> bool:
    """Whether the library holds a file's bytes, read as they would be read now."""
    return (
        entry.file == candidate.file
        and entry.sha256 == hashlib.sha256(candidate.data or b"").hexdigest()
        and entry.facts_sha256 == _facts_sha256(candidate)
    )


def _facts_sha256(candidate: File) -> str:
    facts = {"reading": READING, **asdict(candidate.facts)}
    return sha256_of(json.dumps(facts, default=str, sort_keys=True))


def _require_unicode(words: str) -> None:
    """UnreadableError where words hold half of a character, as broken PDFs and file names do."""
    try:
        words.encode()
    except UnicodeEncodeError as error:
        raise UnreadableError(
            f"its name or its text is not Unicode ({error.reason}); rename it, or save it as UTF-8"
        ) from None


def _new_id(candidate: File, taken: dict[str, Path]) -> str:
    """An id from the path that people see, so that it is the same on another machine.

    A file that lies where another folder of the same name had one takes its whole path, unless
    the other has gone: then it is the same document, moved.
    """
    document_id = sha256_of(candidate.path)[:12]
    other = taken.get(document_id)
    # A file in an archive is there where the archive is.
    if other is None or not any(place.is_file() for place in (other, *other.parents)):
        return document_id
    return sha256_of(str(candidate.file))[:12]


def _keep(
    library: Library,
    encoder: Encoder,
    waiting: Sequence[_Work],
    report: Report,
    progress: Callable[[str], None],
) -> None:
    """Embed what is new in these documents and keep each."""
    texts = [[to_encode(p.text, p.context) for p in work.parsed.passages] for work in waiting]
    digests = [[sha256_of(text) for text in of_one] for of_one in texts]
    embeddings = library.embeddings_of(d for of_one in digests for d in of_one)
    new = {
        digest: text
        for of_one in zip(digests, texts, strict=True)
        for digest, text in zip(*of_one, strict=True)
        if digest not in embeddings
    }
    wanted = sorted(new, key=lambda digest: len(new[digest]))
    for start in range(0, len(wanted), _EMBEDDED_AT_ONCE):
        progress(f"embedding {len(wanted) - start:,} passages")
        some = wanted[start : start + _EMBEDDED_AT_ONCE]
        embedded = embed(encoder, [new[digest] for digest in some])
        embeddings.update(zip(some, embedded, strict=True))
    report.n_embedded += len(new)
    for work, of_one in zip(waiting, digests, strict=True):
        library.put(
            work.parsed.document,
            work.parsed.passages,
            of_one,
            [embeddings[digest] for digest in of_one],
            work.parsed.commitments,
            file=work.file,
            facts_sha256=work.facts_sha256,
        )
        if work.is_new:
            report.added += 1
        else:
            report.updated += 1
