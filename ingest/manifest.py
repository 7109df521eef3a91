"""What a clerk says of the files in a folder: `manifest.csv`, one line a file.

    file,council,committee,held,kind,status,url,title
    2019/june.pdf,Thornmere Borough Council,Scrutiny Committee,2019-06-14,minutes,approved,,

`file` is the path below the manifest's folder; every other column may be missing or empty.
A line that cannot be used is reported, and the rest of the manifest still counts.
"""

import csv
import io
import os.path
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ingest.model import DOCUMENT_KINDS, STATUSES, Facts, Meeting
from ingest.read_text import decode

NAME = "manifest.csv"
_MOST_LINES = 50_000  # a large council's documents of thirty years
_MOST_WARNINGS = 20


@dataclass(frozen=True, slots=True)
class Manifest:
    """The facts a manifest states, by path below its folder, and what was wrong with it."""

    facts: dict[str, Facts]
    warnings: tuple[str, ...] = ()


def read_manifest(path: Path) -> Manifest:
    """The manifest at `path`, which may be any CSV that a spreadsheet saves."""
    return parse_manifest(
        path.read_bytes(), str(path), lambda name: os.path.isfile(path.parent / name)
    )


def parse_manifest(data: bytes, path: str, is_there: Callable[[str], bool]) -> Manifest:
    """The manifest in these bytes; `is_there` tells whether a file that it names exists."""
    rows = csv.DictReader(io.StringIO(decode(data)))
    facts: dict[str, Facts] = {}
    warnings: list[str] = []
    try:
        if "file" not in (rows.fieldnames or []):
            return Manifest({}, (f"{path}: no column named file; its facts are not used",))
        for n_lines, row in enumerate(rows):
            if n_lines == _MOST_LINES:
                warnings.append(f"{path}: over {_MOST_LINES:,} lines; the rest is not used")
                break
            values = {
                key: (value or "").strip() for key, value in row.items() if isinstance(value, str)
            }
            name = values.get("file", "").replace("\\", "/")
            try:
                facts[name] = _facts(values)
            except ValueError as error:
                warnings.append(f"{path}, line {rows.line_num}: {error}")
            if name and not is_there(name):
                warnings.append(f"{path}, line {rows.line_num}: there is no file {name!r}")
    except csv.Error as error:
        warnings.append(f"{path}, line {rows.line_num + 1}: {error}; nothing from there on is used")
    if len(warnings) > _MOST_WARNINGS:
        n_more = len(warnings) - _MOST_WARNINGS
        warnings[_MOST_WARNINGS:] = [f"{path}: {n_more:,} more lines that cannot be used"]
    return Manifest(facts, tuple(warnings))


def _facts(values: dict[str, str]) -> Facts:
    held = values.get("held")
    try:
        day = date.fromisoformat(held) if held else None
    except ValueError:
        raise ValueError(f"held is {held!r}; write it as 2019-06-14") from None
    url = values.get("url") or None
    if url and not url.startswith(("https://", "http://")):
        raise ValueError(f"url is {url!r}; it must begin with https:// or http://")
    kind = _one_of(values, "kind", DOCUMENT_KINDS)
    status = _one_of(values, "status", STATUSES)
    return Facts(
        meeting=Meeting(values.get("council") or None, values.get("committee") or None, day),
        title=values.get("title") or None,
        url=url,
        kind=kind,  # type: ignore[arg-type]  # checked against the type's own values
        status=status,  # type: ignore[arg-type]
    )


def _one_of(values: dict[str, str], column: str, allowed: tuple[str, ...]) -> str | None:
    value = values.get(column, "").lower()
    if value and value not in allowed:
        raise ValueError(f"{column} is {value!r}; use one of {', '.join(allowed)}")
    return value or None
