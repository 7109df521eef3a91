"""Which files are there to be read, and what do their manifests say of them?"""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePath, PurePosixPath

from ingest.manifest import NAME as MANIFEST
from ingest.manifest import Manifest, parse_manifest, read_manifest
from ingest.model import Facts, UnreadableError
from ingest.unpack import Unpacked

# Data that lies beside minutes and is not minutes. A file named on the command line is read
# whatever it is called.
_PASSED_OVER = frozenset(
    ".csv .tsv .json .jsonl .toml .yaml .yml .ini .xlsx .xls .sqlite .db .py .css .js .svg".split()
)
_LARGEST_MANIFEST = 4 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Failure:
    """A file that could not be read, and why."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class File:
    """A file to look at: where it is, and what people are shown as its path.

    One inside an archive is named as if the archive were a folder, and comes with its bytes.
    """

    file: Path
    path: str
    facts: Facts
    data: bytes | None = None


@dataclass(slots=True)
class Listing:
    """The files under a path. What stands in `unlisted` folders is not known to have gone."""

    files: list[File] = field(default_factory=list)
    unlisted: list[Path] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def list_files(path: Path) -> Listing:
    """Every document under a folder, or the one file, with what manifests say of it."""
    listing = Listing()
    if path.is_file():
        listing.files.append(named_file(path, listing))
    elif path.exists():
        listing.files.extend(_walk(path, listing))
    return listing


def named_file(file: Path, listing: Listing) -> File:
    """A file named outright, with what the manifest beside it says of it."""
    return File(file, _shown(file.parent, file), _stated(file, file.parent, {}, listing))


def files_within(archive: File, unpacked: Unpacked) -> Listing:
    """The documents in an archive, with what its own manifest says of them, then the folder's.

    Of what is said of the archive as a whole, the meeting and the address are theirs too.
    """
    whole = Facts(meeting=archive.facts.meeting, url=archive.facts.url)
    there = {PurePosixPath(member.name): member.data for member in unpacked.members}
    manifests = {
        file.parent: _packed_manifest(file, there, archive.path)
        for file in there
        if file.name == MANIFEST
    }
    listing = Listing(warnings=[f"{archive.path}: {warning}" for warning in unpacked.warnings])
    for manifest in manifests.values():
        listing.warnings.extend(manifest.warnings)
    on_disk: dict[Path, Manifest] = {}
    for file, data in there.items():
        if _is_passed_over(file):
            continue
        facts = Facts()
        for folder in file.parents:
            stated = manifests.get(folder, Manifest({})).facts
            facts = facts.over(stated.get(file.relative_to(folder).as_posix(), Facts()))
        place = archive.file / file
        facts = facts.over(_stated(place, archive.file, on_disk, Listing())).over(whole)
        listing.files.append(File(place, f"{archive.path}/{file}", facts, data))
    return listing


def _packed_manifest(
    file: PurePosixPath, there: Mapping[PurePosixPath, bytes], archive: str
) -> Manifest:
    where = f"{archive}/{file}"
    if len(there[file]) > _LARGEST_MANIFEST:
        return Manifest({}, (f"{where} is over {_LARGEST_MANIFEST:,} bytes, and is not used",))
    try:
        return parse_manifest(there[file], where, lambda name: file.parent / name in there)
    except UnreadableError as error:
        return Manifest({}, (f"{where} cannot be read ({error})",))


def _shown(root: Path, file: Path) -> str:
    """A file's path as people see it, from the name of the folder they gave."""
    path = f"{root.name}/{file.relative_to(root).as_posix()}"
    # A name in another encoding than the machine's comes as what cannot be printed.
    return path.encode(errors="backslashreplace").decode()


def _walk(path: Path, listing: Listing) -> Iterator[File]:
    def tell(error: OSError) -> None:
        folder = Path(error.filename)
        listing.unlisted.append(folder)
        listing.failures.append(Failure(_shown(path, folder), str(error)))

    manifests: dict[Path, Manifest] = {}
    for folder, folders, names in os.walk(path, onerror=tell):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for file in (Path(folder) / name for name in sorted(names)):
            if not _is_passed_over(file):
                yield File(file, _shown(path, file), _stated(file, path, manifests, listing))


def _is_passed_over(file: PurePath) -> bool:
    return (
        file.name.startswith((".", "~$"))
        or file.name.upper().startswith("README")
        or file.suffix.lower() in _PASSED_OVER
    )


def _stated(file: Path, root: Path, manifests: dict[Path, Manifest], listing: Listing) -> Facts:
    """What manifests in the folders above a file say of it; the nearest one decides.

    Those above `root` count too, so that a sub-folder indexed alone keeps its facts; what is
    wrong with them is told when their own folder is indexed.
    """
    facts = Facts()
    for folder in file.parents:
        if folder not in manifests:
            manifests[folder] = _manifest(folder)
            if folder == root or root in folder.parents:
                listing.warnings.extend(manifests[folder].warnings)
        facts = facts.over(
            manifests[folder].facts.get(file.relative_to(folder).as_posix(), Facts())
        )
    return facts


def _manifest(folder: Path) -> Manifest:
    try:
        return read_manifest(folder / MANIFEST)
    except (FileNotFoundError, NotADirectoryError):
        return Manifest({})
    except (OSError, UnreadableError) as error:
        return Manifest({}, (f"{folder / MANIFEST} cannot be read ({error})",))
