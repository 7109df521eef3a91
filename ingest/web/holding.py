"""The folder that harvested files are kept in, with their manifest and what was asked when.

Every file is written aside and then given its name, so that a run may be killed at any moment:
the next one finds whole files only, and goes on.
"""

import csv
import hashlib
import io
import json
import os
import re
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from ingest.manifest import NAME as MANIFEST

_STATE = "harvest.json"
_VERSION = 1
# Minutes appear weeks after a meeting, and decisions are amended for months.
_LOOK_BACK = timedelta(days=90)
# A run that was stopped is gone on with, unless so long ago that it is as well to begin again.
_GO_ON = timedelta(days=2)
_SAVE_EVERY = 25  # meetings
_COLUMNS = ("file", "council", "committee", "held", "kind", "status", "url", "title")


class HoldingError(ValueError):
    """This folder cannot be written to as it is; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A file that is kept: `file` is its path below the folder, `held` an ISO date or ""."""

    file: str = ""
    url: str = ""
    title: str = ""
    meeting: str = ""  # ids, as the site gives them
    committee_id: str = ""
    council: str = ""
    committee: str = ""
    held: str = ""
    kind: str = ""
    status: str = ""
    sha256: str = ""


@dataclass(slots=True)
class Holding:
    """What a folder holds of a site.

    `source` says whether the site's web service or its pages were read. `settled` and `done` are
    ids of meetings: those that are not asked for again because they were old when they last were,
    and those that an unfinished run, `begun` on that day, has done. `refused` gives the day on
    which the site refused an address.
    """

    folder: Path
    site: str
    council: str | None = None
    source: str | None = None
    last_run: str | None = None
    begun: date | None = None
    kept: dict[str, Kept] = field(default_factory=dict)
    settled: set[str] = field(default_factory=set)
    done: set[str] = field(default_factory=set)
    refused: dict[str, date] = field(default_factory=dict)
    n_unsaved: int = 0
    _by_meeting: dict[str, set[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for kept in self.kept.values():
            self._by_meeting.setdefault(kept.meeting, set()).add(kept.file)

    def begin(self, today: date) -> None:
        """Begin a run, or go on with the one that was stopped."""
        if not (self.begun and today - self.begun <= _GO_ON):
            self.begun, self.done = today, set()

    def finish(self, today: date) -> None:
        """End a run that has asked for all it was to ask for."""
        self.last_run, self.begun, self.done = today.isoformat(), None, set()

    def is_settled(self, meeting: str) -> bool:
        """Whether a meeting need not be asked for: its files are here, and as they will stay."""
        return (meeting in self.settled or meeting in self.done) and all(
            (self.folder / file).is_file() for file in self.files_of(meeting)
        )

    def asked_for(self, meeting: str, held: date | None, today: date) -> None:
        """Note that a meeting was asked for, and all of it kept."""
        self.done.add(meeting)
        if held and today - held > _LOOK_BACK:
            self.settled.add(meeting)
        self.n_unsaved += 1
        if self.n_unsaved >= _SAVE_EVERY:
            self.save()

    def was_refused(self, url: str, today: date) -> bool:
        """Whether the site refused this address within the last 90 days."""
        day = self.refused.get(url)
        return day is not None and today - day <= _LOOK_BACK

    def files_of(self, meeting: str) -> set[str]:
        """The files that are kept of a meeting."""
        return set(self._by_meeting.get(meeting, ()))

    def keep(self, data: bytes, kept: Kept) -> bool:
        """Keep a file; whether it had to be written."""
        kept = replace(kept, sha256=hashlib.sha256(data).hexdigest())
        before = self.kept.get(kept.file)
        self.kept[kept.file] = kept
        self._by_meeting.setdefault(kept.meeting, set()).add(kept.file)
        path = self.folder / kept.file
        if before and before.sha256 == kept.sha256 and path.is_file():
            return False
        _write(path, data)
        return True

    def forget_if_gone(self, file: str) -> bool:
        """Whether somebody has deleted a file; then nothing more is known of it."""
        if (self.folder / file).is_file():
            return False
        self._by_meeting[self.kept.pop(file).meeting].discard(file)
        return True

    def save(self) -> None:
        """Write the manifest, and what the next run must know."""
        documents = [self.kept[file] for file in sorted(self.kept)]
        state = {
            "version": _VERSION,
            "site": self.site,
            "council": self.council,
            "source": self.source,
            "last_run": self.last_run,
            "begun": self.begun and self.begun.isoformat(),
            "settled": sorted(self.settled),
            "done": sorted(self.done),
            "refused": {url: day.isoformat() for url, day in self.refused.items()},
            "documents": [asdict(kept) for kept in documents],
        }
        there = [kept for kept in documents if (self.folder / kept.file).is_file()]
        _write(self.folder / MANIFEST, _manifest(there).encode())
        _write(self.folder / _STATE, json.dumps(state, ensure_ascii=False, indent=1).encode())
        self.n_unsaved = 0


@contextmanager
def open_holding(folder: Path, site: str, *, council: str | None = None) -> Iterator[Holding]:
    """What `folder` holds of `site`, saved again however the block ends.

    HoldingError where it holds another site, cannot be read, or another run writes to it.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with FileLock(folder / ".harvest.lock", timeout=0):
            holding = _load(folder, site)
            holding.council = council or holding.council
            try:
                yield holding
            finally:
                if holding.kept or holding.refused:
                    holding.save()
    except Timeout:
        raise HoldingError(f"another run is writing to {folder}; try again when it ends") from None


def slug(title: str) -> str:
    """A title as the name of a folder, on any machine."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain)[:60].strip("-") or "committee"


def _load(folder: Path, site: str) -> Holding:
    path = folder / _STATE
    if not path.exists():
        return Holding(folder, site)
    try:
        state: dict[str, Any] = json.loads(path.read_bytes())
        if state["version"] != _VERSION:
            raise ValueError(f"version {state['version']}")
        known = {one.name for one in fields(Kept)}
        documents = [
            Kept(**{name: str(value) for name, value in entry.items() if name in known})
            for entry in state["documents"]
        ]
        holding = Holding(
            folder,
            state["site"],
            council=state["council"],
            source=state["source"],
            last_run=state["last_run"],
            begun=date.fromisoformat(state["begun"]) if state["begun"] else None,
            kept={kept.file: kept for kept in documents},
            settled=set(state["settled"]),
            done=set(state["done"]),
            refused={url: date.fromisoformat(day) for url, day in state["refused"].items()},
        )
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise HoldingError(
            f"{path} cannot be read ({error!r}); move it away and everything is asked for again"
        ) from None
    if holding.site != site:
        raise HoldingError(f"{folder} holds {holding.site}, not {site}; give another --into")
    return holding


def _manifest(documents: list[Kept]) -> str:
    lines = io.StringIO()
    rows = csv.DictWriter(lines, _COLUMNS, extrasaction="ignore", lineterminator="\n")
    rows.writeheader()
    rows.writerows({k: _harmless(str(v)) for k, v in asdict(kept).items()} for kept in documents)
    return lines.getvalue()


def _harmless(text: str) -> str:
    """Text that no spreadsheet takes for a formula."""
    return " ".join(text.split()).lstrip("=+-@ ")


def _write(path: Path, data: bytes) -> None:
    """Write a file whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f".{path.name}.part")
    with aside.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    os.replace(aside, path)
