"""Folders that can be made again: written beside, sealed, given their name, and never changed.

A seal lists the SHA-256 of each file. What is read out of such a folder, weights and vectors, has
no checksum of its own: a flipped bit there gives wrong answers and no error.
"""

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

_SEAL = "manifest.json"
_AT_ONCE = 2  # files read beside each other


@contextmanager
def making(place: Path) -> Iterator[Path]:
    """An empty folder to be filled and sealed; it takes its place when that is done.

    Until then whatever was in that place stays. Whoever makes one holds a lock: what a process that
    died has left half made is taken away first.
    """
    place.parent.mkdir(parents=True, exist_ok=True)
    for left in place.parent.glob(".making-*"):
        clear(left)
    folder = Path(tempfile.mkdtemp(prefix=".making-", dir=place.parent))
    try:
        yield folder
        for file in folder.rglob("*"):
            _make_durable(file)
        _make_durable(folder)
        clear(place)
        os.rename(folder, place)
        _make_durable(place.parent)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def seal(folder: Path, facts: Mapping[str, Any]) -> None:
    """Write down what a folder is of, and what its files are."""
    manifest = {**facts, "files": _digests(folder)}
    (folder / _SEAL).write_text(json.dumps(manifest, indent=1), encoding="utf-8")


def facts(folder: Path) -> dict[str, Any]:
    """What a folder says it is of; OSError or ValueError where it does not say."""
    manifest = json.loads((folder / _SEAL).read_text(encoding="utf-8"))
    if not isinstance(manifest, dict):
        raise ValueError(f"{_SEAL} is no JSON object")
    return manifest


def faults(folder: Path, **wanted: object) -> list[str]:
    """What is wrong with a folder; empty where it is whole and is of what is wanted."""
    try:
        manifest = facts(folder)
        listed = dict(manifest["files"])
    except FileNotFoundError:
        return [f"there is no {folder.name}"]
    except (ValueError, KeyError, TypeError, OSError) as error:
        return [f"{folder.name}/{_SEAL} cannot be read ({error})"]
    if any(manifest.get(name) != value for name, value in wanted.items()):
        return [f"{folder.name} is of another state of the library"]
    found = _digests(folder)
    return [
        f"{folder.name}/{name} is {'missing' if name not in found else 'not as written'}"
        for name in sorted(listed)
        if found.get(name) != listed[name]
    ]


def clear(path: Path) -> None:
    """Take away whatever is there."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _digests(folder: Path) -> dict[str, str]:
    """SHA-256 of every file of a folder but its seal and locks, by path below it."""
    named = {file.relative_to(folder).as_posix(): file for file in sorted(folder.rglob("*"))}
    files = {
        name: file
        for name, file in named.items()
        if file.is_file() and name != _SEAL and not name.endswith(".lock")
    }
    # Side by side: those of 100,000 passages are read for a third of a second at each start.
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        return dict(zip(files, pool.map(_digest, files.values()), strict=True))


def _digest(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _make_durable(path: Path) -> None:
    """Bring a file or a folder's entries to the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
